"""Patience: how long, how often, and what `Retry-After` means."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Event, Timer
from time import perf_counter

import pytest

from slugger.client import ArgumentError, BusyError, Retries
from slugger.client.retries import retry_after
from slugger.tests.client.conftest import Connect
from slugger.tests.client.fake import FakeLeague, refused

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def http_date(seconds: float) -> str:
    return format_datetime(NOON + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        (http_date(90), 90),
        (http_date(-90), 0),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("inf", None),
        ("²", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_by_the_servers_clock(given: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": given, "date": http_date(0)}) == seconds


def test_a_date_without_a_clock_counts_from_now() -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    assert retry_after({"retry-after": at}) == pytest.approx(99.5, abs=2)


def test_waits_double_up_to_the_longest_and_are_shortened_by_chance() -> None:
    patience = Retries(attempts=9, first_wait=1, longest_wait=10)
    for attempt, most in enumerate([1, 2, 4, 8, 10, 10], 1):
        waits = {patience.wait(attempt, None) for _ in range(50)}
        assert most / 2 <= min(waits) < max(waits) <= most


def test_what_the_server_says_wins_up_to_the_longest_wait() -> None:
    patience = Retries(longest_wait=10)
    assert [patience.wait(1, said) for said in (0, 7, 11)] == [0, 7, 10]


@pytest.mark.parametrize("header", ["1", format_datetime(datetime(2000, 1, 1, tzinfo=UTC), usegmt=True)])
def test_the_client_waits_as_it_is_told(league: FakeLeague, connect: Connect, header: str) -> None:
    league.fail("/graphql", refused(429, retry_after=header))
    begun = perf_counter()
    connect(league, retries=Retries(first_wait=30)).query("{ games { totalCount } }")
    assert (perf_counter() - begun >= 1) is (header == "1")
    assert perf_counter() - begun < 5


def test_a_wait_beyond_all_patience_is_told_at_once(league: FakeLeague, connect: Connect) -> None:
    league.fail("/graphql", refused(429, retry_after="86400"))
    with pytest.raises(BusyError) as caught:
        connect(league).query("{ games { totalCount } }")
    assert caught.value.retry_after == 86400
    assert league.count("/graphql") == 1


def test_a_stop_ends_the_waiting() -> None:
    stopped, asked = Event(), []

    def ask() -> None:
        asked.append(1)
        raise BusyError("busy", 20)

    Timer(0.05, stopped.set).start()
    begun = perf_counter()
    with pytest.raises(BusyError):
        Retries().run(ask, stopped)
    assert perf_counter() - begun < 5
    assert asked == [1]


def test_no_attempt_is_no_patience() -> None:
    with pytest.raises(ArgumentError):
        Retries(attempts=0)

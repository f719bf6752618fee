"""The bar: where it is shown, and what it says."""

import io
import sys
from types import SimpleNamespace

import pytest

from slugger.client import QueryError
from slugger.client.progress import Bar, shown
from slugger.tests.client.conftest import Connect
from slugger.tests.client.fake import FakeLeague, replaced

FIELDS = ("gameDate", "relSpeed")


class Screen(io.StringIO):
    """A terminal, or what is none."""

    def __init__(self, encoding: str, *, terminal: bool) -> None:
        super().__init__()
        self._encoding = encoding
        self.terminal = terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]  # the base class has it as an attribute
        return self._encoding

    def isatty(self) -> bool:
        return self.terminal


@pytest.fixture(params=[True, False], ids=["terminal", "pipe"])
def screen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Screen:
    made = Screen("utf-8", terminal=request.param)
    monkeypatch.setattr("slugger.client.progress.sys", SimpleNamespace(stderr=made, stdout=None, modules={}))
    return made


def test_a_bar_is_shown_where_somebody_looks(league: FakeLeague, connect: Connect, screen: Screen) -> None:
    connect(league).pitches("2026-05-01", "2026-05-05", fields=FIELDS)
    last = screen.getvalue().split("\r")[-1]
    assert last == (f"{'█' * 30} 4/4 days, 100 pitches\n" if screen.terminal else "")


@pytest.mark.parametrize("chosen", [True, False])
def test_a_bar_is_shown_as_it_is_chosen(league: FakeLeague, connect: Connect, screen: Screen, *, chosen: bool) -> None:
    connect(league, progress=chosen).pitches("2026-05-01", "2026-05-05", fields=FIELDS)
    assert bool(screen.getvalue()) is chosen


def test_a_notebook_shows_the_bar_among_its_output(
    league: FakeLeague, connect: Connect, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ipykernel", SimpleNamespace())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=object))
    connect(league).pitches("2026-05-01", fields=FIELDS)
    captured = capsys.readouterr()
    assert "1/1 days, 30 pitches" in captured.out
    assert captured.err == ""


def test_a_function_is_told_of_every_day(league: FakeLeague, connect: Connect) -> None:
    told: list[tuple[int, int, int]] = []
    connect(league, jobs=1, progress=lambda *news: told.append(news)).pitches("2026-05-01", "2026-05-05", fields=FIELDS)
    assert [done for done, _, _ in told] == [0, 1, 2, 3, 4]
    assert {days for _, days, _ in told} == {4}
    assert told[-1] == (4, 4, 100)


def test_a_failure_ends_the_line(league: FakeLeague, connect: Connect, screen: Screen) -> None:
    league.fail("/export", replaced(b'{"errors": [{"message": "No."}]}', "application/json", 403))
    with pytest.raises(QueryError):
        connect(league, progress=True).pitches("2026-05-01", fields=FIELDS)
    assert screen.getvalue().endswith("pitches\n")


def test_no_days_fill_the_bar(screen: Screen) -> None:
    with shown(progress=True) as tell:
        tell(0, 0, 0)
    assert screen.getvalue() == f"\r{'█' * 30} 0/0 days, 0 pitches\n"


def test_a_screen_without_blocks_gets_letters() -> None:
    stream = Screen("cp1252", terminal=True)
    Bar(stream)(1, 2, 1234)
    assert stream.getvalue() == f"\r{'#' * 15}{'-' * 15} 1/2 days, 1,234 pitches"


def test_a_bar_is_not_drawn_more_often_than_it_can_be_seen() -> None:
    stream = Screen("utf-8", terminal=True)
    bar = Bar(stream)
    for done in range(10_001):
        bar(done, 10_000, done)
    assert stream.getvalue().count("\r") < 100

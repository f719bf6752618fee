"""A small league that is served, and a client that does not wait long."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest

from slugger.client import Client, Retries
from slugger.tests.client.fake import FakeLeague, running

SOON = Retries(attempts=3, first_wait=0.01, longest_wait=2)

Connect: TypeAlias = Callable[..., Client]


@pytest.fixture
def league() -> Iterator[FakeLeague]:
    """Five days, one with a doubleheader, one not verified, none on 3 May."""
    made = FakeLeague()
    made.play("2026-05-01", 30)
    made.play("2026-05-02", 20, 25)
    made.play("2026-05-04", 10, verified=False)
    made.play("2026-05-05", 15)
    with running(made):
        yield made


@pytest.fixture
def old_league() -> Iterator[FakeLeague]:
    """A server that knows no exports, with a day of more than one page."""
    made = FakeLeague(exports=False)
    made.play("2026-05-01", 1040)
    made.play("2026-05-02", 20)
    with running(made):
        yield made


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Make clients that are closed in the end."""
    made: list[Client] = []

    def client(league: FakeLeague, **options: Any) -> Client:
        made.append(Client(league.url, **({"retries": SOON} | options)))
        return made[-1]

    yield client
    for one in made:
        one.close()

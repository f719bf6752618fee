"""Answers with groups are kept while their data stand, and made once for all who ask at the same time."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from graphql import parse
from sqlalchemy import text

from slugger.gateway.kept import KeptRows
from slugger.models.engine import Database
from slugger.resolvers.plan.planner import Planner, Statement, planned
from slugger.schema.sdl import schema
from slugger.tests.schema.conftest import fill

GROUPS = (
    "query ($least: Float) { pitchStats(filter: {relSpeed: {gte: $least}}, groupBy: [PITCHER]) { nodes { count } } }"
)


class Counted:
    """Connections that count the statements that they send, and hold them back until they may go."""

    def __init__(self, database: Database) -> None:
        self.direct = database.direct
        self.sent: list[str] = []
        self.ended = 0
        self.begun, self.go = asyncio.Event(), asyncio.Event()
        self.go.set()

    async def fetchrow(self, query: str, *args: Any) -> Sequence[Any]:
        self.sent.append(query)
        self.begun.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.ended += 1
            raise
        return await self.direct.fetchrow(query, *args)


@pytest.fixture
async def counted(database: Database) -> Counted:
    await fill(database)
    return Counted(database)


def rows(database: Database, counted: Counted, limit: int = 1_000_000) -> KeptRows:
    return KeptRows(replace(database, direct=counted), limit, 5)  # type: ignore[arg-type]  # it sends as they do


def prepared(query: str = GROUPS, **variables: Any) -> tuple[Statement, list[Any]]:
    found = Planner(schema).prepare(query, parse(query), None, variables)
    assert found is not None
    return found


async def test_an_answer_is_kept_until_the_data_change(database: Database, counted: Counted) -> None:
    kept, (statement, values) = rows(database, counted), prepared(least=90)
    first = await kept.row(statement, values)
    assert await kept.row(*prepared(least=90)) == first
    assert len(counted.sent) == 1
    other = await kept.row(*prepared(least=60))
    assert other != first
    async with database.sessions() as session:
        await session.exec(text("UPDATE league.pitch SET rel_speed = 50"))  # type: ignore[call-overload]  # a plain text
        await session.commit()
    answer = planned(statement, await kept.row(statement, values))
    assert answer is not None
    assert answer.data == b'{"pitchStats":{"nodes":[]}}'
    assert len(counted.sent) == 3


async def test_with_a_limit_of_0_nothing_is_kept(database: Database, counted: Counted) -> None:
    kept = rows(database, counted, 0)
    assert await kept.row(*prepared(least=90)) == await kept.row(*prepared(least=90))
    assert len(counted.sent) == 2


async def test_who_asks_at_the_same_time_shares_a_statement(database: Database, counted: Counted) -> None:
    kept = rows(database, counted)
    found = await asyncio.gather(*(kept.row(*prepared(least=90)) for _ in range(16)))
    assert len(set(found)) == 1
    assert len(counted.sent) <= 2  # those who asked while the version was read see the next one


async def test_a_statement_ends_with_the_last_who_waits(database: Database, counted: Counted) -> None:
    kept = rows(database, counted)
    counted.go.clear()
    waiting = [asyncio.create_task(kept.row(*prepared(least=90))) for _ in range(2)]
    await counted.begun.wait()
    waiting[0].cancel()
    await asyncio.sleep(0.05)
    sent = len(counted.sent)
    waiting[1].cancel()
    await asyncio.sleep(0.05)
    assert counted.ended == sent
    counted.go.set()
    assert await kept.row(*prepared(least=90))


def test_only_groups_of_watched_tables_are_kept() -> None:
    assert prepared(least=90)[0].written.versioned
    assert not prepared("{ pitches(first: 1) { nodes { relSpeed } } }")[0].written.versioned
    beside = "{ pitchStats { nodes { count } } trackmanFiles(first: 1) { nodes { name } } }"
    assert not prepared(beside)[0].written.versioned

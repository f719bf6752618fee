"""The pool: what it gives out answers, and is asked only when there is reason to doubt it."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from slugger.models import engine
from slugger.models.engine import Database


async def backend(database: Database) -> int:
    async with database.engine.connect() as connection:
        return int((await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one())


@pytest.fixture
async def asked(database: Database) -> list[str]:
    """Give what the only connection of the pool is asked from now on, prepared statements aside."""
    queries: list[str] = []
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver
        driver.add_query_logger(lambda record: queries.append(record.query))
    queries.clear()
    return queries


async def test_a_connection_in_use_is_not_asked_whether_it_lives(database: Database, asked: list[str]) -> None:
    async with database.reads() as session:
        await session.exec(select(1))
    assert asked == []


async def test_a_rested_connection_is(database: Database, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "RESTED_SECONDS", 0.0)
    async with database.reads() as session:
        await session.exec(select(1))
    assert ";" in asked


async def test_connections_that_the_server_left_are_replaced(
    database: Database, connection: asyncpg.Connection
) -> None:
    left = set(await asyncio.gather(*(backend(database) for _ in range(4))))
    for process in left:
        await connection.execute("SELECT pg_terminate_backend($1)", process)
    await asyncio.sleep(0.1)
    assert not left & set(await asyncio.gather(*(backend(database) for _ in range(4))))


@pytest.mark.parametrize("rested", [0.0, 1000.0])
async def test_a_connection_that_is_lost_in_use_fails_once(
    database: Database, connection: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch, rested: float
) -> None:
    monkeypatch.setattr(engine, "RESTED_SECONDS", rested)
    async with database.engine.connect() as held:
        process = (await held.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        await connection.execute("SELECT pg_terminate_backend($1)", process)
        with pytest.raises(DBAPIError):
            await held.execute(text("SELECT 1"))
    assert await backend(database) != process

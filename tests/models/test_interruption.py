"""Sessions end with the request that they were opened for, and no other."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from slugger.models.engine import Database, connect
from slugger.models.interruption import interruptible

RUNNING = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(30)'"


async def sleep(database: Database, seconds: int = 30) -> None:
    async with database.reads() as session:
        await session.exec(text(f"SELECT pg_sleep({seconds})"))  # type: ignore[call-overload]  # SQLModel knows no plain text


async def until(connection: asyncpg.Connection, number: int) -> None:
    async with asyncio.timeout(5):
        for _ in range(500):
            if await connection.fetchval(RUNNING) == number:
                return
            await asyncio.sleep(0.01)


async def test_what_was_begun_in_a_block_ends_with_it(database: Database, connection: asyncpg.Connection) -> None:
    outside = asyncio.create_task(sleep(database))
    async with interruptible():
        inside = [asyncio.create_task(sleep(database)) for _ in range(3)]
        await until(connection, 4)
    assert all(task.cancelled() for task in inside)
    assert await connection.fetchval(RUNNING) == 1
    outside.cancel()
    await until(connection, 0)


async def sleep_raw(database: Database) -> None:
    async with database.engine.connect() as opened:
        driver = (await opened.get_raw_connection()).driver_connection
        assert driver
        await driver.execute("SELECT pg_sleep(30)")


async def test_what_raw_connections_run_ends_too(database: Database, connection: asyncpg.Connection) -> None:
    async with interruptible():
        task = asyncio.create_task(sleep_raw(database))
        await until(connection, 1)
    assert task.cancelled()
    await until(connection, 0)
    await sleep(database, 0)


@pytest.mark.parametrize("reading", [sleep, sleep_raw])
async def test_a_task_that_comes_too_late_reads_nothing(
    database: Database, reading: Callable[[Database], Awaitable[None]]
) -> None:
    begin = asyncio.Event()

    async def late() -> None:
        await begin.wait()
        await reading(database)

    async with interruptible():
        task = asyncio.create_task(late())
        await asyncio.sleep(0)
    begin.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # a pool that queues
    await asyncio.gather(*(sleep(database, 0) for _ in range(20)))


async def test_after_the_block_sessions_are_opened_as_before(database: Database) -> None:
    async with interruptible():
        await sleep(database, 0)
    await sleep(database, 0)


async def test_the_server_ends_a_statement_that_nobody_ends(database: Database) -> None:
    limited = connect(database.url, statement_seconds=0.2)
    with pytest.raises(DBAPIError, match="statement timeout"):
        await sleep(limited)
    await sleep(limited, 0)
    await limited.close()

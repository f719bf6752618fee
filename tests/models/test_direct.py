"""What the connections for whole answers hold is bounded, whatever is asked on them."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from slugger.models.direct import LONGEST_PREPARED, MOST_PREPARED, Direct

HELD = "SELECT pg_backend_pid()::text, coalesce(sum(length(statement)), 0)::text FROM pg_prepared_statements"


@pytest.fixture
async def direct(postgres_url: str) -> AsyncIterator[Direct]:
    opened = Direct(postgres_url, size=1, server_settings={})
    yield opened
    await opened.close()


def statement(number: int, length: int) -> str:
    text = f"SELECT {number}::text -- "
    return text + "x" * (length - len(text))


async def ends(url: str, server: bytes) -> None:
    """Wait until a process of the server is gone, but not for long."""
    watching = await asyncpg.connect(url)
    async with asyncio.timeout(5):
        while await watching.fetchval("SELECT count(*) FROM pg_stat_activity WHERE pid = $1", int(server)):
            await watching.execute("SELECT pg_sleep(0.02)")
    await watching.close()


async def test_prepared_statements_are_bounded_by_their_length(direct: Direct) -> None:
    servers = set[bytes]()
    for number in range(12):
        assert list(await direct.fetchrow(statement(number, LONGEST_PREPARED))) == [str(number).encode()]
        server, held = await direct.fetchrow(HELD)
        assert int(held) <= MOST_PREPARED
        servers.add(server)
    assert len(servers) == 3


async def test_what_is_asked_again_stays_on_its_connection(direct: Direct) -> None:
    for number in range(300):
        await direct.fetchrow(statement(number % 4, LONGEST_PREPARED))
        await direct.fetchrow(statement(number, LONGEST_PREPARED + 1))
    _, held = await direct.fetchrow(HELD)
    assert int(held) >= 4 * LONGEST_PREPARED


async def test_no_more_statements_run_at_once_than_there_are_connections(postgres_url: str) -> None:
    two = Direct(postgres_url, size=2, server_settings={})
    servers = await asyncio.gather(
        *(two.fetchrow("SELECT pg_backend_pid()::text, pg_sleep(0.02)::text") for _ in range(8))
    )
    assert 1 <= len({server for server, _ in servers}) <= 2
    await two.close()


async def test_a_statement_that_nobody_waits_for_ends_and_its_connection_with_it(
    direct: Direct, postgres_url: str
) -> None:
    (server,) = await direct.fetchrow("SELECT pg_backend_pid()::text")
    task = asyncio.create_task(direct.fetchrow("SELECT pg_sleep(60)::text"))
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (other,) = await direct.fetchrow("SELECT pg_backend_pid()::text")
    assert other != server
    await ends(postgres_url, server)


async def test_a_wrong_statement_leaves_the_connection_as_it_is(direct: Direct) -> None:
    (server,) = await direct.fetchrow("SELECT pg_backend_pid()::text")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await direct.fetchrow("SELECT (1 / 0)::text")
    assert (await direct.fetchrow("SELECT pg_backend_pid()::text"))[0] == server


async def test_what_ends_after_the_others_were_closed_is_closed_too(direct: Direct, postgres_url: str) -> None:
    running = asyncio.create_task(direct.fetchrow("SELECT pg_backend_pid()::text, pg_sleep(0.2)::text"))
    await asyncio.sleep(0.1)
    await direct.close()
    server, _ = await running
    await ends(postgres_url, server)

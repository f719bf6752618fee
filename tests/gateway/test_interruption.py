"""What nobody waits for any more ends in PostgreSQL too: after the deadline, a hang-up, a closed WebSocket."""

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence

import asyncpg
import httpx
import pytest
import strawberry
from pydantic import SecretStr
from sqlalchemy import text
from starlette.applications import Starlette

from slugger.gateway.app import create_app
from slugger.gateway.settings import Settings
from slugger.models.engine import Database, Sessions
from slugger.resolvers.context import Info
from slugger.tests.gateway.servers import serving, subscribe, websocket

PROGRAM = [sys.executable, "-c", "from slugger.gateway.program import main; main()"]
SLEEP = "SELECT pg_sleep(60)"
ENDED_SECONDS = 1.0


async def run(sessions: Sessions, *statements: str) -> int:
    async with sessions() as session:
        for statement in statements:
            await session.exec(text(statement))  # type: ignore[call-overload]  # SQLModel knows no plain text
    return 1


async def sleeping(sessions: Sessions) -> int:
    """Sleep longer than any limit of the server's own lets a statement run."""
    return await run(sessions, "SET statement_timeout = 0", SLEEP)


async def numbers(sessions: Sessions, keys: Sequence[int]) -> list[int]:
    return [await sleeping(sessions) for _ in keys[:1]] * len(keys)


async def one(sessions: Sessions) -> int:
    return await run(sessions, "SELECT 1")


@strawberry.type
class Query:
    @strawberry.field
    async def whole(self, info: Info) -> int:
        return await info.context.loaders.load_whole(sleeping)

    @strawberry.field
    async def batch(self, info: Info, key: int = 1) -> int:
        return await info.context.loaders.load(numbers, key)

    @strawberry.field
    async def quick(self, info: Info) -> int:
        return await info.context.loaders.load_whole(one)


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self) -> AsyncIterator[int]:
        for tick in range(4):
            await asyncio.sleep(0.2)
            yield tick


def make_app(database: Database, **chosen: float) -> Starlette:
    settings = Settings.model_validate({"database_url": SecretStr(database.url), "pool_size": 4} | chosen)
    return create_app(settings, strawberry.Schema(Query, subscription=Subscription))


@pytest.fixture
async def url(database: Database) -> AsyncIterator[str]:
    async with serving(make_app(database)) as url:
        yield url


SLEEPERS = f"""
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query = '{SLEEP}'
"""


async def until(connection: asyncpg.Connection, number: int, seconds: float, counting: str = SLEEPERS) -> None:
    """Wait until `number` statements run; fails after `seconds`."""
    started = time.monotonic()
    while (found := await connection.fetchval(counting)) != number:
        assert time.monotonic() - started < seconds, f"{found} statements run"
        await asyncio.sleep(0.01)


QUERIES = ["{ whole }", "{ batch }", "{ a: batch(key: 1) whole b: batch(key: 2) }"]


@pytest.mark.parametrize("query", QUERIES)
async def test_a_client_that_hangs_up_stops_the_statement(url: str, connection: asyncpg.Connection, query: str) -> None:
    async with httpx.AsyncClient(base_url=url) as client:
        asking = asyncio.create_task(client.post("/graphql", json={"query": query}))
        await until(connection, 2 if "whole b" in query else 1, 5)
        asking.cancel()
        await until(connection, 0, ENDED_SECONDS)


async def test_a_client_that_hangs_up_on_a_get_stops_the_statement(url: str, connection: asyncpg.Connection) -> None:
    async with httpx.AsyncClient(base_url=url) as client:
        asking = asyncio.create_task(client.get("/graphql", params={"query": "{ whole }"}))
        await until(connection, 1, 5)
        asking.cancel()
        await until(connection, 0, ENDED_SECONDS)


@pytest.mark.parametrize("query", QUERIES)
async def test_the_deadline_stops_the_statement(database: Database, connection: asyncpg.Connection, query: str) -> None:
    async with serving(make_app(database, request_seconds=0.5)) as url, httpx.AsyncClient(base_url=url) as client:
        started = time.monotonic()
        answer = await client.post("/graphql", json={"query": query})
        assert answer.status_code == 503
        assert answer.json()["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"
        assert 0.5 <= time.monotonic() - started < 0.5 + ENDED_SECONDS
        await until(connection, 0, ENDED_SECONDS)


EVENTS = {"accept": "text/event-stream"}


async def test_the_deadline_holds_for_a_query_as_events(database: Database, connection: asyncpg.Connection) -> None:
    async with serving(make_app(database, request_seconds=0.5)) as url, httpx.AsyncClient(base_url=url) as client:
        answer = await client.post("/graphql", json={"query": "{ whole }"}, headers=EVENTS)
        await until(connection, 0, ENDED_SECONDS)
    (event,) = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: {")]
    assert "longer than 0.5 seconds" in event["errors"][0]["message"]
    assert event["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"


async def test_a_client_that_hangs_up_on_events_stops_the_statement(url: str, connection: asyncpg.Connection) -> None:
    async with httpx.AsyncClient(base_url=url) as client:
        async with client.stream("POST", "/graphql", json={"query": "{ whole }"}, headers=EVENTS):
            await until(connection, 1, 5)
        await until(connection, 0, ENDED_SECONDS)


async def test_a_closed_websocket_stops_the_statements(url: str, connection: asyncpg.Connection) -> None:
    async with websocket(url) as socket:
        await subscribe(socket, "{ whole }", "1")
        await subscribe(socket, "{ batch }", "2")
        await until(connection, 2, 5)
    await until(connection, 0, ENDED_SECONDS)


async def test_a_websocket_that_is_cut_off_stops_the_statement(url: str, connection: asyncpg.Connection) -> None:
    async with websocket(url) as socket:
        await subscribe(socket, "{ whole }")
        await until(connection, 1, 5)
        socket.transport.abort()
        await until(connection, 0, ENDED_SECONDS)


async def test_a_completed_operation_stops_its_statement_alone(url: str, connection: asyncpg.Connection) -> None:
    async with websocket(url) as socket:
        await subscribe(socket, "{ whole }", "1")
        await subscribe(socket, "{ batch }", "2")
        await until(connection, 2, 5)
        await socket.send('{"id": "1", "type": "complete"}')
        await until(connection, 1, ENDED_SECONDS)
        await subscribe(socket, "{ quick }", "3")
        answer = json.loads(await socket.recv())
        assert (answer["id"], answer["payload"]["data"]) == ("3", {"quick": 1})
        assert await connection.fetchval(SLEEPERS) == 1


async def test_the_deadline_holds_for_each_operation_of_a_websocket_but_no_subscription(
    database: Database, connection: asyncpg.Connection
) -> None:
    async with serving(make_app(database, request_seconds=0.5)) as url, websocket(url) as socket:
        await subscribe(socket, "subscription { ticks }", "s")
        await subscribe(socket, "{ whole }", "1")
        messages = [json.loads(await asyncio.wait_for(socket.recv(), 5)) for _ in range(6)]
        (error,) = [message for message in messages if message["id"] == "1"]
        assert error["type"] == "error"
        assert error["payload"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"
        ticks = [message["payload"]["data"]["ticks"] for message in messages if message["type"] == "next"]
        assert ticks == [0, 1, 2, 3]
        await until(connection, 0, ENDED_SECONDS)


async def test_the_pool_is_whole_after_many_hang_ups(database: Database, connection: asyncpg.Connection) -> None:
    app = make_app(database)
    async with serving(app) as url, httpx.AsyncClient(base_url=url, limits=httpx.Limits(max_connections=60)) as client:
        pool = app.state.process.reader.engine.pool
        for _ in range(2):
            asking = [
                asyncio.create_task(client.post("/graphql", json={"query": QUERIES[n % len(QUERIES)]}))
                for n in range(25)
            ]
            await until(connection, 4, 5)  # as many as the pool has connections; all others wait for one
            for task in asking:
                task.cancel()
            await until(connection, 0, ENDED_SECONDS)
        answers = await asyncio.gather(*(client.post("/graphql", json={"query": "{ quick }"}) for _ in range(8)))
        assert [answer.json()["data"] for answer in answers] == [{"quick": 1}] * 8
        for _ in range(300):  # the connections of the last are still being closed
            await asyncio.sleep(0.01 if pool.checkedout() else 0)
        assert (pool.checkedout(), pool.checkedin()) == (0, 4)


@pytest.fixture
def program(database: Database) -> Iterator[str]:
    """Address of `slugger serve`, as it runs, on the database."""
    environment = {**os.environ, "SLUGGER_DATABASE_URL": database.url}
    command = [*PROGRAM, "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        where = re.search(r"http://[\d.:]+", process.stdout.readline())
        assert where
        yield where.group()
        process.terminate()


async def test_the_program_stops_what_waits_for_a_lock(
    program: str, database: Database, connection: asyncpg.Connection
) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%league.team%'"
    locking = await asyncpg.connect(database.url)
    await locking.execute("BEGIN; LOCK TABLE league.team IN ACCESS EXCLUSIVE MODE")
    async with httpx.AsyncClient(base_url=program) as client, websocket(program) as socket:
        asking = asyncio.create_task(client.post("/graphql", json={"query": "{ teams { name } }"}))
        await subscribe(socket, "{ teams { name } }")
        await until(connection, 2, 5, waiting)
        asking.cancel()
        await until(connection, 1, ENDED_SECONDS, waiting)
        await socket.send('{"id": "1", "type": "complete"}')
        await until(connection, 0, ENDED_SECONDS, waiting)
        await locking.close()
        answer = await client.post("/graphql", json={"query": "{ teams { name } }"})
        assert len(answer.json()["data"]["teams"]) == 10

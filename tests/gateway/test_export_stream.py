"""Exports while they are made: slow clients, clients that leave, errors in the middle, and turns."""

import asyncio
import json
import os
import re
import signal
import socket
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from slugger.gateway.app import create_app
from slugger.gateway.context import ProcessContext
from slugger.gateway.settings import Settings
from slugger.models.engine import Database
from slugger.tests.databases import copy_of
from slugger.tests.gateway.servers import serving
from slugger.tests.schema.conftest import GAMES, PITCHES_PER_GAME, fill

COPIES = 45
"""Copies of each pitch of the small league, with random numbers in the columns of the large file."""
RANDOM = [f"hit_trajectory_{axis}c{power}" for axis in "xyz" for power in range(9)]
NUMBERS = " ".join(re.sub("_(.)", lambda found: found[1].upper(), name) for name in RANDOM)
LARGE = f"{{ pitches {{ nodes {{ id {NUMBERS} }} }} }}"
"""A file of more than 10 MB in every form: more than the sockets on its way hold."""
SMALL = "{ teams { name } }"
PATIENCE = 20.0


KEPT = (
    *("game_id", "game_date", "pa_of_inning", "pitch_of_pa", "inning", "top_or_bottom", "outs", "balls", "strikes"),
    *("pitch_call", "pitcher_team_code", "batter_team_code"),
)
MULTIPLY = f"""INSERT INTO league.pitch (pitch_uid, pitch_number, {", ".join(KEPT)}, {", ".join(RANDOM)})
SELECT gen_random_uuid(), pitch_number + 100 * copy, {", ".join(KEPT)}, {", ".join("random()" for _ in RANDOM)}
FROM league.pitch, generate_series(1, {COPIES}) copy"""


@pytest.fixture(scope="module")
async def league(template: str) -> AsyncIterator[Database]:
    async with copy_of(template) as database:
        await fill(database)
        connection = await asyncpg.connect(database.url)
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(MULTIPLY)
        await connection.close()
        yield database


@pytest.fixture(scope="module")
async def watcher(league: Database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(league.url)
    yield connection
    await connection.close()


@asynccontextmanager
async def served(league: Database, **chosen: Any) -> AsyncIterator[tuple[str, Starlette]]:
    app = create_app(Settings.model_validate({"database_url": league.url, **chosen}))
    async with serving(app) as url:
        yield url, app


@pytest.fixture
async def server(league: Database) -> AsyncIterator[tuple[str, Starlette]]:
    async with served(league, exports=1, request_seconds=1) as found:
        yield found


@asynccontextmanager
async def slow_export(url: str, form: str, query: str = LARGE) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    """Ask for a file, and give what to read it from: a socket that holds little."""
    address = httpx.URL(url)
    opened = socket.socket()
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    opened.setblocking(False)
    await asyncio.get_running_loop().sock_connect(opened, (address.host, address.port))
    reader, writer = await asyncio.open_connection(sock=opened, limit=4096)
    body = json.dumps({"query": query}).encode()
    head = f"POST /export?format={form} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    try:
        yield reader, writer
    finally:
        writer.close()


async def begun(reader: StreamReader) -> None:
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
    assert head.startswith(b"HTTP/1.1 200")
    assert b"transfer-encoding: chunked" in head


async def rest(reader: StreamReader) -> bytes:
    """Read until the connection ends."""
    pieces = []
    while piece := await asyncio.wait_for(reader.read(65536), PATIENCE):
        pieces.append(piece)
    return b"".join(pieces)


async def copies(watcher: asyncpg.Connection) -> list[asyncpg.Record]:
    """List the exports that PostgreSQL is working on."""
    rows: list[asyncpg.Record] = await watcher.fetch(
        "SELECT pid, wait_event_type, wait_event FROM pg_stat_activity"
        " WHERE datname = current_database() AND state = 'active' AND query LIKE 'COPY%'"
    )
    return rows


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = PATIENCE) -> float:
    """Wait until something holds; gives the seconds it took."""
    started = time.monotonic()
    while not await holds():
        assert time.monotonic() - started < seconds, "it does not come to hold"
        await asyncio.sleep(0.02)
    return time.monotonic() - started


async def ask(url: str, form: str = "csv", query: str = SMALL) -> httpx.Response:
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as client:
        return await client.post("/export", params={"format": form}, json={"query": query})


@pytest.mark.parametrize("form", ["csv", "ndjson", "parquet", "arrow"])
async def test_a_client_that_reads_slowly_holds_postgresql_up(
    server: tuple[str, Starlette], watcher: asyncpg.Connection, form: str
) -> None:
    """Nothing piles up on the way: the database itself waits, and goes on when the client does."""
    url, _ = server

    async def waits() -> bool:
        return [row["wait_event"] for row in await copies(watcher)] == ["ClientWrite"]

    async with slow_export(url, form) as (reader, _):
        await begun(reader)
        await until(waits)
        await asyncio.sleep(0.5)
        assert await waits()
        reader._limit = 1024 * 1024  # type: ignore[attr-defined]  # in a hurry from here on
        written = b""
        while not written.endswith(b"0\r\n\r\n"):
            piece = await asyncio.wait_for(reader.read(1024 * 1024), PATIENCE)
            assert piece, "the file does not end"
            written = written[-100:] + piece
    assert not await copies(watcher)


@pytest.mark.parametrize("form", ["csv", "ndjson", "parquet", "arrow"])
async def test_a_client_that_leaves_ends_the_statement(
    server: tuple[str, Starlette], watcher: asyncpg.Connection, form: str
) -> None:
    url, _ = server
    async with slow_export(url, form) as (reader, writer):
        await begun(reader)
        await until(lambda: some(watcher))
        writer.transport.abort()
        assert await until(lambda: none(watcher)) < 1
    answer = await ask(url, form)
    assert answer.status_code == 200, "the turn is free again"


async def some(watcher: asyncpg.Connection) -> bool:
    return bool(await copies(watcher))


async def none(watcher: asyncpg.Connection) -> bool:
    return not await copies(watcher)


async def test_a_client_that_leaves_before_the_first_row_ends_the_statement(
    server: tuple[str, Starlette], watcher: asyncpg.Connection, league: Database
) -> None:
    url, _ = server
    blocker = await asyncpg.connect(league.url)
    async with blocker.transaction():
        await blocker.execute("LOCK TABLE league.pitch IN ACCESS EXCLUSIVE MODE")
        async with slow_export(url, "csv") as (_, writer):
            await until(lambda: some(watcher))
            writer.transport.abort()
            assert await until(lambda: none(watcher)) < 1
        assert (await ask(url)).status_code == 200
    await blocker.close()


async def test_a_client_that_waits_for_its_turn_may_leave(server: tuple[str, Starlette]) -> None:
    url, app = server
    process: ProcessContext = app.state.process
    async with slow_export(url, "csv") as (reader, _):
        await begun(reader)
        async with slow_export(url, "csv", SMALL) as (_, waiting):
            await until(lambda: asyncio.sleep(0, bool(process.exports._turns._waiters)))
            waiting.transport.abort()
            assert await until(lambda: asyncio.sleep(0, not process.exports._turns._waiters)) < 0.5


async def test_as_many_as_may_be(server: tuple[str, Starlette]) -> None:
    url, _ = server
    async with slow_export(url, "csv") as (reader, _):
        await begun(reader)
        started = time.monotonic()
        refused = await ask(url)
        assert 0.9 < time.monotonic() - started < 5
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
    assert refused.json()["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"
    assert (await ask(url)).status_code == 200


@pytest.mark.parametrize("form", ["csv", "ndjson", "parquet", "arrow"])
async def test_an_error_in_the_middle_breaks_the_connection(
    server: tuple[str, Starlette], watcher: asyncpg.Connection, form: str
) -> None:
    """The chunked body has no end, which every client of HTTP takes for an error."""
    url, _ = server
    async with slow_export(url, form) as (reader, _):
        await begun(reader)
        await until(lambda: some(watcher))
        await watcher.fetch("SELECT pg_terminate_backend($1)", (await copies(watcher))[0]["pid"])
        assert not (await rest(reader)).endswith(b"0\r\n\r\n")
    with pytest.raises(httpx.RemoteProtocolError):
        await broken(url, watcher, form)
    assert (await ask(url, form)).status_code == 200


async def broken(url: str, watcher: asyncpg.Connection, form: str) -> None:
    body = {"query": LARGE}
    async with (
        httpx.AsyncClient(base_url=url, timeout=PATIENCE) as client,
        client.stream("POST", "/export", params={"format": form}, json=body) as answer,
    ):
        pieces = answer.aiter_raw()
        await anext(pieces)
        await until(lambda: some(watcher))
        await watcher.fetch("SELECT pg_terminate_backend($1)", (await copies(watcher))[0]["pid"])
        async for _ in pieces:
            pass


async def test_the_process_that_makes_columns_may_die(
    server: tuple[str, Starlette], watcher: asyncpg.Connection
) -> None:
    url, app = server
    assert (await ask(url, "parquet")).status_code == 200
    process = app.state.process.exports.converter._process
    async with slow_export(url, "parquet") as (reader, _):
        await begun(reader)
        os.kill(process.pid, signal.SIGKILL)
        assert not (await rest(reader)).endswith(b"0\r\n\r\n")
        await until(lambda: none(watcher))
    again = await ask(url, "parquet")
    assert (again.status_code, again.content[:4]) == (200, b"PAR1")


async def test_the_process_that_makes_columns_ends_with_the_server(league: Database) -> None:
    async with served(league) as (url, app):
        await ask(url, "arrow")
        process = app.state.process.exports.converter._process
        assert process.poll() is None
    assert process.poll() == 0


async def test_a_statement_that_takes_too_long(league: Database) -> None:
    blocker = await asyncpg.connect(league.url)
    async with served(league, export_seconds=0.2) as (url, _), blocker.transaction():
        await blocker.execute("LOCK TABLE league.pitch IN ACCESS EXCLUSIVE MODE")
        answer = await ask(url, "csv", LARGE)
    await blocker.close()
    assert answer.status_code == 503
    (error,) = answer.json()["errors"]
    assert error["message"] == "The database took longer than a request may."
    assert error["extensions"]["traceId"]


async def test_no_more_rows_than_the_operator_allows(league: Database) -> None:
    """A list that is too long is refused whole: nothing is cut."""
    rows = GAMES * PITCHES_PER_GAME * (COPIES + 1)
    async with served(league, export_rows=rows - 1) as (url, _):
        refused = await ask(url, "csv", "{ pitches { nodes { id } } }")
        allowed = await ask(url, "csv", f"{{ pitches(first: {rows - 1}) {{ nodes {{ id }} }} }}")
        fewer = await ask(url, "csv", "{ pitches(filter: { inning: { eq: 1 } }) { nodes { id } } }")
    assert (refused.status_code, allowed.status_code, fewer.status_code) == (400, 200, 200)
    assert refused.json()["errors"][0]["extensions"]["code"] == "QUERY_TOO_LARGE"
    async with served(league, export_rows=rows) as (url, _):
        assert (await ask(url, "csv", "{ pitches { nodes { id } } }")).status_code == 200


async def test_small_questions_are_answered_meanwhile(server: tuple[str, Starlette]) -> None:
    url, _ = server
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as client:

        async def exported() -> None:
            async with client.stream("POST", "/export", params={"format": "parquet"}, json={"query": LARGE}) as answer:
                async for _ in answer.aiter_raw():
                    pass

        exporting = asyncio.create_task(exported())
        answered = 0
        while not exporting.done():
            assert (await client.post("/graphql", json={"query": SMALL})).status_code == 200
            answered += 1
        await exporting
    assert answered > 5

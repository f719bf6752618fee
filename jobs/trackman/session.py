"""The connections that load files, and their settings."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

from slugger.models.direct import CONNECT_SECONDS

# The tables grow under the plans that a connection keeps, so it is told to use indexes from the first, empty table on,
# and to plan each statement once.
_SESSION = """
    SET DateStyle = 'ISO, YMD'; SET client_min_messages = error; SET jit = off; SET enable_seqscan = off;
    SET enable_mergejoin = off; SET random_page_cost = 1.1; SET plan_cache_mode = force_generic_plan;
    SET synchronous_commit = off
"""


async def prepare(connection: asyncpg.Connection) -> None:
    """Make a connection ready to load files; its commits do not wait for the disk, which is for `on_disk` to do."""
    await connection.execute(_SESSION)


@asynccontextmanager
async def begun(connection: asyncpg.Connection, statement: str) -> AsyncIterator[None]:
    """Open a transaction, or a part of the one that is open, and carry out `statement`, all in one message.

    What happens in it is kept at the end, or taken back with an error.
    """
    begin, keep, take_back = _PART if connection.is_in_transaction() else _WHOLE
    try:
        await connection.execute(f"{begin}; {statement}")
        yield
    except BaseException:
        await connection.execute(take_back)
        raise
    await connection.execute(keep)


_WHOLE = ("BEGIN", "COMMIT", "ROLLBACK")
_PART = ("SAVEPOINT load", "RELEASE SAVEPOINT load", "ROLLBACK TO SAVEPOINT load; RELEASE SAVEPOINT load")


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Give a connection of its own that is ready to load files; closed at the end."""
    connection = await asyncpg.connect(url)
    try:
        await prepare(connection)
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def on_disk(url: str) -> AsyncIterator[None]:
    """See to it that what is committed inside is on the server's disk at the end.

    A server that crashes before loses whole commits, the latest first. After an error the disk is waited for only as
    far as the server answers: the error says what is to be done.
    """
    try:
        yield
    except BaseException:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            async with asyncio.timeout(CONNECT_SECONDS):
                await _flush(url)
        raise
    await _flush(url)


async def _flush(url: str) -> None:
    """Commit once as the server commits by itself: that waits for all commits before, and for replicas if it has to."""
    connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS)
    try:
        await connection.execute(_COMMIT)
    finally:
        await connection.close()


# A commit waits only when its transaction has written something; this writes nothing that anybody reads.
_COMMIT = "SELECT pg_logical_emit_message(true, 'slugger', '')"

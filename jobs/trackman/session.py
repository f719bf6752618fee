"""The connections that load files, and their settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

# The tables grow under the plans that a connection keeps, so it is told to use indexes from the first, empty table on,
# and to plan each statement once.
_SESSION = """
    SET DateStyle = 'ISO, YMD'; SET client_min_messages = error; SET jit = off; SET enable_seqscan = off;
    SET enable_mergejoin = off; SET random_page_cost = 1.1; SET plan_cache_mode = force_generic_plan
"""


async def prepare(connection: asyncpg.Connection) -> None:
    """Make a connection ready to load files."""
    await connection.execute(_SESSION)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Give a connection of its own that is ready to load files; closed at the end."""
    connection = await asyncpg.connect(url)
    try:
        await prepare(connection)
        yield connection
    finally:
        await connection.close()

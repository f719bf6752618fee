"""The settings of a connection that loads files."""

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

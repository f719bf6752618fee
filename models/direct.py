"""Statements straight to the driver: those that give one row of texts, as the bytes that PostgreSQL sends."""

from asyncio import Lock
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

CONNECT_SECONDS = 10.0
"""How long a new connection may take."""
LONGEST_PREPARED = 100_000
"""Characters up to which a statement stays prepared on its connection."""
MOST_PREPARED = 500_000
"""Characters of all the statements of one connection, beyond which it gives way to a fresh one.

PostgreSQL holds about a hundred bytes for each, so that the connections of a pool hold some hundred megabytes at most,
whatever is asked.
"""


class Direct:
    """A pool of connections that only read, whose every statement stands alone and leaves no state behind.

    Nothing has to be reset between two statements, so a statement takes one round trip. Instants are written in UTC.
    """

    def __init__(self, dsn: str, *, size: int, server_settings: Mapping[str, str]) -> None:
        """Connect to `dsn` with at most `size` connections when they are needed."""
        self._dsn, self._size = dsn, size
        # Compiling to machine code takes longer than all but the largest statements.
        self._settings = {**server_settings, "timezone": "UTC", "datestyle": "ISO", "jit": "off"}
        self._pool: asyncpg.Pool | None = None
        self._opening = Lock()

    async def fetchrow(self, query: str, *args: Any) -> Sequence[Any]:  # noqa: ANN401  values of any type
        """Give the one row of a statement, texts in it as bytes."""
        pool = self._pool or await self._open()
        async with pool.acquire() as connection:
            connection.note(query)
            row: Sequence[Any] = await connection.fetchrow(query, *args)
            if connection.is_full():
                await connection.close()
        return row

    async def close(self) -> None:
        """Close every connection."""
        if self._pool is not None:
            await self._pool.close()

    async def _open(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._dsn,
                    min_size=0,
                    max_size=self._size,
                    timeout=CONNECT_SECONDS,
                    init=_give_bytes,
                    connection_class=_Connection,
                    reset=_keep,
                    server_settings=self._settings,
                    max_cacheable_statement_size=LONGEST_PREPARED,
                )
            return self._pool


class _Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg is not typed
    """A connection that knows what is prepared on it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  as asyncpg makes it
        super().__init__(*args, **kwargs)
        self._noted = set[str]()
        self._characters = 0

    def note(self, query: str) -> None:
        """Note a statement that stays prepared."""
        if len(query) <= LONGEST_PREPARED and query not in self._noted:
            self._noted.add(query)
            self._characters += len(query)

    def is_full(self) -> bool:
        """Tell whether too much is prepared."""
        return self._characters > MOST_PREPARED


async def _give_bytes(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("text", schema="pg_catalog", encoder=str.encode, decoder=bytes, format="binary")


async def _keep(_: asyncpg.Connection) -> None:
    """Leave the connection as it is."""

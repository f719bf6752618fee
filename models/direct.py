"""Statements straight to the driver: those that give one row of JSON, as the bytes that PostgreSQL sends."""

from asyncio import Lock
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

CONNECT_SECONDS = 10.0
"""How long a new connection may take."""
LONGEST_PREPARED = 100_000
"""Characters up to which a statement stays prepared on its connection."""


class Direct:
    """A pool of connections that only read, whose every statement stands alone and leaves no state behind.

    Nothing has to be reset between two statements, so a statement takes one round trip. Instants are written in UTC.
    """

    def __init__(self, dsn: str, *, size: int, server_settings: Mapping[str, str]) -> None:
        """Connect to `dsn` with at most `size` connections when they are needed."""
        self._dsn, self._size = dsn, size
        # Compiling to machine code takes longer than all but the largest statements.
        self._settings = {**server_settings, "timezone": "UTC", "jit": "off"}
        self._pool: asyncpg.Pool | None = None
        self._opening = Lock()

    async def fetchrow(self, query: str, *args: Any) -> Sequence[Any]:  # noqa: ANN401  values of any type
        """Give the one row of a statement, JSON in it as bytes."""
        pool = self._pool or await self._open()
        row: Sequence[Any] = await pool.fetchrow(query, *args)
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
                    reset=_keep,
                    server_settings=self._settings,
                    max_cacheable_statement_size=LONGEST_PREPARED,
                )
            return self._pool


async def _give_bytes(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary")


async def _keep(_: asyncpg.Connection) -> None:
    """Leave the connection as it is."""

"""Long statements whose rows are copied out of PostgreSQL piece by piece, as fast as somebody takes them."""

from asyncio import Lock
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import asyncpg

from slugger.models.direct import CONNECT_SECONDS

Take: TypeAlias = Callable[[bytes], Awaitable[None]]
"""Takes a piece, of whole lines; nothing is read while it waits."""


class Snapshot:
    """One state of the database, on a connection of its own."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        """Read by a connection that has begun a transaction."""
        self._connection = connection

    async def copy(self, query: str, values: Sequence[Any], take: Take, options: Mapping[str, Any]) -> int:
        """Copy the rows of a query out with the options of COPY; gives their number."""
        told: str = await self._connection.copy_from_query(query, *values, output=take, **options)
        return int(told.rpartition(" ")[2])

    async def tell(self, query: str, values: Sequence[Any]) -> Any:  # noqa: ANN401  a value of any type
        """Give the one value of a query."""
        return await self._connection.fetchval(query, *values)


class Copying:
    """Connections that only read; a statement may take `seconds`. Instants are written in UTC."""

    def __init__(self, dsn: str, *, size: int, seconds: float) -> None:
        """Connect to `dsn` with at most `size` connections when they are needed."""
        self._dsn, self._size, self._seconds = dsn, size, seconds
        self._pool: asyncpg.Pool | None = None
        self._opening = Lock()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Snapshot]:
        """Open a snapshot. A statement that is left in the middle is cancelled in PostgreSQL."""
        pool = self._pool or await self._open()
        async with (
            pool.acquire(timeout=CONNECT_SECONDS) as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield Snapshot(connection)

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
                    reset=_keep,
                    server_settings={
                        "statement_timeout": f"{self._seconds * 1000:.0f}",
                        "timezone": "UTC",
                        "jit": "off",
                    },
                )
            return self._pool


async def _keep(_: asyncpg.Connection) -> None:
    """Leave the connection as it is."""

"""Statements straight to the driver: those that give one row of texts, as the bytes that PostgreSQL sends."""

from asyncio import Semaphore, Task, create_task, wait
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

CONNECT_SECONDS = 10.0
"""How long a new connection may take."""
CLOSE_SECONDS = 10.0
"""How long one may take to end, with the statement that still runs on it."""
LONGEST_PREPARED = 100_000
"""Characters up to which a statement stays prepared on its connection."""
MOST_PREPARED = 500_000
"""Characters of all the statements of one connection, beyond which it gives way to a fresh one.

PostgreSQL holds about a hundred bytes for each, so that all connections hold some hundred megabytes at most, whatever
is asked.
"""


class Direct:
    """Connections that only read, whose every statement stands alone and leaves no state behind.

    Nothing has to be reset between two statements, so a statement takes one round trip, and a connection goes from
    one to the next without more ado. Instants are written in UTC.
    """

    def __init__(self, dsn: str, *, size: int, server_settings: Mapping[str, str]) -> None:
        """Connect to `dsn` with at most `size` connections when they are needed."""
        self._dsn = dsn
        # Compiling to machine code takes longer than all but the largest statements.
        self._settings = {**server_settings, "timezone": "UTC", "datestyle": "ISO", "jit": "off"}
        self._turns = Semaphore(size)
        self._idle: list[_Connection] = []
        self._closing = set[Task[None]]()
        self._closed = False

    async def fetchrow(self, query: str, *args: Any) -> Sequence[Any]:  # noqa: ANN401  values of any type
        """Give the one row of a statement, texts in it as bytes."""
        async with self._turns:
            connection = self._rested() or await self._connect()
            try:
                connection.note(query)
                row: Sequence[Any] = await connection.fetchrow(query, *args)
            except asyncpg.PostgresError:
                self._put_back(connection)
                raise
            except BaseException:  # the statement may still run: closing the connection waits for its end
                self._part_with(connection)
                raise
            self._put_back(connection)
            return row

    async def close(self) -> None:
        """Close every connection; one that is in use when its statement has ended."""
        self._closed = True
        while self._idle:
            self._part_with(self._idle.pop())
        if self._closing:
            await wait(self._closing)

    def _rested(self) -> "_Connection | None":
        """Take the connection that was used last, of those whose server is still there."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        return None

    async def _connect(self) -> "_Connection":
        connection: _Connection = await asyncpg.connect(
            self._dsn,
            timeout=CONNECT_SECONDS,
            connection_class=_Connection,
            server_settings=self._settings,
            max_cacheable_statement_size=LONGEST_PREPARED,
        )
        try:
            await connection.set_type_codec(
                "text", schema="pg_catalog", encoder=str.encode, decoder=bytes, format="binary"
            )
        except BaseException:
            self._part_with(connection)
            raise
        return connection

    def _put_back(self, connection: "_Connection") -> None:
        if connection.is_full() or self._closed:
            self._part_with(connection)
        else:
            self._idle.append(connection)

    def _part_with(self, connection: "_Connection") -> None:
        task = create_task(_close(connection))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


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


async def _close(connection: _Connection) -> None:
    try:
        await connection.close(timeout=CLOSE_SECONDS)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        connection.terminate()

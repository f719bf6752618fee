"""The way to the database: pools of connections, and the sessions over them."""

from asyncio import CancelledError
from dataclasses import dataclass
from time import monotonic
from typing import TypeAlias
from urllib.parse import urlsplit

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from slugger.models.direct import CONNECT_SECONDS, Direct
from slugger.models.interruption import Session, enlist

OLDEST_POSTGRES = 14
"""Oldest major version of PostgreSQL that the statements are written for."""
RESTED_SECONDS = 5.0
"""How long a connection may lie unused before it has to prove that the server still answers on it."""

Sessions: TypeAlias = async_sessionmaker[AsyncSession]
"""What makes sessions; a batch opens one, and closes it before it returns."""


class DatabaseError(Exception):
    """The database cannot be reached or used; one sentence says why."""


@dataclass(frozen=True)
class Database:
    """The connections to one PostgreSQL, and its sessions."""

    url: str
    engine: AsyncEngine
    sessions: Sessions
    reads: Sessions
    """Sessions that only read: each statement stands alone, without the two that would open and close a transaction.

    What they read is given up with the request that asked for it.
    """
    direct: Direct
    """Connections of their own for statements that give one row, such as a whole answer."""

    async def close(self) -> None:
        """Close every connection."""
        await self.direct.close()
        await self.engine.dispose()

    async def check(self) -> None:
        """Connect once; raises DatabaseError when that fails or the server is too old."""
        try:
            async with self.engine.connect() as connection:
                version = int((await connection.execute(text("SHOW server_version_num"))).scalar_one()) // 10_000
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, SQLAlchemyError, ValueError) as error:
            raise DatabaseError(f"No connection to the database at {place(self.url)}: {reason(error)}.") from error
        if version < OLDEST_POSTGRES:
            raise DatabaseError(
                f"The database at {place(self.url)} is PostgreSQL {version}; slugger needs {OLDEST_POSTGRES} or newer."
            )


def connect(url: str, *, pool_size: int = 10, statement_seconds: float | None = None) -> Database:
    """Make a pool for `url`, a `postgresql://` address with any of libpq's options such as `sslmode`.

    The server ends a statement after `statement_seconds`. Nothing is connected yet. The address goes to asyncpg whole,
    so that TLS and socket options keep their meaning.
    """
    server_settings = {"statement_timeout": f"{statement_seconds * 1000:.0f}"} if statement_seconds else {}
    dsn = url.replace("postgresql+asyncpg://", "postgresql://", 1)

    async def open_connection() -> asyncpg.Connection:
        return await asyncpg.connect(dsn, timeout=CONNECT_SECONDS, server_settings=server_settings)

    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=open_connection, pool_size=pool_size, max_overflow=0
    )
    _let_only_live_ones_out(engine)
    return Database(
        url=dsn,
        engine=engine,
        sessions=async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False),
        reads=async_sessionmaker(engine.execution_options(isolation_level="AUTOCOMMIT"), class_=Session),
        direct=Direct(dsn, size=pool_size, server_settings=server_settings),
    )


def _let_only_live_ones_out(engine: AsyncEngine) -> None:
    """Have the pool replace connections that the server has left, which costs a round trip only after a rest."""
    failure = engine.dialect.loaded_dbapi.Error

    def returned(_: object, entry: ConnectionPoolEntry) -> None:
        entry.info["returned"] = monotonic()

    def wanted(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: PoolProxiedConnection) -> None:
        enlist()
        if not entry.driver_connection or entry.driver_connection.is_closed():
            raise InvalidatePoolError
        if monotonic() - entry.info.get("returned", monotonic()) > RESTED_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except failure as error:
                raise InvalidatePoolError from error

    event.listen(engine.sync_engine, "checkin", returned)
    event.listen(engine.sync_engine, "checkout", wanted)


def place(url: str) -> str:
    """Give the host, port and database of `url`, without the password."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2] or "a local socket"
    return f"{host}{parts.path}"


def reason(error: BaseException) -> str:
    """Say in a few words why a connection failed: the first cause, without what was wrapped around it."""
    while error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, (TimeoutError, CancelledError)):
        return f"no answer within {CONNECT_SECONDS:.0f} s"
    words = str(error).strip().splitlines()
    return words[0].rstrip(".") if words else type(error).__name__

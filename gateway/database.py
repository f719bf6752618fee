"""How settings become a database: the embedded PostgreSQL, or the one whose address is given."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from slugger.gateway.errors import OutdatedDatabaseError
from slugger.gateway.settings import Settings
from slugger.models import adoption, embedded, migration
from slugger.models.adoption import Progress, Report
from slugger.models.engine import Database, DatabaseError, connect, place, reason

LOG = logging.getLogger("slugger.gateway")
WATCH_SECONDS = 1.0
"""How often the embedded server is looked at while it is in use."""


@asynccontextmanager
async def open_database(settings: Settings, *, upgrade: bool = False) -> AsyncIterator[Database]:
    """Give a database that was reached and holds the tables of this version; closed, and released, at the end.

    The embedded one is always upgraded. A given one is upgraded on demand and else refused with OutdatedDatabaseError.
    Raises EmbeddedError, DatabaseError or MigrationError for one that cannot be used.
    """
    async with open_as_found(settings) as database:
        if upgrade or settings.database_url is None:
            await apply_migrations(database)
        else:
            await refuse_outdated(database)
        yield database


@asynccontextmanager
async def open_as_found(settings: Settings) -> AsyncIterator[Database]:
    """Give a database that was reached, whatever it holds; closed, and released, at the end."""
    if settings.database_url is None:
        async with _embedded(settings.data_dir) as url, _connected(url, settings) as database:
            yield database
        return
    async with _connected(settings.database_url.get_secret_value(), settings) as database:
        yield database


@asynccontextmanager
async def open_reader(settings: Settings, writer: Database) -> AsyncIterator[Database]:
    """Give the database that answers reads: the one that settings name, else a pool of its own on `writer`.

    A statement that nobody waits for any more ends by itself after the longest time of a request.
    """
    url = settings.database_reader_url.get_secret_value() if settings.database_reader_url else writer.url
    async with _connected(url, settings, statement_seconds=settings.request_seconds) as database:
        if settings.database_reader_url:
            await refuse_outdated(database)
        yield database


async def apply_migrations(database: Database) -> None:
    """Bring the tables to this version, all or nothing. Raises MigrationError, or DatabaseError where rights lack."""
    with _refusals(database):
        async with database.engine.begin() as connection:
            await connection.run_sync(migration.upgrade)


@contextmanager
def _refusals(database: Database) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise DatabaseError(f"The database at {place(database.url)} refuses it: {reason(error)}.") from error


async def adopt(database: Database, say: Progress, *, dry_run: bool) -> Report:
    """Take over the tables of the legacy system, all or nothing; a dry run only looks. Raises AdoptionError."""
    with _refusals(database):
        async with database.engine.connect() as connection, connection.begin() as transaction:
            report = await connection.run_sync(adoption.adopt, say, dry_run=dry_run)
            if dry_run:
                await transaction.rollback()
            return report


async def current_revision(database: Database) -> str | None:
    """Read the revision of the tables; None for an empty database."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(migration.revision)


@cache
def needed_revision() -> str | None:
    """Read the revision that this version needs from its migrations."""
    return migration.head()


async def refuse_outdated(database: Database) -> None:
    """Raise OutdatedDatabaseError unless the tables are at the revision that this version needs.

    Raises MigrationError when they are the legacy system's.
    """
    with _refusals(database):
        found, needed = await current_revision(database), needed_revision()
    if found is None:
        async with database.engine.connect() as connection:
            await connection.run_sync(migration.refuse_legacy_tables)
    if found != needed:
        raise OutdatedDatabaseError(
            f"The database at {place(database.url)} is at revision {found or 'none'} and this version of slugger "
            f"needs {needed}: run `slugger db upgrade`."
        )


@asynccontextmanager
async def _connected(url: str, settings: Settings, statement_seconds: float | None = None) -> AsyncIterator[Database]:
    database = connect(url, pool_size=settings.pool_size, statement_seconds=statement_seconds)
    try:
        await database.check()
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def _embedded(data_dir: Path) -> AsyncIterator[str]:
    starting = asyncio.ensure_future(asyncio.to_thread(embedded.start, data_dir))
    try:
        server = await asyncio.shield(starting)
        watch = asyncio.create_task(_keep_up(server))
        try:
            yield server.url
        finally:
            watch.cancel()
    finally:
        # Also for a start that was cancelled half-way: its thread goes on, and would leave a server behind.
        await asyncio.wait([starting])
        if starting.exception() is None:
            await asyncio.to_thread(starting.result().release)


async def _keep_up(server: embedded.EmbeddedPostgres) -> None:
    """Start the server again whenever it is gone, as after a `kill -9`."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        if not await asyncio.to_thread(server.is_up):
            LOG.warning("The embedded PostgreSQL is gone: starting it again.")
            try:
                await asyncio.to_thread(server.bring_up)
            except (embedded.EmbeddedError, OSError) as error:
                LOG.warning("It does not start: %s", error)

"""Bringing a database to the tables of this version, and telling whether it is there.

Alembic takes 11 MB of memory and is imported where something has to be migrated: a server whose database is up to date
does without it.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.engine import Connection

from slugger.models.legacy import drop_views, put_views, view_statements
from slugger.models.metadata import SCHEMA
from slugger.models.privilege import grant, privileges
from slugger.models.reference import CLUBS, put_reference

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 7_584_437
"""Key of the advisory lock that lets one upgrade run at a time."""


FINGERPRINT = f"clubs and views {sha256(repr((CLUBS, view_statements())).encode()).hexdigest()[:16]}"
"""Tells the reference rows and legacy views of this version from those of another, as a comment on the schema."""


LOGINS_ALONE = (
    "The table public.session stands where a view over league.session goes:"
    " `ALTER TABLE public.session RENAME TO logins`, run `slugger db upgrade`, and if these are the website's logins,"
    " `INSERT INTO public.session SELECT sid, sess, expire FROM public.logins`."
)
"""What to do with a session store that no other legacy table stands beside."""


class MigrationError(Exception):
    """The database cannot be brought to the tables of this version."""


def config(connection: Connection | None = None) -> "Config":
    """Give Alembic's configuration for `connection`."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def head() -> str:
    """Give the revision that this version of the program needs."""
    return known()[-1]


@cache
def known() -> list[str]:
    """List the revisions that this version knows, the oldest first: their files begin with them."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def revision(connection: Connection) -> str | None:
    """Give the revision that the database is at; None for an empty one."""
    table = f"{SCHEMA}.alembic_version"
    if connection.execute(text("SELECT to_regclass(:table)"), {"table": table}).scalar() is None:
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {table}")).scalar()
    return found


def upgrade(connection: Connection) -> None:
    """Bring the tables, the reference rows and the legacy views up to date, in the caller's transaction.

    Raises MigrationError when the database is newer than this program, or holds the legacy system's own tables.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
    refuse_legacy_tables(connection)
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    current = revision(connection)
    if current is not None and current not in known():
        raise MigrationError(
            f"The database is at revision {current}, which is newer than this program: update slugger."
        )
    outdated = current != head()
    if not outdated and _print_of(connection) == FINGERPRINT:
        return
    held = privileges(connection, view_statements())
    drop_views(connection)
    if outdated:
        from alembic import command  # noqa: PLC0415 - see above

        command.upgrade(config(connection), "head")
    put_reference(connection)
    put_views(connection)
    grant(connection, held)
    connection.execute(text(f"COMMENT ON SCHEMA {SCHEMA} IS '{FINGERPRINT}'"))


def _print_of(connection: Connection) -> str | None:
    found: str | None = connection.execute(
        text("SELECT obj_description(to_regnamespace(:schema)::oid, 'pg_namespace')"), {"schema": SCHEMA}
    ).scalar()
    return found


def refuse_legacy_tables(connection: Connection) -> None:
    """Raise MigrationError when tables stand where the legacy views belong; the error says what to do."""
    found = connection.execute(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename = ANY(:names) ORDER BY 1"),
        {"names": list(view_statements())},
    ).scalars()
    names = ", ".join(found)
    if names == "session":
        raise MigrationError(LOGINS_ALONE)
    if names:
        raise MigrationError(
            f"The database holds tables of the legacy system ({names}) in schema public: run `slugger db adopt`."
        )

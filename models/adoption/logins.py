"""The website's logins, which a legacy database may hold in the table of its session store: they go on."""

from sqlalchemy.engine import Connection

from slugger.models.adoption.errors import AdoptionError
from slugger.models.adoption.survey import LEGACY

_COLUMNS = {"sid", "sess", "expire"}


def table(connection: Connection) -> list[str]:
    """Name the table of logins in schema public, nothing when there is none; raises AdoptionError for another one."""
    rows = connection.exec_driver_sql(
        "SELECT attname::text FROM pg_attribute"
        " WHERE attrelid = to_regclass('public.session') AND attnum > 0 AND NOT attisdropped"
    )
    columns = set(rows.scalars())
    if columns and (lacking := sorted(_COLUMNS - columns)):
        raise AdoptionError(f"The table public.session is not the session store's: it lacks {', '.join(lacking)}.")
    return ["session"] if columns else []


def put_logins(connection: Connection) -> int:
    """Copy the logins from the table that was moved aside, and give their number.

    The session store's key says that there is one row of each; without that key the one that ends last is copied.
    """
    copied = connection.exec_driver_sql(f"""
        INSERT INTO league.session (sid, sess, expire)
        SELECT DISTINCT ON (sid) sid, sess::json, expire FROM {LEGACY}.session
        WHERE sid IS NOT NULL AND sess IS NOT NULL AND expire IS NOT NULL ORDER BY sid, expire DESC
    """)
    return copied.rowcount

"""Moving the legacy tables aside, and what of others depends on them."""

from collections.abc import Iterator

from sqlalchemy.engine import Connection

from slugger.models.adoption.report import Finding
from slugger.models.adoption.survey import LEGACY, Sources

_STAYS = f"of the table in schema {LEGACY}, also afterwards"
_VIEWS = """
    SELECT DISTINCT format('%s.%s', v.relnamespace::regnamespace, quote_ident(v.relname)) AS name
    FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class
    WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
      AND d.refobjid = to_regclass($1) AND v.oid <> d.refobjid
    ORDER BY 1
"""
_FOREIGN_KEYS = """
    SELECT format('%s.%s.%s', c.relnamespace::regnamespace, quote_ident(c.relname), quote_ident(k.conname)) AS name
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE k.contype = 'f' AND k.conparentid = 0 AND k.confrelid = to_regclass($1)
      AND c.oid NOT IN (SELECT to_regclass(name) FROM unnest($2::text[]) AS name WHERE to_regclass(name) IS NOT NULL)
    ORDER BY 1
"""


def dependents(connection: Connection, sources: Sources) -> Iterator[Finding]:
    """List, table by table, the views and foreign keys of others: they go with the table that they name."""
    tables = [source.table for source in sources.values()]
    for name, source in sources.items():
        for kind, done, statement, values in (
            ("views of others", f"read {_STAYS}", _VIEWS, (source.table,)),
            ("foreign keys of others", f"keep to the rows {_STAYS}", _FOREIGN_KEYS, (source.table, tables)),
        ):
            if names := tuple(connection.exec_driver_sql(statement, values).scalars()):
                yield Finding(name, kind, len(names), done, examples=names)


def move_aside(connection: Connection, sources: Sources) -> None:
    """Move the legacy tables into a schema of their own, as they are."""
    connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {LEGACY}")
    for source in sources.values():
        connection.exec_driver_sql(f"ALTER TABLE {source.table} SET SCHEMA {LEGACY}")

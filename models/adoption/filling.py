"""Filling a wide table."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.engine import Connection


def insert(connection: Connection, table: str, columns: Mapping[str, str], source: str) -> None:
    """Insert what `source` gives: an expression for each column."""
    connection.exec_driver_sql(
        f"INSERT INTO league.{table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM {source}"
    )


@contextmanager
def bare(connection: Connection, table: str) -> Iterator[None]:
    """Take foreign keys and plain indexes off a table while it is filled, which is several times as quick."""
    keys = connection.exec_driver_sql(
        "SELECT conname::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = to_regclass($1) AND contype = 'f' ORDER BY conname",
        (f"league.{table}",),
    ).all()
    indexes = connection.exec_driver_sql(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = to_regclass($1) AND NOT i.indisunique ORDER BY 1",
        (f"league.{table}",),
    ).all()
    for name, _ in keys:
        connection.exec_driver_sql(f"ALTER TABLE league.{table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    for _, statement in indexes:
        connection.exec_driver_sql(statement)
    for name, definition in keys:
        connection.exec_driver_sql(f"ALTER TABLE league.{table} ADD CONSTRAINT {name} {definition}")

"""Recognising a database of the legacy system: its tables with their columns and types."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from slugger.models.adoption.errors import AdoptedError, AdoptionError
from slugger.models.adoption.quoting import identifier
from slugger.models.pitch import REQUIRED

LEGACY = "legacy"
"""PostgreSQL schema that the legacy tables move to."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    "ballpark": ("ballpark_id", "ballpark_name"),
    "team": ("team_id", "team_code", "team_name"),
    "player": ("player_id", "player_name", "team_id"),
    "game": ("game_id", "home_team_id", "visiting_team_id", "ballpark_id", "date"),
    "pitch": ("game_id", "pitcher_id", "batter_id", *REQUIRED),
}
"""The legacy tables in the order in which they refer to one another, and columns without which they are not these."""

LOGINS: Mapping[str, frozenset[str]] = {
    "sid": frozenset({"text", "uuid"}),
    "sess": frozenset({"json", "jsonb", "text"}),
    "expire": frozenset({"timestamp", "timestamptz"}),
}
"""The columns of the website's session store with the classes of their types."""

_CLASSES = {
    **dict.fromkeys(("int2", "int4", "int8"), "integer"),
    **dict.fromkeys(("float4", "float8", "numeric"), "number"),
    **dict.fromkeys(("text", "varchar", "bpchar", "citext"), "text"),
    **{name: name for name in ("uuid", "bool", "date", "time", "timestamp", "timestamptz", "json", "jsonb")},
}


@dataclass(frozen=True)
class Source:
    """A legacy table: where it stands, and the class of each column's type in the order of the columns."""

    schema: str
    name: str
    columns: Mapping[str, str]

    @property
    def table(self) -> str:
        """Give the table as SQL names it."""
        return f"{identifier(self.schema)}.{identifier(self.name)}"


Sources = Mapping[str, Source]
"""The legacy tables by name, in the order of `NEEDED`; last `session`, if there is one."""


def survey(connection: Connection) -> Sources:
    """Find the legacy tables; raises AdoptionError when they are not all there, or something stands in the way."""
    kinds = _relations(connection, "public")
    tables = {name for name, kind in kinds.items() if kind in {"r", "p"} and name != "session"}
    moved = _relations(connection, LEGACY)
    if not tables:
        if moved and "quarantine" in _relations(connection, "league"):
            raise AdoptedError("The database is adopted already: there is nothing to do.")
        raise AdoptionError("The database holds no tables of the legacy system in schema public: nothing to adopt.")
    if missing := [name for name in NEEDED if name not in tables]:
        raise AdoptionError(
            f"The database holds only a part of the legacy system: schema public lacks {', '.join(missing)}."
        )
    if split := sorted(name for name in tables if kinds[name] == "p"):
        raise AdoptionError(
            f"The table public.{split[0]} is partitioned or inherited, which the legacy system's is not."
        )
    if moved:
        raise AdoptionError(f"The schema {LEGACY} holds {', '.join(sorted(moved))} already: rename it first.")
    _refuse_filled(connection)
    sources = {name: Source("public", name, _columns(connection, name)) for name in NEEDED}
    for name, needed in NEEDED.items():
        if lacking := [column for column in needed if column not in sources[name].columns]:
            raise AdoptionError(
                f"The table public.{name} is not the legacy system's: it lacks the columns {', '.join(lacking)}."
            )
    return sources | _logins(connection)


def _logins(connection: Connection) -> dict[str, Source]:
    """Find the table of the website's session store, which not every legacy database has."""
    kind = _relations(connection, "public").get("session", "v")
    if kind == "v":
        return {}
    source = Source("public", "session", _columns(connection, "session"))
    if kind != "r" or any(source.columns.get(name) not in classes for name, classes in LOGINS.items()):
        raise AdoptionError(
            f"What stands as public.session is not the session store's table of {', '.join(LOGINS)}, and a view takes"
            " its place: `ALTER TABLE public.session RENAME TO …`, then adopt again."
        )
    return {"session": source}


def _relations(connection: Connection, schema: str) -> dict[str, str]:
    """Give the kinds of the relations of `schema` that are called as a legacy table or the quarantine.

    A table in several parts, by inheritance too, is of kind `p`.
    """
    rows = connection.exec_driver_sql(
        "SELECT relname::text, CASE WHEN EXISTS (SELECT FROM pg_inherits WHERE pg_class.oid IN (inhparent, inhrelid))"
        " THEN 'p' ELSE relkind::text END FROM pg_class WHERE relnamespace = to_regnamespace($1)::oid"
        " AND relname = ANY ($2::text[])",
        (schema, [*NEEDED, "session", "quarantine"]),
    )
    return {name: kind for name, kind in rows if name != "quarantine" or schema == "league"}


def _refuse_filled(connection: Connection) -> None:
    """Refuse a database whose league has games of its own beside the legacy tables."""
    if (
        "game" in _relations(connection, "league")
        and connection.exec_driver_sql("SELECT EXISTS (SELECT FROM league.game)").scalar()
    ):
        raise AdoptionError("The database holds games of both systems: only one without games of slugger is adopted.")


def _columns(connection: Connection, name: str) -> dict[str, str]:
    rows = connection.exec_driver_sql(
        "SELECT a.attname::text, t.typname::text FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
        " WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        (f"public.{name}",),
    )
    return {column: _CLASSES.get(kind, "other") for column, kind in rows}

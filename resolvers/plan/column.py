"""Columns of flat rows: what their cells hold, by the types of the schema and of the tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from graphql import get_nullable_type, is_enum_type, is_list_type
from sqlalchemy import DateTime, String

from slugger.loaders.keyset import attribute
from slugger.resolvers.plan.source import Source
from slugger.resolvers.plan.tree import Selected, UnplannedError
from slugger.resolvers.reading import Value


class Kind(Enum):
    """What the cells of a column hold."""

    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    TIME = "time"
    INSTANT = "instant"
    TEXT = "text"
    TOKEN = "token"  # noqa: S105 - no password
    """A text of ours, such as an id, that begins with a letter or a digit and holds nothing that has to be quoted."""
    TERM = "term"
    JSON = "json"


_KINDS: Mapping[str, Kind] = {
    "Int": Kind.INTEGER,
    "Float": Kind.NUMBER,
    "Boolean": Kind.FLAG,
    "Date": Kind.DATE,
    "Time": Kind.TIME,
    "DateTime": Kind.INSTANT,
    "String": Kind.TEXT,
    "ID": Kind.TOKEN,
    "UUID": Kind.TOKEN,
    "JSON": Kind.JSON,
}
"""By the name of the scalar."""


@dataclass(frozen=True)
class Column:
    """A column: its name, what its cells hold, and the SQL that gives them."""

    name: str
    kind: Kind
    sql: str
    terms: Mapping[str, str] | None = None
    """Of a column of terms, whose SQL gives the stored spellings: the name in the graph of each."""


def kind_of(selected: Selected) -> Kind:
    """Tell what a field of the schema holds. Raises UnplannedError for one that is no plain value."""
    if is_list(selected):
        raise UnplannedError(f"{selected.name} is a list")
    return kind_of_members(selected)


def is_list(selected: Selected) -> bool:
    """Tell a field that gives a list."""
    return selected.definition is not None and is_list_type(get_nullable_type(selected.definition.type))


def kind_of_members(selected: Selected, *, argued: bool = False) -> Kind:
    """Tell what the members of a list hold. Raises UnplannedError for those that are no plain values."""
    kind = _KINDS.get(selected.type.name)
    if kind is None or (selected.nodes[0].arguments and not argued):
        raise UnplannedError(f"{selected.name} is no plain value")
    return kind


def stored_kind(selected: Selected, reading: Value, source: Source) -> Kind:
    """Tell what a field holds that gives a column of some rows. Raises UnplannedError as `kind_of`."""
    if is_list(selected) and not selected.nodes[0].arguments:
        return Kind.JSON
    if reading.terms is not None and is_enum_type(selected.type) and not selected.nodes[0].arguments:
        return Kind.TERM
    kind = kind_of(selected)
    if source.table is None:
        return kind
    stored = attribute(source.table, reading.column).type
    if kind is Kind.INSTANT and not isinstance(stored, DateTime):
        return Kind.TOKEN  # a delivered local instant, whose digits and offset are kept
    if kind is Kind.TOKEN and isinstance(stored, String) and reading.noun is None:
        return Kind.TEXT
    return kind

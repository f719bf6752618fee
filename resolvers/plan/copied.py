"""What the rows of a table are copied out of PostgreSQL as: lines of CSV, lines of JSON, or cells for a program.

PostgreSQL writes the text, so that no cell becomes an object of Python.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slugger.resolvers.plan.column import Column, Kind
from slugger.resolvers.plan.json_text import instant, json_text
from slugger.resolvers.plan.table import Table
from slugger.resolvers.vocabulary import quoted, renamed

_FORMULA = ", ".join(str(ord(sign)) for sign in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""Signs, as code points, by which a spreadsheet takes a text for a formula; some do in their full width too."""
_CSV: Mapping[str, Any] = {"format": "csv"}
_AS_IT_IS: Mapping[str, Any] = {"format": "csv", "quote": "\1", "delimiter": "\2"}
"""Copies one column without a change, since neither sign stands in JSON unescaped."""


@dataclass(frozen=True)
class Copied:
    """A statement whose rows are copied, and the options of COPY."""

    text: str
    options: Mapping[str, Any]


def csv(table: Table, *, raw: bool) -> Copied:
    """Copy lines of CSV that end with LF.

    Unless `raw`, a text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    shown = [_shown(column, cell, raw=raw) for column, cell in _cells(table)]
    if len(shown) == 1:
        shown = [f"coalesce(({shown[0]})::text, '')"]  # quoted, since an empty line would be no row to most readers
    return Copied(_select(table, ", ".join(shown)), _CSV)


def lines(table: Table) -> Copied:
    """Copy one object of JSON a line."""
    members = (f"""'"{column.name}":' || coalesce({_json(column, cell)}, 'null')""" for column, cell in _cells(table))
    between = " || ',' || "
    return Copied(_select(table, f"'{{' || {between.join(members)} || '}}'"), _AS_IT_IS)


def cells(table: Table) -> Copied:
    """Copy CSV for a program: instants as PostgreSQL writes them, terms as the places of their names in `names`."""
    numbered = (_numbered(column, cell) if column.kind is Kind.TERM else cell for column, cell in _cells(table))
    return Copied(_select(table, ", ".join(numbered)), _CSV)


def more_than(table: Table, rows: int) -> str:
    """Write the question whether a table has more rows than so many."""
    return f"SELECT count(*) > {rows} FROM (SELECT FROM ({table.text}) r LIMIT {rows + 1}) r"


def names(column: Column) -> list[str]:
    """Name the terms of a column, in the order of the numbers that `cells` gives them."""
    return list(dict.fromkeys((column.terms or {}).values()))


def _cells(table: Table) -> list[tuple[Column, str]]:
    return [(column, f"r.c{number}") for number, column in enumerate(table.columns)]


def _select(table: Table, what: str) -> str:
    return f"SELECT {what} FROM ({table.text}) r"


def _shown(column: Column, cell: str, *, raw: bool) -> str:
    match column.kind:
        case Kind.TERM:
            return renamed(column.terms or {}, cell, quoted)
        case Kind.TEXT if not raw:
            return f"CASE WHEN ascii({cell}) IN ({_FORMULA}) THEN '''' || {cell} ELSE {cell} END"
        case Kind.FLAG:
            return f"{cell}::text"
        case Kind.INSTANT:
            return instant(cell)
    return cell


def _json(column: Column, cell: str) -> str:
    kind = Kind.TEXT if column.kind is Kind.NUMBER else column.kind  # a number that JSON does not have is quoted
    return f"{cell}::text" if kind is Kind.JSON else json_text(kind, cell, column.terms)


def _numbered(column: Column, cell: str) -> str:
    places = {name: str(place) for place, name in enumerate(names(column))}
    return renamed(column.terms or {}, cell, lambda name: places[name])

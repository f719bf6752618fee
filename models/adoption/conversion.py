"""From the types that a legacy column may have to those of the league's tables, as expressions of SQL."""

from dataclasses import dataclass

from slugger.models.adoption.quoting import identifier
from slugger.models.adoption.survey import Source
from slugger.models.legacy import LARGEST_REAL
from slugger.models.measurement import Kind

_UUID = r"^\s*\{?[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}\}?\s*$"
_DAY = r"^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?$"
_INSTANT = (
    r"^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(\.[0-9]{1,9})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$"
)
_NUMBER = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?\s*$"
_IN_MONTH = (
    "right(left($c, 10), 2)::int <= extract(day FROM make_date(left($c, 4)::int, substr($c, 6, 2)::int, 1)"
    " + interval '1 month - 1 day')"
)
_SMALLEST = "1e-300"
"""Of exact numbers; smaller ones are zero to an eight-byte float, or an error."""

BLANK = "lower(btrim($c)) IN ('', 'nan', 'none', 'null', 'nat')"
"""Whether a text is what the legacy loader writes for no value."""


@dataclass(frozen=True)
class Cell:
    """A legacy column as an expression: its value, null where it has none, and whether it says what no value can."""

    value: str
    unreadable: str | None = None


@dataclass(frozen=True)
class _Way:
    """How a class of types is converted: when it can be, the value then, and when there is nothing to convert."""

    value: str
    readable: str | None = None
    blank: str | None = None


_IN_RANGE = f"($c = 0 OR abs($c) BETWEEN {_SMALLEST} AND {LARGEST_REAL})"
_SMALLINT = "$c BETWEEN -32768 AND 32767"
_WAYS: dict[Kind, dict[str, _Way]] = {
    Kind.UUID: {"uuid": _Way("$c"), "text": _Way("$c::uuid", f"$c ~ '{_UUID}'", BLANK)},
    Kind.NUMBER: {
        "integer": _Way("$c::float8"),
        # By way of text, so that 94.12 of a four-byte float is not 94.12000274658203 in an eight-byte one.
        "number": _Way("$c::text::float8", _IN_RANGE, "$c::text = 'NaN'"),
        "text": _Way(
            "$c::float8",
            f"CASE WHEN length($c) < 40 AND $c ~ '{_NUMBER}' THEN {_IN_RANGE.replace('$c', '$c::float8')} END",
            BLANK,
        ),
    },
    Kind.INTEGER: {
        "integer": _Way("$c::int2", _SMALLINT),
        "number": _Way("$c::int2", f"CASE WHEN {_SMALLINT} THEN $c = trunc($c) END", "$c::text = 'NaN'"),
        "text": _Way(
            "$c::numeric::int2",
            f"CASE WHEN $c ~ '^\\s*[+-]?[0-9]{{1,6}}(\\.0*)?\\s*$' THEN {_SMALLINT.replace('$c', '$c::numeric')} END",
            BLANK,
        ),
    },
    Kind.DATE: {
        "date": _Way("$c", "$c BETWEEN '1000-01-01' AND '2999-12-31'"),
        "timestamp": _Way("$c::date", "$c BETWEEN '1000-01-01' AND '2999-12-31' AND $c::time = '00:00'"),
        "text": _Way("$c::date", f"CASE WHEN $c ~ '{_DAY}' THEN {_IN_MONTH} END", BLANK),
    },
    Kind.TIME: {
        "time": _Way("$c::time(2)"),
        "text": _Way("$c::time(2)", f"$c ~ '{_CLOCK}'", BLANK),
    },
    Kind.INSTANT: {
        "timestamptz": _Way("$c"),
        "text": _Way("$c::timestamptz", f"CASE WHEN $c ~ '{_INSTANT}' THEN {_IN_MONTH} END", BLANK),
    },
    Kind.FLAG: {
        "bool": _Way("$c"),
        "integer": _Way("$c <> 0"),
        "number": _Way("$c <> 0", None, "$c::text = 'NaN'"),
        "text": _Way(
            "lower(btrim($c)) IN ('t', 'true', '1', 'yes')",
            "lower(btrim($c)) IN ('t', 'true', '1', 'yes', 'f', 'false', '0', 'no')",
            BLANK,
        ),
    },
}
_AS_TEXT = {"timestamptz": """to_char($c, 'YYYY-MM-DD"T"HH24:MI:SS.US"0"TZH:TZM')"""}
_SQL_TYPES = {Kind.UUID: "uuid", Kind.NUMBER: "float8", Kind.INTEGER: "int2", Kind.DATE: "date", Kind.TIME: "time(2)"}
_SQL_TYPES |= {Kind.INSTANT: "timestamptz", Kind.FLAG: "bool"}


def cell(source: Source, column: str, kind: Kind, alias: str = "s") -> Cell:
    """Give the column `column` of `source`, which the query calls `alias`, as a value of `kind`.

    A column that is not there is always null; texts and terms stay as they are.
    """
    found = source.columns.get(column)
    at = f"{alias}.{identifier(column)}"
    ways = _WAYS.get(kind)
    if ways is None:
        return Cell(_fill(_AS_TEXT.get(found, "$c::text"), at) if found else "NULL::text")
    if found is None:
        return Cell(f"NULL::{_SQL_TYPES[kind]}")
    if found not in ways:
        return Cell(f"NULL::{_SQL_TYPES[kind]}", f"{at} IS NOT NULL")
    way = ways[found]
    blank = _fill(way.blank, at) if way.blank else "false"
    readable = _fill(way.readable, at) if way.readable else f"NOT ({blank})"
    if not (way.blank or way.readable):
        return Cell(_fill(way.value, at))
    nonsense = f"({at} IS NOT NULL AND NOT ({blank}) AND ({readable}) IS NOT TRUE)"
    return Cell(f"CASE WHEN {readable} THEN {_fill(way.value, at)} END", nonsense)


def value(source: Source, column: str, kind: Kind, alias: str = "s") -> str:
    """Give the value of a cell, null where it has none or what it says is none."""
    return cell(source, column, kind, alias).value


def name(source: Source, column: str) -> str:
    """Give a name without blanks around it; null for a text that means none."""
    text = value(source, column, Kind.TEXT)
    return f"CASE WHEN NOT {BLANK.replace('$c', text)} THEN btrim({text}) END"


def _fill(expression: str, at: str) -> str:
    return expression.replace("$c", at)

"""JSON as texts that SQL puts together: keys and signs are constants, and each value is written as its kind is.

PostgreSQL's own functions that make JSON of rows look up the type of each value of each row, and escape each key again.
"""

from collections.abc import Mapping, Sequence

from slugger.resolvers.plan.column import Kind
from slugger.resolvers.vocabulary import quoted, renamed

MARKER = b"\1"
"""What stands where an answer cannot have what is there: such an answer is not given. JSON never has this sign."""
_MARKER = quoted(MARKER.decode())
OBJECT = b"\3"
"""What stands before each object of an answer, so that they can be counted; JSON never has this sign."""


def json_text(kind: Kind, cell: str, terms: Mapping[str, str] | None = None) -> str:
    """Write the JSON of a value; null for null. A number that JSON does not have, such as NaN, is MARKER."""
    match kind:
        case Kind.TERM:
            return renamed(terms or {}, cell, lambda name: quoted(f'"{name}"'))
        case Kind.TEXT | Kind.JSON:
            return f"to_json({cell})::text"
        case Kind.INSTANT:
            return f"""('"' || {instant(cell)} || '"')"""
        case Kind.DATE | Kind.TIME | Kind.TOKEN:
            return f"""('"' || {cell} || '"')"""
        case Kind.NUMBER:
            return f"CASE WHEN {cell} - {cell} = 0 THEN ({cell})::text WHEN {cell} IS NOT NULL THEN {_MARKER} END"
        case Kind.INTEGER | Kind.FLAG:
            return f"({cell})::text"


def instant(cell: str) -> str:
    """Write an instant as in answers; in UTC, PostgreSQL gives `2026-05-01 23:05:00.5+00`."""
    return f"replace({cell}::text, ' ', 'T') || ':00'"


def object_of(members: Sequence[tuple[str, str]], *, mark: str = "", end: str | None = None) -> str:
    """Write an object of keys, which are names, and the JSON of their values, none of it null.

    `mark` goes before an object with members, and the text `end` before its last brace.
    """
    parts: list[str] = []
    for key, value in members:
        parts += (quoted(f'{"," if parts else mark + "{"}"{key}":'), value)
    parts += ([] if members else [quoted("{")]) + ([end] if end else []) + [quoted("}")]
    return _joined(parts)


def list_of(rows: str) -> str:
    """Write a list of what stands between its brackets: `rows`, or nothing for null."""
    return f"('[' || coalesce({rows}, '') || ']')"


def _joined(parts: Sequence[str]) -> str:
    """Join texts by halves, so that none is copied more often than the logarithm of their number."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return f"({_joined(parts[:middle])} || {_joined(parts[middle:])})"

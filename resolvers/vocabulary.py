"""The enums of the graph, from the vocabularies of the radar files and of the tables."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, cast

import strawberry

from slugger.models import terms
from slugger.models.player import Role
from slugger.models.terms import Term
from slugger.models.trackman_file import FileKind, FileState
from slugger.resolvers.reading import Value, reads

_BLANKS = " \t\n\r\f\v"


@cache
def enum_of(vocabulary: type[Term]) -> type[Enum]:
    """Give the GraphQL enum of a vocabulary, whose members' values are the stored spellings."""
    members = {
        term.name: strawberry.enum_value(term.value, description=term.meaning)
        for term in vocabulary
        if term.value != terms.UNDEFINED
    }
    return _enum(vocabulary.__name__, members, vocabulary.__doc__ or "")


def described(source: type[Enum], name: str, description: str, meanings: dict[Any, str]) -> type[Enum]:
    """Give the GraphQL enum of a plain enum, with one sentence about each member."""
    members = {member.name: strawberry.enum_value(member.value, description=meanings[member]) for member in source}
    return _enum(name, members, description)


def enumerated(name: str, description: str, members: Mapping[str, tuple[str, str]]) -> type[Enum]:
    """Give a GraphQL enum of columns: by name, the column that a member stands for and one sentence about it."""
    values = {member: strawberry.enum_value(column, description=text) for member, (column, text) in members.items()}
    return _enum(name, values, description)


def _enum(name: str, members: dict[str, Any], description: str) -> type[Enum]:
    made: type[Enum] = strawberry.enum(cast("type[Enum]", Enum(name, members)), description=description)
    return made


def term(vocabulary: type[Enum], column: str, shown: str | None = None) -> Callable[[Any], Enum | None]:
    """Make the resolver of a column that holds a term; a text outside the vocabulary is null.

    Where it can hold such texts, the column `shown` tells what the graph shows.
    """
    members = {member.value: member for member in vocabulary}
    names = {member.value: member.name for member in vocabulary}

    @reads(Value(column, terms=names, shown=shown))
    def resolve_term(root: Any) -> Enum | None:  # noqa: ANN401  rows of every table
        return members.get(getattr(root, column))

    return resolve_term


def terms_of(vocabulary: type[Enum], column: str) -> Callable[[Any], Sequence[Enum | None]]:
    """Make the resolver of a column that holds a list of terms; a text outside the vocabulary is null."""
    members = {member.value: member for member in vocabulary}
    names = {member.value: member.name for member in vocabulary}

    @reads(Value(column, lambda texts: _all_renamed(texts, names)))
    def resolve_terms(root: Any) -> Sequence[Enum | None]:  # noqa: ANN401  as above
        return [members.get(text) for text in getattr(root, column)]

    return resolve_terms


def said(column: str, shown: str) -> Callable[[Any], str | None]:
    """Make the resolver of a column that holds a text; one that means no value, such as NaN, is null.

    The column `shown` tells what the graph shows.
    """

    @reads(Value(column, _unless_missing, shown=shown))
    def resolve_text(root: Any) -> str | None:  # noqa: ANN401  as above
        text: str | None = getattr(root, column)
        return None if text is None or text.strip(_BLANKS).lower() in terms.MISSING else text

    return resolve_text


def quoted(text: str) -> str:
    """Write a text of our own as a constant of SQL."""
    return "'" + text.replace("'", "''") + "'"


def renamed(terms: Mapping[str, str], cell: str, written: Callable[[str], str]) -> str:
    """Give, in SQL, what is written for the name of each term; any other text is no term and gives null."""
    whens = (f"WHEN {quoted(text)} THEN {written(name)}" for text, name in terms.items())
    return f"CASE {cell} {' '.join(whens)} END"


def _all_renamed(texts: str, names: Mapping[str, str]) -> str:
    each = renamed(names, "each.text", quoted)
    return f"ARRAY(SELECT {each} FROM unnest({texts}) WITH ORDINALITY each(text, place) ORDER BY each.place)"


def _unless_missing(column: str) -> str:
    missing = ", ".join(quoted(text) for text in sorted(terms.MISSING))
    return f"CASE WHEN lower(btrim({column}, E' \\t\\n\\r\\f\\v')) NOT IN ({missing}) THEN {column} END"


PITCH_TYPE = enum_of(terms.PitchType)
HAND = enum_of(terms.Hand)
BATTING_HAND = enum_of(terms.BattingHand)
SIDE = enum_of(terms.Side)

ROLE = described(
    Role,
    "Role",
    "What a player does on a pitch.",
    {
        Role.PITCHER: "Throws the pitch.",
        Role.BATTER: "Stands at bat.",
        Role.CATCHER: "Catches the pitch.",
        Role.FIELDER: "Stands in the infield or the outfield.",
    },
)
FILE_KIND = described(
    FileKind,
    "FileKind",
    "What a delivered file holds.",
    {
        FileKind.PITCH: "The pitches of a game.",
        FileKind.POSITIONING: "Where the fielders stood on each pitch of a game.",
        FileKind.BAT_TRACKING: "The bat's path on each swing of a game.",
    },
)
FILE_STATE = described(
    FileState,
    "FileState",
    "What was done with a delivered file.",
    {
        FileState.LOADED: "Its rows are in the database.",
        FileState.SUPERSEDED: "Another delivery of the same game took its place.",
        FileState.EMPTY: "It holds no row.",
        FileState.HELD: "It is kept aside and its rows are not loaded; `reason` says why.",
        FileState.FAILED: "It cannot be read; `reason` says why.",
    },
)


class _Division(Enum):
    NORTH = "north"
    SOUTH = "south"


DIVISION = described(
    _Division,
    "Division",
    "Division of the league.",
    {_Division.NORTH: "The northern division.", _Division.SOUTH: "The southern division."},
)


class _Fielder(Enum):
    FIRST_BASE = "first_b"
    SECOND_BASE = "second_b"
    THIRD_BASE = "third_b"
    SHORTSTOP = "ss"
    LEFT_FIELD = "lf"
    CENTER_FIELD = "cf"
    RIGHT_FIELD = "rf"


FIELDING_POSITION = described(
    _Fielder,
    "FieldingPosition",
    "Position of a fielder whom the radar locates.",
    {
        _Fielder.FIRST_BASE: "First base.",
        _Fielder.SECOND_BASE: "Second base.",
        _Fielder.THIRD_BASE: "Third base.",
        _Fielder.SHORTSTOP: "Shortstop.",
        _Fielder.LEFT_FIELD: "Left field.",
        _Fielder.CENTER_FIELD: "Center field.",
        _Fielder.RIGHT_FIELD: "Right field.",
    },
)

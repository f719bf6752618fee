"""What pitches are grouped by: terms, flags, numbers, parts of the date, the rows they lead to, and bins."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    Integer,
    Numeric,
    Text,
    Uuid,
    case,
    cast,
    extract,
    func,
    literal_column,
    null,
    select,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from slugger.loaders.bound import Value, bound
from slugger.models.ballpark import Ballpark
from slugger.models.derived import PITCH_DERIVED
from slugger.models.game import Game
from slugger.models.measurement import PITCH, Kind
from slugger.models.pitch import Pitch
from slugger.models.player import Player
from slugger.models.statistic import pitched
from slugger.models.team import Team, TeamCode
from slugger.models.terms import MISSING, UNDEFINED, Term

KEY = "key_"
"""What the names of the columns of keys begin with."""
_BLANKS = "E' \\t\\n\\r\\f\\v'"


@dataclass(frozen=True, eq=False)
class Join:
    """A table that a key is found in, by a row or none for each pitch."""

    table: Any
    on: ColumnElement[bool]


@dataclass(frozen=True, eq=False)
class GroupKey:
    """What pitches are grouped by; a value that means none is null."""

    value: ColumnElement[Any]
    join: Join | None = None
    name: ColumnElement[Any] | None = None
    """Of a key that leads to a row: its name, by which groups can be ordered."""
    shown: ColumnElement[Any] | None = None
    """Of a term: its name in the graph, by which groups are ordered."""


def _written(text: str) -> ColumnElement[str]:
    return literal_column("'" + text.replace("'", "''") + "'", Text())


def _known(column: Any, vocabulary: type[Term]) -> ColumnElement[Any]:  # noqa: ANN401  a column of a pitch
    """Give a term of the vocabulary; what was not recorded, or is none, is null."""
    spellings = [_written(term.value) for term in vocabulary if term.value != UNDEFINED]
    return case((column.in_(spellings), column))


def _said(column: Any) -> ColumnElement[Any]:  # noqa: ANN401  as above
    bare = func.lower(func.btrim(column, literal_column(_BLANKS)))
    return case((bare.not_in([_written(text) for text in sorted(MISSING)]), column))


def _term(name: str, value: ColumnElement[Any], vocabulary: type[Term]) -> GroupKey:
    key = pitched(f"{KEY}{name}", Text())
    return GroupKey(value, shown=case(*((_written(term.value), _written(term.name)) for term in vocabulary), value=key))


def _of_pitch() -> dict[str, GroupKey]:
    keys = {name: GroupKey(_said(getattr(Pitch, name))) for name in ("tilt", "pitcher_team_code", "batter_team_code")}
    for measurement in PITCH:
        name, column = measurement.name, getattr(Pitch, measurement.name)
        if measurement.vocabulary is not None:
            keys[name] = _term(name, _known(column, measurement.vocabulary), measurement.vocabulary)
        elif measurement.kind is Kind.INTEGER:
            keys[name] = GroupKey(column)
    for derived in PITCH_DERIVED:
        words = derived.vocabulary
        keys[derived.name] = _term(derived.name, derived.rule, words) if words else GroupKey(derived.rule)
    return keys


def _of_day() -> dict[str, GroupKey]:
    day: Any = col(Pitch.game_date)
    parts = {"season": "year", "month": "month", "week": "week", "day_of_week": "isodow"}
    return {
        "game_date": GroupKey(day),
        **{name: GroupKey(cast(extract(part, day), Integer())) for name, part in parts.items()},
    }


def _column(table: type[Any], name: str) -> ColumnElement[Any]:
    found: ColumnElement[Any] = getattr(table, name)
    return found


def _named(name: Any, key: Any, column: str) -> ColumnElement[Any]:  # noqa: ANN401  columns of a table
    """Give the name of the row of a group's key."""
    return select(name).where(key == pitched(f"{KEY}{column}", Uuid())).correlate_except(key.class_).scalar_subquery()


def _player(column: str) -> GroupKey:
    return GroupKey(getattr(Pitch, column), name=_named(col(Player.name_key), col(Player.player_id), column))


def _team(column: str, code: str) -> GroupKey:
    codes: Any = aliased(TeamCode, name=f"{column}_code")
    return GroupKey(
        codes.team_id,
        Join(codes, codes.code == getattr(Pitch, code)),
        _named(func.coalesce(col(Team.team_name), col(Team.team_code)), col(Team.team_id), column),
    )


def _related() -> dict[str, GroupKey]:
    game_name = _named(col(Game.trackman_game_id), col(Game.game_id), "game_id")
    park = func.coalesce(col(Ballpark.display_name), col(Ballpark.ballpark_name))
    return {
        "pitcher_id": _player("pitcher_id"),
        "batter_id": _player("batter_id"),
        "catcher_id": _player("catcher_id"),
        "pitcher_team_id": _team("pitcher_team_id", "pitcher_team_code"),
        "batter_team_id": _team("batter_team_id", "batter_team_code"),
        "game_id": GroupKey(_column(Pitch, "game_id"), name=game_name),
        "ballpark_id": GroupKey(
            _column(Game, "ballpark_id"),
            Join(Game, col(Game.game_id) == col(Pitch.game_id)),
            _named(park, col(Ballpark.ballpark_id), "ballpark_id"),
        ),
    }


KEYS: Mapping[str, GroupKey] = {**_of_pitch(), **_of_day(), **_related()}
"""Every key by its name."""

MAX_BINS = 4
"""Most bins of a grouping, and the number of bins that a row has columns for."""
_SHORT: ColumnElement[float] = literal_column("1e-9", Double())
_ROUNDED: ColumnElement[float] = literal_column("1e-15", Double())
"""What a value may fall short of an edge by and is still on it, in widths and as a part of the distance from the
origin: decimals have no exact doubles."""


@dataclass(frozen=True)
class Bin:
    """Bins of a measure, `width` wide, one of which begins at `origin`."""

    of: str
    width: Value
    origin: Value = 0.0

    def mapped(self, change: Callable[[Value], Value]) -> "Bin":
        """Give the bins with their values changed."""
        return replace(self, width=change(self.width), origin=change(self.origin))


@dataclass(frozen=True, eq=False)
class Binning:
    """The bins of number `number` of a grouping in SQL; from an edge on, up to but not including the next."""

    number: int
    bins: Bin
    _width: ColumnElement[float] = field(init=False)
    _origin: ColumnElement[float] = field(init=False)

    def __post_init__(self) -> None:
        """Make one parameter of each value, wherever it stands."""
        object.__setattr__(self, "_width", bound(self.bins.width, Double()))
        object.__setattr__(self, "_origin", bound(self.bins.origin, Double()))

    @property
    def name(self) -> str:
        """Name of the column that holds the bin's number, from the origin."""
        return f"{KEY}bin_{self.number}"

    def value(self, measured: ColumnElement[float]) -> ColumnElement[float]:
        """Give the number of the bin that a measured value lies in."""
        widths = (measured - self._origin) / self._width
        return func.floor(widths + _SHORT + func.abs(widths) * _ROUNDED, type_=Double())

    def column(self, part: str) -> ColumnElement[Any]:
        """Give what is known of a bin: `of`, the measure; `from` and `to`, its edges."""
        if part == "of":
            return _written(self.bins.of)
        number = pitched(self.name, Double())
        steps = number if part == "from" else number + literal_column("1")
        # In decimals, so that the third tenth is 0.3.
        edge = cast(self._origin, Numeric()) + cast(steps, Numeric()) * cast(self._width, Numeric())
        return cast(edge, Double())


def absent(name: str) -> ColumnElement[Any]:
    """Give the null of a key, by its column's name, that a grouping does not have."""
    key = KEYS.get(name.removeprefix(KEY))
    if key is not None:
        return cast(null(), key.value.type)
    return cast(null(), Text() if name.endswith("_of") else Double())

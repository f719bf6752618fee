"""What follows from the columns of a pitch: each rule once, in SQL, as a column that is read like any other.

Zone: the plate is 17 inches wide and the ball's radius is 1.45 inches, so some part of a ball that passes within 10
inches of the plate's middle crosses it. The feed has no batter's height; the zone reaches from 1.5 to 3.5 feet for
everybody.

Results of plate appearances: the pitch that ends one says so itself, as a strikeout, a walk, a hit batter, catcher's
interference or a ball in play. A plate appearance that a runner's out cuts short ends in nothing and is none. Where a
row says both, a strikeout comes before a walk, and that before a hit batter. The feed has one word for sacrifices:
the operator's kind of batted ball, else the radar's, tells a bunt, which is on the ground, from a fly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Double,
    SmallInteger,
    Text,
    and_,
    case,
    exists,
    extract,
    func,
    inspect,
    literal_column,
    or_,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import aliased, column_property
from sqlalchemy.types import TypeEngine
from sqlmodel import col

from slugger.models import terms
from slugger.models.game import Game
from slugger.models.measurement import PITCH, Kind, Measurement
from slugger.models.pitch import Pitch
from slugger.models.player import Player
from slugger.models.trackman_file import TrackmanFile

ZONE_HALF_WIDTH = 10 / 12
"""Half of the zone's width, in ft."""
ZONE_BOTTOM, ZONE_TOP = 1.5, 3.5
"""Heights of the zone above the ground, in ft."""
HARD_HIT = 95
"""Speed off the bat from which a ball is hard-hit, in mph: Statcast's."""
SWEET_SPOT = (8, 32)
"""Least and greatest launch angle of the sweet spot, in deg: Statcast's."""
BARREL = 98
"""Speed off the bat from which a ball can be a barrel, in mph: Statcast's."""

_TYPES: Mapping[Kind, type[TypeEngine[Any]]] = {
    Kind.FLAG: Boolean,
    Kind.INTEGER: SmallInteger,
    Kind.TERM: Text,
    Kind.TEXT: Text,
}


@dataclass(frozen=True, kw_only=True)
class Derived:
    """A column that follows from others; null where they do not say. `low` and `high` are as for a measurement."""

    name: str
    kind: Kind
    meaning: str
    rule: ColumnElement[Any]
    vocabulary: type[terms.Term] | None = None
    unit: str | None = None
    low: float | None = None
    high: float | None = None


def _column(name: str) -> Any:  # noqa: ANN401  a column of the table of measurements
    return getattr(Pitch, name)


def _text(value: str) -> ColumnElement[str]:
    """Write a text of our own into the statement, so that the planner sees it."""
    return literal_column("'" + value.replace("'", "''") + "'", Text())


def _number(value: float) -> ColumnElement[float]:
    """Write a number of our own into the statement, for the same reason."""
    return literal_column(repr(value), Double())


def _is(name: str, wanted: Iterable[terms.Term]) -> ColumnElement[bool]:
    spelt = sorted(term.value for term in wanted)
    chosen: ColumnElement[bool] = _column(name).in_([_text(value) for value in spelt])
    return chosen


def _translated(name: str, names: Mapping[str, terms.Term]) -> ColumnElement[Any]:
    return case(*((_text(text), _text(term.value)) for text, term in names.items()), value=_column(name))


_PITCH_TYPE = func.coalesce(
    _translated("auto_pitch_type", terms.AUTO_PITCH_TYPES), _translated("tagged_pitch_type", terms.TAGGED_PITCH_TYPES)
)


def _pitch_group() -> ColumnElement[Any]:
    by_group = {
        group: [_text(kind.value) for kind, family in terms.PITCH_GROUPS.items() if family is group]
        for group in terms.PitchGroup
    }
    return case(*((_PITCH_TYPE.in_(kinds), _text(group.value)) for group, kinds in by_group.items()))


_HIT_TYPES = {term.value: term for term in terms.HitType if term is not terms.HitType.UNDEFINED}
_SIDE, _HEIGHT = _column("plate_loc_side"), _column("plate_loc_height")
_SWING = _is("pitch_call", terms.SWINGS)
_WHIFF = _is("pitch_call", [terms.PitchCall.SWINGING_STRIKE])
_IN_PLAY = _is("pitch_call", [terms.PitchCall.IN_PLAY])
_LEFT, _THIRD = _number(ZONE_HALF_WIDTH), _number(ZONE_HALF_WIDTH / 3)
_BOTTOM, _TOP = _number(ZONE_BOTTOM), _number(ZONE_TOP)
_CENTER, _MIDDLE = _number(0), _number((ZONE_BOTTOM + ZONE_TOP) / 2)
_UPPER, _LOWER = (_number(ZONE_BOTTOM + part * (ZONE_TOP - ZONE_BOTTOM) / 3) for part in (2, 1))
_IN_ZONE = and_(func.abs(_SIDE) <= _LEFT, _HEIGHT >= _BOTTOM, _HEIGHT <= _TOP)
_LOCATED = and_(_SIDE.is_not(None), _HEIGHT.is_not(None))


def _zone_cell() -> ColumnElement[Any]:
    """Number the cells as Statcast does: 1 to 9 inside, row by row from the top, 11 to 14 outside, by quarter."""
    column = case((_SIDE > _THIRD, 0), (_SIDE >= -_THIRD, 1), else_=2)
    row = case((_HEIGHT > _UPPER, 0), (_HEIGHT >= _LOWER, 1), else_=2)
    quarter = 11 + case((_HEIGHT >= _MIDDLE, 0), else_=2) + case((_SIDE >= _CENTER, 0), else_=1)
    return case((~_LOCATED, None), (_IN_ZONE, 1 + 3 * row + column), else_=quarter)


def _is_last_of_plate_appearance() -> ColumnElement[Any]:
    later: Any = aliased(Pitch, name="later_pitch")
    same = ("game_id", "inning", "top_or_bottom", "pa_of_inning")
    return ~exists().where(
        *(getattr(later, name) == _column(name) for name in same), later.pitch_number > _column("pitch_number")
    ).correlate(Pitch)


_ON_GROUND = [_text(term.value) for term in (terms.HitType.GROUND_BALL, terms.HitType.BUNT)]


def _result_in_play() -> ColumnElement[Any]:
    play, ended = _column("play_result"), terms.PlateAppearanceResult
    as_played = [
        (play == _text(term.value), _text(term.value))
        for term in terms.PlayResult
        if term.name in ended.__members__ and term is not terms.PlayResult.SACRIFICE
    ]
    kind = func.coalesce(_translated("tagged_hit_type", _HIT_TYPES), _column("auto_hit_type"))
    bunted = case((kind.in_(_ON_GROUND), _text(ended.SACRIFICE_BUNT.value)), else_=_text(ended.SACRIFICE_FLY.value))
    sacrificed = (play == _text(terms.PlayResult.SACRIFICE.value), bunted)
    return case(*as_played, sacrificed, else_=_text(ended.IN_PLAY.value))


def _plate_appearance_result() -> ColumnElement[Any]:
    calls, ended = terms.PitchCall, terms.PlateAppearanceResult
    return case(
        (_is("k_or_bb", [terms.KorBB.STRIKEOUT]), _text(ended.STRIKEOUT.value)),
        (
            and_(_is("k_or_bb", [terms.KorBB.WALK]), _is("pitch_call", [calls.INTENTIONAL_BALL])),
            _text(ended.INTENTIONAL_WALK.value),
        ),
        (_is("k_or_bb", [terms.KorBB.WALK]), _text(ended.WALK.value)),
        (_is("pitch_call", [calls.HIT_BY_PITCH]), _text(ended.HIT_BY_PITCH.value)),
        (_is("pitch_call", [calls.CATCHERS_INTERFERENCE]), _text(ended.CATCHERS_INTERFERENCE.value)),
        (_IN_PLAY, _result_in_play()),
    )


def ends_plate_appearance(pitch: Any) -> ColumnElement[bool]:  # noqa: ANN401  the table of pitches or an alias of it
    """Ask for pitches that have a result of their plate appearance, which is told sooner than what it is."""
    calls = (terms.PitchCall.HIT_BY_PITCH, terms.PitchCall.CATCHERS_INTERFERENCE, terms.PitchCall.IN_PLAY)
    said = pitch.k_or_bb.in_([_text(term.value) for term in (terms.KorBB.STRIKEOUT, terms.KorBB.WALK)])
    return or_(said, pitch.pitch_call.in_([_text(term.value) for term in calls]))


def _is_barrel() -> ColumnElement[Any]:
    """Tell a barrel: 26 to 30 deg at 98 mph, a range that grows with the speed, to 8 to 50 deg."""
    speed, angle = _column("exit_speed"), _column("angle")
    least = func.greatest(_number(8), _number(124) - speed)
    greatest = func.least(_number(50), _number(1.5) * speed - _number(117))
    return case(
        (
            and_(_IN_PLAY, speed.is_not(None), angle.is_not(None)),
            and_(speed >= _number(BARREL), angle >= least, angle <= greatest),
        )
    )


PITCH_DERIVED = (
    Derived(
        name="pitch_type",
        kind=Kind.TERM,
        vocabulary=terms.PitchType,
        meaning="Pitch type in one spelling: the classifier's, else the operator's.",
        rule=_PITCH_TYPE,
    ),
    Derived(
        name="pitch_group",
        kind=Kind.TERM,
        vocabulary=terms.PitchGroup,
        meaning="Family of the pitch type, as Statcast groups them; null for knuckleballs and other types.",
        rule=_pitch_group(),
    ),
    Derived(
        name="count",
        kind=Kind.TEXT,
        meaning="Count before the pitch, as balls-strikes: 3-2 is full.",
        rule=func.concat(_column("balls"), literal_column("'-'"), _column("strikes")),
    ),
    Derived(
        name="count_state",
        kind=Kind.TERM,
        vocabulary=terms.CountState,
        meaning="Whether the pitcher is ahead in the count before the pitch, even or behind.",
        rule=case(
            (_column("strikes") > _column("balls"), _text(terms.CountState.AHEAD.value)),
            (_column("strikes") < _column("balls"), _text(terms.CountState.BEHIND.value)),
            else_=_text(terms.CountState.EVEN.value),
        ),
    ),
    Derived(
        name="first_pitch",
        kind=Kind.FLAG,
        meaning="Whether the pitch is the first of its plate appearance.",
        rule=_column("pitch_of_pa") == literal_column("1"),
    ),
    Derived(
        name="last_pitch_of_plate_appearance",
        kind=Kind.FLAG,
        meaning="Whether no later pitch of the game belongs to the same plate appearance.",
        rule=_is_last_of_plate_appearance(),
    ),
    Derived(
        name="in_zone",
        kind=Kind.FLAG,
        meaning="Whether the ball crosses the plate within 10 in of its middle, from 1.5 to 3.5 ft high; null where "
        "the radar did not locate it.",
        rule=case((_LOCATED, _IN_ZONE)),
    ),
    Derived(
        name="zone_cell",
        kind=Kind.INTEGER,
        meaning="Cell of the zone as Statcast numbers them, seen by the catcher: 1 to 9 inside, row by row from the "
        "upper left; 11 upper left, 12 upper right, 13 lower left, 14 lower right of what is outside; null where not "
        "located.",
        rule=_zone_cell(),
    ),
    Derived(
        name="strike",
        kind=Kind.FLAG,
        meaning="Whether the pitch is a strike: called, swung at, fouled off or put in play.",
        rule=_is("pitch_call", terms.STRIKES),
    ),
    Derived(
        name="ball",
        kind=Kind.FLAG,
        meaning="Whether the umpire called a ball, or awarded one without a pitch.",
        rule=_is("pitch_call", terms.BALLS),
    ),
    Derived(
        name="called_strike",
        kind=Kind.FLAG,
        meaning="Whether the batter took the pitch and the umpire called a strike.",
        rule=_is("pitch_call", [terms.PitchCall.CALLED_STRIKE]),
    ),
    Derived(
        name="swing",
        kind=Kind.FLAG,
        meaning="Whether the batter swung: missed, fouled the ball off or put it in play.",
        rule=_SWING,
    ),
    Derived(name="whiff", kind=Kind.FLAG, meaning="Whether the batter swung and missed.", rule=_WHIFF),
    Derived(
        name="chase",
        kind=Kind.FLAG,
        meaning="Whether the batter swung at a pitch outside the zone; null where the radar did not locate it.",
        rule=case((_LOCATED, and_(_SWING, ~_IN_ZONE))),
    ),
    Derived(name="in_play", kind=Kind.FLAG, meaning="Whether the ball was hit into play.", rule=_IN_PLAY),
    Derived(
        name="hard_hit",
        kind=Kind.FLAG,
        meaning=f"Whether the ball was hit into play at {HARD_HIT} mph or more; null where not in play or not "
        "measured.",
        rule=case((and_(_IN_PLAY, _column("exit_speed").is_not(None)), _column("exit_speed") >= _number(HARD_HIT))),
    ),
    Derived(
        name="sweet_spot",
        kind=Kind.FLAG,
        meaning=f"Whether the ball was hit into play at a launch angle of {SWEET_SPOT[0]} to {SWEET_SPOT[1]} deg; null "
        "where not in play or not measured.",
        rule=case(
            (
                and_(_IN_PLAY, _column("angle").is_not(None)),
                _column("angle").between(_number(SWEET_SPOT[0]), _number(SWEET_SPOT[1])),
            )
        ),
    ),
    Derived(
        name="barrel",
        kind=Kind.FLAG,
        meaning=f"Whether the ball was hit into play at {BARREL} mph or more and at a launch angle that goes with the "
        "speed: 26 to 30 deg at 98 mph, one degree lower and one and a half higher with each mph, within 8 to 50 deg; "
        "null where not in play or not measured.",
        rule=_is_barrel(),
    ),
    Derived(
        name="hit_type",
        kind=Kind.TERM,
        vocabulary=terms.HitType,
        meaning="Kind of batted ball: the radar's, else the operator's; null where not in play.",
        rule=case(
            (
                _IN_PLAY,
                func.coalesce(_translated("auto_hit_type", _HIT_TYPES), _translated("tagged_hit_type", _HIT_TYPES)),
            )
        ),
    ),
    Derived(
        name="plate_appearance_result",
        kind=Kind.TERM,
        vocabulary=terms.PlateAppearanceResult,
        meaning="What the plate appearance ended in; null where it did not end on this pitch.",
        rule=_plate_appearance_result(),
    ),
)
"""Every column that follows from the others of a pitch."""

ALWAYS_DERIVED = frozenset(
    {"count", "count_state", "first_pitch", "last_pitch_of_plate_appearance", "strike", "called_strike"}
    | {"ball", "swing", "whiff", "in_play"}
)
"""Those of them that every pitch has."""

_COMMA = _text(",")
PLAYER_DERIVED = (
    Derived(
        name="last_name",
        kind=Kind.TEXT,
        meaning="Part of the name before the comma; all of a name without one.",
        rule=func.btrim(func.split_part(Player.player_name, _COMMA, literal_column("1"))),
    ),
    Derived(
        name="first_name",
        kind=Kind.TEXT,
        meaning="Part of the name after the comma; null for a name without one.",
        rule=case(
            (
                func.strpos(Player.player_name, _COMMA) > literal_column("0"),
                func.nullif(
                    func.btrim(
                        func.substr(Player.player_name, func.strpos(Player.player_name, _COMMA) + literal_column("1"))
                    ),
                    literal_column("''"),
                ),
            )
        ),
    ),
)
"""The parts of a player's name."""


GAME_DERIVED = (
    Derived(
        name="season_year",
        kind=Kind.INTEGER,
        meaning="Calendar year of the game.",
        rule=extract("year", col(Game.date)),
    ),
)
"""What follows from the day of a game."""


FILE_DERIVED = (
    Derived(
        name="warning_count",
        kind=Kind.INTEGER,
        meaning="Number of warnings.",
        rule=func.jsonb_array_length(TrackmanFile.warnings),
    ),
)
"""What follows from the warnings of a delivered file."""


_BLANKS = literal_column(r"E' \t\n\r\f\v'", Text())


def _shown(measurement: Measurement) -> Derived:
    """Give what the graph shows of a text: the name of a term, null for what is no term or means no value."""
    column = _column(measurement.name)
    if measurement.vocabulary is not None:
        known = (term for term in measurement.vocabulary if term.value != terms.UNDEFINED)
        rule: ColumnElement[Any] = case(*((column == _text(term.value), _text(term.name)) for term in known))
    else:
        missing = [_text(text) for text in sorted(terms.MISSING)]
        rule = case((func.lower(func.btrim(column, _BLANKS)).not_in(missing), column))
    return Derived(name=shown(measurement.name), kind=Kind.TEXT, meaning=measurement.meaning, rule=rule)


def shown(column: str) -> str:
    """Name the column that tells what the graph shows of a text of the radar files."""
    return f"shown_{column}"


PITCH_SHOWN = tuple(_shown(measurement) for measurement in PITCH if measurement.kind in {Kind.TERM, Kind.TEXT})
"""What the graph shows of each text of a pitch: what rows are ordered by."""


def _add(table: type[Any], columns: Iterable[Derived]) -> None:
    for derived in columns:
        rule = sql_cast(derived.rule, _TYPES[derived.kind]()) if derived.kind is Kind.INTEGER else derived.rule
        typed = rule.label(derived.name)
        typed.type = _TYPES[derived.kind]()
        inspect(table).add_property(derived.name, column_property(typed))


_add(Pitch, PITCH_DERIVED)
_add(Pitch, PITCH_SHOWN)
_add(Player, PLAYER_DERIVED)
_add(Game, GAME_DERIVED)
_add(TrackmanFile, FILE_DERIVED)

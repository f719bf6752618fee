"""Rules of the game about a pitch, in SQL over the columns of its row.

Zone: the plate is 17 inches wide and the ball's radius is 1.45 inches, so some part of a ball that passes within 10
inches of the plate's middle crosses it. The feed has no batter's height; the zone reaches from 1.5 to 3.5 feet for
everybody.

Results of plate appearances: the pitch that ends one says so itself, as a strikeout, a walk, a hit batter, catcher's
interference or a ball in play. A plate appearance that a runner's out cuts short ends in nothing and is none. Where a
row says both, a strikeout comes before a walk, and that before a hit batter. The feed has one word for sacrifices:
the operator's kind of batted ball, else the radar's, tells a bunt, which is on the ground, from a fly.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    Text,
    and_,
    case,
    exists,
    func,
    literal_column,
    or_,
)
from sqlalchemy.orm import aliased

from slugger.models import terms
from slugger.models.pitch import Pitch

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


def measured(name: str) -> Any:  # noqa: ANN401  a column of the table of measurements
    """Give a column of the pitch."""
    return getattr(Pitch, name)


def word(value: str) -> ColumnElement[str]:
    """Write a text of our own into the statement, so that the planner sees it."""
    return literal_column("'" + value.replace("'", "''") + "'", Text())


def figure(value: float) -> ColumnElement[float]:
    """Write a number of our own into the statement, for the same reason."""
    return literal_column(repr(value), Double())


def is_any(name: str, wanted: Iterable[terms.Term]) -> ColumnElement[bool]:
    """Ask whether a column says one of some terms."""
    spelt = sorted(term.value for term in wanted)
    chosen: ColumnElement[bool] = measured(name).in_([word(value) for value in spelt])
    return chosen


def translated(name: str, names: Mapping[str, terms.Term]) -> ColumnElement[Any]:
    """Give the term that a text of the feed names; null for other texts."""
    return case(*((word(text), word(term.value)) for text, term in names.items()), value=measured(name))


PITCH_TYPE = func.coalesce(
    translated("auto_pitch_type", terms.AUTO_PITCH_TYPES), translated("tagged_pitch_type", terms.TAGGED_PITCH_TYPES)
)


def pitch_group() -> ColumnElement[Any]:
    """Give the family of the pitch type."""
    by_group = {
        group: [word(kind.value) for kind, family in terms.PITCH_GROUPS.items() if family is group]
        for group in terms.PitchGroup
    }
    return case(*((PITCH_TYPE.in_(kinds), word(group.value)) for group, kinds in by_group.items()))


HIT_TYPES = {term.value: term for term in terms.HitType if term is not terms.HitType.UNDEFINED}
_SIDE, _HEIGHT = measured("plate_loc_side"), measured("plate_loc_height")
SWING = is_any("pitch_call", terms.SWINGS)
WHIFF = is_any("pitch_call", [terms.PitchCall.SWINGING_STRIKE])
IN_PLAY = is_any("pitch_call", [terms.PitchCall.IN_PLAY])
_HALF_WIDTH, _THIRD = figure(ZONE_HALF_WIDTH), figure(ZONE_HALF_WIDTH / 3)
_BOTTOM, _TOP = figure(ZONE_BOTTOM), figure(ZONE_TOP)
_CENTER, _MIDDLE = figure(0), figure((ZONE_BOTTOM + ZONE_TOP) / 2)
_UPPER, _LOWER = (figure(ZONE_BOTTOM + part * (ZONE_TOP - ZONE_BOTTOM) / 3) for part in (2, 1))
IN_ZONE = and_(func.abs(_SIDE) <= _HALF_WIDTH, _HEIGHT >= _BOTTOM, _HEIGHT <= _TOP)
LOCATED = and_(_SIDE.is_not(None), _HEIGHT.is_not(None))


def zone_cell() -> ColumnElement[Any]:
    """Number the cells as Statcast does: 1 to 9 inside, row by row from the top, 11 to 14 outside, by quarter."""
    column = case((_SIDE > _THIRD, 0), (_SIDE >= -_THIRD, 1), else_=2)
    row = case((_HEIGHT > _UPPER, 0), (_HEIGHT >= _LOWER, 1), else_=2)
    quarter = 11 + case((_HEIGHT >= _MIDDLE, 0), else_=2) + case((_SIDE >= _CENTER, 0), else_=1)
    return case((~LOCATED, None), (IN_ZONE, 1 + 3 * row + column), else_=quarter)


def is_last_of_plate_appearance() -> ColumnElement[Any]:
    """Ask whether no later pitch is of the same plate appearance."""
    later: Any = aliased(Pitch, name="later_pitch")
    same = ("game_id", "inning", "top_or_bottom", "pa_of_inning")
    return ~exists().where(
        *(getattr(later, name) == measured(name) for name in same), later.pitch_number > measured("pitch_number")
    ).correlate(Pitch)


_ON_GROUND = [word(term.value) for term in (terms.HitType.GROUND_BALL, terms.HitType.BUNT)]


def _result_in_play() -> ColumnElement[Any]:
    play, ended = measured("play_result"), terms.PlateAppearanceResult
    as_played = [
        (play == word(term.value), word(term.value))
        for term in terms.PlayResult
        if term.name in ended.__members__ and term is not terms.PlayResult.SACRIFICE
    ]
    kind = func.coalesce(translated("tagged_hit_type", HIT_TYPES), measured("auto_hit_type"))
    bunted = case((kind.in_(_ON_GROUND), word(ended.SACRIFICE_BUNT.value)), else_=word(ended.SACRIFICE_FLY.value))
    sacrificed = (play == word(terms.PlayResult.SACRIFICE.value), bunted)
    return case(*as_played, sacrificed, else_=word(ended.IN_PLAY.value))


def plate_appearance_result() -> ColumnElement[Any]:
    """Give what the plate appearance ended in; null where it did not end on this pitch."""
    calls, ended = terms.PitchCall, terms.PlateAppearanceResult
    return case(
        (is_any("k_or_bb", [terms.KorBB.STRIKEOUT]), word(ended.STRIKEOUT.value)),
        (
            and_(is_any("k_or_bb", [terms.KorBB.WALK]), is_any("pitch_call", [calls.INTENTIONAL_BALL])),
            word(ended.INTENTIONAL_WALK.value),
        ),
        (is_any("k_or_bb", [terms.KorBB.WALK]), word(ended.WALK.value)),
        (is_any("pitch_call", [calls.HIT_BY_PITCH]), word(ended.HIT_BY_PITCH.value)),
        (is_any("pitch_call", [calls.CATCHERS_INTERFERENCE]), word(ended.CATCHERS_INTERFERENCE.value)),
        (IN_PLAY, _result_in_play()),
    )


def ends_plate_appearance(pitch: Any) -> ColumnElement[bool]:  # noqa: ANN401  the table of pitches or an alias of it
    """Ask for pitches that have a result of their plate appearance, which is told sooner than what it is."""
    calls = (terms.PitchCall.HIT_BY_PITCH, terms.PitchCall.CATCHERS_INTERFERENCE, terms.PitchCall.IN_PLAY)
    said = pitch.k_or_bb.in_([word(term.value) for term in (terms.KorBB.STRIKEOUT, terms.KorBB.WALK)])
    return or_(said, pitch.pitch_call.in_([word(term.value) for term in calls]))


def is_barrel() -> ColumnElement[Any]:
    """Tell a barrel: 26 to 30 deg at 98 mph, a range that grows with the speed, to 8 to 50 deg."""
    speed, angle = measured("exit_speed"), measured("angle")
    beyond = speed - figure(BARREL)
    least = func.greatest(figure(8), figure(26) - beyond)
    greatest = func.least(figure(50), figure(30) + figure(1.5) * beyond)
    return case(
        (
            and_(IN_PLAY, speed.is_not(None), angle.is_not(None)),
            and_(speed >= figure(BARREL), angle >= least, angle <= greatest),
        )
    )

"""What follows from the columns of a row: each rule once, in SQL, as a column that is read like any other."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    SmallInteger,
    Text,
    and_,
    case,
    extract,
    func,
    inspect,
    literal_column,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import column_property
from sqlalchemy.types import TypeEngine
from sqlmodel import col

from slugger.models import terms
from slugger.models.game import Game
from slugger.models.measurement import PITCH, Kind, Measurement
from slugger.models.pitch import Pitch
from slugger.models.pitch_rule import (
    BARREL,
    HARD_HIT,
    HIT_TYPES,
    IN_PLAY,
    IN_ZONE,
    LOCATED,
    PITCH_TYPE,
    SWEET_SPOT,
    SWING,
    WHIFF,
    figure,
    is_any,
    is_barrel,
    is_last_of_plate_appearance,
    measured,
    pitch_group,
    plate_appearance_result,
    translated,
    word,
    zone_cell,
)
from slugger.models.player import Player
from slugger.models.trackman_file import TrackmanFile

_TYPES: Mapping[Kind, Callable[[], TypeEngine[Any]]] = {
    Kind.FLAG: Boolean,
    Kind.INTEGER: SmallInteger,
    Kind.TERM: Text,
    Kind.TEXT: Text,
    Kind.INSTANT: partial(DateTime, timezone=True),
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


PITCH_DERIVED = (
    Derived(
        name="pitch_type",
        kind=Kind.TERM,
        vocabulary=terms.PitchType,
        meaning="Pitch type in one spelling: the classifier's, else the operator's.",
        rule=PITCH_TYPE,
    ),
    Derived(
        name="pitch_group",
        kind=Kind.TERM,
        vocabulary=terms.PitchGroup,
        meaning="Family of the pitch type, as Statcast groups them; null for knuckleballs and other types.",
        rule=pitch_group(),
    ),
    Derived(
        name="count",
        kind=Kind.TEXT,
        meaning="Count before the pitch, as balls-strikes: 3-2 is full.",
        rule=func.concat(measured("balls"), literal_column("'-'"), measured("strikes")),
    ),
    Derived(
        name="count_state",
        kind=Kind.TERM,
        vocabulary=terms.CountState,
        meaning="Whether the pitcher is ahead in the count before the pitch, even or behind.",
        rule=case(
            (measured("strikes") > measured("balls"), word(terms.CountState.AHEAD.value)),
            (measured("strikes") < measured("balls"), word(terms.CountState.BEHIND.value)),
            else_=word(terms.CountState.EVEN.value),
        ),
    ),
    Derived(
        name="first_pitch",
        kind=Kind.FLAG,
        meaning="Whether the pitch is the first of its plate appearance.",
        rule=measured("pitch_of_pa") == literal_column("1"),
    ),
    Derived(
        name="last_pitch_of_plate_appearance",
        kind=Kind.FLAG,
        meaning="Whether no later pitch of the game belongs to the same plate appearance.",
        rule=is_last_of_plate_appearance(),
    ),
    Derived(
        name="in_zone",
        kind=Kind.FLAG,
        meaning="Whether the ball crosses the plate within 10 in of its middle, from 1.5 to 3.5 ft high; null where "
        "the radar did not locate it.",
        rule=case((LOCATED, IN_ZONE)),
    ),
    Derived(
        name="zone_cell",
        kind=Kind.INTEGER,
        meaning="Cell of the zone as Statcast numbers them, seen by the catcher: 1 to 9 inside, row by row from the "
        "upper left; 11 upper left, 12 upper right, 13 lower left, 14 lower right of what is outside; null where not "
        "located.",
        rule=zone_cell(),
    ),
    Derived(
        name="strike",
        kind=Kind.FLAG,
        meaning="Whether the pitch is a strike: called, swung at, fouled off or put in play.",
        rule=is_any("pitch_call", terms.STRIKES),
    ),
    Derived(
        name="ball",
        kind=Kind.FLAG,
        meaning="Whether the umpire called a ball, or awarded one without a pitch.",
        rule=is_any("pitch_call", terms.BALLS),
    ),
    Derived(
        name="called_strike",
        kind=Kind.FLAG,
        meaning="Whether the batter took the pitch and the umpire called a strike.",
        rule=is_any("pitch_call", [terms.PitchCall.CALLED_STRIKE]),
    ),
    Derived(
        name="swing",
        kind=Kind.FLAG,
        meaning="Whether the batter swung: missed, fouled the ball off or put it in play.",
        rule=SWING,
    ),
    Derived(name="whiff", kind=Kind.FLAG, meaning="Whether the batter swung and missed.", rule=WHIFF),
    Derived(
        name="chase",
        kind=Kind.FLAG,
        meaning="Whether the batter swung at a pitch outside the zone; null where the radar did not locate it.",
        rule=case((LOCATED, and_(SWING, ~IN_ZONE))),
    ),
    Derived(name="in_play", kind=Kind.FLAG, meaning="Whether the ball was hit into play.", rule=IN_PLAY),
    Derived(
        name="hard_hit",
        kind=Kind.FLAG,
        meaning=f"Whether the ball was hit into play at {HARD_HIT} mph or more; null where not in play or not "
        "measured.",
        rule=case((and_(IN_PLAY, measured("exit_speed").is_not(None)), measured("exit_speed") >= figure(HARD_HIT))),
    ),
    Derived(
        name="sweet_spot",
        kind=Kind.FLAG,
        meaning=f"Whether the ball was hit into play at a launch angle of {SWEET_SPOT[0]} to {SWEET_SPOT[1]} deg; null "
        "where not in play or not measured.",
        rule=case(
            (
                and_(IN_PLAY, measured("angle").is_not(None)),
                measured("angle").between(figure(SWEET_SPOT[0]), figure(SWEET_SPOT[1])),
            )
        ),
    ),
    Derived(
        name="barrel",
        kind=Kind.FLAG,
        meaning=f"Whether the ball was hit into play at {BARREL} mph or more and at a launch angle that goes with the "
        "speed: 26 to 30 deg at 98 mph, one degree lower and one and a half higher with each mph, within 8 to 50 deg; "
        "null where not in play or not measured.",
        rule=is_barrel(),
    ),
    Derived(
        name="hit_type",
        kind=Kind.TERM,
        vocabulary=terms.HitType,
        meaning="Kind of batted ball: the radar's, else the operator's; null where not in play.",
        rule=case(
            (
                IN_PLAY,
                func.coalesce(translated("auto_hit_type", HIT_TYPES), translated("tagged_hit_type", HIT_TYPES)),
            )
        ),
    ),
    Derived(
        name="plate_appearance_result",
        kind=Kind.TERM,
        vocabulary=terms.PlateAppearanceResult,
        meaning="What the plate appearance ended in; null where it did not end on this pitch.",
        rule=plate_appearance_result(),
    ),
)
"""Every column that follows from the others of a pitch."""

ALWAYS_DERIVED = frozenset(
    {"count", "count_state", "first_pitch", "last_pitch_of_plate_appearance", "strike", "called_strike"}
    | {"ball", "swing", "whiff", "in_play"}
)
"""Those of them that every pitch has."""

_COMMA = word(",")
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


def _of_pitches(figure: Any) -> ColumnElement[Any]:  # noqa: ANN401  an aggregate of any type
    """Find a figure of a game's pitches."""
    pitches = select(figure).select_from(Pitch).where(col(Pitch.game_id) == col(Game.game_id))
    found: ColumnElement[Any] = pitches.correlate(Game).scalar_subquery()
    return found


GAME_DERIVED = (
    Derived(
        name="season_year",
        kind=Kind.INTEGER,
        meaning="Calendar year of the game.",
        rule=extract("year", col(Game.date)),
    ),
    Derived(name="pitch_count", kind=Kind.INTEGER, meaning="Number of pitches.", rule=_of_pitches(func.count())),
    Derived(
        name="first_pitch_at",
        kind=Kind.INSTANT,
        meaning="Instant of the first pitch that the radar timed.",
        rule=_of_pitches(func.min(Pitch.thrown_at)),
    ),
    Derived(
        name="last_pitch_at",
        kind=Kind.INSTANT,
        meaning="Instant of the last pitch that the radar timed.",
        rule=_of_pitches(func.max(Pitch.thrown_at)),
    ),
)
"""What follows from the day of a game, and from its pitches."""


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
    column = measured(measurement.name)
    if measurement.vocabulary is not None:
        known = (term for term in measurement.vocabulary if term.value != terms.UNDEFINED)
        rule: ColumnElement[Any] = case(*((column == word(term.value), word(term.name)) for term in known))
    else:
        missing = [word(text) for text in sorted(terms.MISSING)]
        rule = case((func.lower(func.btrim(column, _BLANKS)).not_in(missing), column))
    return Derived(name=shown(measurement.name), kind=Kind.TEXT, meaning=measurement.meaning, rule=rule)


def shown(column: str) -> str:
    """Name the column that tells what the graph shows of a text of the radar files."""
    return f"shown_{column}"


PITCH_SHOWN = tuple(_shown(measurement) for measurement in PITCH if measurement.kind in {Kind.TERM, Kind.TEXT})
"""What the graph shows of each text of a pitch: what rows are compared and ordered by."""


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

"""The numbers of a group of pitches that can be averaged, added up and so on.

The rules of rates and lines are written over `pitched`, the pitches of the group, with a column for each measurement
and for each column that follows from others; `loaders.stats` makes those columns.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Double, Text, case, cast, func, literal_column
from sqlalchemy.types import TypeEngine

from slugger.models import terms
from slugger.models.derived import PITCH_DERIVED
from slugger.models.measurement import PITCH, Kind
from slugger.models.pitch import Pitch

PITCHED = "pitched"
"""Name of the pitches of a group in a statement."""
ENDED = "ended"
"""Column of the pitches of a group: the result of a plate appearance, null where a later pitch has one of the same."""


def pitched(name: str, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    """Give a column of the pitches of a group."""
    return literal_column(f"{PITCHED}.{name}", kind)


def flag(name: str) -> ColumnElement[bool]:
    """Give a column that says yes or no of a pitch of a group."""
    return pitched(name, Boolean())


def text(name: str) -> ColumnElement[str]:
    """Give a column of a pitch of a group that holds a text."""
    return pitched(name, Text())


def is_one_of(column: ColumnElement[str], *spellings: terms.Term) -> ColumnElement[bool]:
    """Ask for one of the terms, written into the statement."""
    return column.in_([literal_column(f"'{term.value}'", Text()) for term in spellings])


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A number of each pitch that is averaged, added up and so on; `low` and `high` are as for a measurement."""

    name: str
    meaning: str
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    rule: ColumnElement[float]
    """The number over the table of pitches; null where there is none."""
    wraps_at: float | None = None
    """Of an angle that goes round: the degree from which it begins again, 360 or 180."""


_WRAPPING = {"spin_axis": 360.0, "hit_spin_axis": 360.0, "direction": 180.0, "bearing": 180.0}
_GREATEST: ColumnElement[float] = literal_column("1e9", Double())
"""Magnitude from which on a stored number is taken for no measurement: in billionths it would not fit 64 bits."""


def _finite(name: str) -> ColumnElement[float]:
    column = getattr(Pitch, name)
    return case((func.abs(column) < _GREATEST, column))


_RULES = {
    measurement.name: _finite(measurement.name)
    if measurement.kind is Kind.NUMBER
    else cast(getattr(Pitch, measurement.name), Double())
    for measurement in PITCH
    if measurement.kind in {Kind.NUMBER, Kind.INTEGER}
}
_DERIVED = {derived.name: derived.rule for derived in PITCH_DERIVED}
_IN_PLAY, _PITCH_GROUP = _DERIVED["in_play"], _DERIVED["pitch_group"]
_NUMBERS = tuple(
    Measure(
        name=measurement.name,
        meaning=measurement.meaning,
        unit=measurement.unit,
        low=measurement.low,
        high=measurement.high,
        wraps_at=_WRAPPING.get(measurement.name),
        rule=_RULES[measurement.name],
    )
    for measurement in PITCH
    if measurement.name in _RULES
)

MEASURES = (
    *_NUMBERS,
    Measure(
        name="fastball_velocity",
        meaning="Speed at release of fastballs, sinkers and cutters, as Statcast's fastball velocity.",
        unit="mph",
        rule=case((is_one_of(_PITCH_GROUP, terms.PitchGroup.FASTBALL), _RULES["rel_speed"])),
    ),
    Measure(
        name="exit_velocity",
        meaning="Speed off the bat of balls in play, as Statcast's exit velocity; `exitSpeed` has fouls too.",
        unit="mph",
        rule=case((_IN_PLAY, _RULES["exit_speed"])),
    ),
    Measure(
        name="launch_angle",
        meaning="Launch angle of balls in play, as Statcast's; `angle` has fouls too.",
        unit="deg",
        rule=case((_IN_PLAY, _RULES["angle"])),
    ),
)
"""Every number that can be averaged: the measurements of a pitch, and those that are measured of some pitches only."""

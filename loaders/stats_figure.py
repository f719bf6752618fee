"""The columns of a group of pitches by name: each is one expression over the pitches of the group."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Integer,
    Numeric,
    and_,
    case,
    cast,
    exists,
    func,
    literal_column,
    type_coerce,
)
from sqlalchemy.orm import aliased

from slugger.loaders.keyset import attribute
from slugger.models.derived import PITCH_DERIVED
from slugger.models.line import BATTING, PITCHING, share
from slugger.models.pitch import Pitch
from slugger.models.pitch_rule import ends_plate_appearance
from slugger.models.plate_appearance import PLACE
from slugger.models.rate import RATES, Rate
from slugger.models.statistic import ENDED, MEASURES, Measure, pitched

MEASURED = "measured_"
"""What the names of measured values begin with, among the columns of a pitch of a group."""
_PERCENTILE = "_percentile_"
_NO_DIRECTION: ColumnElement[float] = literal_column("1e-8", Double())
"""Length of a mean of directions under which it points nowhere: they cancel each other."""

_MEASURES = {measure.name: measure for measure in MEASURES}
_DERIVED = {derived.name: derived.rule for derived in PITCH_DERIVED}


def percentile_column(fraction: float) -> str:
    """Name the column of a percentile, without the measure's name: `percentile_0_9`."""
    return "percentile_" + repr(float(fraction)).replace(".", "_").replace("-", "m")


def _fraction(text: str) -> float:
    return float(text.replace("_", ".").replace("m", "-"))


def pitched_value(name: str) -> ColumnElement[Any]:
    """Give a column of the pitches of a group, by its name there, over the table of pitches."""
    if name.startswith(MEASURED):
        return _MEASURES[name.removeprefix(MEASURED)].rule
    if name == ENDED:
        return _ended()
    found: ColumnElement[Any] = _DERIVED[name] if name in _DERIVED else getattr(Pitch, name)
    return found


def _ended() -> ColumnElement[Any]:
    """Give the result of a plate appearance on the last pitch that has one."""
    later: Any = aliased(Pitch, name="later_end")
    same = (attribute(later, name) == attribute(Pitch, name) for name in PLACE)
    after = later.pitch_number > attribute(Pitch, "pitch_number")
    again = exists().where(*same, after, ends_plate_appearance(later)).correlate(Pitch)
    return case((and_(ends_plate_appearance(Pitch), ~again), _DERIVED["plate_appearance_result"]))


def measured(name: str) -> ColumnElement[float]:
    """Give the value of a measure for a pitch of a group; one that is no finite number is null."""
    return pitched(MEASURED + name, Double())


@cache
def figure(name: str) -> ColumnElement[Any]:
    """Give a figure of a group by the name of its column. Raises KeyError for a name that is none."""
    if name in _FIGURES:
        return _FIGURES[name]()
    of, found, fraction = name.partition(_PERCENTILE)
    if not found or of not in _MEASURES:
        raise KeyError(name)
    return _percentile(measured(of), _fraction(fraction))


def _percentile(value: ColumnElement[float], fraction: float) -> ColumnElement[float]:
    return func.percentile_cont(literal_column(repr(fraction), Double())).within_group(value)


def _billionths(value: ColumnElement[float]) -> ColumnElement[int]:
    """Give a value as a whole number, so that sums are exact: they do not depend on the order of the pitches."""
    return cast(value * literal_column("1e9", Double()), BigInteger())


def _units(billionths: ColumnElement[Any]) -> ColumnElement[float]:
    return cast(billionths / literal_column("1e9", Numeric()), Double())


def _mean(value: ColumnElement[float]) -> ColumnElement[float]:
    return _units(func.avg(_billionths(value)))


def _count(value: ColumnElement[float]) -> ColumnElement[int]:
    return func.count(value)


_STATISTICS: Mapping[str, Callable[[ColumnElement[float]], ColumnElement[Any]]] = {
    "count": _count,
    "sum": lambda value: _units(func.sum(_billionths(value), type_=Numeric())),
    "avg": _mean,
    "min": func.min,
    "max": func.max,
    "stddev": lambda value: _units(func.stddev_samp(_billionths(value), type_=Numeric())),
    "median": lambda value: _percentile(value, 0.5),
}


def _circular_mean(measure: Measure) -> ColumnElement[float]:
    value = measured(measure.name)
    across, along = _mean(func.sind(value)), _mean(func.cosd(value))
    angle: ColumnElement[float] = func.atan2d(across, along, type_=Double())
    round_again: ColumnElement[float] = literal_column("360", Double())
    least: ColumnElement[float] = literal_column(repr((measure.wraps_at or 0) - 360), Double())
    turned = case((angle < least, angle + round_again), else_=angle)
    return case((func.sqrt(across * across + along * along) > _NO_DIRECTION, turned))


def _of_rate(rate: Rate) -> dict[str, Callable[[], ColumnElement[Any]]]:
    part = func.count().filter(rate.part)
    of = func.count() if rate.of is None else func.count().filter(rate.of)
    return {
        f"{rate.name}_count": lambda: part,
        f"{rate.name}_of": lambda: of,
        f"{rate.name}_rate": lambda: share(part, of),
    }


def _of_measure(measure: Measure) -> dict[str, Callable[[], ColumnElement[Any]]]:
    def make(statistic: Callable[[ColumnElement[float]], ColumnElement[Any]]) -> Callable[[], ColumnElement[Any]]:
        return lambda: statistic(measured(measure.name))

    made = {f"{measure.name}_{name}": make(statistic) for name, statistic in _STATISTICS.items()}
    if measure.wraps_at is not None:
        made[f"{measure.name}_circular_mean"] = lambda: _circular_mean(measure)
    return made


def _figures() -> dict[str, Callable[[], ColumnElement[Any]]]:
    found: dict[str, Callable[[], ColumnElement[Any]]] = {
        "count": lambda: type_coerce(func.count(), Integer()),
        "total_count": lambda: type_coerce(func.count().over(), BigInteger()),
    }
    for measure in MEASURES:
        found |= _of_measure(measure)
    for rate in RATES:
        found |= _of_rate(rate)
    for prefix, line in (("batting", BATTING), ("pitching", PITCHING)):
        for of_line in line:
            found[f"{prefix}_{of_line.name}"] = lambda of_line=of_line: of_line.rule  # type: ignore[misc]
    return found


_FIGURES = _figures()

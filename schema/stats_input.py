"""Conditions on the figures of groups, and orders by them, derived from the types of the figures."""

from collections.abc import Iterator
from typing import Any

import strawberry
from strawberry.types.base import StrawberryOptional, get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from slugger.loaders.stats import NAME
from slugger.resolvers.argument import Direction
from slugger.resolvers.filter import both, compared, either, neither, read_value
from slugger.resolvers.grouping import by, by_bins, by_part, by_percentile, of_percentile, within
from slugger.resolvers.reading import Argued, Embedded, One, Repeated, Value, reading_of
from slugger.schema.filter import OPERATORS, asked, input_of
from slugger.schema.node import lazy
from slugger.schema.stats import PITCH_MEASURE, PitchStats

_NUMBER = OPERATORS[float]
_Made = dict[type, Any]


def _fields(node: type) -> list[StrawberryField]:
    return list(get_object_definition(node, strict=True).fields)


def _name(field: StrawberryField) -> str:
    return field.graphql_name or to_camel_case(field.python_name)


def _kind(field: StrawberryField) -> Any:  # noqa: ANN401  a type of any kind
    return field.type.of_type if isinstance(field.type, StrawberryOptional) else field.type


def _required(kind: Any, description: str, name: str) -> Any:  # noqa: ANN401  a field
    return strawberry.field(graphql_type=kind, description=description, name=name)


PercentileHaving = strawberry.input(
    type(
        "PercentileHaving",
        (),
        {
            "at_": _required(float, "Part of the values that lie below, from 0 to 1.", "at"),
            "value_": strawberry.field(
                graphql_type=_NUMBER,
                name="value",
                description="What the percentile has to be.",
                metadata={"ask": compared("", read_value)},
            ),
        },
    ),
    description="What a percentile has to be.",
)


def _having_type(node: type, made: _Made) -> Any:  # noqa: ANN401  an input type
    """Make the condition on an object of figures, once."""
    if node not in made:
        fields = dict(_conditions(node, made))
        made[node] = input_of(f"{node.__name__}Having", "What figures have to be; all that is given must hold.", fields)
    return made[node]


def _conditions(node: type, made: _Made) -> Iterator[tuple[str, Any]]:
    for field in _fields(node):
        name, description, kind = _name(field), field.description or "", _kind(field)
        match reading_of(field):
            case Value(column) if kind in {int, float}:
                yield name, asked(OPERATORS[kind], name, description, compared(column, read_value))
            case Argued():
                yield name, asked(PercentileHaving, name, description, of_percentile)
            case Embedded(prefix) if name != "key":
                yield name, asked(_having_type(kind, made), name, description, within(prefix))


def _group_having() -> Any:  # noqa: ANN401  an input type
    itself = lazy("PitchStatsHaving", "stats_input")
    several = list[itself]  # type: ignore[valid-type]  # a type that is made when the program runs
    fields = {
        **dict(_conditions(PitchStats, {})),
        "and": asked(several, "and", "Every one of these holds.", both),
        "or": asked(several, "or", "At least one of these holds; of none, nothing.", either),
        "not": asked(itself, "not", "This does not hold, be it that a value is missing.", neither),
    }
    return input_of("PitchStatsHaving", "What the figures of a group have to be: all that is given must hold.", fields)


PitchStatsHaving = _group_having()

PercentileOrder = strawberry.input(
    type(
        "PercentileOrder",
        (),
        {
            "at": _required(float, "Part of the values that lie below, from 0 to 1.", "at"),
            "direction": _required(Direction, "Direction of the order.", "direction"),
        },
    ),
    description="An order by a percentile.",
)
BinsOrder = strawberry.input(
    type(
        "BinsOrder",
        (),
        {
            "of": _required(PITCH_MEASURE, "Measurement that is divided into bins.", "of"),
            "direction": _required(Direction, "Direction of the order.", "direction"),
        },
    ),
    description="An order by bins.",
)


def _order_type(node: type, made: _Made) -> Any:  # noqa: ANN401  an input type
    """Make the order by a value of an object, once."""
    if node not in made:
        fields = dict(_orders(node, made))
        made[node] = strawberry.input(
            type(f"{node.__name__}Order", (), {f"{name}_": field for name, field in fields.items()}),
            description="The one value that groups are ordered by; groups without it come last.",
            one_of=True,
        )
    return made[node]


def _orders(node: type, made: _Made) -> Iterator[tuple[str, Any]]:
    for field in _fields(node):
        name, description, kind = _name(field), field.description or "", _kind(field)
        match reading_of(field):
            case Value(column):
                yield name, asked(Direction, name, description, by(column))
            case One(_, key):
                yield name, asked(Direction, name, f"By the name of: {description}", by(f"{key}{NAME}"))
            case Argued():
                yield name, asked(PercentileOrder, name, description, by_percentile)
            case Repeated():
                yield name, asked(BinsOrder, name, description, by_bins)
            case Embedded(prefix):
                yield name, asked(_order_type(kind, made), name, description, by_part(prefix))


PitchStatsOrder = _order_type(PitchStats, {})


PitchBins = strawberry.input(
    type(
        "PitchBins",
        (),
        {
            "of": _required(PITCH_MEASURE, "Measurement that is divided into bins.", "of"),
            "width": _required(float, "Width of every bin, in the unit of the measurement, 0.000001 or more.", "width"),
            "origin": strawberry.field(
                default=0.0, graphql_type=float, name="from", description="Where one of the bins begins."
            ),
        },
    ),
    description="Bins of the values of a measurement, all of one width.",
)

"""Fields of the graph from the table of measurements."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import strawberry

from slugger.models.derived import Derived, shown
from slugger.models.measurement import Kind, Measurement
from slugger.resolvers.pitch import local_instant
from slugger.resolvers.vocabulary import enum_of, said, term
from slugger.schema.directives import TypicalRange, Unit

_TYPES: Mapping[Kind, type] = {
    Kind.INTEGER: int,
    Kind.NUMBER: float,
    Kind.TEXT: str,
    Kind.DATE: date,
    Kind.TIME: time,
    Kind.UUID: UUID,
    Kind.INSTANT: datetime,
    Kind.LOCAL_INSTANT: datetime,
    Kind.FLAG: bool,
}


def measured_fields(measurements: Iterable[Measurement | Derived], required: Iterable[str] = ()) -> dict[str, Any]:
    """Give a field for each measurement, by name; null is possible unless the name is `required`."""
    needed = frozenset(required)
    return {measurement.name: _field(measurement, measurement.name in needed) for measurement in measurements}


def _field(measurement: Measurement | Derived, required: bool) -> Any:  # noqa: ANN401  a field
    options: dict[str, Any] = {"description": _description(measurement), "directives": _directives(measurement)}
    if measurement.vocabulary is not None:
        vocabulary = enum_of(measurement.vocabulary)
        if isinstance(measurement, Derived):
            always = vocabulary if required else vocabulary | None
            return strawberry.field(term(vocabulary, measurement.name), graphql_type=always, **options)
        resolver = term(vocabulary, measurement.name, shown(measurement.name))
        return strawberry.field(resolver, graphql_type=vocabulary | None, **options)
    kind: Any = _TYPES[measurement.kind]
    if measurement.kind is Kind.LOCAL_INSTANT:
        return strawberry.field(local_instant(measurement.name), graphql_type=kind | None, **options)
    if measurement.kind is Kind.TEXT and not required:
        return strawberry.field(said(measurement.name, shown(measurement.name)), graphql_type=kind | None, **options)
    return strawberry.field(graphql_type=kind if required else kind | None, **options)


def _description(measurement: Measurement | Derived) -> str:
    return f"{measurement.meaning} In {measurement.unit}." if measurement.unit else measurement.meaning


def _directives(measurement: Measurement | Derived) -> list[object]:
    directives: list[object] = [Unit(symbol=measurement.unit)] if measurement.unit else []
    if measurement.low is not None and measurement.high is not None:
        directives.append(TypicalRange(low=measurement.low, high=measurement.high))
    return directives

"""Scalars as Strawberry has them, with their meaning, and instants that keep the text they were delivered as."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

from graphql import GraphQLFloat
from strawberry.scalars import JSON
from strawberry.schema.types import base_scalars
from strawberry.types.scalar import ScalarDefinition

from slugger.resolvers.written import instant_text, number


def _written(instant: datetime | str) -> str:
    return instant if isinstance(instant, str) else instant_text(instant)


_checked = GraphQLFloat.coerce_output_value


def _float(value: object) -> float | int:
    return number(_checked(value))


# Float is one object for every schema of a process, and cannot be defined again.
GraphQLFloat.coerce_output_value = _float


_JSON = ScalarDefinition(
    name="JSON",
    description="Any value of JSON.",
    specified_by_url=None,
    serialize=lambda value: value,
    parse_value=lambda value: value,
    parse_literal=None,
)

SCALARS: Mapping[object, ScalarDefinition] = {
    datetime: replace(
        base_scalars.DateTimeDefinition,
        description="Instant with its offset from UTC, in ISO 8601; a delivered local instant keeps its digits.",
        serialize=_written,
    ),
    date: replace(base_scalars.DateDefinition, description="Calendar day, as YYYY-MM-DD."),
    time: replace(
        base_scalars.TimeDefinition,
        serialize=instant_text,
        description="Local time of day, as HH:MM:SS with a fraction.",
    ),
    UUID: replace(base_scalars.UUIDDefinition, description="UUID, as 36 characters."),
    JSON: _JSON,
}
"""Scalars by Python type. A delivered local instant stays text, since it has more digits than a datetime can hold."""

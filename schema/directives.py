"""Directives of the schema: the unit and the typical range of a measured value."""

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(locations=[Location.FIELD_DEFINITION], description="Unit of a measured value.")
class Unit:
    """Unit of a measured value."""

    symbol: str = strawberry.directive_field(name="symbol")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description="Range that a measured value lies in for 98 of 100 pitches: the 1st and the 99th percentile.",
)
class TypicalRange:
    """Range that a measured value mostly lies in, in the unit of the field."""

    low: float = strawberry.directive_field(name="low")
    high: float = strawberry.directive_field(name="high")

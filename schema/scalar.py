"""Scalars whose text differs from what Strawberry gives them."""

from collections.abc import Mapping
from datetime import datetime

import strawberry
from strawberry.types.scalar import ScalarDefinition


def _written(instant: datetime | str) -> str:
    return instant if isinstance(instant, str) else instant.isoformat()


SCALARS: Mapping[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="Instant with its offset from UTC, in ISO 8601: as delivered where a file gives it in local time.",
        serialize=_written,
        parse_value=datetime.fromisoformat,
    )
}
"""Scalars by Python type. A delivered local instant stays text, since it has more digits than a datetime can hold."""

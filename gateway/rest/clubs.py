"""The names of clubs as parameters: those of the legacy API, and all that the tables hold."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

UNKNOWN_CLUB = "unknown_club"
"""Type of the error of a name that no club has."""

LEGACY_NAMES = (
    *("York Revolution", "Staten Island FerryHawks", "Southern Maryland Blue Crabs", "Long Island Ducks"),
    *("Lexington Legends", "Lancaster Stormers", "High Point Rockers", "Hagerstown Flying Boxcars"),
    *("Gastonia Baseball Club", "Charleston Dirty Birds"),
)
"""The names that the legacy API takes; whatever the tables hold, these are valid."""


def _known(name: str, info: ValidationInfo) -> str:
    known: frozenset[str] = info.context or frozenset()
    if name in LEGACY_NAMES or name in known:
        return name
    names = ", ".join(f"'{known_name}'" for known_name in sorted({*LEGACY_NAMES, *known}))
    raise PydanticCustomError(UNKNOWN_CLUB, "Input should be one of {expected}", {"expected": names})


ClubName: TypeAlias = Annotated[
    str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": list(LEGACY_NAMES)})
]
"""A name of a club, today's or an older one; the context of the validation holds those of the tables."""

"""Arguments of fields: texts, instants and keys, checked and made ready for the loaders."""

import re
from datetime import UTC, datetime, time
from enum import Enum
from math import isfinite
from typing import Any, TypeVar

import strawberry

from slugger.resolvers.docstring import enum_type
from slugger.resolvers.errors import UserInputError
from slugger.resolvers.limits import MAX_TEXT

Value = TypeVar("Value")
_NOT_STORABLE = re.compile(r"[\0\ud800-\udfff]")

ABSENT: Any = strawberry.UNSET
"""Default of an argument that need not be given, and shows no default in the schema."""


def given(value: Value | None) -> Value | None:
    """Give the value of an argument, None where it is absent."""
    return None if value is ABSENT else value


def plain_text(text: str) -> str:
    """Give `text` back; raises UserInputError where it is too long, or PostgreSQL cannot hold it."""
    if len(text) > MAX_TEXT:
        raise UserInputError(f"A text is longer than {MAX_TEXT} characters.")
    return storable(text)


def storable(text: str) -> str:
    """Give `text` back; raises UserInputError where PostgreSQL cannot hold it."""
    if not is_storable(text):
        raise UserInputError("A text holds a NUL character or half of a surrogate pair.")
    return text


def local(value: time) -> time:
    """Give a local time of day back; raises UserInputError for one with an offset."""
    if value.tzinfo is not None:
        raise UserInputError("A local time of day has no offset from UTC.")
    return value


def is_storable(text: str) -> bool:
    """Tell whether PostgreSQL can hold a text: not with NUL or half of a surrogate pair."""
    return _NOT_STORABLE.search(text) is None


def instant(value: datetime) -> datetime:
    """Give an instant in UTC; raises UserInputError without an offset, or where UTC has no such year."""
    if value.tzinfo is None:
        raise UserInputError("An instant needs its offset from UTC, such as 2026-05-01T19:05:00-04:00.")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise UserInputError("An instant lies outside the years 1 to 9999.") from None


def finite(value: float) -> float:
    """Give a number back; raises UserInputError for one that is written larger than numbers are."""
    if not isfinite(value):
        raise UserInputError("A number is larger than numbers can be.")
    return value


@enum_type
class Direction(Enum):
    """Direction of an order."""

    ASC = strawberry.enum_value("asc", description="Smallest, earliest or first in the alphabet first.")
    DESC = strawberry.enum_value("desc", description="Largest, latest or last in the alphabet first.")


@enum_type
class Nulls(Enum):
    """End of an order at which rows without a value come."""

    FIRST = strawberry.enum_value("first", description="Before all others.")
    LAST = strawberry.enum_value("last", description="After all others.")

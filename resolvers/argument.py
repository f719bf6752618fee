"""Arguments of fields: filters, orders and texts, checked and made ready for the loaders."""

import re
from dataclasses import Field, fields
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Optional, Protocol, TypeVar

import strawberry

from slugger.resolvers.docstring import enum_type
from slugger.resolvers.errors import UserInputError
from slugger.resolvers.identity import key_of
from slugger.resolvers.limits import MAX_TEXT

Value = TypeVar("Value")
_NOT_STORABLE = re.compile(r"[\0\ud800-\udfff]")

ABSENT: Any = strawberry.UNSET
"""Default of an argument that need not be given, and shows no default in the schema."""


def given(value: Value | None) -> Value | None:
    """Give the value of an argument, None where it is absent."""
    return None if value is ABSENT else value


def asked_for(kind: Any, description: str) -> Any:  # noqa: ANN401  a field of an input type, of any GraphQL type
    """Make a field of a filter that takes a value of type `kind`."""
    return strawberry.field(default=ABSENT, graphql_type=Optional[kind], description=description)  # noqa: UP045  `|` needs a class


def asked_for_id(noun: str, description: str, *, many: bool = False) -> Any:  # noqa: ANN401  as above
    """Make a field of a filter that takes the id of a `noun`, or a list of them."""
    kind: Any = list[strawberry.ID] if many else strawberry.ID
    return strawberry.field(default=ABSENT, graphql_type=kind | None, description=description, metadata={"noun": noun})


def conditions(filtering: object | None) -> tuple[tuple[str, Any], ...]:
    """Give the named conditions of a filter; fields that are absent or null ask for nothing."""
    if not filtering:
        return ()
    values = ((field, getattr(filtering, field.name)) for field in fields(filtering))  # type: ignore[arg-type]  # inputs are dataclasses
    return tuple((field.name, _value(field, value)) for field, value in values if value not in (None, ABSENT))


def plain_text(text: str) -> str:
    """Give `text` back; raises UserInputError where it is too long, or PostgreSQL cannot hold it."""
    if len(text) > MAX_TEXT:
        raise UserInputError(f"A text is longer than {MAX_TEXT} characters.")
    if _NOT_STORABLE.search(text):
        raise UserInputError("A text holds a NUL character or half of a surrogate pair.")
    return text


def _value(field: Field[Any], value: Any) -> Any:  # noqa: ANN401  a value of any type
    if isinstance(value, list):
        return tuple(_value(field, item) for item in value)
    if isinstance(value, Enum):
        return value.value
    if noun := field.metadata.get("noun"):
        return key_of(noun, value)
    if isinstance(value, datetime):
        return instant(value)
    return plain_text(value) if isinstance(value, str) else value


def instant(value: datetime) -> datetime:
    """Give an instant in UTC; raises UserInputError without an offset, or where UTC has no such year."""
    if value.tzinfo is None:
        raise UserInputError("An instant needs its offset from UTC, such as 2026-05-01T19:05:00-04:00.")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise UserInputError("An instant lies outside the years 1 to 9999.") from None


@enum_type
class Direction(Enum):
    """Direction of an order."""

    ASC = strawberry.enum_value("asc", description="Smallest, earliest or first in the alphabet first.")
    DESC = strawberry.enum_value("desc", description="Largest, latest or last in the alphabet first.")


class Ordered(Protocol):
    """An order argument."""

    direction: Direction


def falling(order: Ordered | None, otherwise: Direction) -> bool:
    """Say whether `order`, or the direction where none is given, is descending."""
    return (order.direction if order else otherwise) is Direction.DESC

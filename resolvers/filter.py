"""Filters: from what a client asks for to conditions on rows.

A field of a filter that is absent or null asks for nothing; an operator that is null is refused, since `eq: null` could
be meant as either of two things.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time
from enum import Enum
from typing import Any, TypeAlias, TypeVar

from slugger.loaders.condition import EVERYTHING, All, AnyOf, Belonging, Compared, Condition, Not, Operator, Quantifier
from slugger.loaders.page import Relation
from slugger.resolvers.argument import ABSENT, finite, instant, local, plain_text
from slugger.resolvers.errors import UserInputError
from slugger.resolvers.identity import key_of, shown, uuid_of
from slugger.resolvers.limits import MAX_FILTER_DEPTH, MAX_FILTER_PARTS, MAX_FILTER_VALUES

Result = TypeVar("Result")
Ask: TypeAlias = Callable[[Any], Condition]
"""From the value of a filter's field to the condition."""
Read: TypeAlias = Callable[[Any], Any]
"""From a value as the client gives it to the value as it is stored."""
Known: TypeAlias = Mapping[str, str] | None
"""The spellings that a column of terms can hold, by their names' spelling; any other means no value."""

NOTHING = AnyOf(())
"""The condition that no row meets."""


def condition_of(filtering: object | None) -> Condition:
    """Give the condition that a filter asks for. Raises UserInputError, which names the field."""
    if filtering is None or filtering is ABSENT:
        return EVERYTHING
    parts = []
    for field in fields(filtering):  # type: ignore[arg-type]  # inputs are dataclasses
        value = getattr(filtering, field.name)
        if value is None or value is ABSENT:
            continue
        with naming(field.metadata["name"]):
            parts.append(field.metadata["ask"](value))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Name a part of a filter in the UserInputError that reading it raises."""
    try:
        yield
    except FilterError as error:
        raise FilterError((name, *error.parts), error.reason) from None
    except UserInputError as error:
        raise FilterError((name,), error.message) from None


def asked_for(filtering: object | None) -> Condition:
    """Give the condition that the argument `filter` asks for. Raises UserInputError, which names the way to a value."""
    with naming("filter"):
        _bound(filtering)
        return condition_of(filtering)


def _bound(filtering: object | None) -> None:
    """Raise UserInputError for a filter of too many inputs, or too many inside each other."""
    level, depth, found = [filtering], 0, 0
    while level := [part for part in level if is_dataclass(part)]:
        depth, found = depth + 1, found + len(level)
        if depth > MAX_FILTER_DEPTH:
            raise UserInputError(f"It is nested deeper than {MAX_FILTER_DEPTH} inputs.")
        if found > MAX_FILTER_PARTS:
            raise UserInputError(f"It has more than {MAX_FILTER_PARTS} inputs: ask with in, or in several.")
        values = [getattr(part, field.name) for part in level for field in fields(part)]
        level = [inner for value in values for inner in (value if isinstance(value, list) else [value])]


class FilterError(UserInputError):
    """A field of a filter has a value that it cannot have."""

    def __init__(self, parts: tuple[str, ...], reason: str) -> None:
        """Say where, by the names on the way to the value, and why."""
        super().__init__(f"{'.'.join(parts)}: {reason}")
        self.parts, self.reason = parts, reason


def compared(column: str, read: Read, known: Known = None) -> Ask:
    """Ask for a column by an input of operators."""

    def ask(asked: object) -> Condition:
        parts = []
        for field in fields(asked):  # type: ignore[arg-type]  # as above
            value = getattr(asked, field.name)
            if value is ABSENT:
                continue
            with naming(field.metadata["name"]):
                parts.append(_compared(column, field.metadata["name"], value, read, known))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    return ask


def _compared(column: str, operator: str, value: Any, read: Read, known: Known) -> Condition:  # noqa: ANN401  any input
    if value is None:
        raise UserInputError("Null is no value to compare with: leave it out, or ask with isNull.")
    if operator == "isNull":
        return _is_null(column, value, known)
    if operator == "between":
        least, greatest = _pair(_each(value, read))
        return All((Compared(column, Operator.GTE, least), Compared(column, Operator.LTE, greatest)))
    if isinstance(value, list):
        return _among(column, operator, tuple(_each(_bounded(value), read)), known)
    if operator == "ne":
        return _among(column, "notIn", (read(value),), known)
    return Compared(column, _OPERATORS[operator], read(value))


def _each(values: Sequence[Any], read: Callable[[Any], Result]) -> list[Result]:
    """Read every value of a list; an error names its place, from 0."""
    found = []
    for place, value in enumerate(values):
        with naming(str(place)):
            found.append(read(value))
    return found


def _is_null(column: str, wanted: bool, known: Known) -> Condition:
    if known is None:
        return Compared(column, Operator.IS_NULL if wanted else Operator.IS_NOT_NULL)
    valued = Compared(column, Operator.IN, tuple(known))
    return Not(valued) if wanted else valued


def _among(column: str, operator: str, values: tuple[Any, ...], known: Known) -> Condition:
    if operator == "in":
        return Compared(column, Operator.IN, values)
    if known is None:
        return Compared(column, Operator.NOT_IN, values)
    return Compared(column, Operator.IN, tuple(text for text in known if text not in values))


def _pair(values: Sequence[Any]) -> tuple[Any, Any]:
    if len(values) != 2:  # noqa: PLR2004
        raise UserInputError(f"{len(values)} values: give two, the least and the greatest.")
    return values[0], values[1]


def _bounded(values: list[Any]) -> list[Any]:
    if len(values) > MAX_FILTER_VALUES:
        raise UserInputError(f"{len(values)} values: at most {MAX_FILTER_VALUES} can be asked for at once.")
    return values


_OPERATORS = {
    "eq": Operator.EQ,
    "gt": Operator.GT,
    "gte": Operator.GTE,
    "lt": Operator.LT,
    "lte": Operator.LTE,
    "contains": Operator.CONTAINS,
    "startsWith": Operator.STARTS_WITH,
}


def flagged(column: str) -> Ask:
    """Ask for a column that says yes or no."""
    return lambda wanted: Compared(column, Operator.EQ, wanted)


def both(parts: list[object]) -> Condition:
    """Ask for every one of several filters."""
    return All(tuple(_each(parts, condition_of)))


def either(parts: list[object]) -> Condition:
    """Ask for at least one of several filters."""
    return AnyOf(tuple(_each(parts, condition_of)))


def neither(part: object) -> Condition:
    """Ask for rows that a filter does not give."""
    return Not(condition_of(part))


def related_by(relation: Relation, key: str) -> Ask:
    """Ask for the row that the column `key` leads to."""
    return lambda filtering: Belonging(relation, key, Quantifier.ANY, condition_of(filtering))


def belonging(relation: Relation, key: str) -> Ask:
    """Ask for the rows that belong to the row by the column `key`, by how many of them meet a filter."""

    def ask(quantified: object) -> Condition:
        parts = []
        for field in fields(quantified):  # type: ignore[arg-type]  # as above
            value, name = getattr(quantified, field.name), field.metadata["name"]
            if value is None or value is ABSENT:
                continue
            with naming(name):
                parts.append(Belonging(relation, key, Quantifier(name), condition_of(value)))
        return All(tuple(parts))

    return ask


def in_season(column: str) -> Ask:
    """Ask for a day to lie in a calendar year; a year that dates cannot hold has no days."""

    def ask(year: int) -> Condition:
        if not MINYEAR <= year <= MAXYEAR:
            return NOTHING
        first, last = date(year, 1, 1), date(year, 12, 31)
        return All((Compared(column, Operator.GTE, first), Compared(column, Operator.LTE, last)))

    return ask


def read_id(noun: str) -> Read:
    """Make the reader of the ids of a type, global or plain."""
    return lambda identifier: key_of(noun, identifier)


def read_value(value: Any) -> Any:  # noqa: ANN401  a value of any type
    """Give the stored form of a value. Raises UserInputError."""
    if isinstance(value, Enum):
        return value.value
    check = _CHECKS.get(type(value))
    return check(value) if check else value


_CHECKS: Mapping[type, Read] = {datetime: instant, time: local, str: plain_text, float: finite}


def read_uuid(text: str) -> Any:  # noqa: ANN401  a UUID
    """Read a key that is no global id. Raises UserInputError."""
    key = uuid_of(str(text))
    if key is None:
        raise UserInputError(f"{shown(str(text))} is not a UUID.")
    return key

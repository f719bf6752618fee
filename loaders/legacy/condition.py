"""What a legacy listing can be asked to hold: columns compared as the legacy system's SQL did."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Integer, false, literal
from sqlalchemy.orm import Mapped

from slugger.loaders.legacy.names import club_named

LARGEST_INTEGER = 2**31 - 1


class Operator(Enum):
    """How a column is compared with a value."""

    EQUALS = "="
    LIKE = "LIKE"
    CONTAINS = "LIKE with % on both sides"
    NAMED = "is the club named"


@dataclass(frozen=True)
class Condition:
    """A column compared with a value; `column` is one that the listing names."""

    column: str
    operator: Operator
    value: Any


Column: TypeAlias = ColumnElement[Any] | Mapped[Any]
Columns: TypeAlias = Mapping[str, Column]
"""Columns and expressions by the names that conditions call them."""


def compared(columns: Columns, conditions: Iterable[Condition]) -> list[ColumnElement[bool]]:
    """Give the conditions in SQL; one that no row can meet, or that PostgreSQL would refuse, is false."""
    return [_compared(columns[condition.column], condition) for condition in conditions]


def _compared(column: Column, condition: Condition) -> ColumnElement[bool]:
    value = condition.value
    if not _can_be_held(value):
        return false()
    match condition.operator:
        case Operator.LIKE:
            return false() if _ends_in_escape(value) else column.like(value)
        case Operator.CONTAINS:
            return column.like(f"%{value}%")
        case Operator.NAMED:
            return column.in_(club_named(value))
        case Operator.EQUALS:
            # The column may be narrower than the number that is asked for.
            return column == (literal(value, Integer()) if isinstance(value, int) else value)


def _can_be_held(value: object) -> bool:
    if isinstance(value, str):
        return "\0" not in value
    return not isinstance(value, int) or abs(value) <= LARGEST_INTEGER


def _ends_in_escape(pattern: str) -> bool:
    return (len(pattern) - len(pattern.rstrip("\\"))) % 2 == 1

"""Pages by key: the order of rows, and the rows beyond a place in that order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, false, or_, tuple_
from sqlalchemy.orm import QueryableAttribute

from slugger.loaders.bound import bound
from slugger.models.metadata import Table

Place: TypeAlias = tuple[Any, ...]
"""A place in an order: the value of every key, with which a row is found again although others come and go."""


Column: TypeAlias = ColumnElement[Any] | QueryableAttribute[Any]
"""A column of a table, or an expression in its place."""


@dataclass(frozen=True)
class Key:
    """A column that rows are ordered by, and the end at which its nulls come."""

    column: str
    descending: bool = False
    nulls_first: bool = False


@dataclass(frozen=True)
class Order:
    """An order of the rows of a table; the last keys make it total, so that no two rows share a place."""

    keys: tuple[Key, ...]

    def place(self, row: Table) -> Place:
        """Give the place of `row`."""
        return tuple(getattr(row, key.column) for key in self.keys)


@dataclass(frozen=True)
class Window:
    """At most `limit` rows, or all, from the front, or from the back, of those after one place and before another."""

    limit: int | None
    backwards: bool = False
    after: Place | None = None
    before: Place | None = None
    unasked: bool = False
    """Whether nobody asked for the limit, so that who gets fewer rows has to be told."""

    def mapped(self, change: Callable[[Any], Any]) -> "Window":
        """Give the window with every value of its places, except nulls, changed."""
        after, before = (
            None if place is None else tuple(None if value is None else change(value) for value in place)
            for place in (self.after, self.before)
        )
        return replace(self, after=after, before=before)


def attribute(entity: object, column: str) -> QueryableAttribute[Any]:
    """Give a column of a table, of an alias of it or of a subquery's columns, by name."""
    found: QueryableAttribute[Any] = getattr(entity, column)
    return found


def ordering(entity: object, order: Order, *, backwards: bool = False) -> list[ColumnElement[Any]]:
    """Give the ORDER BY of `order`, or of its reverse; only where nulls can be does it say their end.

    `entity` is a table, an alias of it, or the columns of a subquery.
    """
    return [
        _ordered(attribute(entity, key.column), key.descending != backwards, key.nulls_first != backwards)
        for key in order.keys
    ]


def within(entity: object, order: Order, window: Window) -> list[ColumnElement[bool]]:
    """Give the conditions on rows to lie between the ends of `window`."""
    ends = ((window.after, False), (window.before, True))
    return [_beyond(entity, order, place, backwards) for place, backwards in ends if place is not None]


def _ordered(column: QueryableAttribute[Any], descending: bool, nulls_first: bool) -> ColumnElement[Any]:
    ordered = column.desc() if descending else column.asc()
    if not _nullable(column):
        return ordered
    return ordered.nulls_first() if nulls_first else ordered.nulls_last()


def _beyond(entity: object, order: Order, place: Place, backwards: bool) -> ColumnElement[bool]:
    columns = [attribute(entity, key.column) for key in order.keys]
    descending = [key.descending != backwards for key in order.keys]
    if len(set(descending)) == 1 and not any(_nullable(column) for column in columns):
        return _beyond_at_once(columns, place, descending[0])
    beyond, equal = [], list[ColumnElement[bool]]()
    for key, column, value, falling in zip(order.keys, columns, place, descending, strict=True):
        beyond.append(and_(*equal, _strictly(column, value, falling, key.nulls_first != backwards)))
        equal.append(column.is_(None) if value is None else column == bound(value, column.type))
    return or_(*beyond)


def _beyond_at_once(columns: Iterable[QueryableAttribute[Any]], place: Place, falling: bool) -> ColumnElement[bool]:
    """Compare whole rows, which an index on the keys answers by one descent."""
    left = tuple_(*columns)
    right = tuple_(*(bound(value, column.type) for value, column in zip(place, columns, strict=True)))
    return left < right if falling else left > right


def _strictly(column: QueryableAttribute[Any], value: object, falling: bool, nulls_first: bool) -> ColumnElement[bool]:
    if value is None:
        return column.is_not(None) if nulls_first else false()
    edge = bound(value, column.type)
    further = column < edge if falling else column > edge
    return or_(further, column.is_(None)) if _nullable(column) and not nulls_first else further


def _nullable(column: Column) -> bool:
    """Tell whether a column can be null; one that follows from others is taken to."""
    found: Any = getattr(column, "expression", column)
    return bool(getattr(found, "nullable", True))

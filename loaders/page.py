"""Pages of rows for many parents, and how many rows each parent has: one statement a shape of question."""

from asyncio import gather
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import ARRAY, ColumnElement, Row, Select, Uuid, bindparam, func, null, select, true
from sqlalchemy.orm import aliased
from sqlalchemy.types import TypeEngine

from slugger.loaders.keyset import Order, Window, attribute, ordering, within
from slugger.models.engine import Sessions
from slugger.models.metadata import Table

Shape = TypeVar("Shape", bound=Hashable)
Request = TypeVar("Request")

UUID_KEY = Uuid[Any]()
Conditions: TypeAlias = Mapping[str, Callable[[Any], ColumnElement[bool]]]
"""The conditions that rows can be asked to meet, by name; each takes the value that is asked for."""


@dataclass(frozen=True, eq=False)
class Relation:
    """The rows of a table, or those that `belonging` says belong to a parent whose key has type `key_type`."""

    table: type[Table]
    conditions: Conditions
    belonging: Callable[[ColumnElement[Any]], ColumnElement[bool]] | None = None
    key_type: TypeEngine[Any] = UUID_KEY


@dataclass(frozen=True)
class Rows:
    """The rows of a relation for the parent `key` that meet every one of the named conditions."""

    relation: Relation
    key: Any = None
    asked: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class PageRequest:
    """A window of rows in an order; `columns` are those that will be looked at, or None for all."""

    rows: Rows
    order: Order
    window: Window
    columns: frozenset[str] | None = None


@dataclass(frozen=True)
class Page:
    """The rows of a window in their order, whole or of some columns, and whether more lie beyond its limit."""

    rows: Sequence[Any]
    more: bool


async def pages(sessions: Sessions, requests: Sequence[PageRequest]) -> list[Page]:
    """Give the page of every request; requests that differ only in parent and columns share a statement."""
    shapes = [replace(request, rows=replace(request.rows, key=None), columns=None) for request in requests]
    together = _by_shape(shapes, requests)
    found = await gather(*(_pages(sessions, _columns(alike), alike) for alike in together.values()))
    by_shape = dict(zip(together, found, strict=True))
    return [by_shape[shape][request.rows.key] for shape, request in zip(shapes, requests, strict=True)]


async def counts(sessions: Sessions, requests: Sequence[Rows]) -> list[int]:
    """Count the rows of every request; requests that differ only in the parent share a statement."""
    shapes = [replace(request, key=None) for request in requests]
    together = _by_shape(shapes, requests)
    found = await gather(*(_counts(sessions, shape, alike) for shape, alike in together.items()))
    by_shape = dict(zip(together, found, strict=True))
    return [by_shape[shape][request.key] for shape, request in zip(shapes, requests, strict=True)]


def is_row_of(table: type, row: object) -> bool:
    """Tell a row of `table`, whole or of some of its columns, as pages give them."""
    if isinstance(row, Row):
        return row._fields[0] == getattr(table, "__tablename__", None)
    return isinstance(row, table)


def _by_shape(shapes: Iterable[Shape], requests: Iterable[Request]) -> dict[Shape, list[Request]]:
    together: dict[Shape, list[Request]] = {}
    for shape, request in zip(shapes, requests, strict=True):
        together.setdefault(shape, []).append(request)
    return together


def _columns(requests: Iterable[PageRequest]) -> frozenset[str] | None:
    """Give the columns that any of the requests looks at."""
    asked = [request.columns for request in requests]
    return None if None in asked else frozenset().union(*(columns for columns in asked if columns))


async def _pages(
    sessions: Sessions, columns: frozenset[str] | None, requests: Sequence[PageRequest]
) -> dict[Any, Page]:
    shape = replace(requests[0], columns=columns)
    found: dict[Any, list[Any]] = {request.rows.key: [] for request in requests}
    statement: Any = _many_parents(shape, list(found)) if len(found) > 1 else _one_parent(shape)
    async with sessions() as session:
        for row in await session.exec(statement):
            found[row[0]].append(row[1] if columns is None else row)
    return {key: _page(rows, shape.window) for key, rows in found.items()}


def _page(rows: list[Any], window: Window) -> Page:
    kept = rows[: window.limit]
    return Page(kept[::-1] if window.backwards else kept, len(rows) > window.limit)


def _matching(rows: Rows, key: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    relation = rows.relation
    belonging = [relation.belonging(key)] if relation.belonging else []
    return [*belonging, *(relation.conditions[name](value) for name, value in rows.asked)]


def _window(shape: PageRequest, key: ColumnElement[Any]) -> Select[Any]:
    table, window = shape.rows.relation.table, shape.window
    return (
        select(*_read(table, shape.columns))
        .where(*_matching(shape.rows, key), *within(table, shape.order, window))
        .order_by(*ordering(table, shape.order, backwards=window.backwards))
        .limit(window.limit + 1)
    )


def _read(entity: object, columns: frozenset[str] | None) -> list[Any]:
    """Give what a statement reads: the whole rows of a table or an alias, or rows of some columns, which cost less."""
    return [entity] if columns is None else [attribute(entity, column) for column in sorted(columns)]


def _one_parent(shape: PageRequest) -> Select[Any]:
    relation = shape.rows.relation
    parent = bindparam("parent", shape.rows.key, relation.key_type)
    return _window(shape, parent).with_only_columns(_named(parent, relation), *_read(relation.table, shape.columns))


def _many_parents(shape: PageRequest, keys: Sequence[Any]) -> Select[Any]:
    relation = shape.rows.relation
    parent = _parents(relation, keys)
    rows = _window(shape, parent).lateral("row")
    row: Any = aliased(relation.table, rows) if shape.columns is None else rows.c
    order = ordering(row, shape.order, backwards=shape.window.backwards)
    return select(_named(parent, relation), *_read(row, shape.columns)).join(rows, true()).order_by(*order)


def _named(parent: ColumnElement[Any], relation: Relation) -> ColumnElement[Any]:
    """Name the parent's key for the table, by which `is_row_of` tells rows of some columns."""
    return parent.label(str(relation.table.__tablename__))


def _parents(relation: Relation, keys: Sequence[Any]) -> ColumnElement[Any]:
    array = bindparam("parents", list(keys), ARRAY(relation.key_type))
    return func.unnest(array, type_=relation.key_type).column_valued("parent")


async def _counts(sessions: Sessions, shape: Rows, requests: Sequence[Rows]) -> dict[Any, int]:
    table = shape.relation.table
    async with sessions() as session:
        if shape.relation.belonging is None:
            whole: Any = select(func.count()).select_from(table).where(*_matching(shape, null()))
            return {None: (await session.exec(whole)).one()[0]}
        parent = _parents(shape.relation, sorted({request.key for request in requests}))
        counted = select(func.count()).select_from(table).where(*_matching(shape, parent)).scalar_subquery()
        each: Any = select(parent, counted)
        return dict(iter(await session.exec(each)))

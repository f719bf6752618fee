"""Pages of rows for many parents, and how many rows each parent has: one statement a shape of question."""

from asyncio import gather
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, bindparam, func, null, select, true
from sqlalchemy.orm import aliased
from sqlalchemy.types import TypeEngine

from slugger.loaders.keyset import Order, Window, attribute, ordering, within
from slugger.models.engine import Sessions
from slugger.models.metadata import Table

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
    """The rows of a window in their order, and whether more lie beyond its limit."""

    rows: Sequence[Any]
    more: bool


async def pages(sessions: Sessions, requests: Sequence[PageRequest]) -> list[Page]:
    """Give the page of every request; requests that differ only in the parent share a statement."""
    shapes = _by_shape(requests, lambda request: replace(request, rows=replace(request.rows, key=None)))
    found = await gather(*(_pages(sessions, shape, keys) for shape, keys in shapes.items()))
    by_request = {
        replace(shape, rows=replace(shape.rows, key=key)): page
        for shape, by_key in zip(shapes, found, strict=True)
        for key, page in by_key.items()
    }
    return [by_request[request] for request in requests]


async def counts(sessions: Sessions, requests: Sequence[Rows]) -> list[int]:
    """Count the rows of every request; requests that differ only in the parent share a statement."""
    shapes = _by_shape(requests, lambda rows: replace(rows, key=None))
    found = await gather(*(_counts(sessions, shape, keys) for shape, keys in shapes.items()))
    by_request = {
        replace(shape, key=key): count
        for shape, by_key in zip(shapes, found, strict=True)
        for key, count in by_key.items()
    }
    return [by_request[request] for request in requests]


def _by_shape(requests: Iterable[Any], shape: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    shapes: dict[Any, list[Any]] = {}
    for request in requests:
        key = request.rows.key if isinstance(request, PageRequest) else request.key
        shapes.setdefault(shape(request), []).append(key)
    return shapes


async def _pages(sessions: Sessions, shape: PageRequest, keys: Sequence[Any]) -> dict[Any, Page]:
    found: dict[Any, list[Any]] = {key: [] for key in keys}
    statement: Any = _one_parent(shape, keys[0]) if len(found) == 1 else _many_parents(shape, list(found))
    async with sessions() as session:
        for row in await session.exec(statement):
            found[row[0]].append(row[1] if shape.columns is None else row)
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


def _one_parent(shape: PageRequest, key: object) -> Select[Any]:
    parent = bindparam("parent", key, shape.rows.relation.key_type)
    rows = _window(shape, parent)
    return rows.with_only_columns(parent.label("parent"), *_read(shape.rows.relation.table, shape.columns))


def _many_parents(shape: PageRequest, keys: Sequence[Any]) -> Select[Any]:
    relation = shape.rows.relation
    parent = _parents(relation, keys)
    rows = _window(shape, parent).lateral("row")
    row = aliased(relation.table, rows)
    order = ordering(row, shape.order, backwards=shape.window.backwards)
    return select(parent, *_read(row, shape.columns)).join(rows, true()).order_by(*order)


def _parents(relation: Relation, keys: Sequence[Any]) -> ColumnElement[Any]:
    array = bindparam("parents", list(keys), ARRAY(relation.key_type))
    return func.unnest(array, type_=relation.key_type).column_valued("parent")


async def _counts(sessions: Sessions, shape: Rows, keys: Sequence[Any]) -> dict[Any, int]:
    table = shape.relation.table
    async with sessions() as session:
        if shape.relation.belonging is None:
            whole: Any = select(func.count()).select_from(table).where(*_matching(shape, null()))
            return {None: (await session.exec(whole)).one()[0]}
        parent = _parents(shape.relation, sorted(set(keys)))
        counted = select(func.count()).select_from(table).where(*_matching(shape, parent)).scalar_subquery()
        each: Any = select(parent, counted)
        return dict(iter(await session.exec(each)))

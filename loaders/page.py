"""Pages of rows for many parents, and how many rows each parent has: one statement a shape of question."""

from asyncio import gather
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import ARRAY, ColumnElement, Row, Select, Uuid, bindparam, func, literal_column, null, select, true
from sqlalchemy.orm import aliased
from sqlalchemy.types import TypeEngine

from slugger.loaders.condition import EVERYTHING, Condition, holds
from slugger.loaders.explain import expected_rows
from slugger.loaders.keyset import Order, Window, attribute, ordering, within
from slugger.models.engine import Sessions

Shape = TypeVar("Shape", bound=Hashable)
Request = TypeVar("Request")

UUID_KEY = Uuid[Any]()


@dataclass(frozen=True, eq=False)
class Relation:
    """The rows of a table, or those that `belonging` says belong to a parent whose key has type `key_type`.

    `belonging` takes the table, or an alias of it, and the parent's key.
    """

    table: type[Any]
    belonging: Callable[[Any, Any], ColumnElement[bool]] | None = None
    key_type: TypeEngine[Any] = UUID_KEY


@dataclass(frozen=True)
class Rows:
    """The rows of a relation for the parent `key` that meet a condition."""

    relation: Relation
    key: Any = None
    asked: Condition = EVERYTHING


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


async def estimates(sessions: Sessions, requests: Sequence[Rows]) -> list[int]:
    """Estimate the rows of every request as PostgreSQL's planner does; rows that belong to a parent are counted."""
    whole = [request for request in requests if request.relation.belonging is None]
    belonging = [request for request in requests if request.relation.belonging is not None]
    found = dict(zip(belonging, await counts(sessions, belonging), strict=True))
    for request in whole:
        statement: Select[Any] = select(literal_column("1")).select_from(request.relation.table)
        found[request] = await expected_rows(sessions, statement.where(*matching(request, null())))
    return [found[request] for request in requests]


def is_row_of(table: type, row: object) -> bool:
    """Tell a row of `table`, whole or of some of its columns, as pages give them."""
    if isinstance(row, Row):
        return row._fields[0] == table.__name__
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
    return Page(kept[::-1] if window.backwards else kept, len(rows) > len(kept))


def matching(rows: Rows, key: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """Give the conditions on rows of the relation's table to belong to the parent `key` and meet what is asked."""
    relation = rows.relation
    belonging = [relation.belonging(relation.table, key)] if relation.belonging else []
    return [*belonging, holds(rows.asked, relation.table)]


def windowed(shape: PageRequest, key: ColumnElement[Any]) -> Select[Any]:
    """Select the rows of a window for the parent `key`, and one more to tell whether there are more."""
    table, window = shape.rows.relation.table, shape.window
    selected = (
        select(*_read(table, shape.columns))
        .where(*matching(shape.rows, key), *within(table, shape.order, window))
        .order_by(*ordering(table, shape.order, backwards=window.backwards))
    )
    return selected if window.limit is None else selected.limit(literal_column(str(window.limit + 1)))


def _read(entity: object, columns: frozenset[str] | None) -> list[Any]:
    """Give what a statement reads: the whole rows of a table or an alias, or rows of some columns, which cost less."""
    return [entity] if columns is None else [attribute(entity, column) for column in sorted(columns)]


def _one_parent(shape: PageRequest) -> Select[Any]:
    relation = shape.rows.relation
    parent = bindparam("parent", shape.rows.key, relation.key_type)
    return windowed(shape, parent).with_only_columns(_named(parent, relation), *_read(relation.table, shape.columns))


def _many_parents(shape: PageRequest, keys: Sequence[Any]) -> Select[Any]:
    relation = shape.rows.relation
    parent = _parents(relation, keys)
    rows = windowed(shape, parent).lateral("row")
    row: Any = aliased(relation.table, rows) if shape.columns is None else rows.c
    order = ordering(row, shape.order, backwards=shape.window.backwards)
    return select(_named(parent, relation), *_read(row, shape.columns)).join(rows, true()).order_by(*order)


def _named(parent: ColumnElement[Any], relation: Relation) -> ColumnElement[Any]:
    """Name the parent's key for the table, by which `is_row_of` tells rows of some columns."""
    return parent.label(relation.table.__name__)


def _parents(relation: Relation, keys: Sequence[Any]) -> ColumnElement[Any]:
    array = bindparam("parents", list(keys), ARRAY(relation.key_type))
    return func.unnest(array, type_=relation.key_type).column_valued("parent")


async def _counts(sessions: Sessions, shape: Rows, requests: Sequence[Rows]) -> dict[Any, int]:
    table = shape.relation.table
    async with sessions() as session:
        if shape.relation.belonging is None:
            whole: Any = select(func.count()).select_from(table).where(*matching(shape, null()))
            return {None: (await session.exec(whole)).one()[0]}
        parent = _parents(shape.relation, sorted({request.key for request in requests}))
        counted = select(func.count()).select_from(table).where(*matching(shape, parent)).scalar_subquery()
        each: Any = select(parent, counted)
        return dict(iter(await session.exec(each)))

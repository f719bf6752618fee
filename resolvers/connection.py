"""Connections: windows of a list that grows, read only as far as the query looks at them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from inspect import Parameter, Signature
from typing import Annotated, Any, TypeAlias

import strawberry

from slugger.loaders.keyset import Order, Window
from slugger.loaders.page import Page, PageRequest, Relation, Rows, counts, estimates, pages
from slugger.resolvers.argument import ABSENT, given
from slugger.resolvers.context import Info, tell_cut
from slugger.resolvers.cursor import decode_cursor, encode_cursor
from slugger.resolvers.docstring import enum_type
from slugger.resolvers.errors import PageError
from slugger.resolvers.filter import asked_for
from slugger.resolvers.limits import DEFAULT_PAGE_ROWS, MAX_PAGE_ROWS
from slugger.resolvers.order import order_of
from slugger.resolvers.reading import Computed, Windowed, reads
from slugger.resolvers.selection import selected_columns

First: TypeAlias = Annotated[
    int | None,
    strawberry.argument(description=f"Rows from the front: {DEFAULT_PAGE_ROWS} unless given, at most {MAX_PAGE_ROWS}."),
]
After: TypeAlias = Annotated[
    str | None, strawberry.argument(description="Only rows after the one with this cursor, in the same order.")
]
Last: TypeAlias = Annotated[
    int | None, strawberry.argument(description=f"Rows from the back instead, at most {MAX_PAGE_ROWS}.")
]
Before: TypeAlias = Annotated[
    str | None, strawberry.argument(description="Only rows before the one with this cursor, in the same order.")
]


@dataclass(frozen=True)
class PageSizes:
    """How many rows a window has where its arguments do not say, and at most; None: all."""

    default: int | None = DEFAULT_PAGE_ROWS
    most: int | None = MAX_PAGE_ROWS


PAGE = PageSizes()
EVERY_ROW = PageSizes(None, None)


@dataclass(frozen=True)
class Lister:
    """How the rows of a noun are listed: the types of its filter and its order, and its orders by name."""

    filter_type: Any
    order_type: Any
    default: Order
    orders: Mapping[str, Order]


def windowed(lister: Lister, relation: Relation, key: str | None = None) -> Callable[..., "Connection"]:
    """Make the resolver of windows of the rows in `relation` to the row's column `key`."""

    def ask(parent: Any, arguments: Mapping[str, Any], sizes: PageSizes = PAGE) -> PageRequest:  # noqa: ANN401  a key
        rows = Rows(relation, parent, asked_for(arguments.get("matching")))
        order = order_of(given(arguments.get("order")), lister.default, lister.orders)
        return PageRequest(rows, order, window(rows, order, arguments, sizes))

    @reads(Windowed(relation, key, ask))
    def resolve_window(root: Any, info: Info, **arguments: Any) -> Connection:  # noqa: ANN401  rows of every table
        request = ask(getattr(root, key) if key else None, arguments)
        columns = selected_columns(info, relation.table, request.order)
        return Connection(replace(request, columns=columns))

    resolve_window.__signature__ = _signature(lister)  # type: ignore[attr-defined]  # Strawberry reads the arguments from it
    return resolve_window


def _signature(lister: Lister) -> Signature:
    matching = strawberry.argument(name="filter", description="Which rows; all unless given.")
    order = strawberry.argument(
        description="Keys of the order, the first one first; rows equal in all follow the default order."
    )
    order_type = lister.order_type
    orders = list[order_type] | None  # type: ignore[valid-type]  # a type that is made when the program runs
    named: dict[str, Any] = {
        "first": First,
        "after": After,
        "last": Last,
        "before": Before,
        "matching": Annotated[lister.filter_type | None, matching],
        "order": Annotated[orders, order],
    }
    taken = [Parameter(name, Parameter.KEYWORD_ONLY, default=ABSENT, annotation=kind) for name, kind in named.items()]
    root = Parameter("root", Parameter.POSITIONAL_OR_KEYWORD, annotation=Any)
    info = Parameter("info", Parameter.POSITIONAL_OR_KEYWORD, annotation=Info)
    return Signature([root, info, *taken], return_annotation=Connection)


@dataclass(frozen=True)
class Connection:
    """A window of the rows of a relation that nothing has read yet."""

    request: PageRequest

    def page(self, info: Info) -> Awaitable[Page]:
        """Read the rows, once whoever asks."""
        return info.context.loaders.load(pages, self.request)

    def cursor(self, row: Any) -> str:  # noqa: ANN401  a row of any table
        """Give the cursor of one of the rows."""
        order = self.request.order
        return encode_cursor(self.request.rows, order, order.place(row))


@dataclass(frozen=True, slots=True)
class Edge:
    """A row in a connection."""

    connection: Connection
    node: Any

    @property
    def cursor(self) -> str:
        """Place of the row in the order."""
        return self.connection.cursor(self.node)


@dataclass(frozen=True)
class PageInfo:
    """What lies around a window."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


def window(rows: Rows, order: Order, arguments: Mapping[str, Any], sizes: PageSizes = PAGE) -> Window:
    """Check the page arguments and read their cursors; raises PageError or CursorError."""
    first, last = given(arguments.get("first")), given(arguments.get("last"))
    if first is not None and last is not None:
        raise PageError("Give first or last, not both.")
    for name, size in (("first", first), ("last", last)):
        if size is not None and sizes.most is None and size < 0:
            raise PageError(f"{name} is {size}: it is 0 or more.")
        if size is not None and sizes.most is not None and not 0 <= size <= sizes.most:
            raise PageError(f"{name} is {size}: a page has 0 to {sizes.most} rows.")
    limit = next((size for size in (first, last) if size is not None), sizes.default)
    after, before = (
        None if cursor is None else decode_cursor(rows, order, cursor)
        for cursor in (given(arguments.get("after")), given(arguments.get("before")))
    )
    return Window(limit, last is not None, after, before, unasked=first is None and last is None)


@reads(Computed())
async def edges(root: Connection, info: Info) -> list[Edge]:
    """Give the rows with their cursors."""
    return [Edge(root, row) for row in await _rows(root, info)]


@reads(Computed())
async def nodes(root: Connection, info: Info) -> Sequence[Any]:
    """Give the rows."""
    return await _rows(root, info)


async def _rows(root: Connection, info: Info) -> Sequence[Any]:
    page = await root.page(info)
    if page.more and root.request.window.unasked:
        tell_cut(info)
    return page.rows


@reads(Computed())
async def page_info(root: Connection, info: Info) -> PageInfo:
    """Tell what lies around the rows."""
    page, window = await root.page(info), root.request.window
    return PageInfo(
        has_next_page=window.before is not None if window.backwards else page.more or window.before is not None,
        has_previous_page=page.more or window.after is not None if window.backwards else window.after is not None,
        start_cursor=root.cursor(page.rows[0]) if page.rows else None,
        end_cursor=root.cursor(page.rows[-1]) if page.rows else None,
    )


@enum_type
class Accuracy(Enum):
    """How rows are counted."""

    EXACT = strawberry.enum_value("exact", description="Every row is counted.")
    ESTIMATED = strawberry.enum_value(
        "estimated", description="As the database's planner estimates it, at once; within a row, every row is counted."
    )


@reads(Computed())
def total_count(
    root: Connection,
    info: Info,
    accuracy: Annotated[Accuracy, strawberry.argument(description="Counted, or estimated.")] = Accuracy.EXACT,
) -> Awaitable[int]:
    """Count the rows before and after the window too."""
    how = counts if accuracy is Accuracy.EXACT else estimates
    return info.context.loaders.load(how, root.request.rows)

"""Connections: windows of a list that grows, read only as far as the query looks at them."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import strawberry

from slugger.loaders.keyset import Order, Window
from slugger.loaders.page import Page, PageRequest, Rows, counts, pages
from slugger.resolvers.argument import given
from slugger.resolvers.context import Info
from slugger.resolvers.cursor import decode_cursor, encode_cursor
from slugger.resolvers.errors import PageError
from slugger.resolvers.limits import DEFAULT_PAGE_ROWS, MAX_PAGE_ROWS
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
class Paging:
    """The page arguments of a field, as given."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


def paging(first: int | None, after: str | None, last: int | None, before: str | None) -> Paging:
    """Gather the page arguments of a field, absent ones as None."""
    return Paging(given(first), given(after), given(last), given(before))


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


def connect(info: Info, rows: Rows, paging: Paging, order: Order) -> Connection:
    """Make the connection of a window of `rows`; raises PageError or CursorError for bad page arguments."""
    columns = selected_columns(info, rows.relation.table, order)
    return Connection(PageRequest(rows, order, window(rows, order, paging), columns))


def window(rows: Rows, order: Order, paging: Paging) -> Window:
    """Check the page arguments and read their cursors; raises PageError or CursorError."""
    if paging.first is not None and paging.last is not None:
        raise PageError("Give first or last, not both.")
    for name, size in (("first", paging.first), ("last", paging.last)):
        if size is not None and not 0 <= size <= MAX_PAGE_ROWS:
            raise PageError(f"{name} is {size}: a page has 0 to {MAX_PAGE_ROWS} rows.")
    limit = next((size for size in (paging.first, paging.last) if size is not None), DEFAULT_PAGE_ROWS)
    after, before = (
        None if cursor is None else decode_cursor(rows, order, cursor) for cursor in (paging.after, paging.before)
    )
    return Window(limit, paging.last is not None, after, before)


async def edges(root: Connection, info: Info) -> list[Edge]:
    """Give the rows with their cursors."""
    return [Edge(root, row) for row in (await root.page(info)).rows]


async def nodes(root: Connection, info: Info) -> Sequence[Any]:
    """Give the rows."""
    return (await root.page(info)).rows


async def page_info(root: Connection, info: Info) -> PageInfo:
    """Tell what lies around the rows."""
    page, window = await root.page(info), root.request.window
    return PageInfo(
        has_next_page=window.before is not None if window.backwards else page.more or window.before is not None,
        has_previous_page=page.more or window.after is not None if window.backwards else window.after is not None,
        start_cursor=root.cursor(page.rows[0]) if page.rows else None,
        end_cursor=root.cursor(page.rows[-1]) if page.rows else None,
    )


def total_count(root: Connection, info: Info) -> Awaitable[int]:
    """Count the rows before and after the window too."""
    return info.context.loaders.load(counts, root.request.rows)

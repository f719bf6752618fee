"""What an endpoint lists: its parameters, and how the rows of an answer are read."""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from slugger.gateway.rest.envelope import json_rows
from slugger.gateway.rest.parameters import PagedParams, QueryParams, WholeParams
from slugger.gateway.store import Store
from slugger.loaders.legacy.listing import Listing, count, rows

Value = TypeVar("Value")
Row: TypeAlias = dict[str, Any]
Meta: TypeAlias = Mapping[str, int | bool]


@dataclass(frozen=True)
class Content:
    """The rows of an answer as JSON objects with commas between them, and what stands beside them."""

    rows: bytes
    meta: Meta | None = None


@dataclass(frozen=True)
class Source:
    """The data of one moment, and what is known of them already."""

    session: AsyncSession
    version: str
    store: Store

    async def known(self, key: Hashable, read: Callable[[], Awaitable[Value]], size: int = 0) -> Value:
        """Give what `read` gives, which takes `size` bytes, or what it gave before for this version of the data."""
        value: Value | None = self.store.get((self.version, key))
        if value is None:
            value = await read()
            self.store.put((self.version, key), value, size + len(repr(key)))
        return value


@dataclass(frozen=True)
class Noun:
    """An endpoint: the plural in its path and messages, its table of parameters, and its reader."""

    name: str
    parameters: type[QueryParams]
    read: Callable[[Source, Any], Awaitable[Content]]
    aliases: tuple[str, ...] = ()
    """Further names in the path."""
    takes_club_names: bool = False
    """Whether the parameters are checked against the names of clubs."""


def whole(listing: Listing, item: Callable[[Row], Row] = dict) -> Callable[[Source, WholeParams], Awaitable[Content]]:
    """Make the reader of a listing that comes whole; `item` makes of a row what is shown of it."""

    async def read(source: Source, params: WholeParams) -> Content:
        found = await rows(source.session, listing, params.conditions(), params.window(), descending=params.descending)
        return Content(json_rows(item(row) for row in found))

    return read


def paged(
    listing: Listing, meta: Callable[[PagedParams, int, int], Meta]
) -> Callable[[Source, PagedParams], Awaitable[Content]]:
    """Make the reader of a listing in pages; `meta` is told the rows of the page and of all pages."""

    async def read(source: Source, params: PagedParams) -> Content:
        conditions, window = params.conditions(), params.window()
        total = await source.known((type(params), conditions), lambda: count(source.session, listing, conditions))
        found = []
        if window.offset < total:
            found = await rows(source.session, listing, conditions, window, descending=params.descending)
        return Content(json_rows(found), meta(params, len(found), total))

    return read


def pages_of(total: int, limit: int) -> int:
    """Give the number of pages that hold `total` rows."""
    return -(-total // limit)


def page_meta(params: PagedParams, on_page: int, total: int) -> Meta:
    """Give the legacy figures, whose `total` counts the rows of this page, and the true ones after them."""
    return {
        "page": params.page,
        "limit": params.limit,
        "total": on_page,
        "total_count": total,
        "pages": pages_of(total, params.limit),
        "has_more": params.page * params.limit < total,
    }

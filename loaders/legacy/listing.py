"""Pages of a legacy table: rows by the names of their columns, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, inspect, select
from sqlmodel.ext.asyncio.session import AsyncSession

from slugger.loaders.legacy.condition import Column, Columns, Condition, compared

LARGEST_OFFSET = 2**63 - 1


@dataclass(frozen=True, eq=False)
class Listing:
    """A table as the legacy API lists it: its columns in wire order, those it can be asked by, and its order.

    `order` ends in a unique column; a page in descending order is the reverse.
    """

    columns: Columns
    source: FromClause
    order: tuple[Column, ...]
    asked: Columns = field(default_factory=dict)
    """Further columns that conditions can name."""

    def where(self, conditions: Sequence[Condition]) -> list[ColumnElement[bool]]:
        """Give the conditions in SQL."""
        return compared({**self.columns, **self.asked}, conditions)


def table_of(entity: object) -> FromClause:
    """Give the table of a class, or of an alias of it."""
    found: FromClause = inspect(entity, raiseerr=True).selectable
    return found


@dataclass(frozen=True)
class Window:
    """At most `limit` rows, or all, from `offset` on."""

    offset: int = 0
    limit: int | None = None


async def count(session: AsyncSession, listing: Listing, conditions: Sequence[Condition]) -> int:
    """Count the rows that meet the conditions."""
    statement: Any = select(func.count()).select_from(listing.source).where(*listing.where(conditions))
    found: int = (await session.exec(statement)).scalar_one()
    return found


async def rows(
    session: AsyncSession, listing: Listing, conditions: Sequence[Condition], window: Window, *, descending: bool
) -> list[dict[str, Any]]:
    """Give the rows of a window, each by the names of its columns in wire order."""
    if window.offset > LARGEST_OFFSET:
        return []
    statement: Any = _page(listing, conditions, descending=descending).offset(window.offset).limit(window.limit)
    return [dict(row) for row in (await session.exec(statement)).mappings()]


def _page(listing: Listing, conditions: Sequence[Condition], *, descending: bool) -> Select[Any]:
    return (
        select(*(column.label(name) for name, column in listing.columns.items()))
        .select_from(listing.source)
        .where(*listing.where(conditions))
        .order_by(*(key.desc() if descending else key.asc() for key in listing.order))
    )

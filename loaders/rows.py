"""Rows by the values of one column: one statement whatever the number of values."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ARRAY, ColumnElement, any_, bindparam
from sqlmodel import select

from slugger.loaders.keyset import Column, attribute
from slugger.models.engine import Sessions
from slugger.models.metadata import Table

Row = TypeVar("Row", bound=Table)


async def rows_by(sessions: Sessions, table: type[Row], column: str, keys: Sequence[Any]) -> list[Row | None]:
    """Give for each key the row whose unique `column` holds it, or None."""
    async with sessions() as session:
        rows = await session.exec(select(table).where(one_of(attribute(table, column), set(keys))))
        found = {getattr(row, column): row for row in rows}
    return [found.get(key) for key in keys]


async def groups_by(
    sessions: Sessions, table: type[Row], column: str, keys: Sequence[Any], *order: str
) -> list[list[Row]]:
    """Give for each key the rows whose `column` holds it, ordered by other columns: for groups that stay small."""
    groups: dict[Any, list[Row]] = {key: [] for key in keys}
    matching = select(table).where(one_of(attribute(table, column), groups))
    async with sessions() as session:
        for row in await session.exec(matching.order_by(*(attribute(table, name) for name in order))):
            groups[getattr(row, column)].append(row)
    return [groups[key] for key in keys]


def one_of(column: Column, keys: Iterable[Any]) -> ColumnElement[bool]:
    """Ask for `column` to hold one of `keys`, sent as one array: their number is not limited by the protocol."""
    equal: ColumnElement[bool] = column == any_(bindparam(None, list(keys), ARRAY(column.type)))
    return equal

"""Rows by the values of one column: one statement whatever the number of values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, Text, func, inspect, select

from slugger.loaders.condition import one_of
from slugger.loaders.keyset import Column, attribute
from slugger.loaders.page import Relation
from slugger.models.engine import Sessions

Row = TypeVar("Row")


@dataclass(frozen=True, eq=False)
class Link:
    """A table that leads from its column `key` to the column `target`, which another table has too.

    Keys are found whatever their case where they are given in lower case.
    """

    table: type[Any]
    key: str
    target: str
    lower: bool = False

    def column(self) -> Column:
        """Give the column that holds the keys."""
        column = attribute(self.table, self.key)
        return func.lower(column, type_=Text()) if self.lower else column


@dataclass(frozen=True, eq=False)
class RowsBy(Generic[Row]):
    """The batch function that gives for each key the row whose unique `column` holds it, or None.

    With a link, the row is the one that the link leads to from the key.
    """

    table: type[Row]
    column: str
    link: Link | None = None

    async def __call__(self, sessions: Sessions, keys: Sequence[Any]) -> list[Row | None]:
        """Give the row of each key, in the order of the keys."""
        statement: Any = self.keyed(set(keys))
        async with sessions() as session:
            found = dict(iter(await session.exec(statement)))
        return [found.get(key) for key in keys]

    def keyed(self, keys: set[Any]) -> Select[Any, Row]:
        """Select the keys with their rows."""
        key = self.key_column()
        selected: Select[Any, Row] = self.linked(select(key, self.table).where(one_of(key, keys)))
        return selected

    def linked(self, selected: Any) -> Any:  # noqa: ANN401  a Select of ever other columns
        """Join the table that leads from the keys to the rows, where there is one."""
        if self.link is None:
            return selected
        leads = attribute(self.link.table, self.link.target) == attribute(self.table, self.column)
        return selected.join_from(self.link.table, self.table, leads)

    def key_column(self) -> Column:
        """Give the column that holds the keys."""
        return self.link.column() if self.link else attribute(self.table, self.column)

    @property
    def by_primary_key(self) -> bool:
        """Tell whether the keys are those that the table tells its rows by."""
        primary: Iterable[ColumnElement[Any]] = inspect(self.table).primary_key
        return self.link is None and [self.column] == [column.key for column in primary]

    def relation(self) -> Relation:
        """Give the row of a key as a relation, of one row or none."""
        return Relation(self.table, self._belongs)

    def _belongs(self, entity: object, key: Column) -> ColumnElement[bool]:
        column = attribute(entity, self.column)
        if self.link is None:
            equal: ColumnElement[bool] = column == key
            return equal
        targets = select(attribute(self.link.table, self.link.target)).where(self.link.column() == key)
        return column.in_(targets.correlate_except(self.link.table))

"""The rows that objects of an answer are made of."""

from dataclasses import dataclass, field, replace
from typing import Any


@dataclass
class Source:
    """The rows that objects are made of: the name that they have in the statement, and what is read of them.

    Rows that are `shared` can be read by their name in other parts of the statement too. Rows without a table are of
    figures, any of which may be null. Columns have names that begin with `prefix`.
    """

    alias: str
    table: type[Any] | None
    shared: bool = False
    columns: set[str] = field(default_factory=set)
    joins: list[str] = field(default_factory=list)
    prefix: str = ""

    def column(self, name: str) -> str:
        """Give a column in SQL, and note that it is read."""
        self.columns.add(self.prefix + name)
        return f"{self.alias}.{self.prefix}{name}"

    def part(self, prefix: str) -> "Source":
        """Give the part of the rows whose columns have names that begin with `prefix`."""
        return replace(self, prefix=self.prefix + prefix)

"""Lists in an answer whose rows several of its fields share: windows of rows, and groups of pitches."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, select

from slugger.loaders.keyset import ordering
from slugger.loaders.page import PageRequest, matching, windowed
from slugger.loaders.stats import PLACE, StatsRequest, grouped
from slugger.resolvers.plan.cursor_text import cursor_of
from slugger.resolvers.plan.frame import CUT
from slugger.resolvers.plan.source import Source
from slugger.resolvers.plan.tree import Selected, UnplannedError, typename

if TYPE_CHECKING:
    from slugger.resolvers.plan.writer import Writer


class RowsWriter(ABC):
    """Writes the fields of a list's object over the same rows, of which there may be one beyond the limit."""

    def __init__(self, writer: "Writer", selected: Selected, key: Any, alias: str, limit: int) -> None:  # noqa: ANN401  an expression
        """Call the rows `alias`."""
        self.writer, self.path, self.key, self.alias, self.limit = writer, selected.path, key, alias, limit
        self.columns = set[str]()
        self.needed = self.listed = False

    @abstractmethod
    def field(self, selected: Selected) -> str:
        """Write a field."""

    @abstractmethod
    def numbered(self) -> Select[Any]:
        """Select the rows with the columns that were read, numbered by `place`."""

    @abstractmethod
    def source(self) -> Source:
        """Give the rows to make objects of."""

    def rows(self) -> list[str]:
        """Write the rows for all fields, none if no field needs them."""
        return [f"{self.alias} AS ({self.writer.parameters.write(self.numbered())})"] if self.needed else []

    def order(self) -> str:
        """Give the order of the objects."""
        return f"{self.alias}.{PLACE}"

    def cut(self) -> list[tuple[str, str]]:
        """Give the key and the SQL of whether the list is cut, where that has to be told."""
        return []

    def more(self) -> str:
        """Write whether there are rows beyond the limit."""
        return f"((SELECT count(*) FROM {self.alias}) > {self.limit})"

    def nodes(self, fields: Sequence[Selected]) -> str:
        """Write the list of objects."""
        source = self.source()
        return self.writer.listed(fields, self.writer.of_row(source), self.taken(source))

    def taken(self, source: Source) -> Callable[[], str]:
        """Give what writes where the rows of the list come from, and their order."""
        kept = f"{self.alias}.{PLACE} <= {self.limit} ORDER BY {self.order()}"
        return lambda: f"FROM {self.alias}{''.join(source.joins)} WHERE {kept}"


class WindowWriter(RowsWriter):
    """Writes the fields of a window."""

    def __init__(self, writer: "Writer", selected: Selected, key: Any, alias: str) -> None:  # noqa: ANN401  an expression
        """Write the window that is asked for of the rows that belong to the parent `key`."""
        self.request: PageRequest = writer.asked[selected]
        assert self.request.window.limit is not None  # noqa: S101 - a connection has a limit
        super().__init__(writer, selected, key, alias, self.request.window.limit)
        self.columns |= {key.column for key in self.request.order.keys}

    def field(self, selected: Selected) -> str:
        """Write a field of the connection."""
        if selected.definition is None:
            return typename(selected)
        match selected.name:
            case "nodes":
                self.needed = self.listed = True
                return self.nodes(selected.children)
            case "edges":
                self.needed = self.listed = True
                return self._edges(selected)
            case "pageInfo":
                self.needed = True
                return self.writer.object(selected.children, self._page_info)
            case "totalCount" if not selected.nodes[0].arguments:
                return self._count()
        raise UnplannedError(f"{selected.name} is not of a window")

    def numbered(self) -> Select[Any]:
        """Select the rows, numbered in the order in which they are read."""
        rows = windowed(replace(self.request, columns=frozenset(self.columns)), self.key)
        named = rows.subquery("r")
        order = ordering(named.c, self.request.order, backwards=self.request.window.backwards)
        return select(*named.c, func.row_number().over(order_by=order).label(PLACE))

    def cut(self) -> list[tuple[str, str]]:
        """Give the key and the SQL of whether the list is cut, where that has to be told."""
        if not (self.listed and self.request.window.unasked):
            return []
        self.writer.cuttable.append(self.path)
        return [(f"{CUT}{len(self.writer.cuttable) - 1}", self.more())]

    def source(self) -> Source:
        """Give the rows to make objects of."""
        return Source(self.alias, self.request.rows.relation.table, shared=True, columns=self.columns)

    def order(self) -> str:
        """Give the order of the objects, in which rows that were read from the back come last."""
        return f"{self.alias}.{PLACE}{' DESC' if self.request.window.backwards else ''}"

    def _edges(self, selected: Selected) -> str:
        source = self.source()

        def write(field: Selected) -> str:
            if field.definition is None:
                return typename(field)
            if field.name == "node":
                return self.writer.object(field.children, self.writer.of_row(source))
            return cursor_of(self.request.rows, self.request.order, self.alias)

        return self.writer.listed(selected.children, write, self.taken(source))

    def _page_info(self, selected: Selected) -> str:
        if selected.definition is None:
            return typename(selected)
        window, found = self.request.window, f"(SELECT count(*) FROM {self.alias})"
        more = self.more()
        last = f"least({found}, {self.limit})"
        match selected.name:
            case "hasNextPage":
                return _said(window.before is not None) if window.backwards else _or(more, window.before is not None)
            case "hasPreviousPage":
                return _or(more, window.after is not None) if window.backwards else _said(window.after is not None)
            case "startCursor":
                return self._cursor_at(last if window.backwards else "1")
            case "endCursor":
                return self._cursor_at("1" if window.backwards else last)
        raise UnplannedError(f"{selected.name} is not of a page")

    def _cursor_at(self, place: str) -> str:
        cursor = cursor_of(self.request.rows, self.request.order, self.alias)
        kept = f"{self.alias}.{PLACE} = {place} AND {self.alias}.{PLACE} <= {self.limit}"
        return f"(SELECT {cursor} FROM {self.alias} WHERE {kept})"

    def _count(self) -> str:
        counted = select(func.count()).select_from(self.request.rows.relation.table)
        return f"({self.writer.parameters.write(counted.where(*matching(self.request.rows, self.key)))})"


class GroupsWriter(RowsWriter):
    """Writes the fields of groups of pitches."""

    def __init__(self, writer: "Writer", selected: Selected, key: Any, alias: str) -> None:  # noqa: ANN401  an expression
        """Write the groups that are asked for of the pitches that belong to the parent `key`."""
        self.request: StatsRequest = writer.asked[selected]
        assert self.request.limit is not None  # noqa: S101 - a connection has a limit
        super().__init__(writer, selected, key, alias, self.request.limit)

    def field(self, selected: Selected) -> str:
        """Write a field of the groups."""
        if selected.definition is None:
            return typename(selected)
        self.needed = True
        match selected.name:
            case "nodes":
                return self.nodes(selected.children)
            case "hasNextPage":
                return self.more()
            case "totalCount":
                self.columns.add("total_count")
                return f"coalesce((SELECT max(total_count) FROM {self.alias}), 0)"
        raise UnplannedError(f"{selected.name} is not of groups")

    def numbered(self) -> Select[Any]:
        """Select the groups."""
        return grouped(replace(self.request, columns=frozenset(self.columns | {PLACE})), self.key)

    def source(self) -> Source:
        """Give the groups to make objects of."""
        return Source(self.alias, None, shared=True, columns=self.columns)


def _said(value: bool) -> str:
    return "true" if value else "false"


def _or(condition: str, otherwise: bool) -> str:
    return "true" if otherwise else condition

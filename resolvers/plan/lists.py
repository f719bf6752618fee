"""Lists in an answer whose rows several of its fields share: windows of rows, and groups of pitches."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, literal_column, select

from slugger.loaders.keyset import ordering
from slugger.loaders.page import PageRequest, matching, windowed
from slugger.loaders.stats import PLACE, StatsRequest, grouped
from slugger.resolvers.plan.column import Kind
from slugger.resolvers.plan.cursor_text import cursor_of
from slugger.resolvers.plan.frame import CUT
from slugger.resolvers.plan.json_text import json_text, list_of
from slugger.resolvers.plan.source import Source
from slugger.resolvers.plan.tree import Selected, UnplannedError, typename
from slugger.resolvers.vocabulary import quoted

if TYPE_CHECKING:
    from slugger.resolvers.plan.writer import Writer


class RowsWriter(ABC):
    """Writes the fields of a list's object over the same rows, of which there may be one beyond the limit."""

    def __init__(self, writer: "Writer", selected: Selected, key: Any, alias: str, limit: int) -> None:  # noqa: ANN401  an expression
        """Call the rows `alias`."""
        self.writer, self.path, self.key, self.alias, self.limit = writer, selected.path, key, alias, limit
        self.columns = set[str]()
        self.names = {child.name for child in selected.children}
        self.needed = self.unasked = False
        """Whether any field needs the rows, and whether a list of them ends at a limit that nobody asked for."""

    @abstractmethod
    def field(self, selected: Selected) -> str:
        """Write a field."""

    @abstractmethod
    def selected(self) -> Select[Any]:
        """Select the rows with the columns that were read."""

    @abstractmethod
    def source(self) -> Source:
        """Give the rows to make objects of."""

    def members(self, selected: Selected) -> str | None:
        """Write the objects, or null for none, of a field that lists them; None for any other field."""
        if selected.name != "nodes":
            return None
        self.needed = True
        source = self.source()
        return self.writer.members(selected.children, self.writer.of_row(source), self.taken(source))

    def rows(self) -> list[str]:
        """Write the rows for all fields, none if no field needs them."""
        return [f"{self.alias} AS ({self.writer.parameters.write(self.selected())})"] if self.needed else []

    def cut(self) -> str | None:
        """Write whether the list is cut, where that has to be told."""
        if not self.unasked:
            return None
        self.writer.cuttable.append(self.path)
        mark, number = quoted(CUT.decode()), len(self.writer.cuttable) - 1
        return f"({mark} || CASE WHEN {self.more()} THEN '{number}t' ELSE '{number}f' END || {mark})"

    def more(self) -> str:
        """Write whether there are rows beyond the limit."""
        return f"((SELECT count(*) FROM {self.alias}) > {self.limit})"

    def taken(self, source: Source) -> Callable[[], str]:
        """Give what writes where the rows of the list come from, and their order, once their fields are written."""
        kept = f"{self.alias}.{PLACE} <= {self.limit} ORDER BY {self.alias}.{PLACE}"
        return lambda: f"FROM {self.alias}{''.join(source.joins)} WHERE {kept}"


class WindowWriter(RowsWriter):
    """Writes the fields of a window.

    Where no field asks what lies beyond the rows, none is read; else they are numbered in the order of reading.
    """

    def __init__(self, writer: "Writer", selected: Selected, key: Any, alias: str) -> None:  # noqa: ANN401  an expression
        """Write the window that is asked for of the rows that belong to the parent `key`."""
        self.request: PageRequest = writer.asked[selected]
        assert self.request.window.limit is not None  # noqa: S101 - a connection has a limit
        super().__init__(writer, selected, key, alias, self.request.window.limit)
        self.columns |= {key.column for key in self.request.order.keys}
        self.unasked = self.request.window.unasked and not self.names.isdisjoint({"nodes", "edges"})
        self.numbered = self.unasked or "pageInfo" in self.names

    def field(self, selected: Selected) -> str:
        """Write a field of the connection."""
        if selected.definition is None:
            return typename(selected)
        listed = self.members(selected)
        if listed:
            return list_of(listed)
        match selected.name:
            case "pageInfo":
                self.needed = True
                return self.writer.object(selected.children, self._page_info)
            case "totalCount" if not selected.nodes[0].arguments:
                return json_text(Kind.INTEGER, self._count())
        raise UnplannedError(f"{selected.name} is not of a window")

    def members(self, selected: Selected) -> str | None:
        """Write the objects of a field that lists them."""
        if selected.name == "edges":
            self.needed = True
            source = self.source()
            return self.writer.members(selected.children, self._of_edge(source), self.taken(source))
        return super().members(selected)

    def selected(self) -> Select[Any]:
        """Select the rows."""
        rows = windowed(replace(self.request, columns=frozenset(self.columns)), self.key)
        if not self.numbered:
            return rows.limit(literal_column(str(self.limit)))
        named = rows.subquery("r")
        order = ordering(named.c, self.request.order, backwards=self.request.window.backwards)
        return select(*named.c, func.row_number().over(order_by=order).label(PLACE))

    def source(self) -> Source:
        """Give the rows to make objects of."""
        return Source(self.alias, self.request.rows.relation.table, shared=True, columns=self.columns)

    def taken(self, source: Source) -> Callable[[], str]:
        """Give what writes where the rows come from, and their order; those read from the back come last."""
        if not self.numbered:
            return lambda: f"FROM {self.alias}{''.join(source.joins)} ORDER BY {self._order()}"
        backwards = " DESC" if self.request.window.backwards else ""
        taken = super().taken(source)
        return lambda: taken() + backwards

    def _order(self) -> str:
        named = self.selected().subquery(self.alias)
        return ", ".join(map(self.writer.parameters.write, ordering(named.c, self.request.order)))

    def _of_edge(self, source: Source) -> Callable[[Selected], str]:
        def write(field: Selected) -> str:
            if field.definition is None:
                return typename(field)
            if field.name == "node":
                return self.writer.object(field.children, self.writer.of_row(source))
            return json_text(Kind.TOKEN, cursor_of(self.request.rows, self.request.order, self.alias))

        return write

    def _page_info(self, selected: Selected) -> str:
        if selected.definition is None:
            return typename(selected)
        window, found = self.request.window, f"(SELECT count(*) FROM {self.alias})"
        more = self.more()
        last = f"least({found}, {self.limit})"
        match selected.name:
            case "hasNextPage":
                return _flag(window.before is not None) if window.backwards else _or(more, window.before is not None)
            case "hasPreviousPage":
                return _or(more, window.after is not None) if window.backwards else _flag(window.after is not None)
            case "startCursor":
                return self._cursor_at(last if window.backwards else "1")
            case "endCursor":
                return self._cursor_at("1" if window.backwards else last)
        raise UnplannedError(f"{selected.name} is not of a page")

    def _cursor_at(self, place: str) -> str:
        cursor = json_text(Kind.TOKEN, cursor_of(self.request.rows, self.request.order, self.alias))
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
        self.unasked = self.request.unasked and "nodes" in self.names

    def field(self, selected: Selected) -> str:
        """Write a field of the groups."""
        if selected.definition is None:
            return typename(selected)
        listed = self.members(selected)
        if listed:
            return list_of(listed)
        self.needed = True
        match selected.name:
            case "hasNextPage":
                return json_text(Kind.FLAG, self.more())
            case "totalCount":
                self.columns.add("total_count")
                return json_text(Kind.INTEGER, f"coalesce((SELECT max(total_count) FROM {self.alias}), 0)")
        raise UnplannedError(f"{selected.name} is not of groups")

    def selected(self) -> Select[Any]:
        """Select the groups, numbered in their order."""
        return grouped(replace(self.request, columns=frozenset(self.columns | {PLACE})), self.key)

    def source(self) -> Source:
        """Give the groups to make objects of."""
        return Source(self.alias, None, shared=True, columns=self.columns)


def _flag(value: bool) -> str:
    return quoted("true" if value else "false")


def _or(condition: str, otherwise: bool) -> str:
    return quoted("true") if otherwise else json_text(Kind.FLAG, condition)

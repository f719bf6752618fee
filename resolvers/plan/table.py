"""From the tree of an operation to the rows that it leads to, as one flat statement of typed columns.

To-one relations are joined, so that nothing is made of a row but its cells; what a row has many of is one cell of JSON.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, literal_column

from slugger.loaders.bound import bound
from slugger.loaders.condition import EVERYTHING
from slugger.loaders.keyset import Window, attribute, ordering
from slugger.loaders.page import PageRequest, Rows, windowed
from slugger.loaders.rows import RowsBy
from slugger.loaders.stats import PLACE, StatsRequest, grouped
from slugger.resolvers.plan.column import Column, Kind, is_list, kind_of, kind_of_members, stored_kind
from slugger.resolvers.plan.cursor_text import cursor_of
from slugger.resolvers.plan.json_text import json_text
from slugger.resolvers.plan.lead import row_fields
from slugger.resolvers.plan.parameters import Parameters
from slugger.resolvers.plan.source import Source
from slugger.resolvers.plan.tree import Selected, UnplannedError, locating
from slugger.resolvers.plan.writer import Writer, keyed
from slugger.resolvers.reading import (
    Argued,
    Embedded,
    Figure,
    Grouped,
    Listed,
    One,
    Ranked,
    Repeated,
    Sought,
    Value,
    Windowed,
)

MOST_COLUMNS = 1_000
"""Most columns of a table; PostgreSQL has a limit of 1,664."""
_SOON = "LIMIT (SELECT NULL::bigint)"
"""No limit, but one that PostgreSQL does not foresee: as for a cursor, it takes a plan whose first rows come soon."""


@dataclass(frozen=True, eq=False)
class Table:
    """The rows of a list. `text` selects them in their order, with the columns `c0`, `c1` and so on."""

    name: str
    columns: tuple[Column, ...]
    text: str
    parameters: Parameters
    limit: int | None
    """Most rows that were asked for; None: all."""


@dataclass(frozen=True)
class _Found:
    """An object on the way to the list: the row that a batch function gives for a key."""

    batch: RowsBy[Any]
    key: ColumnElement[Any]

    def column(self, name: str) -> ColumnElement[Any]:
        """Give the value of one of its columns, null where there is no such row."""
        column = attribute(self.batch.table, name)
        found = keyed(self.batch, {name}).with_only_columns(column).where(self.batch.key_column() == self.key)
        value: ColumnElement[Any] = found.correlate(None).scalar_subquery()
        return value


class TableWriter(Writer):
    """Writes the rows that one operation leads to."""

    mark, writes_json = "", True

    def table(self, leading: Selected) -> Table:
        """Write the table of the list that a field leads to. Raises UnplannedError for what cannot be a column."""
        return self._led(leading, None)

    def _led(self, selected: Selected, parent: _Found | None) -> Table:
        """Follow the way to the list, from the root or from an object that was found."""
        with locating(selected.key):
            match selected.reading:
                case Sought():
                    batch, key = self.asked[selected]
                    return self._led(selected.children[0], _Found(batch, bound(key, batch.key_column().type)))
                case One(batch, column) if parent:
                    return self._led(selected.children[0], _Found(batch, parent.column(column)))
                case Grouped(relation, key):
                    start = parent.column(key) if parent and key else literal_column("NULL", relation.key_type)
                    return self._groups(selected, self.asked[selected], start)
                case Windowed(relation, key):
                    request = self.asked[selected]
                case Listed(relation, order, key):
                    rows = Rows(relation, None, self.asked.get(selected, EVERYTHING))
                    request = PageRequest(rows, order, Window(None))
                case _:
                    raise UnplannedError(f"{selected.name} is no list of rows")
            start = parent.column(key) if parent and key else literal_column("NULL", relation.key_type)
            return self._table(selected, request, start)

    def _table(self, listing: Selected, request: PageRequest, parent: ColumnElement[Any]) -> Table:
        row = Source(self.name("w"), request.rows.relation.table)
        columns = _columns(_Cells(self, row, request).of(listing))
        taken, order = self._taken(request, parent, row)
        return self._of(listing, columns, f"{taken}{''.join(row.joins)} ORDER BY {order}", request.window.limit)

    def _groups(self, listing: Selected, request: StatsRequest, parent: ColumnElement[Any]) -> Table:
        row = Source(self.name("w"), None)
        columns = _columns(_Cells(self, row, None).of(listing))
        groups = grouped(replace(request, columns=frozenset(row.columns | {PLACE})), parent)
        place, joins = f"{row.alias}.{PLACE}", "".join(row.joins)
        # One group more than asked for is found, as elsewhere, to tell whether there are more.
        kept = "" if request.limit is None else f" WHERE {place} <= {request.limit}"
        taken = f"({self.parameters.write(groups)}) {row.alias}{joins}{kept} ORDER BY {place}"
        return self._of(listing, columns, taken, request.limit)

    def _of(self, listing: Selected, columns: tuple[Column, ...], taken: str, limit: int | None) -> Table:
        cells = ", ".join(f"{column.sql} AS c{number}" for number, column in enumerate(columns))
        return Table(listing.key, columns, f"SELECT {cells} FROM {taken} {_SOON}", self.parameters, limit)

    def _taken(self, request: PageRequest, parent: ColumnElement[Any], row: Source) -> tuple[str, str]:
        """Write the rows of a request as a subquery, and their order."""
        columns = frozenset(row.columns | {key.column for key in request.order.keys})
        limit, every = request.window.limit, replace(request.window, limit=None)
        rows = windowed(replace(request, columns=columns, window=every), parent)
        # Without a limit the order outside is enough; one inside would keep PostgreSQL from joining as it likes.
        rows = rows.order_by(None) if limit is None else rows.limit(literal_column(str(limit)))
        named = rows.subquery(row.alias)
        order = ", ".join(self.parameters.write(part) for part in ordering(named.c, request.order))
        return f"({self.parameters.write(rows)}) {row.alias}", order

    def of_row(self, source: Source) -> Callable[[Selected], str]:
        """Give what writes the fields of objects inside a cell of JSON, any of which may be null."""
        write = super().of_row(source)

        def written(selected: Selected) -> str:
            request = self.asked.get(selected)
            if isinstance(request, (PageRequest, StatsRequest)) and _ends_unasked(selected, request):
                raise UnplannedError(f"{selected.name} inside a row ends unasked: give it first, or last")
            return write(selected)

        return written

    def absent(self, field: Selected) -> str:  # noqa: ARG002 - a member of a cell may always be null
        """Write what stands in the place of null."""
        return "'null'"

    def json(self, kind: Kind, cell: str, terms: Mapping[str, str] | None = None) -> str:
        """Write the JSON of a value; a number that JSON does not have is a text."""
        return json_text(Kind.TEXT if kind is Kind.NUMBER else kind, cell, terms)


def _ends_unasked(selected: Selected, request: PageRequest | StatsRequest) -> bool:
    """Tell a list that may be cut without a word, as there is no place for one in a cell."""
    unasked = request.window.unasked if isinstance(request, PageRequest) else request.unasked
    return unasked and any(child.name in {"nodes", "edges"} for child in selected.children)


def _columns(found: Iterator[Column]) -> tuple[Column, ...]:
    """Hold the columns of a table to their number and their names. Raises UnplannedError."""
    columns = tuple(found)
    if not 0 < len(columns) <= MOST_COLUMNS:
        raise UnplannedError(f"a row has 1 to {MOST_COLUMNS} columns, and not {len(columns)}")
    (name, number), *_ = Counter(column.name for column in columns).most_common(1)
    if number > 1:
        raise UnplannedError(f"two columns have the name {name}")
    return columns


@dataclass
class _Cells:
    """Writes the columns of the rows `row`, with the joins that they need."""

    writer: TableWriter
    row: Source
    request: PageRequest | None
    """What the cursors of the rows belong to; None for groups."""

    def of(self, listing: Selected) -> Iterator[Column]:
        """Give the columns of a list."""
        if isinstance(listing.reading, Listed) and listing.reading.value:
            yield Column(listing.key, kind_of_members(listing), self.row.column(listing.reading.value))
        for keys, field in row_fields(listing):
            with locating(*keys):
                yield from self._field(field, self.row, "")

    def _field(self, field: Selected, source: Source, prefix: str) -> Iterator[Column]:
        name = prefix + field.key
        with locating(field.key):
            if field.definition is None:
                yield Column(name, Kind.TOKEN, self._present(source, f"'{field.parent.name}'::text"))
            elif self._of_row(source) and field.parent.name.endswith("Edge"):
                yield Column(name, Kind.TOKEN, self._cursor(source))
            elif isinstance(field.reading, Embedded):
                for child in field.children:
                    yield from self._field(child, source.part(field.reading.prefix), f"{name}.")
            elif isinstance(field.reading, One):
                yield from self._joined(field, field.reading, source, f"{name}.")
            else:
                yield self._column(field, source, name)

    def _cursor(self, source: Source) -> str:
        assert self.request is not None  # noqa: S101 - groups have no edges
        return cursor_of(self.request.rows, self.request.order, source.alias)

    def _column(self, field: Selected, source: Source, name: str) -> Column:
        match field.reading:
            case Value() as reading:
                kind, column = stored_kind(field, reading, source), source.column(reading.column)
                if kind is Kind.TERM:
                    return Column(name, kind, column, reading.terms)
                written = f"to_json({reading.written(column)})" if is_list(field) else reading.written(column)
                return Column(name, kind, column if written == column else self._present(source, written))
            case Figure(columns, sought):
                return Column(name, kind_of(field), self._apart(source, sought(*map(source.column, columns))))
            case Argued():
                return Column(name, kind_of_members(field, argued=True), source.column(self.writer.asked[field]))
            case Listed(key=str()) | Windowed(key=str()) | Grouped(key=str()) | Ranked() | Repeated():
                return Column(name, Kind.JSON, self._apart(source, self.writer.of_row(source)(field)))
        raise UnplannedError(f"{field.name} is worked out for each {field.parent.name} outside the database")

    def _joined(self, field: Selected, reading: One, source: Source, prefix: str) -> Iterator[Column]:
        """Write the columns of the row that a column leads to."""
        key, target = source.column(reading.key), Source(self.writer.name("t"), reading.batch.table)
        place = len(self.row.joins)
        for child in field.children:
            yield from self._field(child, target, prefix)
        rows = self.writer.parameters.write(keyed(reading.batch, target.columns))
        self.row.joins.insert(place, f" LEFT JOIN ({rows}) {target.alias} ON {target.alias}.key_ = {key}")

    def _of_row(self, source: Source) -> bool:
        """Tell the rows of the list, or a part of them, from rows that they lead to."""
        return source.alias == self.row.alias

    def _present(self, source: Source, written: str) -> str:
        """Give null where there is no row to make a value of."""
        return written if self._of_row(source) else f"CASE WHEN {source.alias}.key_ IS NOT NULL THEN {written} END"

    def _apart(self, source: Source, written: str) -> str:
        """Have a value that takes a subquery made once for each row of another table that is led to."""
        if self._of_row(source):
            return written
        name = self.writer.name("l")
        made = f"SELECT {self._present(source, written)} AS value OFFSET 0"
        self.row.joins.append(f" LEFT JOIN LATERAL ({made}) {name} ON true")
        return f"{name}.value"

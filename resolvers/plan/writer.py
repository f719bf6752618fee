"""From the tree of an operation to one statement whose columns are the parts of the answer's `data`, as JSON.

Every part is a text that is put together where its rows are; a list is such texts in the order of its subquery. What is
there once, around the lists at the root, is left to whoever puts the parts together, since each object around a list
copies it. What the executor would answer with an error cannot be written: such a place holds MARKER instead.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.types import TypeEngine

from slugger.loaders.bound import bound
from slugger.loaders.change import VERSION
from slugger.loaders.keyset import Window, attribute, ordering
from slugger.loaders.page import UUID_KEY, PageRequest, Relation, Rows, windowed
from slugger.loaders.percentile import ranked
from slugger.loaders.rows import RowsBy
from slugger.models.change import WATCHED
from slugger.models.metadata import SCHEMA
from slugger.resolvers.plan.column import Kind, is_list, kind_of, kind_of_members, stored_kind
from slugger.resolvers.plan.frame import Frame, Written
from slugger.resolvers.plan.json_text import MARKER, OBJECT, json_text, list_of, object_of
from slugger.resolvers.plan.lists import GroupsWriter, RowsWriter, WindowWriter
from slugger.resolvers.plan.parameters import Parameters
from slugger.resolvers.plan.source import Source
from slugger.resolvers.plan.tree import Selected, UnplannedError, locating, typename
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
from slugger.resolvers.vocabulary import quoted

_TABLE = re.compile(rf"\b{SCHEMA}\.(\w+)")
"""A table, where a statement names it."""
Asked = Mapping[Selected, Any]
"""What the fields with arguments ask for, with slots in the place of values."""


class Writer:
    """Writes the statement of one operation."""

    mark = OBJECT.decode()
    """What stands before each object."""
    writes_json = False
    """Whether values that are JSON are written as PostgreSQL does, with blanks in them."""

    def __init__(self, asked: Asked) -> None:
        """Write for requests of a certain shape."""
        self.asked = asked
        self.parameters = Parameters()
        self.cuttable: list[str] = []
        self.groups = False
        """Whether figures are worked out of many rows, which takes long."""
        self._names = count(1)

    def statement(self, root: Sequence[Selected]) -> Written:
        """Give the statement, and what stands around its columns in the answer."""
        frame = Frame()
        self._framed(root, self._at_root, frame)
        rows = f"WITH {', '.join(frame.rows)} " if frame.rows else ""
        versioned = self.groups and set(_TABLE.findall(" ".join([*frame.rows, *frame.columns]))) <= set(WATCHED)
        columns = [*frame.columns, f"({self.parameters.write(VERSION)})"] if versioned else frame.columns
        named = ", ".join(f"{column} AS p{number}" for number, column in enumerate(columns))
        return Written(f"{rows}SELECT {named}", tuple(frame.around), tuple(self.cuttable), versioned)

    def _framed(
        self,
        fields: Sequence[Selected],
        write: Callable[[Selected], str],
        frame: Frame,
        window: RowsWriter | None = None,
    ) -> None:
        """Write an object that is there once: its keys, and the brackets of its lists, around the columns."""
        frame.put(f"{self.mark}{{" if window and fields else "{")
        for number, selected in enumerate(fields):
            frame.key(selected.key, first=number == 0)
            if window is None and selected.definition and isinstance(selected.reading, (Windowed, Grouped)):
                rows = self._rows_of(selected, selected.reading, None)
                self._framed(selected.children, rows.field, frame, rows)
                frame.rows.extend(rows.rows())
            elif window and (members := window.members(selected)):
                frame.put("[")
                frame.column(f"coalesce({members}, '')")
                frame.put("]")
            else:
                frame.column(self._member(selected, write)[1])
        cut = window and window.cut()
        if cut:
            frame.column(cut)
        frame.put("}")

    def name(self, letter: str) -> str:
        """Give a name that nothing else in the statement has."""
        return f"{letter}{next(self._names)}"

    def _member(self, field: Selected, write: Callable[[Selected], str]) -> tuple[str, str]:
        with locating(field.key):
            return field.key, f"coalesce({write(field)}, {self.absent(field)})"

    def absent(self, field: Selected) -> str:
        """Write what stands in the place of null."""
        return quoted(MARKER.decode() if field.required else "null")

    def object(
        self, fields: Sequence[Selected], write: Callable[[Selected], str], window: RowsWriter | None = None
    ) -> str:
        """Write one object of values that stand around it."""
        members = [self._member(field, write) for field in fields]
        return object_of(members, mark=self.mark, end=window.cut() if window else None)

    def members(self, fields: Sequence[Selected], write: Callable[[Selected], str], rest: Callable[[], str]) -> str:
        """Write the objects of some rows, or null for none; `rest` gives FROM and ORDER BY when they are written."""
        name, made = self.name("o"), self.object(fields, write)
        return f"(SELECT string_agg({name}.made, ',') FROM (SELECT {made} AS made {rest()}) {name})"

    def _at_root(self, selected: Selected) -> str:
        if selected.definition is None:
            return typename(selected)
        match selected.reading:
            case Sought():
                batch, key = self.asked[selected]
                return self._sought(selected, batch, bound(key, _key_type(batch)))
            case Listed() as reading:
                return self._listing(selected, reading, None)
        raise UnplannedError(f"{selected.name} is not of rows")

    def of_row(self, source: Source) -> Callable[[Selected], str]:
        """Give what writes the fields of the objects that are made of some rows."""

        def write(selected: Selected) -> str:
            if selected.definition is None:
                return typename(selected)
            writes = _OF_ROW.get(type(selected.reading))
            if writes is None:
                raise UnplannedError(f"{selected.parent.name}.{selected.name} is made in Python")
            return writes(self, selected, selected.reading, source)

        return write

    def _value(self, selected: Selected, reading: Value, source: Source) -> str:
        column = source.column(reading.column)
        kind = stored_kind(selected, reading, source)
        if kind is Kind.JSON and not (self.writes_json or is_list(selected)):
            raise UnplannedError(f"{selected.type.name} is written by Python")
        if kind is Kind.TERM:
            return self.json(kind, column, reading.terms)
        return self.json(kind, reading.written(column))

    def _figure(self, selected: Selected, reading: Figure, source: Source) -> str:
        return self.json(kind_of(selected), reading.sought(*map(source.column, reading.columns)))

    def _argued(self, selected: Selected, _: Argued, source: Source) -> str:
        return self.json(kind_of_members(selected, argued=True), source.column(self.asked[selected]))

    def json(self, kind: Kind, cell: str, terms: Mapping[str, str] | None = None) -> str:
        """Write the JSON of a value."""
        return json_text(kind, cell, terms)

    def _one(self, selected: Selected, reading: One, source: Source) -> str:
        """Write the object of the row that a column leads to, which is joined.

        One that takes subqueries to make is made once a row that is led to.
        """
        batch, column = reading.batch, source.column(reading.key)
        heavy = _is_heavy(selected)
        if heavy and not source.shared:
            return self._sought(selected, batch, literal_column(column))
        target = Source(self.name("t"), batch.table)
        written = self.object(selected.children, self.of_row(target))
        rows = f"({self.parameters.write(keyed(batch, target.columns))}) {target.alias}"
        if not heavy:
            source.joins += (f" LEFT JOIN {rows} ON {target.alias}.key_ = {column}", *target.joins)
            return f"CASE WHEN {target.alias}.key_ IS NOT NULL THEN {written} END"
        join = self.name("j")
        only = f"JOIN (SELECT DISTINCT {column} AS key FROM {source.alias}) d ON d.key = {target.alias}.key_"
        made = (
            f"SELECT {target.alias}.key_ AS key, {written} AS made FROM {rows} {only}{''.join(target.joins)} OFFSET 0"
        )
        source.joins.append(f" LEFT JOIN ({made}) {join} ON {join}.key = {column}")
        return f"{join}.made"

    def _sought(self, selected: Selected, batch: RowsBy[Any], key: ColumnElement[Any]) -> str:
        """Write the object of one row by its key."""
        target = Source(self.name("t"), batch.table)
        written = self.object(selected.children, self.of_row(target))
        found = keyed(batch, target.columns).where(batch.key_column() == key)
        return f"(SELECT {written} FROM ({self.parameters.write(found)}) {target.alias}{''.join(target.joins)})"

    def _listing(self, selected: Selected, reading: Listed, parent: Source | None) -> str:
        rows = Rows(reading.relation, asked=self.asked[selected]) if selected in self.asked else Rows(reading.relation)
        key = _key(reading.relation, parent.column(reading.key) if parent and reading.key else None)
        source = Source(self.name("w"), reading.relation.table)
        request = PageRequest(rows, reading.order, Window(None))

        def taken() -> str:
            found, order = self._rows(request, key, source)
            return f"FROM {found}{''.join(source.joins)} ORDER BY {order}"

        if reading.value:
            return f"array_to_json(ARRAY(SELECT {source.column(reading.value)} {taken()}))::text"
        return list_of(self.members(selected.children, self.of_row(source), taken))

    def _rows(self, request: PageRequest, key: Any, source: Source) -> tuple[str, str]:  # noqa: ANN401  an expression
        """Write the rows of a request as a subquery, and their order."""
        columns = frozenset(source.columns | {key.column for key in request.order.keys})
        rows = windowed(replace(request, columns=columns), key)
        named = rows.subquery(source.alias)
        order = ", ".join(self.parameters.write(part) for part in ordering(named.c, request.order))
        return f"({self.parameters.write(rows)}) {source.alias}", order

    def _rows_of(self, selected: Selected, reading: Windowed | Grouped, parent_key: str | None) -> RowsWriter:
        self.groups |= isinstance(reading, Grouped)
        kind = WindowWriter if isinstance(reading, Windowed) else GroupsWriter
        return kind(self, selected, _key(reading.relation, parent_key), self.name("w"))

    def _shared(self, selected: Selected, reading: Windowed | Grouped, source: Source) -> str:
        assert reading.key is not None  # noqa: S101 - it belongs to a row
        rows = self._rows_of(selected, reading, source.column(reading.key))
        written = self.object(selected.children, rows.field, rows)
        shared = rows.rows()
        return f"(WITH {shared[0]} SELECT {written})" if shared else written

    def _embedded(self, selected: Selected, reading: Embedded, source: Source) -> str:
        return self.object(selected.children, self.of_row(source.part(reading.prefix)))

    def _repeated(self, selected: Selected, reading: Repeated, source: Source) -> str:
        """Write a list of objects, each made of a part of the row; those that have nothing to show are left out."""
        parts = map(source.part, reading.prefixes)
        objects = ((part.column(reading.shown), self.object(selected.children, self.of_row(part))) for part in parts)
        made = (f"CASE WHEN {column} IS NOT NULL THEN {written} END" for column, written in objects)
        return list_of(f"concat_ws(',', {', '.join(made)})")

    def _ranks(self, selected: Selected, reading: Ranked, source: Source) -> str:
        self.groups = True
        ranks = Source(self.name("w"), None)
        player = literal_column(source.column(reading.key), UUID_KEY)
        rows = self.parameters.write(ranked(self.asked[selected], player))
        taken = f"FROM ({rows}) {ranks.alias} ORDER BY {ranks.alias}.place"
        return list_of(self.members(selected.children, self.of_row(ranks), lambda: taken))


def _key(relation: Relation, parent_key: str | None) -> Any:  # noqa: ANN401  an expression
    kind: TypeEngine[Any] = relation.key_type
    return literal_column(parent_key or "NULL", kind)


def _key_type(batch: RowsBy[Any]) -> TypeEngine[Any]:
    kind: TypeEngine[Any] = batch.key_column().type
    return kind


def keyed(batch: RowsBy[Any], columns: set[str]) -> Any:  # noqa: ANN401  a Select of ever other columns
    """Select the rows that a batch function can give, each with its key."""
    named = [attribute(batch.table, name) for name in sorted(columns)]
    return batch.linked(select(batch.key_column().label("key_"), *named))


_OF_ROW: Mapping[type[Any], Callable[[Writer, Selected, Any, Source], str]] = {
    Value: Writer._value,
    Figure: Writer._figure,
    Argued: Writer._argued,
    One: Writer._one,
    Listed: Writer._listing,
    Windowed: Writer._shared,
    Grouped: Writer._shared,
    Embedded: Writer._embedded,
    Repeated: Writer._repeated,
    Ranked: Writer._ranks,
}
"""What writes a field of a row, by what it reads."""
_HEAVY = (Windowed, Figure, Listed, Grouped, Ranked)
"""What takes a subquery for each row."""


def _is_heavy(selected: Selected) -> bool:
    """Tell an object that takes subqueries to make, so that it is made only for rows that are led to."""
    return any(
        isinstance(child.reading, _HEAVY) or _is_heavy(child)
        for child in selected.children
        if child.definition is not None
    )

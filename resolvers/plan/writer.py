"""From the tree of an operation to one statement whose columns are the parts of the answer's `data`, as JSON.

Objects are rows of subqueries, so that PostgreSQL writes their keys once; a list is an array of them, in the order of
its subquery. What is there once, around the lists at the root, is left to whoever puts the parts together, since each
object around a list copies it. What the executor would answer with an error cannot be written: such a place holds
MARKER instead.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.types import TypeEngine

from slugger.loaders.bound import bound
from slugger.loaders.keyset import Window, attribute, nullable, ordering
from slugger.loaders.page import PageRequest, Relation, Rows, matching, windowed
from slugger.loaders.rows import RowsBy
from slugger.resolvers.plan.cursor_text import cursor_of
from slugger.resolvers.plan.parameters import Parameters
from slugger.resolvers.plan.tree import Selected, UnplannedError, locating
from slugger.resolvers.reading import Figure, Listed, One, Sought, Value, Windowed, as_stored

MARKER = b'"\\u0001"'
"""What stands in an answer where the schema forbids null: such an answer is not given."""
_MARKER = "'\"\\u0001\"'::json"
_EMPTY = "'[]'::json"

Asked = Mapping[Selected, Any]
"""What the fields with arguments ask for, with slots in the place of values."""


@dataclass
class Source:
    """The rows that objects are made of: the name that they have in the statement, and what is read of them.

    Rows that are `shared` can be read by their name in other parts of the statement too.
    """

    alias: str
    table: type[Any]
    shared: bool = False
    columns: set[str] = field(default_factory=set)
    joins: list[str] = field(default_factory=list)

    def column(self, name: str) -> str:
        """Give a column in SQL, and note that it is read."""
        self.columns.add(name)
        return f"{self.alias}.{name}"


@dataclass
class Frame:
    """What is there once in an answer: texts around columns, and the rows that several columns share."""

    around: list[bytes] = field(default_factory=lambda: [b""])
    columns: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)

    def put(self, text: str) -> None:
        """Go on with a text."""
        self.around[-1] += text.encode()

    def column(self, written: str) -> None:
        """Go on with the value of a column."""
        self.columns.append(written)
        self.around.append(b"")


@dataclass(frozen=True)
class Written:
    """A statement, and the texts before, between and after its columns in the answer."""

    text: str
    around: tuple[bytes, ...]

    def data(self, columns: Sequence[bytes | None]) -> bytes:
        """Put the answer together."""
        parts = [self.around[0]]
        for column, text in zip(columns, self.around[1:], strict=True):
            parts += (b"null" if column is None else column, text)
        return b"".join(parts)


class Writer:
    """Writes the statement of one operation."""

    def __init__(self, asked: Asked) -> None:
        """Write for requests of a certain shape."""
        self.asked = asked
        self.parameters = Parameters()
        self._names = count(1)

    def statement(self, root: Sequence[Selected]) -> Written:
        """Give the statement, and what stands around its columns in the answer."""
        frame = Frame()
        self._framed(root, self._at_root, frame)
        rows = f"WITH {', '.join(frame.rows)} " if frame.rows else ""
        parts = ", ".join(f"{column} AS p{number}" for number, column in enumerate(frame.columns))
        return Written(f"{rows}SELECT {parts}", tuple(frame.around))

    def _framed(self, fields: Sequence[Selected], write: Callable[[Selected], str], frame: Frame) -> None:
        """Write an object that is there once: its keys around the columns."""
        frame.put("{")
        for number, selected in enumerate(fields):
            frame.put(f'{"," if number else ""}"{selected.key}":')
            if selected.definition is not None and isinstance(selected.reading, Windowed) and write == self._at_root:
                window = self._window_at(selected, selected.reading.relation, None)
                self._framed(selected.children, window.field, frame)
                frame.rows.extend(window.rows())
            else:
                frame.column(f"to_json({write(selected)})" if selected.is_leaf else write(selected))
        frame.put("}")

    def _name(self, letter: str) -> str:
        return f"{letter}{next(self._names)}"

    def _object(self, fields: Sequence[Selected], write: Callable[[Selected], str]) -> str:
        """Write one object of values that stand around it."""
        name = self._name("o")
        return f"(SELECT row_to_json({name}) FROM (SELECT {_listed(fields, write)}) {name})"

    def _list(self, fields: Sequence[Selected], write: Callable[[Selected], str], rest: Callable[[], str]) -> str:
        """Write the list of the objects of some rows; `rest` gives FROM and ORDER BY when the fields are written."""
        name = self._name("o")
        written = _listed(fields, write)
        return f"array_to_json(ARRAY(SELECT row_to_json({name}) FROM (SELECT {written} {rest()}) {name}))"

    # Fields

    def _at_root(self, selected: Selected) -> str:
        if selected.definition is None:
            return _typename(selected)
        match selected.reading:
            case Windowed() as reading:
                return self._window(selected, reading.relation, None)
            case Sought():
                batch, key = self.asked[selected]
                written = self._sought(selected, batch, bound(key, _key_type(batch)))
                return self._required(selected, written)
            case Listed() as reading:
                return self._listing(selected, reading, None)
        raise UnplannedError(f"{selected.name} is not of rows")

    def _of_row(self, source: Source) -> Callable[[Selected], str]:
        def write(selected: Selected) -> str:
            if selected.definition is None:
                return _typename(selected)
            match selected.reading:
                case Value() as reading:
                    return self._value(selected, reading, source)
                case Figure(columns, sought):
                    return sought(*map(source.column, columns))
                case One(batch, key):
                    return self._required(selected, self._one(selected, batch, source, key))
                case Listed(key=str()) as reading:
                    return self._listing(selected, reading, source)
                case Windowed(relation, str(key)):
                    return self._window(selected, relation, source.column(key))
            raise UnplannedError(f"{selected.parent.name}.{selected.name} is made in Python")

        return write

    def _value(self, selected: Selected, reading: Value, source: Source) -> str:
        if selected.children or selected.nodes[0].arguments:
            raise UnplannedError(f"{selected.name} is no plain value")
        if selected.type.name not in _WRITABLE and not hasattr(selected.type, "values"):
            raise UnplannedError(f"{selected.type.name} is written by Python")
        column = source.column(reading.column)
        written = reading.written(column)
        sure = reading.written is as_stored or reading.noun
        if selected.required and (not sure or nullable(attribute(source.table, reading.column))):
            return f"coalesce(to_json({written}), {_MARKER})"
        return written

    def _required(self, selected: Selected, written: str) -> str:
        return f"coalesce({written}, {_MARKER})" if selected.required else written

    # Rows of other tables

    def _one(self, selected: Selected, batch: RowsBy[Any], source: Source, key: str) -> str:
        """Write the object of the row that a column leads to: joined, so that it is made once a row that is led to."""
        column = source.column(key)
        if _is_heavy(selected) and not source.shared:
            return self._sought(selected, batch, literal_column(column))
        target = Source(self._name("t"), batch.table)
        written = self._object(selected.children, self._of_row(target))
        rows = f"({self.parameters.write(keyed(batch, target.columns))}) {target.alias}"
        led = f" JOIN (SELECT DISTINCT {column} AS key FROM {source.alias}) d ON d.key = {target.alias}.key_"
        only = led if _is_heavy(selected) else ""
        join = self._name("j")
        made = f"SELECT {target.alias}.key_ AS key, {written} AS json FROM {rows}{only}{''.join(target.joins)}"
        source.joins.append(f" LEFT JOIN ({made}{' OFFSET 0' if only else ''}) {join} ON {join}.key = {column}")
        return f"{join}.json"

    def _sought(self, selected: Selected, batch: RowsBy[Any], key: ColumnElement[Any]) -> str:
        """Write the object of one row by its key."""
        target = Source(self._name("t"), batch.table)
        written = self._object(selected.children, self._of_row(target))
        found = keyed(batch, target.columns).where(batch.key_column() == key)
        return f"(SELECT {written} FROM ({self.parameters.write(found)}) {target.alias}{''.join(target.joins)})"

    def _listing(self, selected: Selected, reading: Listed, parent: Source | None) -> str:
        rows = Rows(reading.relation, asked=self.asked[selected]) if selected in self.asked else Rows(reading.relation)
        key = _key(reading.relation, parent.column(reading.key) if parent and reading.key else None)
        source = Source(self._name("w"), reading.relation.table)
        if reading.value:
            source.column(reading.value)
        fields = selected.children
        wrote = f"{source.alias}.{reading.value}" if reading.value else _listed(fields, self._of_row(source))
        request = PageRequest(rows, reading.order, Window(None))
        taken, order = self._rows(request, key, source)
        what = f"{wrote} FROM {taken}{''.join(source.joins)} ORDER BY {order}"
        if reading.value:
            return f"array_to_json(ARRAY(SELECT {what}))"
        name = self._name("o")
        return f"array_to_json(ARRAY(SELECT row_to_json({name}) FROM (SELECT {what}) {name}))"

    def _rows(self, request: PageRequest, key: Any, source: Source) -> tuple[str, str]:  # noqa: ANN401  an expression
        """Write the rows of a request as a subquery, and their order."""
        columns = frozenset(source.columns | {key.column for key in request.order.keys})
        rows = windowed(replace(request, columns=columns), key)
        named = rows.subquery(source.alias)
        order = ", ".join(self.parameters.write(part) for part in ordering(named.c, request.order))
        return f"({self.parameters.write(rows)}) {source.alias}", order

    # Windows

    def _window(self, selected: Selected, relation: Relation, parent_key: str | None) -> str:
        window = self._window_at(selected, relation, parent_key)
        written = self._object(selected.children, window.field)
        rows = window.rows()
        return f"(WITH {rows[0]} SELECT {written})" if rows else written

    def _window_at(self, selected: Selected, relation: Relation, parent_key: str | None) -> "_WindowWriter":
        return _WindowWriter(self, self.asked[selected], _key(relation, parent_key), self._name("w"))


class _WindowWriter:
    """Writes the fields of one connection over the same rows."""

    def __init__(self, writer: Writer, request: PageRequest, key: Any, alias: str) -> None:  # noqa: ANN401  an expression
        self.writer, self.request, self.key, self.alias = writer, request, key, alias
        self.columns = {key.column for key in request.order.keys}
        self.needed = False
        limit = request.window.limit
        assert limit is not None  # noqa: S101 - a connection has a limit
        self.limit: int = limit

    def field(self, selected: Selected) -> str:
        """Write a field of the connection."""
        if selected.definition is None:
            return _typename(selected)
        match selected.name:
            case "nodes":
                self.needed = True
                return self._rows(selected.children)
            case "edges":
                self.needed = True
                return self._edges(selected)
            case "pageInfo":
                self.needed = True
                return self.writer._object(selected.children, self._page_info)
            case "totalCount" if not selected.nodes[0].arguments:
                return self._count()
        raise UnplannedError(f"{selected.name} is not of a window")

    def rows(self) -> list[str]:
        """Write the rows of the window, numbered in the order in which they are read; none if no field needs them."""
        if not self.needed:
            return []
        rows = windowed(replace(self.request, columns=frozenset(self.columns)), self.key)
        named = rows.subquery("r")
        order = ordering(named.c, self.request.order, backwards=self.request.window.backwards)
        numbered = select(*named.c, func.row_number().over(order_by=order).label("place"))
        return [f"{self.alias} AS ({self.writer.parameters.write(numbered)})"]

    def _source(self) -> Source:
        return Source(self.alias, self.request.rows.relation.table, shared=True, columns=self.columns)

    def _from(self, source: Source) -> Callable[[], str]:
        way = " DESC" if self.request.window.backwards else ""
        place = f"{self.alias}.place"
        return lambda: f"FROM {self.alias}{''.join(source.joins)} WHERE {place} <= {self.limit} ORDER BY {place}{way}"

    def _rows(self, fields: Sequence[Selected]) -> str:
        source = self._source()
        return self.writer._list(fields, self.writer._of_row(source), self._from(source))

    def _edges(self, selected: Selected) -> str:
        source = self._source()

        def write(field: Selected) -> str:
            if field.definition is None:
                return _typename(field)
            if field.name == "node":
                return self.writer._object(field.children, self.writer._of_row(source))
            return cursor_of(self.request.rows, self.request.order, self.alias)

        return self.writer._list(selected.children, write, self._from(source))

    def _page_info(self, selected: Selected) -> str:
        if selected.definition is None:
            return _typename(selected)
        window, found = self.request.window, f"(SELECT count(*) FROM {self.alias})"
        more = f"({found} > {self.limit})"
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
        kept = f"{self.alias}.place = {place} AND {self.alias}.place <= {self.limit}"
        return f"(SELECT {cursor} FROM {self.alias} WHERE {kept})"

    def _count(self) -> str:
        counted = select(func.count()).select_from(self.request.rows.relation.table)
        return f"({self.writer.parameters.write(counted.where(*matching(self.request.rows, self.key)))})"


_WRITABLE = {"String", "Int", "Float", "Boolean", "ID", "UUID", "Date", "DateTime", "Time"}
"""Scalars that PostgreSQL writes into JSON as Python does."""


def _listed(fields: Sequence[Selected], write: Callable[[Selected], str]) -> str:
    return ", ".join(f'{_located(field, write)} AS "{field.key}"' for field in fields)


def _located(field: Selected, write: Callable[[Selected], str]) -> str:
    with locating(field.key):
        return write(field)


def _typename(selected: Selected) -> str:
    return f"'{selected.parent.name}'::text"


def _said(value: bool) -> str:
    return "true" if value else "false"


def _or(condition: str, otherwise: bool) -> str:
    return "true" if otherwise else condition


def _key(relation: Relation, parent_key: str | None) -> Any:  # noqa: ANN401  an expression
    kind: TypeEngine[Any] = relation.key_type
    return literal_column(parent_key or "NULL", kind)


def _key_type(batch: RowsBy[Any]) -> TypeEngine[Any]:
    kind: TypeEngine[Any] = batch.key_column().type
    return kind


def keyed(batch: RowsBy[Any], columns: set[str]) -> Any:  # noqa: ANN401  a Select of ever other columns
    """Select the rows that a batch function can give, each with its key."""
    named = [attribute(batch.table, name) for name in sorted(columns)]
    rows = select(batch.key_column().label("key_"), *named)
    if batch.link is None:
        return rows
    linked = attribute(batch.link.table, batch.link.target) == attribute(batch.table, batch.column)
    return rows.select_from(batch.link.table).join(batch.table, linked)


def _is_heavy(selected: Selected) -> bool:
    """Tell an object that takes subqueries to make, so that it is made only for rows that are led to."""
    return any(
        child.definition is not None
        and (isinstance(child.reading, (Windowed, Figure, Listed)) or (bool(child.children) and _is_heavy(child)))
        for child in selected.children
    )

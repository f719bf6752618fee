"""Columns of the rows that a document selects: their names, their types, and their values in an answer."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from slugger.client.document import Document, Field, Selection, inside
from slugger.client.errors import AnswerError, ArgumentError
from slugger.client.introspection import JSON, SCALARS, Types

if TYPE_CHECKING:
    from polars._typing import PolarsDataType

Read: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True)
class Column:
    """A column: the keys that lead to its value in a row, its type, and whether its text is any value of JSON."""

    path: tuple[str, ...]
    dtype: pl.DataType
    json: bool = False

    @property
    def name(self) -> str:
        """Name of the column, such as `pitcher.name`."""
        return ".".join(self.path)


@dataclass(frozen=True)
class Selected:
    """What is selected from the objects of a list: a document with the types of the schema that it is asked of."""

    document: Document
    types: Types

    def columns(self, selections: tuple[Selection, ...], parent: str) -> list[Column]:
        """Give the columns of objects of the type `parent` in the order of the selection, objects flattened."""
        found: list[Column] = []
        for key, fields in inside(self.document, selections, parent).items():
            owner, first = fields[0]
            kind = self.types.field(owner, first.name)
            if kind is None:
                raise ArgumentError(f"{owner} has no field {first.name}.")
            if self.types.is_object(kind.name) and not kind.lists:
                inner = self.columns(_merged(fields), kind.name)
                found.extend(replace(column, path=(key, *column.path)) for column in inner)
            else:
                dtype = self._dtype(kind.name, kind.lists, _merged(fields))
                found.append(Column((key,), dtype, json=kind == (JSON, 0)))
        return found

    def _dtype(self, name: str, lists: int, selections: tuple[Selection, ...]) -> pl.DataType:
        if lists:
            return pl.List(self._dtype(name, lists - 1, selections))
        if self.types.is_object(name):
            return pl.Struct({column.name: column.dtype for column in self.columns(selections, name)})
        return SCALARS.get(name, pl.String())


def _merged(fields: Iterable[tuple[str, Field]]) -> tuple[Selection, ...]:
    return tuple(selection for _, field in fields for selection in field.selections)


def schema_of(columns: Iterable[Column]) -> dict[str, pl.DataType]:
    """Give the types of columns by their names."""
    return {column.name: column.dtype for column in columns}


def from_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> pl.DataFrame:
    """Make a table of rows of JSON; raises AnswerError for values that are not of their type."""
    return pl.DataFrame([_series(column, (_value(row, column.path) for row in rows)) for column in columns])


def conform(frame: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """Give `columns` of a table that a server wrote, in their order and types; raises AnswerError where one is not."""
    return pl.DataFrame([_exported(frame, column) for column in columns])


def _exported(frame: pl.DataFrame, column: Column) -> pl.Series:
    """Find a column by its name, or in the JSON of an object around it."""
    if column.name in frame.columns:
        return _of_type(frame[column.name], column)
    for end in range(len(column.path) - 1, 0, -1):
        around = ".".join(column.path[:end])
        if around in frame.columns:
            values = (None if text is None else json.loads(text) for text in frame[around])
            return _series(column, (_value(value, column.path[end:]) for value in values))
    raise AnswerError(f"The server left out the column {column.name}.")


def _of_type(series: pl.Series, column: Column) -> pl.Series:
    if series.dtype == column.dtype and not column.json:
        return series
    if series.dtype == pl.String:
        parse = json.loads if column.json or column.dtype.is_nested() else str
        return _series(column, (None if value is None else parse(value) for value in series))
    try:
        return series.cast(column.dtype)
    except pl.exceptions.PolarsError as error:
        raise _unlike(column, error) from error


def _series(column: Column, values: Iterable[Any]) -> pl.Series:
    read = _unless_null(_dumped) if column.json else _reader(column.dtype)
    try:
        return pl.Series(column.name, [read(value) for value in values], dtype=column.dtype)
    except (ValueError, TypeError, AttributeError, pl.exceptions.PolarsError) as error:
        raise _unlike(column, error) from error


def _unlike(column: Column, error: Exception) -> AnswerError:
    return AnswerError(f"{column.name} holds what is not of its type, {column.dtype}: {error}")


def _value(row: Mapping[str, Any] | None, path: tuple[str, ...]) -> Any:  # noqa: ANN401  any value of JSON
    found: Any = row
    for key in path:
        if found is None:
            return None
        found = found.get(key)
    return found


def _reader(dtype: "PolarsDataType") -> Read:
    """Give what makes a value of the type of a value of JSON; null stays null."""
    if isinstance(dtype, pl.List):
        read = _reader(dtype.inner)
        return _unless_null(lambda values: [read(value) for value in _listed(values)])
    if isinstance(dtype, pl.Struct):
        members = {field.name: _reader(field.dtype) for field in dtype.fields}
        return _unless_null(
            lambda row: {name: read(_value(row, tuple(name.split(".")))) for name, read in members.items()}
        )
    scalar = _SCALAR.get(dtype.base_type())
    return _unless_null(scalar) if scalar else lambda value: value


def _unless_null(read: Read) -> Read:
    return lambda value: None if value is None else read(value)


def _listed(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return value


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else _dumped(value)


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


_SCALAR: Mapping[type, Read] = {
    pl.String: _text,
    pl.Float64: float,
    pl.Date: date.fromisoformat,
    pl.Datetime: _instant,
    pl.Time: time.fromisoformat,
}

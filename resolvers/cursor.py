"""Cursors: a place in an order as opaque text, sealed with the table, the order and the names of the conditions."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from hashlib import sha256
from math import isfinite
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import BigInteger, SmallInteger

from slugger.loaders.condition import names
from slugger.loaders.keyset import Order, Place, attribute
from slugger.loaders.page import Rows
from slugger.resolvers.argument import instant, local, storable
from slugger.resolvers.errors import CursorError, UserInputError
from slugger.resolvers.opaque import from_opaque, to_opaque
from slugger.resolvers.written import instant_text, number, to_json

SEAL_BYTES = 6
_NO_PLACE = (ArithmeticError, RecursionError, TypeError, ValueError, UserInputError)
"""What reading a place that somebody else sealed can raise."""


def encode_cursor(rows: Rows, order: Order, place: Place) -> str:
    """Give the cursor of a place among `rows` in `order`."""
    body = to_json([_plain(value) for value in place])
    return to_opaque(_seal(rows, order, body) + body)


def decode_cursor(rows: Rows, order: Order, cursor: str) -> Place:
    """Give the place of a cursor in `order`; raises CursorError for any other text.

    Any list of the same table takes it, whatever its parent, if its order and the names of its conditions are the
    same; the conditions' values may differ.
    """
    sealed = from_opaque(cursor)
    if sealed is None:
        raise CursorError("The cursor is not one that this server gave.")
    seal, body = sealed[:SEAL_BYTES], sealed[SEAL_BYTES:]
    if seal != _seal(rows, order, body):
        raise CursorError("The cursor comes from another table, order or set of conditions: start again without it.")
    try:
        return _place(rows, order, orjson.loads(body))
    except _NO_PLACE:
        raise CursorError("The cursor is not one that this server gave.") from None


def sealed_with(rows: Rows, order: Order) -> bytes:
    """Give what a place is sealed with: the table, the order and the names of the conditions."""
    keys = [(key.column, key.descending, key.nulls_first) for key in order.keys]
    return orjson.dumps([rows.relation.table.__name__, keys, sorted(names(rows.asked))])


def _seal(rows: Rows, order: Order, body: bytes) -> bytes:
    """Digest the place with what it is sealed with: a check, not a secret."""
    return sha256(sealed_with(rows, order) + body).digest()[:SEAL_BYTES]


def _plain(value: Any) -> object:  # noqa: ANN401  a cell of any column
    if isinstance(value, float):
        return number(value) if isfinite(value) else _ENDLESS[str(value)]
    if isinstance(value, (datetime, time)):
        return instant_text(value)
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def _place(rows: Rows, order: Order, values: list[Any]) -> Place:
    columns = (attribute(rows.relation.table, key.column).type for key in order.keys)
    return tuple(_typed(column, value) for column, value in zip(columns, values, strict=True))


def _typed(column: Any, value: Any) -> Any:  # noqa: ANN401  a type of a column, a cell
    if value is None:
        return None
    kind = column.python_type
    if type(value) not in _WRITTEN.get(kind, (str,)):
        raise TypeError
    return _bounded(column, value) if kind is int else _READ[kind](value)


def _measured(value: float | str) -> float:
    if isinstance(value, str) and value not in _ENDLESS.values():
        raise TypeError
    return float(value)


def _bounded(column: Any, value: int) -> int:  # noqa: ANN401  a type of a column
    bits = 15 if isinstance(column, SmallInteger) else 63 if isinstance(column, BigInteger) else 31
    if value.bit_length() > bits:
        raise OverflowError
    return value


_ENDLESS: Mapping[str, str] = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}
"""What PostgreSQL writes into JSON for the numbers that JSON does not have, by what Python calls them."""
_WRITTEN: Mapping[type, tuple[type, ...]] = {int: (int,), float: (int, float, str), bool: (bool,)}
"""What a cell is in JSON, by the Python type of its column; of any other type it is a text."""
_READ: Mapping[type, Callable[[Any], Any]] = {
    datetime: lambda text: instant(datetime.fromisoformat(text)),
    date: date.fromisoformat,
    time: lambda text: local(time.fromisoformat(text)),
    UUID: UUID,
    str: storable,
    float: _measured,
    bool: bool,
}
"""What reads a cell of a place from JSON, by the Python type of its column."""

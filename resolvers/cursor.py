"""Cursors: a place in an order as opaque text, sealed with the table, the order and the names of the conditions."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from slugger.loaders.keyset import Order, Place, attribute
from slugger.loaders.page import Rows
from slugger.resolvers.argument import instant, plain_text
from slugger.resolvers.errors import CursorError, UserInputError
from slugger.resolvers.opaque import from_opaque, to_opaque

_SEAL_BYTES = 6
_NO_PLACE = (ArithmeticError, RecursionError, TypeError, ValueError, UserInputError)
"""What reading a place that somebody else sealed can raise."""
_BITS = 15
"""Bits of the integers that rows are ordered by, all of them `smallint`, beside the sign."""


def encode_cursor(rows: Rows, order: Order, place: Place) -> str:
    """Give the cursor of a place among `rows` in `order`."""
    body = json.dumps([_plain(value) for value in place], separators=(",", ":")).encode()
    return to_opaque(_seal(rows, order, body) + body)


def decode_cursor(rows: Rows, order: Order, cursor: str) -> Place:
    """Give the place of a cursor in `order`; raises CursorError for any other text.

    Any list of the same table takes it, whatever its parent, if its order and the names of its conditions are the
    same; the conditions' values may differ.
    """
    sealed = from_opaque(cursor)
    if sealed is None:
        raise CursorError("The cursor is not one that this server gave.")
    seal, body = sealed[:_SEAL_BYTES], sealed[_SEAL_BYTES:]
    if seal != _seal(rows, order, body):
        raise CursorError("The cursor comes from another table, order or set of conditions: start again without it.")
    try:
        return _place(rows, order, json.loads(body))
    except _NO_PLACE:
        raise CursorError("The cursor is not one that this server gave.") from None


def _seal(rows: Rows, order: Order, body: bytes) -> bytes:
    """Digest the table, the order and the names of the conditions together with the place: a check, not a secret."""
    keys = [(key.column, key.descending) for key in order.keys]
    shape = [rows.relation.table.__tablename__, order.name, keys, sorted(name for name, _ in rows.asked)]
    return blake2b(json.dumps(shape).encode() + body, digest_size=_SEAL_BYTES).digest()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _place(rows: Rows, order: Order, values: list[Any]) -> Place:
    kinds = (attribute(rows.relation.table, key.column).type.python_type for key in order.keys)
    return tuple(_typed(kind, value) for kind, value in zip(kinds, values, strict=True))


def _typed(kind: type, value: Any) -> Any:  # noqa: ANN401  a cell of any column
    if value is None:
        return None
    if type(value) is not (kind if kind in {int, float} else str):
        raise TypeError
    return _READ[kind](value)


def _small(number: int) -> int:
    if number.bit_length() > _BITS:
        raise OverflowError
    return number


_READ: Mapping[type, Callable[[Any], Any]] = {
    datetime: lambda text: instant(datetime.fromisoformat(text)),
    date: date.fromisoformat,
    UUID: UUID,
    str: plain_text,
    int: _small,
    float: float,
}
"""What reads a cell of a place from JSON, by the Python type of its column."""

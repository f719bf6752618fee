"""Cursors: a place in an order as opaque text, tied to the list, the order and the filter that it comes from."""

import json
from datetime import date, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from slugger.loaders.keyset import Order, Place, attribute
from slugger.loaders.page import Rows
from slugger.resolvers.errors import CursorError
from slugger.resolvers.opaque import from_opaque, to_opaque

_SEAL_BYTES = 6


def encode_cursor(rows: Rows, order: Order, place: Place) -> str:
    """Give the cursor of a place among `rows` in `order`."""
    body = json.dumps([_plain(value) for value in place], separators=(",", ":")).encode()
    return to_opaque(_seal(rows, order, body) + body)


def decode_cursor(rows: Rows, order: Order, cursor: str) -> Place:
    """Give the place of a cursor of `rows` in `order`; raises CursorError for any other text."""
    sealed = from_opaque(cursor)
    if sealed is None:
        raise CursorError("The cursor is not one that this server gave.")
    seal, body = sealed[:_SEAL_BYTES], sealed[_SEAL_BYTES:]
    if seal != _seal(rows, order, body):
        raise CursorError("The cursor comes from another list, order or filter: start again without it.")
    try:
        return _place(rows, order, json.loads(body))
    except (ValueError, TypeError):
        raise CursorError("The cursor is not one that this server gave.") from None


def _seal(rows: Rows, order: Order, body: bytes) -> bytes:
    """Digest what a cursor is good for together with its place, so that no other list takes it for its own."""
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
    if issubclass(kind, datetime | date):
        return kind.fromisoformat(value)
    if issubclass(kind, UUID):
        return UUID(value)
    if not isinstance(value, kind):
        raise TypeError
    return value

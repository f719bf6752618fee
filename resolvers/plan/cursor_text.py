"""Cursors in SQL: the same text as `resolvers.cursor` gives."""

from slugger.loaders.keyset import Order
from slugger.loaders.page import Rows
from slugger.resolvers.cursor import SEAL_BYTES, sealed_with


def cursor_of(rows: Rows, order: Order, alias: str) -> str:
    """Write the cursor of the row `alias` of `rows` in `order`."""
    place = ", ".join(f"to_json({alias}.{key.column})" for key in order.keys)
    body = f"convert_to(array_to_json(ARRAY[{place}])::text, 'UTF8')"
    seal = f"substring(sha256('\\x{sealed_with(rows, order).hex()}'::bytea || b.body) from 1 for {SEAL_BYTES})"
    opaque = f"translate(encode({seal} || b.body, 'base64'), E'+/=\\n', '-_')"
    return f"(SELECT {opaque} FROM (SELECT {body} AS body) b)"

"""The answer to a GraphQL operation, made of data that are JSON already, and what it cost."""

from collections.abc import Mapping, Sequence
from string import ascii_letters
from typing import Any

import orjson
from graphql import GraphQLFormattedError
from strawberry.http import GraphQLHTTPResponse

_QUOTE, _NAME = ord('"'), frozenset(f"{ascii_letters}_".encode())
"""What begins an object behind its brace. A text has a quote behind a brace only at its end, and no name follows."""


def answer(
    data: bytes | None,
    errors: Sequence[GraphQLFormattedError] = (),
    extensions: Mapping[str, Any] | None = None,
) -> GraphQLHTTPResponse:
    """Put an answer together for orjson, which copies `data`, compact JSON, as they are.

    `data` are None for an operation that never began. `extensions` hold `cost` with the objects that were `requested`;
    the `actual` ones, those of `data`, are added where they are not known.
    """
    told = dict(extensions or {})
    cost = told.pop("cost", None)
    if cost and data is not None:
        told["cost"] = cost if "actual" in cost else {**cost, "actual": objects_in(data)}
    parts: dict[str, Any] = {
        "errors": list(errors),
        "data": None if data is None else orjson.Fragment(data),
        "extensions": told,
    }
    whole: Any = {name: part for name, part in parts.items() if part}
    return whole  # type: ignore[no-any-return]  # the shape that Strawberry's transports pass on


def objects_in(data: bytes) -> int:
    """Count the JSON objects in the data of an answer, without the one that holds them all.

    An object without members, where every field was skipped, does not count. One in a scalar of JSON does, as far as
    its first key begins like a name.
    """
    found, last, place = 0, len(data) - 2, data.find(b"{")
    while 0 <= place < last:
        found += data[place + 1] == _QUOTE and data[place + 2] in _NAME
        place = data.find(b"{", place + 1)
    return max(0, found - 1)

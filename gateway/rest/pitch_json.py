"""Pitches as JSON, byte for byte what Python's `json.dumps` makes of the legacy rows, from what COPY writes."""

import json
import math
import re
from functools import lru_cache
from itertools import chain
from operator import itemgetter

from slugger.loaders.legacy.pitch import COUNTS, MARK, NUMBERS, TEXTS
from slugger.models.legacy import PITCH_COLUMNS

NULL = b"null"
_POINT = ord(".")
_PLAIN = b"\t\n" + bytes(set(range(ord(" "), ord("~") + 1)) - {ord("\\")})
"""What a text holds that is the same in COPY's output and in JSON, with what stands between cells and rows."""
_MARK = f"\t{MARK}\t".encode()
_COPIED = (*COUNTS, MARK, *NUMBERS, MARK, *TEXTS)
_in_wire_order = itemgetter(*(_COPIED.index(name) for name in PITCH_COLUMNS))
_NUMBERS = slice(len(COUNTS) + 1, len(COUNTS) + 1 + len(NUMBERS))
_TEXTS = slice(-len(TEXTS), None)
_KEYS = [f'{", " if at else "{"}"{name}": '.encode() for at, name in enumerate(PITCH_COLUMNS)]


def pitches_json(copied: bytes) -> bytes:
    """Give the rows as objects with commas between them; `copied` is what `loaders.legacy.pitch.copied` gives."""
    pieces = [*chain.from_iterable((key, b"") for key in _KEYS), b"}"]
    plain = not copied.translate(None, _PLAIN)
    objects = []
    for line in copied.split(b"\n")[:-1]:
        pieces[1::2] = _in_wire_order(_cells(line, plain=plain))
        objects.append(b"".join(pieces))
    return b", ".join(objects)


def _cells(line: bytes, *, plain: bool) -> list[bytes]:
    """Give the JSON of each column; almost every row is JSON already, which a few counts over its parts tell.

    A `plain` row holds nothing but `_PLAIN`.
    """
    numbers, texts = line.index(_MARK), line.rindex(_MARK)
    cells = line.split(b"\t")
    if line.find(b"+", numbers, texts) >= 0:
        cells[_NUMBERS] = map(number_json, cells[_NUMBERS])
    elif line.count(b".", numbers, texts) + line.count(NULL, numbers, texts) != len(NUMBERS):
        cells[_NUMBERS] = [cell if _POINT in cell else number_json(cell) for cell in cells[_NUMBERS]]
    # An inner quote, or "null" inside a text, raises the sum; nothing lowers it.
    quotes = line.count(b'"', texts) + 2 * line.count(NULL, texts)
    if quotes != 2 * len(TEXTS) or not (plain or not line.translate(None, _PLAIN)):
        cells[_TEXTS] = map(text_json, cells[_TEXTS])
    return cells


@lru_cache(maxsize=4096)
def number_json(cell: bytes) -> bytes:
    """Give a number of PostgreSQL's as Python writes it; what is no finite number is null."""
    value = math.nan if cell == NULL else float(cell)
    return repr(value).encode() if math.isfinite(value) else NULL


def text_json(cell: bytes) -> bytes:
    """Give a text, which stands in quotes and in COPY's escapes, as JSON."""
    if cell == NULL:
        return NULL
    return json.dumps(_ESCAPE.sub(_unescaped, cell[1:-1]).decode()).encode()


_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_ESCAPED = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def _unescaped(escape: re.Match[bytes]) -> bytes:
    return _ESCAPED.get(escape[1], escape[1])

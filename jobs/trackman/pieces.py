"""Lines of CSV cut into pieces of neighbouring cells, all lines at once, so that most are never looked at alone."""

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

_QUOTE, _COMMA, _FEED, _RETURN = b'",\n\r'
_CUT = b"\0"
_PORTION_BYTES = 1 << 17
"""How many bytes are cut at a time: few, so that what is made of them stays in the processor's cache."""
_BESIDE_QUOTES = np.isin(np.arange(256), [_QUOTE, _COMMA, _FEED, _RETURN])

_Bytes = NDArray[np.uint8]
_Places = NDArray[np.intp]


class UnsureError(Exception):
    """The quick way met something that only the careful way can mend or name."""


def cut(text: bytes, width: int, lasts: Sequence[int], *, judged: bool = False) -> list[list[bytes]]:
    """Cut whole lines of `width` cells behind the cells `lasts`, of which the last one is; gives piece by piece.

    A line ends in a line feed, or in a carriage return and a line feed. Raises UnsureError when a line has another
    number of cells, quotes that do not stand around a whole cell, or, unless it was `judged` before, another carriage
    return.
    """
    portions = [text] if judged else _portions(text)  # a long cell of several lines may lie across two portions
    flat = list(chain.from_iterable(_split(portion, width, lasts, judged=judged) for portion in portions))
    return [flat[at :: len(lasts)] for at in range(len(lasts))]


def _portions(text: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(text):
        end = text.rfind(b"\n", at, at + _PORTION_BYTES) + 1 or text.index(b"\n", at) + 1
        yield text[at:end]
        at = end


def _split(text: bytes, width: int, lasts: Sequence[int], *, judged: bool) -> list[bytes]:
    """Cut lines into pieces, line by line."""
    read = np.frombuffer(text, np.uint8)
    plain = read.copy()
    plain[_inside(read)] = 0
    ends = _ends(plain, width)
    returned = read[ends[:, -1] - 1] == _RETURN
    if not judged and np.count_nonzero(read == _RETURN) != np.count_nonzero(returned):
        raise UnsureError
    marked = read.copy()
    marked[ends[:, lasts]] = ord(_CUT)
    *pieces, _ = marked.tobytes().split(_CUT)
    if returned.any():
        last = slice(len(lasts) - 1, None, len(lasts))
        pieces[last] = [piece.removesuffix(b"\r") for piece in pieces[last]]
    return pieces


def _inside(read: _Bytes) -> _Places:
    """List the bytes that stand in quotes."""
    quotes = np.flatnonzero(read == _QUOTE)
    opening, closing = quotes[0::2], quotes[1::2]
    if len(opening) != len(closing):
        raise UnsureError
    if not (_BESIDE_QUOTES[read[opening - 1]].all() and _BESIDE_QUOTES[read[closing + 1]].all()):
        raise UnsureError
    sizes = closing - opening
    return np.repeat(closing - np.cumsum(sizes), sizes) + np.arange(sizes.sum())


def _ends(plain: _Bytes, width: int) -> _Places:
    """Say where each cell ends, line by line, in a text without what stands in quotes."""
    feeds = plain == _FEED
    found = np.flatnonzero(feeds | (plain == _COMMA))
    if len(found) % width:
        raise UnsureError
    ends: _Places = found.reshape(-1, width)
    if np.count_nonzero(feeds) != len(ends) or not feeds[ends[:, -1]].all():
        raise UnsureError
    return ends

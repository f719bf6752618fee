"""Where the cells of many lines lie: found for all lines at once, so that a cell nobody asks for is never cut out."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from slugger.jobs.trackman.delivery import BLOCK_BYTES

Places = NDArray[np.intp]
"""Places in a text."""

_QUOTE, _COMMA, _FEED, _RETURN = b'",\n\r'
_BESIDE_QUOTES = np.isin(np.arange(256), [_QUOTE, _COMMA, _FEED, _RETURN])


class UnsureError(Exception):
    """The quick way met something that only the careful way can mend or name."""


@dataclass(frozen=True)
class Grid:
    """Lines of CSV that have the same number of cells each; `ends` says where each cell ends, line by line.

    A line ends in a line feed, or in a carriage return and a line feed.
    """

    text: bytes
    ends: Places
    _cut: dict[tuple[int, int], list[bytes]] = field(default_factory=dict, repr=False)

    @property
    def rows(self) -> int:
        """Count the lines."""
        return len(self.ends)

    def cells(self, first: int, last: int) -> list[bytes]:
        """Cut out of each line the cells from column `first` to column `last`, as one piece."""
        if (first, last) not in self._cut:
            text, starts, ends = self.text, self._starts(first).tolist(), self._ends(last).tolist()
            self._cut[first, last] = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        return self._cut[first, last]

    def _starts(self, column: int) -> Places:
        return self.ends[:, column - 1] + 1 if column else np.concatenate([[0], self.ends[:-1, -1] + 1])

    def _ends(self, column: int) -> Places:
        return self.ends[:, column] - self.returns if column == self.ends.shape[1] - 1 else self.ends[:, column]

    @cached_property
    def returns(self) -> NDArray[np.bool_]:
        """Tell which lines have a carriage return before the line feed."""
        last: NDArray[np.bool_] = np.frombuffer(self.text, np.uint8)[self.ends[:, -1] - 1] == _RETURN
        return last


def grid_of(text: bytes, width: int, *, judged: bool = False) -> Grid:
    """Find the cells of whole lines; raises UnsureError when the lines have not `width` cells each.

    Quotes stand around whole cells only. Unless they were `judged` before, cells hold no carriage return, and none
    that holds a line feed can be too long.
    """
    read = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero((read == _COMMA) | (read == _FEED))
    inside = _inside(read, ends)
    breaks = np.count_nonzero(read[ends[inside]] == _FEED)
    ends = np.delete(ends, inside)
    if len(ends) % width:
        raise UnsureError
    grid = Grid(text, ends.reshape(-1, width))
    if np.count_nonzero(read == _FEED) != grid.rows + breaks or (read[grid.ends[:, -1]] != _FEED).any():
        raise UnsureError
    returns = np.count_nonzero(read == _RETURN) - np.count_nonzero(grid.returns)
    if not judged and (returns or (breaks and len(text) > BLOCK_BYTES)):
        raise UnsureError
    return grid


def _inside(read: NDArray[np.uint8], ends: Places) -> Places:
    """List those of the commas and line feeds that stand in quotes, by their places in `ends`."""
    quotes = np.flatnonzero(read == _QUOTE)
    opening, closing = quotes[0::2], quotes[1::2]
    if len(opening) != len(closing):
        raise UnsureError
    if not (_BESIDE_QUOTES[read[opening - 1]].all() and _BESIDE_QUOTES[read[closing + 1]].all()):
        raise UnsureError
    first = np.searchsorted(ends, opening)
    number = np.searchsorted(ends, closing) - first
    return np.repeat(first - np.cumsum(number) + number, number) + np.arange(number.sum())

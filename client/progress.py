"""A bar that shows how many days have come, on a terminal or in a notebook."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TextIO, TypeAlias

Progress: TypeAlias = Callable[[int, int, int], None]
"""What is told of days: how many have come, how many there are, and the pitches of those that have come."""

_WIDTH = 30
_PAUSE = 0.1


@contextmanager
def shown(progress: Progress | bool | None) -> Iterator[Progress]:
    """Give what is told of days: the caller's own, or a bar for True, and for None where somebody looks."""
    stream = sys.stdout if in_notebook() else sys.stderr
    if callable(progress):
        yield progress
    elif progress or (progress is None and (in_notebook() or stream.isatty())):
        bar = Bar(stream)
        try:
            yield bar
        finally:
            bar.end()
    else:
        yield lambda *_: None


def in_notebook() -> bool:
    """Tell a kernel of Jupyter."""
    ipython = sys.modules.get("IPython")
    return "ipykernel" in sys.modules and ipython is not None and ipython.get_ipython() is not None


class Bar:
    """One line that is written over itself until all days have come."""

    def __init__(self, stream: TextIO) -> None:
        """Write to `stream`, in plain letters where it has no blocks."""
        self.stream = stream
        self._next = 0.0
        try:
            "█░".encode(stream.encoding or "ascii")
            self._full, self._empty = "█░"
        except UnicodeEncodeError:
            self._full, self._empty = "#-"

    def __call__(self, done: int, days: int, pitches: int) -> None:
        """Show how far it is; in between no more than ten times a second."""
        if done < days and monotonic() < self._next:
            return
        self._next = monotonic() + _PAUSE
        filled = _WIDTH * done // days if days else _WIDTH
        bar = self._full * filled + self._empty * (_WIDTH - filled)
        self._write(f"\r{bar} {done}/{days} days, {pitches:,} pitches")

    def end(self) -> None:
        """End the line."""
        self._write("\n")

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()

"""Neighbouring columns with few different texts: each text that a file has there is looked at once."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from slugger.jobs.trackman.layout import Column
from slugger.jobs.trackman.pieces import UnsureError
from slugger.jobs.trackman.records import Findings, reader

_SPECIAL = re.compile(r"[\\,\r\n]")
_ESCAPED = str.maketrans({"\\": r"\\", ",": r"\,", "\r": r"\r", "\n": r"\n"})
_MOST = {"balls": 3, "strikes": 2, "outs": 2}
_MOST_KNOWN, _LONG = 1000, 400
"""How many texts are remembered of a stretch, and how many bytes one of them may have."""
_What = TypeVar("_What")


@dataclass(frozen=True, slots=True)
class Look:
    """What a text says: the value of each column, empty for none, and the stored ones as they go to COPY."""

    values: Mapping[str, str]
    stored: bytes
    impossible: bool
    """Whether there is a count that no pitch can be thrown at."""


def remember(known: dict[bytes, _What], new: Mapping[bytes, _What]) -> None:
    """Add what `new` texts say to what is `known`; all is forgotten when it is too much or a text too long."""
    known.update(new)
    if len(known) > _MOST_KNOWN or max(map(len, new), default=0) > _LONG:
        known.clear()


class _NoneKnown(Counter[tuple[str, str]]):
    """Takes no unknown value: only the careful way counts them."""

    def __setitem__(self, *_: object) -> None:
        raise UnsureError


@dataclass(frozen=True)
class Stretch:
    """The columns of one piece of a line: those `kept` the table has, those `told` say something about the game.

    Cells are read as their kind says, unless they have been `judged` before.
    """

    piece: int
    columns: tuple[Column, ...]
    kept: tuple[str, ...]
    told: tuple[str, ...]
    judged: bool
    _known: dict[bytes, Look] = field(default_factory=dict, compare=False, repr=False)
    """Texts of this and of earlier files."""

    @cached_property
    def counts(self) -> bool:
        """Tell whether a column tells of the count."""
        return any(column.name in _MOST for column in self.columns)

    def look(self, text: bytes) -> Look:
        """Look at a text; raises UnsureError when it needs a careful look."""
        return self._known.get(text) or self._judge(text)

    def look_at(self, texts: Collection[bytes]) -> dict[bytes, Look]:
        """Look at texts, and remember them."""
        new = {text: self._judge(text) for text in texts if text not in self._known}
        looks = {text: new.get(text) or self._known[text] for text in texts}
        remember(self._known, new)
        return looks

    def _judge(self, text: bytes) -> Look:
        cells = _cells(text.decode())
        if len(cells) != len(self.columns):
            raise UnsureError
        try:
            values = {name: read(cell) for (name, read), cell in zip(self._readers.items(), cells, strict=True)}
        except ValueError:
            raise UnsureError from None
        stored = ",".join([_escaped(values[name]) for name in self.kept])
        impossible = self.counts and any(int(values.get(name, 0)) > most for name, most in _MOST.items())
        return Look(values, stored.encode(), impossible)

    @cached_property
    def _readers(self) -> dict[str, Callable[[str], str]]:
        return {column.name: self._reader(column) for column in self.columns}

    def _reader(self, column: Column) -> Callable[[str], str]:
        read = str if self.judged or column.raw else reader(column, Findings(_NoneKnown()))
        missing = "Undefined" if column.name == "pitch_call" else ""
        return lambda cell: read(cell) or missing


def _cells(text: str) -> list[str]:
    if '"' not in text:
        return text.split(",")
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error:
        raise UnsureError from None


def _escaped(value: str) -> str:
    """Write a value for COPY in its text format."""
    return value.translate(_ESCAPED) if _SPECIAL.search(value) else value

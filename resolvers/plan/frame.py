"""What stands around the columns of a statement in the answer that they are put together to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from slugger.resolvers.plan.json_text import OBJECT

CUT = b"\2"
"""What stands before and after the number of a list and `t` or `f`, which tell whether it is cut; JSON never has it."""


@dataclass
class Frame:
    """What is there once in an answer: texts around columns, and the rows that several columns share."""

    around: list[bytes] = field(default_factory=lambda: [b""])
    columns: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)

    def put(self, text: str) -> None:
        """Go on with a text."""
        self.around[-1] += text.encode()

    def key(self, key: str, *, first: bool) -> None:
        """Go on with a key of an object."""
        self.put(f'{"" if first else ","}"{key}":')

    def column(self, written: str) -> None:
        """Go on with the value of a column."""
        self.columns.append(written)
        self.around.append(b"")


@dataclass(frozen=True)
class Written:
    """A statement, the texts before, between and after its columns, and the lists that may be cut without a word."""

    text: str
    around: tuple[bytes, ...]
    cuttable: tuple[str, ...]
    versioned: bool = False
    """Whether a last column tells the version of the data that all others were read from."""

    def version_of(self, columns: Sequence[Any]) -> str:
        """Give the version that a row tells."""
        return bytes(columns[-1]).decode()

    def data(self, columns: Sequence[Any]) -> tuple[bytes, int, frozenset[str]]:
        """Put the `data` of the answer together; give the number of its objects and the paths of lists that are cut."""
        parts = [self.around[0]]
        told = columns[:-1] if self.versioned else columns
        for column, text in zip(told, self.around[1:], strict=True):
            parts += (column, text)
        marked = b"".join(parts)
        data = marked.replace(OBJECT, b"")
        if not self.cuttable:
            return data, len(marked) - len(data), frozenset()
        pieces = data.split(CUT)
        cut = {self.cuttable[int(mark[:-1])] for mark in pieces[1::2] if mark.endswith(b"t")}
        return b"".join(pieces[::2]), len(marked) - len(data), frozenset(cut)

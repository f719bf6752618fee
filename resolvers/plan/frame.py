"""What stands around the columns of a statement in the answer that they are put together to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

CUT = "\2"
"""What the key begins with, in a list's object, that tells whether the list is cut; it is no name of GraphQL."""
_CUTS = re.compile(rb',?"\\u0002(\d+)":(true|false)')


CUT_IN_JSON = "\\u0002"


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
        self.put(f'{"" if first else ","}"{key.replace(CUT, CUT_IN_JSON)}":')

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
        return str(columns[-1])

    def data(self, columns: Sequence[Any]) -> tuple[bytes, frozenset[str]]:
        """Put the `data` of the answer together, and give the paths of the lists that are cut."""
        parts = [self.around[0]]
        told = columns[:-1] if self.versioned else columns
        for column, text in zip(told, self.around[1:], strict=True):
            parts += (b"null" if column is None else column, text)
        data = b"".join(parts)
        if not self.cuttable:
            return data, frozenset()
        cut = {self.cuttable[int(number)] for number, whether in _CUTS.findall(data) if whether == b"true"}
        return _CUTS.sub(b"", data), frozenset(cut)

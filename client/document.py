"""GraphQL documents taken apart: what is selected, and where in the text it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from slugger.client.errors import ArgumentError


class Part(NamedTuple):
    """An argument or the definition of a variable: its name, the text of its value or default, where it stands."""

    name: str
    value: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Field:
    """A selected field; `key` is its name in the answer, `head` where its arguments begin, `tail` its last brace."""

    name: str
    key: str
    arguments: tuple[Part, ...]
    selections: "tuple[Selection, ...]"
    head: int
    tail: int


@dataclass(frozen=True)
class Inline:
    """A fragment in place, `... on Game { … }`, with the type that it narrows to."""

    condition: str | None
    selections: "tuple[Selection, ...]"


@dataclass(frozen=True)
class Spread:
    """A fragment by its name, `...OfAGame`."""

    name: str


Selection: TypeAlias = Field | Inline | Spread


@dataclass(frozen=True)
class Operation:
    """An operation; `head` is where its variables begin, or would."""

    kind: str
    name: str | None
    variables: tuple[Part, ...]
    selections: tuple[Selection, ...]
    head: int
    shorthand: bool = False


@dataclass
class Document:
    """A document taken apart: how often each variable is used, and whether `@skip` or `@include` choose fields."""

    text: str
    operations: list[Operation] = field(default_factory=list)
    fragments: dict[str, Inline] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)
    conditional: bool = False


def inside(document: Document, selections: tuple[Selection, ...], parent: str) -> Mapping[str, list[tuple[str, Field]]]:
    """Give the fields that are selected from an object of type `parent`, fragments opened, by their key.

    A field stands with the type that it is selected from; one key may be selected several times.
    """
    found: dict[str, list[tuple[str, Field]]] = {}
    for selection in selections:
        if isinstance(selection, Field):
            found.setdefault(selection.key, []).append((parent, selection))
            continue
        fragment = document.fragments.get(selection.name) if isinstance(selection, Spread) else selection
        if fragment is None:
            raise ArgumentError(f"The query has no fragment {selection}.")
        for key, fields in inside(document, fragment.selections, fragment.condition or parent).items():
            found.setdefault(key, []).extend(fields)
    return found

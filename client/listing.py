"""The one list that a query leads to: what a table is made of."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from slugger.client.columns import Column, Selected
from slugger.client.document import Document, Field, Operation, Part, Selection, inside
from slugger.client.errors import ArgumentError
from slugger.client.introspection import Types
from slugger.client.reading import read


class Pages(Enum):
    """How the rows of a list come; the value is what its page is asked for to tell whether more follow."""

    CURSORS = "pageInfo { hasNextPage endCursor }"
    """Page after page, as connections do."""
    FIRST = "hasNextPage"
    """The first ones only, as groups of statistics do."""
    WHOLE = ""
    """All at once."""


@dataclass(frozen=True)
class Listing:
    """A query for one list: the fields that lead to it, the key of the rows in it, and the columns of a row."""

    document: Document
    way: tuple[Field, ...]
    pages: Pages
    rows: str | None
    columns: tuple[Column, ...]

    @property
    def operation(self) -> Operation:
        """The one operation of the document."""
        return self.document.operations[0]

    @property
    def field(self) -> Field:
        """The field of the list."""
        return self.way[-1]

    def found(self, data: Mapping[str, Any]) -> Any:  # noqa: ANN401  a list or a connection, as JSON
        """Give the list in an answer; None where an object on the way to it is null."""
        found: Any = data
        for field in self.way:
            found = None if found is None else found[field.key]
        return found

    def rows_of(self, data: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Give the rows in an answer; those of a list that is null are none."""
        found = self.found(data)
        rows = found[self.rows] if found is not None and self.rows is not None else found
        return [] if rows is None else rows

    def argument(self, name: str) -> Part | None:
        """Give an argument of the list."""
        return next((part for part in self.field.arguments if part.name == name), None)

    def given(self, name: str, variables: Mapping[str, Any]) -> Any:  # noqa: ANN401  any value of GraphQL
        """Give the value of a plain argument of the list, through a variable or not; None without one."""
        part = self.argument(name)
        text = part.value if part else None
        if text is not None and text.startswith("$"):
            if text[1:] in variables:
                return variables[text[1:]]
            text = next((known.value for known in self.operation.variables if known.name == text[1:]), None)
        try:
            return None if text is None else json.loads(text)
        except ValueError:
            raise ArgumentError(f"{name} is {text}, which is no value for it.") from None


def listing(text: str, types: Types) -> Listing:
    """Find the list in a query; raises ArgumentError for a query that leads to none, or to several."""
    document = read(text)
    if document.conditional:
        raise ArgumentError("A table has the same columns whatever the variables: leave out @skip and @include.")
    if len(document.operations) != 1 or document.operations[0].kind != "query":
        raise ArgumentError("A table comes of a document with one operation, a query.")
    try:
        return _led(Selected(document, types), document.operations[0].selections, types.query, ())
    except RecursionError:
        raise ArgumentError("The fragments of the query are nested too deep, or hold themselves.") from None


def _led(selected: Selected, selections: tuple[Selection, ...], parent: str, way: tuple[Field, ...]) -> Listing:
    """Follow the way to the list, through objects with one field each."""
    fields = [selection for selection in selections if isinstance(selection, Field)]
    if len(selections) != 1 or len(fields) != 1:
        raise ArgumentError("A table comes of a query for one list, such as { pitches { nodes { … } } }.")
    field, types = fields[0], selected.types
    kind = types.field(parent, field.name)
    if kind is None:
        raise ArgumentError(f"{parent} has no field {field.name}.")
    way = (*way, field)
    if kind.lists == 1 and types.is_object(kind.name):
        columns = selected.columns(field.selections, kind.name)
        return Listing(selected.document, way, Pages.WHOLE, None, _some(field.name, columns))
    if kind.lists or not types.is_object(kind.name):
        raise ArgumentError(f"{field.name} is no list of rows.")
    if types.field(kind.name, "nodes") is None:
        return _led(selected, field.selections, kind.name, way)
    return _connection(selected, kind.name, way)


def _connection(selected: Selected, kind: str, way: tuple[Field, ...]) -> Listing:
    field, types = way[-1], selected.types
    chosen = [
        (key, found)
        for key, found in inside(selected.document, field.selections, kind).items()
        if found[0][1].name == "nodes"
    ]
    node = types.field(kind, "nodes")
    if len(chosen) != 1 or node is None:
        raise ArgumentError(f"A table of {field.name} comes of its nodes: select {field.name} {{ nodes {{ … }} }}.")
    key, fields = chosen[0]
    inner = tuple(selection for _, found in fields for selection in found.selections)
    pages = next((pages for pages in Pages if pages.value and types.field(kind, pages.value.split()[0])), Pages.WHOLE)
    return Listing(selected.document, way, pages, key, _some(field.name, selected.columns(inner, node.name)))


def _some(name: str, columns: Iterable[Column]) -> tuple[Column, ...]:
    found = tuple(columns)
    if not found:
        raise ArgumentError(f"Nothing is selected from {name}.")
    return found

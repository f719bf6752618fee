"""The one list that a query selects at its root: what a table is made of."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slugger.client.columns import Column, Selected
from slugger.client.document import Document, Field, Operation, Part, inside
from slugger.client.errors import ArgumentError
from slugger.client.introspection import Types
from slugger.client.reading import read

PAGE_INFO = "pageInfo"


@dataclass(frozen=True)
class Listing:
    """A query for one list: its root field, the key of the rows in a connection, and the columns of a row."""

    document: Document
    root: Field
    rows: str | None
    columns: tuple[Column, ...]

    @property
    def operation(self) -> Operation:
        """The one operation of the document."""
        return self.document.operations[0]

    def rows_of(self, data: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Give the rows in an answer; those of a list that is null are none."""
        found = data[self.root.key]
        rows = found[self.rows] if found is not None and self.rows is not None else found
        return [] if rows is None else rows

    def argument(self, name: str) -> Part | None:
        """Give an argument of the root field."""
        return next((part for part in self.root.arguments if part.name == name), None)

    def given(self, name: str, variables: Mapping[str, Any]) -> Any:  # noqa: ANN401  any value of GraphQL
        """Give the value of a plain argument of the root field, through a variable or not; None without one."""
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
    """Find the list in a query; raises ArgumentError for a query that selects something else."""
    document = read(text)
    if document.conditional:
        raise ArgumentError("A table has the same columns whatever the variables: leave out @skip and @include.")
    if len(document.operations) != 1 or document.operations[0].kind != "query":
        raise ArgumentError("A table comes of a document with one operation, a query.")
    try:
        return _listing(document, types)
    except RecursionError:
        raise ArgumentError("The fragments of the query are nested too deep, or hold themselves.") from None


def _listing(document: Document, types: Types) -> Listing:
    selections = document.operations[0].selections
    roots = [root for root in selections if isinstance(root, Field)]
    if len(selections) != 1 or len(roots) != 1:
        raise ArgumentError("A table comes of a query with one field at its root, such as pitches.")
    root, selected = roots[0], Selected(document, types)
    kind = types.field(types.query, root.name)
    if kind is None:
        raise ArgumentError(f"The server has no list {root.name}.")
    if kind.lists == 1 and types.is_object(kind.name):
        return Listing(document, root, None, _named(root.name, selected.columns(root.selections, kind.name)))
    node = types.field(kind.name, "nodes")
    if kind.lists or node is None or types.field(kind.name, PAGE_INFO) is None:
        raise ArgumentError(f"{root.name} is no list of rows.")
    chosen = [found for found in inside(document, root.selections, kind.name).items() if found[1][0][1].name == "nodes"]
    if len(chosen) != 1:
        raise ArgumentError(f"A table of {root.name} comes of its nodes: select {root.name} {{ nodes {{ … }} }}.")
    key, fields = chosen[0]
    inner = tuple(selection for _, field in fields for selection in field.selections)
    return Listing(document, root, key, _named(root.name, selected.columns(inner, node.name)))


def _named(root: str, columns: Iterable[Column]) -> tuple[Column, ...]:
    found = tuple(columns)
    if not found:
        raise ArgumentError(f"Nothing is selected from {root}.")
    return found

"""The tables that operations lead to, each written once and kept for all operations of the same shape."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, OperationDefinitionNode, VariableValues
from strawberry import Schema

from slugger.resolvers.errors import NotExportableError
from slugger.resolvers.kept import Kept
from slugger.resolvers.plan.lead import lead
from slugger.resolvers.plan.planner import USUAL_WEIGHT
from slugger.resolvers.plan.shapes import Operation, Shape, Shapes
from slugger.resolvers.plan.table import Table, TableWriter
from slugger.resolvers.plan.tree import Selected, UnplannedError

CheckRow = Callable[[DocumentNode, Selected, VariableValues], None]
"""Raises GraphQLError for a list each of whose rows asks for too much; takes the field that leads to the list."""


@dataclass(frozen=True)
class PreparedTable:
    """A table and the values to send with its statement."""

    table: Table
    values: list[Any]


class Tables(Shapes):
    """The tables of one schema; as many are kept as `size` says."""

    def __init__(self, schema: Schema, check_row: CheckRow, size: int = 100) -> None:
        """Begin without tables."""
        super().__init__(schema, size)
        self.check_row = check_row
        self._tables = Kept(self._table, lambda table: len(table.text), size, size * USUAL_WEIGHT)

    def table(
        self,
        text: str,
        document: DocumentNode,
        node: OperationDefinitionNode,
        name: str | None,
        variables: Mapping[str, Any],
    ) -> PreparedTable:
        """Give the table that an operation of a valid document leads to.

        Raises InvalidError, or GraphQLError for an operation that cannot be exported.
        """
        try:
            asked = self.read(text, document, node, name, variables)
            table = self._tables(asked.shape)
        except UnplannedError as error:
            raise NotExportableError(f"This cannot be exported: {error}.", error.path) from None
        self.check_row(document, asked.shape.tree.root[0], asked.variables)
        return PreparedTable(table, table.parameters.values(asked.slots))

    def _root(self, operation: Operation) -> tuple[Selected, ...]:
        return (lead(super()._root(operation)),)

    def _table(self, shape: Shape) -> Table:
        asked = dict(zip(shape.tree.asking, shape.asked, strict=True))
        return TableWriter(asked).table(shape.tree.root[0])

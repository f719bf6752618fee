"""The tables that operations lead to, each written once and kept for all operations of the same shape."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, GraphQLError, VariableValues, get_operation_ast, get_variable_values
from strawberry import Schema

from slugger.resolvers.errors import NotExportableError, UserInputError
from slugger.resolvers.kept import Kept
from slugger.resolvers.plan.lead import lead
from slugger.resolvers.plan.planner import USUAL_WEIGHT, Operation, Planner, Shape
from slugger.resolvers.plan.table import Table, TableWriter
from slugger.resolvers.plan.tree import Selected, UnplannedError

CheckRow = Callable[[DocumentNode, Selected, VariableValues], None]
"""Raises GraphQLError for a list each of whose rows asks for too much; takes the field that leads to the list."""


class InvalidError(Exception):
    """A document, or the variables of its operation, are not what the schema has; it holds each error."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        """Keep the errors."""
        super().__init__("; ".join(error.message for error in errors))
        self.errors = list(errors)


@dataclass(frozen=True)
class Prepared:
    """A table and the values to send with its statement."""

    table: Table
    values: list[Any]


class Tables(Planner):
    """The tables of one schema; as many are kept as `size` says."""

    def __init__(self, schema: Schema, check_row: CheckRow, size: int = 100) -> None:
        """Begin without tables."""
        super().__init__(schema, size)
        self.check_row = check_row
        self._tables = Kept(self._table, lambda table: len(table.text), size, size * USUAL_WEIGHT)

    def table(self, text: str, document: DocumentNode, name: str | None, variables: Mapping[str, Any]) -> Prepared:
        """Give the table that an operation of a valid document leads to.

        Raises InvalidError, or GraphQLError for an operation that is none or cannot be exported.
        """
        node = get_operation_ast(document, name)
        if node is None:
            raise UserInputError("The request does not name one operation of its document.")
        coerced = get_variable_values(self.schema._schema, node.variable_definitions or (), dict(variables))
        if isinstance(coerced, list):
            raise InvalidError(coerced)
        switches = tuple((key, value) for key, value in coerced.coerced.items() if isinstance(value, bool))
        operation = Operation(text, name, switches, document, node)
        try:
            return self._prepared(operation, coerced)
        except UnplannedError as error:
            raise NotExportableError(f"This cannot be exported: {error}.", error.path) from None

    def _prepared(self, operation: Operation, variables: VariableValues) -> Prepared:
        slots: list[Any] = []
        tree = self._trees(operation)
        asked = tuple(self._asked(selected, tree, variables, slots) for selected in tree.asking)
        table = self._tables(Shape(tree, asked))
        self.check_row(operation.document, tree.root[0], variables)
        return Prepared(table, table.parameters.values(slots))

    def _root(self, operation: Operation) -> tuple[Selected, ...]:
        return (lead(super()._root(operation)),)

    def _table(self, shape: Shape) -> Table:
        asked = dict(zip(shape.tree.asking, shape.asked, strict=True))
        return TableWriter(asked).table(shape.tree.root[0])

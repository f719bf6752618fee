"""The limits as an extension of the schema: what asks for too much is refused, what does not is told its cost."""

from collections.abc import Iterator
from typing import Any

from graphql import DocumentNode, FieldNode, GraphQLError, NameNode, OperationDefinitionNode, OperationType
from graphql import SelectionSetNode as SelectionSet
from strawberry.extensions import SchemaExtension

from slugger.resolvers.context import RequestContext
from slugger.resolvers.excess import hold
from slugger.resolvers.limits import ANONYMOUS, Limits
from slugger.schema.limits.document import Checked, Document, read


class QueryLimits(SchemaExtension):
    """Parses, measures and validates; refuses operations that ask for too much before anything of them is read."""

    requested: int | None = None
    """How many objects the operation gives at most."""

    def on_parse(self) -> Iterator[None]:
        """Give the parsed document, and why it is not executed; nothing else parses or validates."""
        execution = self.execution_context
        if execution.graphql_document is None and execution.query:
            execution.graphql_document, checked = self._check(execution.query)
            execution.pre_execution_errors = checked.errors
            self.requested = checked.requested
        yield

    def get_results(self) -> dict[str, Any]:
        """Tell the cost of an operation that is executed, as far as it is known before, and which lists are cut."""
        told: dict[str, Any] = {} if self.requested is None else {"cost": {"requested": self.requested}}
        context = self.execution_context.context
        if isinstance(context, RequestContext) and context.truncated:
            told["truncated"] = sorted(context.truncated)
        return told

    def document(self, text: str, limits: Limits) -> Document:
        """Parse a text; raises GraphQLError for one that cannot be parsed."""
        return read(self.execution_context.schema._schema, text, limits.tokens)

    def _check(self, text: str) -> tuple[DocumentNode, Checked]:
        execution = self.execution_context
        limits = execution.context.limits if isinstance(execution.context, RequestContext) else ANONYMOUS
        try:
            hold(limits, "characters", len(text))
            document = self.document(text, limits)
        except GraphQLError as error:
            return _stand_in(execution.operation_name), Checked([error])
        # From here on Strawberry can tell which operation is meant where none is named.
        execution.graphql_document = document.node
        return document.node, document.check(execution.operation_name, execution.variables or {}, limits)


def _stand_in(operation_name: str | None) -> DocumentNode:
    """Make a document that stands for one that could not be parsed: Strawberry looks for its operation first."""
    selections = SelectionSet(selections=(FieldNode(name=NameNode(value="__typename")),))
    name = NameNode(value=operation_name) if operation_name else None
    operation = OperationDefinitionNode(operation=OperationType.QUERY, name=name, selection_set=selections)
    return DocumentNode(definitions=(operation,))

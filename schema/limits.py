"""How much one query may ask for: its depth and its rows, estimated in a time linear in the query's length."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    get_operation_ast,
    is_interface_type,
    is_list_type,
    is_object_type,
)
from graphql.validation import MaxIntrospectionDepthRule
from strawberry.extensions import SchemaExtension

from slugger.resolvers.connection import DEFAULT_PAGE
from slugger.resolvers.errors import DepthError, SizeError

MAX_DEPTH = 16
"""Most fields inside each other."""
MAX_ROWS = 50_000
"""Most objects that a query may give, taking every page as full."""
LIST_ROWS = 20
"""Members that a list without pages is taken to have."""


class Extent(NamedTuple):
    """How deep a selection goes, and how many objects it gives for one parent; counting stops beyond the limit."""

    depth: int = 0
    rows: int = 0


@dataclass
class Estimate:
    """The estimate of a document: every fragment is measured once, however often it is spread."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]
    measured: dict[str, Extent] = field(default_factory=dict)

    def of(self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Extent:
        """Measure what is selected from one object of type `parent`."""
        extents = [self._of_node(node, parent) for node in (selections.selections if selections else ())]
        rows = min(sum(extent.rows for extent in extents), MAX_ROWS + 1)
        return Extent(max((extent.depth for extent in extents), default=0), rows)

    def _of_node(self, node: object, parent: GraphQLNamedType | None) -> Extent:
        if isinstance(node, FieldNode):
            return self._of_field(node, parent)
        if isinstance(node, FragmentSpreadNode):
            return self._of_fragment(self.fragments[node.name.value])
        inline = cast("InlineFragmentNode", node)
        condition = inline.type_condition
        return self.of(inline.selection_set, self.schema.get_type(condition.name.value) if condition else parent)

    def _of_fragment(self, fragment: FragmentDefinitionNode) -> Extent:
        name = fragment.name.value
        if name not in self.measured:
            narrowed = self.schema.get_type(fragment.type_condition.name.value)
            self.measured[name] = self.of(fragment.selection_set, narrowed)
        return self.measured[name]

    def _of_field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Extent:
        fields = parent.fields if is_object_type(parent) or is_interface_type(parent) else {}
        definition = fields.get(node.name.value)
        if definition is None or node.selection_set is None:
            return Extent(1, 0)
        kind = get_named_type(definition.type)
        inner = self.of(node.selection_set, kind)
        members = self._members(node, kind, parent, many=is_list_type(get_nullable_type(definition.type)))
        itself = 0 if kind.name.endswith("Edge") else 1
        if kind.name.endswith("Connection"):
            return Extent(inner.depth + 1, itself + members * inner.rows)
        return Extent(inner.depth + 1, members * (itself + inner.rows))

    def _members(self, node: FieldNode, kind: GraphQLNamedType, parent: GraphQLNamedType | None, *, many: bool) -> int:
        """Say how many objects a field gives; those of a page are counted where the connection is."""
        given = {argument.name.value: self._number(argument.value) for argument in node.arguments or ()}
        if kind.name.endswith("Connection"):
            sizes = [size for size in (given.get("first"), given.get("last")) if size is not None]
            return max(0, *sizes) if sizes else DEFAULT_PAGE
        if not many or (parent is not None and parent.name.endswith("Connection")):
            return 1
        return given.get("ids") or LIST_ROWS

    def _number(self, node: ValueNode) -> int | None:
        """Give a number as it is, and a list as the number of its members."""
        if isinstance(node, VariableNode):
            value = self.variables.get(node.name.value)
            return len(value) if isinstance(value, list) else value if isinstance(value, int) else None
        if isinstance(node, ListValueNode):
            return len(node.values)
        return int(node.value) if isinstance(node, IntValueNode) else None


def check(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> None:
    """Raise DepthError or SizeError for a valid query that asks for more than one may."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    estimate = Estimate(schema, fragments, _defaults(operation) | dict(variables))
    try:
        extent = estimate.of(operation.selection_set, schema.get_root_type(operation.operation))
    except RecursionError:
        extent = Extent(MAX_DEPTH + 1)
    if extent.depth > MAX_DEPTH:
        raise DepthError(f"The query is nested deeper than {MAX_DEPTH} fields.")
    if extent.rows > MAX_ROWS:
        raise SizeError(f"The query may give more than {MAX_ROWS} objects: ask for smaller pages.")


def _defaults(operation: OperationDefinitionNode) -> dict[str, Any]:
    defaults = {node.variable.name.value: node.default_value for node in operation.variable_definitions or ()}
    return {name: int(value.value) for name, value in defaults.items() if isinstance(value, IntValueNode)}


class QueryLimits(SchemaExtension):
    """Refuses queries that ask for too much before anything of them is read."""

    def on_operation(self) -> Iterator[None]:
        """Let introspection go round the types only so often."""
        self.execution_context.validation_rules += (MaxIntrospectionDepthRule,)
        yield

    def on_execute(self) -> Iterator[None]:
        """Measure what proved valid; raises DepthError or SizeError."""
        context = self.execution_context
        document = context.graphql_document
        operation = get_operation_ast(document, context.operation_name) if document else None
        if document and operation:
            check(context.schema._schema, document, operation, context.variables or {})
        yield

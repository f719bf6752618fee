"""How much one query asks for: its depth, its rows and its statements, measured once a fragment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableValues,
    get_argument_values,
    get_named_type,
    get_nullable_type,
    get_operation_ast,
    get_variable_values,
    is_interface_type,
    is_list_type,
    is_object_type,
    print_ast,
)
from graphql.validation import MaxIntrospectionDepthRule
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from slugger.resolvers.errors import DepthError, SizeError
from slugger.resolvers.limits import DEFAULT_PAGE_ROWS, LIST_ROWS, MAX_DEPTH, MAX_ROWS, MAX_STATEMENTS, MAX_VALUES

Read: TypeAlias = tuple[str, ...]
"""What one statement reads for every parent at once: the fields that lead to it, pages with their arguments."""


class Extent(NamedTuple):
    """How deep a selection goes, how many objects and values it gives for one parent, and what is read for all."""

    depth: int = 0
    rows: int = 0
    values: int = 0
    reads: frozenset[Read] = frozenset()


@dataclass
class Measure:
    """The measure of an operation: every fragment is measured once, however often it is spread."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues
    measured: dict[str, Extent] = field(default_factory=dict)

    def of(self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Extent:
        """Measure what is selected from one object of type `parent`; raises SizeError beyond the limits."""
        extents = [self._of_node(node, parent) for node in (selections.selections if selections else ())]
        reads = set[Read]()
        for extent in extents:
            reads |= extent.reads
            if len(reads) > MAX_STATEMENTS:
                raise SizeError(f"The query may take more than {MAX_STATEMENTS} SQL statements: ask in several.")
        return Extent(
            max((extent.depth for extent in extents), default=0),
            min(sum(extent.rows for extent in extents), MAX_ROWS + 1),
            min(sum(extent.values for extent in extents), MAX_VALUES + 1),
            frozenset(reads),
        )

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
        if definition is None:
            return Extent(1)
        kind = get_named_type(definition.type)
        inner = self.of(node.selection_set, kind) if node.selection_set else Extent()
        reads = _reads(node, definition, parent, inner.reads) if _asks_loaders(definition) else inner.reads
        if node.selection_set is None:
            return Extent(1, 0, 1, reads)
        members = self._members(node, definition, parent)
        itself = 0 if kind.name.endswith("Edge") else 1
        rows = itself + members * inner.rows if _is_connection(kind) else members * (itself + inner.rows)
        return Extent(inner.depth + 1, rows, members * inner.values, reads)

    def _members(self, node: FieldNode, definition: GraphQLField, parent: GraphQLNamedType | None) -> int:
        """Say how many objects a field gives; those of a page are counted where the connection is."""
        if _is_connection(get_named_type(definition.type)):
            given = self._arguments(node, definition)
            sizes = [size for size in (given.get("first"), given.get("last")) if size is not None]
            return max(0, *sizes) if sizes else DEFAULT_PAGE_ROWS
        if _is_connection(parent) or not is_list_type(get_nullable_type(definition.type)):
            return 1
        return len(self._arguments(node, definition).get("ids", range(LIST_ROWS)))

    def _arguments(self, node: FieldNode, definition: GraphQLField) -> dict[str, Any]:
        """Give the values that the resolver will get; a field with a bad one will not be resolved."""
        try:
            return get_argument_values(definition, node, self.variables)
        except GraphQLError:
            return {}


def _is_connection(kind: GraphQLNamedType | None) -> bool:
    return kind is not None and kind.name.endswith("Connection")


def _reads(
    node: FieldNode, definition: GraphQLField, parent: GraphQLNamedType | None, inner: frozenset[Read]
) -> frozenset[Read]:
    """Say what a field reads: rows by key share a statement, pages only where their arguments are the same."""
    if _is_connection(parent) and node.selection_set is not None:
        return inner | {("page",)}
    given, paged = node.arguments or (), _is_connection(get_named_type(definition.type))
    arguments = sorted(print_ast(argument) if paged else argument.name.value for argument in given)
    name = f"{node.name.value}({', '.join(arguments)})"
    return frozenset((name, *read) for read in (inner if paged else inner | {()}))


def _asks_loaders(definition: GraphQLField) -> bool:
    """Tell a field whose resolver takes the request, which leads to the loaders."""
    known: StrawberryField | None = definition.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return bool(known and known.base_resolver and known.base_resolver.info_parameter)


def check(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> None:
    """Raise DepthError or SizeError for a valid query that asks for more than one may."""
    values = get_variable_values(schema, operation.variable_definitions or (), dict(variables))
    if isinstance(values, list):
        return  # nothing is executed: the executor finds the same errors
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    try:
        extent = Measure(schema, fragments, values).of(
            operation.selection_set, schema.get_root_type(operation.operation)
        )
    except RecursionError:
        extent = Extent(MAX_DEPTH + 1)
    if extent.depth > MAX_DEPTH:
        raise DepthError(f"The query is nested deeper than {MAX_DEPTH} fields.")
    if extent.rows > MAX_ROWS:
        raise SizeError(f"The query may give more than {MAX_ROWS} objects: ask for smaller pages.")
    if extent.values > MAX_VALUES:
        raise SizeError(f"The query may give more than {MAX_VALUES} values: ask for smaller pages or fewer fields.")


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

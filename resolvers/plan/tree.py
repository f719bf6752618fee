"""From the text of an operation to the tree of the fields that it selects."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_non_null_type,
)
from strawberry.types.field import StrawberryField

from slugger.resolvers.reading import Reading, reading_of, strawberry_field

TYPENAME = "__typename"


class UnplannedError(Exception):
    """The operation holds something that only the executor can answer; it says what, and at which keys."""

    def __init__(self, reason: str) -> None:
        """Say why."""
        super().__init__(reason)
        self.path: list[str | int] = []


@contextmanager
def locating(*keys: str) -> Iterator[None]:
    """Put keys of the answer before the path of the UnplannedError that is raised below them."""
    try:
        yield
    except UnplannedError as error:
        error.path[:0] = keys
        raise


@dataclass(frozen=True, eq=False)
class Selected:
    """A field of the answer, made of all nodes of the document that select it."""

    key: str
    parent: GraphQLObjectType
    definition: GraphQLField | None
    nodes: tuple[FieldNode, ...]
    path: str
    """Keys that lead to the field, joined by dots."""
    children: tuple["Selected", ...] = ()
    whole: bool = False
    """Whether all rows are meant where the arguments do not say how many."""

    @property
    def name(self) -> str:
        """Name of the field in the schema."""
        return self.nodes[0].name.value

    @property
    def required(self) -> bool:
        """Whether the answer may not be null here."""
        return self.definition is not None and is_non_null_type(self.definition.type)

    @property
    def field(self) -> StrawberryField:
        """What our code says of the field. Raises UnplannedError for a field that is not ours, or is guarded."""
        found = strawberry_field(self.definition) if self.definition else None
        if found is None or found.extensions or found.permission_classes:
            raise UnplannedError(f"{self.parent.name}.{self.name} has rules of its own")
        return found

    @property
    def reading(self) -> Reading:
        """What the field reads. Raises UnplannedError where its resolver does not say."""
        found = reading_of(self.field)
        if found is None:
            raise UnplannedError(f"{self.parent.name}.{self.name} does not say what it reads")
        return found

    @property
    def type(self) -> GraphQLNamedType:
        """Type of the field, without its lists and non-nulls."""
        assert self.definition is not None  # noqa: S101 - not asked of __typename
        return get_named_type(self.definition.type)


@dataclass
class Reader:
    """Reads the tree of one operation, for the given values of the variables that say what is included."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    switches: Mapping[str, bool]

    def read(self, operation: OperationDefinitionNode) -> tuple[Selected, ...]:
        """Give the fields at the root. Raises UnplannedError."""
        root = self.schema.query_type
        if operation.operation is not OperationType.QUERY or operation.directives or root is None:
            raise UnplannedError("only plain queries are planned")
        return self._fields(root, operation.selection_set.selections, "")

    def _fields(
        self, parent: GraphQLObjectType, selections: Iterable[SelectionNode], path: str
    ) -> tuple[Selected, ...]:
        grouped: dict[str, list[FieldNode]] = {}
        for node in self._collected(parent, selections):
            grouped.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
        return tuple(self._located(parent, key, nodes, f"{path}{key}") for key, nodes in grouped.items())

    def _located(self, parent: GraphQLObjectType, key: str, nodes: list[FieldNode], path: str) -> Selected:
        with locating(key):
            return self._selected(parent, key, nodes, path)

    def _selected(self, parent: GraphQLObjectType, key: str, nodes: list[FieldNode], path: str) -> Selected:
        name = nodes[0].name.value
        definition = parent.fields.get(name)
        if name == TYPENAME or definition is None:
            if name != TYPENAME:
                raise UnplannedError(f"{name} is of the introspection")
            return Selected(key, parent, None, tuple(nodes), path)
        kind = get_named_type(definition.type)
        if is_leaf_type(kind):
            return Selected(key, parent, definition, tuple(nodes), path)
        if is_abstract_type(kind) or not isinstance(kind, GraphQLObjectType):
            raise UnplannedError(f"{name} can be of several types")
        inner = [node for one in nodes if one.selection_set for node in one.selection_set.selections]
        return Selected(key, parent, definition, tuple(nodes), path, self._fields(kind, inner, f"{path}."))

    def _collected(self, parent: GraphQLObjectType, selections: Iterable[SelectionNode]) -> Iterator[FieldNode]:
        for node in selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
                yield from self._of_fragment(parent, fragment, fragment.type_condition.name.value)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                yield from self._of_fragment(parent, node, condition.name.value if condition else parent.name)

    def _of_fragment(
        self, parent: GraphQLObjectType, fragment: FragmentDefinitionNode | InlineFragmentNode, condition: str
    ) -> Iterator[FieldNode]:
        if condition == parent.name or condition in {interface.name for interface in parent.interfaces}:
            yield from self._collected(parent, fragment.selection_set.selections)

    def _included(self, node: SelectionNode) -> bool:
        for directive in node.directives or ():
            name = directive.name.value
            if name not in {"skip", "include"}:
                raise UnplannedError(f"@{name} is left to the executor")
            (condition,) = directive.arguments or ()
            if self._said(condition.value) is (name == "skip"):
                return False
        return True

    def _said(self, value: Any) -> bool:  # noqa: ANN401  a node of any value
        if isinstance(value, VariableNode):
            name = value.name.value
            if name not in self.switches:  # null, in the place of a default
                raise UnplannedError(f"${name} is neither true nor false")
            return self.switches[name]
        said: bool = value.value
        return said


def typename(selected: Selected) -> str:
    """Write the JSON of the name of the type that a field belongs to."""
    return f"""'"{selected.parent.name}"'"""

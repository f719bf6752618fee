"""How much an operation gives at most: its objects, its values and its statements, measured once a fragment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple, TypeAlias, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    TypeNameMetaFieldDef,
    VariableNode,
    VariableValues,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_list_type,
    is_object_type,
    print_ast,
    value_from_ast_untyped,
)

from slugger.resolvers.excess import excess, hold
from slugger.resolvers.limits import ANONYMOUS, DEFAULT_GROUPS, DEFAULT_PAGE_ROWS, LIST_ROWS, Limits
from slugger.resolvers.reading import Grouped, parts_of, reading_of, strawberry_field

Read: TypeAlias = tuple[str, ...]
"""What one statement reads for every parent at once: the fields that lead to it, pages with their arguments."""

_META: Mapping[str, GraphQLField] = {
    "__schema": SchemaMetaFieldDef,
    "__type": TypeMetaFieldDef,
    "__typename": TypeNameMetaFieldDef,
}


class Amount(NamedTuple):
    """A number of objects and of single values."""

    objects: int = 0
    values: int = 0

    def times(self, number: int) -> "Amount":
        """Give the amount of `number` such things."""
        return Amount(self.objects * number, self.values * number)

    def plus(self, other: "Amount") -> "Amount":
        """Give both together."""
        return Amount(self.objects + other.objects, self.values + other.values)


class Extent(NamedTuple):
    """What a selection gives for one parent, and what is read for all parents."""

    once: Amount = Amount()
    each: Amount = Amount()
    """In a connection: what comes once for each of its rows."""
    reads: frozenset[Read] = frozenset()


@dataclass
class Measure:
    """The measure of an operation: every fragment is measured once, however often it is spread."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues
    limits: Limits = ANONYMOUS
    sizing: set[str] = field(default_factory=set)
    """The variables that the amount was found to depend on."""
    measured: dict[str, Extent] = field(default_factory=dict)

    def of(self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Extent:
        """Measure what is selected from one object; raises SizeError for too many statements, or PageError."""
        extents = [self._of_node(node, parent) for node in (selections.selections if selections else ())]
        return Extent(
            _sum(extent.once for extent in extents), _sum(extent.each for extent in extents), self._reads(extents)
        )

    def _reads(self, extents: Iterable[Extent]) -> frozenset[Read]:
        reads = set[Read]()
        for extent in extents:
            reads |= extent.reads
            if len(reads) > self.limits.statements:
                raise excess("statements", self.limits.statements, len(reads))
        return frozenset(reads)

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
        definition = _definition(node.name.value, parent)
        if definition is None:
            return Extent()
        kind = get_named_type(definition.type)
        inner = self.of(node.selection_set, kind)
        reads = _reads(node, definition, parent, inner.reads) if _asks_loaders(definition) else inner.reads
        if node.selection_set is None:
            return Extent(Amount(0, 1), reads=reads)
        if _is_connection(kind):
            rows = inner.each.times(self._page_rows(node, definition))
            return Extent(inner.once.plus(rows).plus(Amount(1)), reads=reads)
        if is_list_type(get_nullable_type(definition.type)) and _is_connection(parent):
            return Extent(each=inner.once.plus(Amount(1)), reads=reads)
        return Extent(inner.once.plus(Amount(1)).times(self._members(node, definition, parent)), reads=reads)

    def _page_rows(self, node: FieldNode, definition: GraphQLField) -> int:
        """Say how many rows a page has at most; what has no cursors, as groups have none, is no page to be limited."""
        given = (self._argument(node, name) for name in ("first", "last"))
        sizes = [size for size in given if isinstance(size, int)]
        rows = max(0, *sizes) if sizes else _default_rows(definition)
        if "after" in definition.args:
            hold(self.limits, "page_rows", rows)
        return rows

    def _members(self, node: FieldNode, definition: GraphQLField, parent: GraphQLNamedType | None) -> int:
        """Say how many objects a field is taken to give that is no page."""
        if definition is TypeMetaFieldDef:
            return _introspected(self.schema)["types"]  # as if every type were asked for, of which one is the largest
        if not is_list_type(get_nullable_type(definition.type)):
            return 1
        if (parts := parts_of(definition)) is not None:
            return parts
        if parent and parent.name.startswith("__"):
            return _introspected(self.schema).get(node.name.value, LIST_ROWS)
        ids = self._argument(node, "ids")
        if ids is None:
            return LIST_ROWS
        rows = len(ids) if isinstance(ids, list) else 1
        hold(self.limits, "page_rows", rows)
        return rows

    def _argument(self, node: FieldNode, name: str) -> Any:  # noqa: ANN401  a value of GraphQL
        """Give the value of an argument; None where there is none."""
        given = next((argument.value for argument in node.arguments or () if argument.name.value == name), None)
        if isinstance(given, VariableNode):
            self.sizing.add(given.name.value)
            return self.variables.coerced.get(given.name.value)
        return None if given is None else value_from_ast_untyped(given)


def _sum(amounts: Iterable[Amount]) -> Amount:
    total = Amount()
    for amount in amounts:
        total = total.plus(amount)
    return total


def _definition(name: str, parent: GraphQLNamedType | None) -> GraphQLField | None:
    fields = parent.fields if is_object_type(parent) or is_interface_type(parent) else {}
    return fields.get(name) or _META.get(name)


def _default_rows(definition: GraphQLField) -> int:
    first, known = definition.args.get("first"), strawberry_field(definition)
    if first and isinstance(first.default_value, int):
        return first.default_value
    return DEFAULT_GROUPS if known and isinstance(reading_of(known), Grouped) else DEFAULT_PAGE_ROWS


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
    known = strawberry_field(definition)
    return bool(known and known.base_resolver and known.base_resolver.info_parameter)


@lru_cache(maxsize=16)
def _introspected(schema: GraphQLSchema) -> Mapping[str, int]:
    """Say how long the lists of introspection are: of all types together exactly, rounded up, hence a mean for one."""
    kinds = schema.type_map.values()
    composite = [kind for kind in kinds if is_object_type(kind) or is_interface_type(kind)]
    fields = [definition for kind in composite for definition in kind.fields.values()]
    totals = {
        "fields": len(fields),
        "interfaces": sum(len(kind.interfaces) for kind in composite),
        "possibleTypes": sum(len(schema.get_possible_types(kind)) for kind in composite if is_interface_type(kind)),
        "enumValues": sum(len(kind.values) for kind in kinds if is_enum_type(kind)),
        "inputFields": sum(len(kind.fields) for kind in kinds if is_input_object_type(kind)),
    }
    return {
        "types": len(kinds),
        "directives": len(schema.directives),
        "args": ceil(sum(len(definition.args) for definition in fields) / len(fields)),
        **{name: ceil(total / len(kinds)) for name, total in totals.items()},
    }

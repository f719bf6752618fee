"""Which columns a query reads of the rows of a list."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    VariableValues,
    get_argument_values,
    get_directive_values,
    get_named_type,
)
from sqlalchemy import ColumnElement, inspect

from slugger.loaders.keyset import Order
from slugger.resolvers.context import Info, RequestContext
from slugger.resolvers.reading import Argued, Embedded, Repeated, columns_of, reading_of, strawberry_field

Selecting: TypeAlias = FieldNode | InlineFragmentNode | FragmentDefinitionNode
"""What holds a selection of fields."""


def selected_columns(info: Info, table: type, order: Order) -> frozenset[str] | None:
    """Give the columns of `table` that the nodes of a connection need, or None for all of them."""
    read = _once(info, lambda: _columns(info, table))
    return None if read is None else read | {key.column for key in order.keys}


def _once(info: Info, find: Callable[[], frozenset[str] | None]) -> frozenset[str] | None:
    """Find something out about a selection once, however many parents it is made for."""
    known, place = info.context.selections, tuple(map(id, info._raw_info.field_nodes))
    if place not in known:
        known[place] = find()
    return known[place]


def _columns(info: Info, table: type) -> frozenset[str] | None:
    connection = get_named_type(info._raw_info.return_type)
    assert isinstance(connection, GraphQLObjectType)  # noqa: S101 - windows are connections
    node = get_named_type(connection.fields["nodes"].type)
    assert isinstance(node, GraphQLObjectType)  # noqa: S101 - of objects
    names = {field.name.value for field in _nodes(info._raw_info)} - {"__typename"}
    primary: Iterable[ColumnElement[Any]] = inspect(table).primary_key
    columns = {str(column.key) for column in primary}
    for name in names:
        if name not in node.fields:
            continue  # of another type, inside a fragment on an interface
        definition = strawberry_field(node.fields[name])
        reading = reading_of(definition) if definition else None
        if reading is None:
            return None
        columns.update(columns_of(reading))
    return frozenset(columns)


def _nodes(info: GraphQLResolveInfo[RequestContext]) -> Iterator[FieldNode]:
    """List the fields of the nodes, asked for as `nodes` or as `edges { node }`."""
    for field in _fields(info, info.field_nodes):
        if field.name.value == "nodes":
            yield from _fields(info, [field])
        elif field.name.value == "edges":
            nodes = [inner for inner in _fields(info, [field]) if inner.name.value == "node"]
            yield from _fields(info, nodes)


def _fields(info: GraphQLResolveInfo[RequestContext], parents: Iterable[Selecting]) -> Iterator[FieldNode]:
    """List the fields under `parents`, through fragments."""
    for parent in parents:
        for selection in parent.selection_set.selections if parent.selection_set else ():
            if not _included(info, selection):
                continue
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, FragmentSpreadNode):
                yield from _fields(info, [info.fragments[selection.name.value]])
            elif isinstance(selection, InlineFragmentNode):
                yield from _fields(info, [selection])


def _included(info: GraphQLResolveInfo[RequestContext], node: SelectionNode) -> bool:
    skipped = get_directive_values(GraphQLSkipDirective, node, _variables(info))
    included = get_directive_values(GraphQLIncludeDirective, node, _variables(info))
    return not (skipped and skipped["if"]) and (included is None or bool(included["if"]))


def _variables(info: GraphQLResolveInfo[RequestContext]) -> VariableValues:
    """Give the variables as graphql-core takes them; Strawberry gives resolvers the bare values."""
    values: Any = info.variable_values
    return values if isinstance(values, VariableValues) else VariableValues({}, values)


def selected_figures(info: Info) -> frozenset[str]:
    """Give the columns that the groups of pitches need; raises UserInputError where an argument names none."""
    return _once(info, lambda: _figures_of(info)) or frozenset()


def _figures_of(info: Info) -> frozenset[str]:
    columns = set[str]()
    for field in _fields(info._raw_info, info._raw_info.field_nodes):
        if field.name.value == "nodes":
            connection = get_named_type(info._raw_info.return_type)
            assert isinstance(connection, GraphQLObjectType)  # noqa: S101 - groups are in a connection
            node = get_named_type(connection.fields["nodes"].type)
            columns.update(_figures(info._raw_info, node, [field], ""))
        elif field.name.value == "totalCount":
            columns.add("total_count")
    return frozenset(columns)


def _figures(
    info: GraphQLResolveInfo[RequestContext], kind: GraphQLNamedType, parents: Iterable[FieldNode], prefix: str
) -> Iterator[str]:
    """List the columns that the fields under `parents`, of an object of type `kind`, read, through parts of the row."""
    assert isinstance(kind, GraphQLObjectType)  # noqa: S101 - what has fields
    for field in _fields(info, parents):
        definition = kind.fields.get(field.name.value)
        known = strawberry_field(definition) if definition else None
        if definition is None or known is None:
            continue
        match reading_of(known):
            case Embedded(inner):
                yield from _figures(info, get_named_type(definition.type), [field], prefix + inner)
            case Repeated(prefixes, shown):
                for inner in prefixes:
                    yield prefix + inner + shown
                    yield from _figures(info, get_named_type(definition.type), [field], prefix + inner)
            case Argued(column):
                yield prefix + column(**get_argument_values(definition, field, _variables(info)))
            case reading if reading is not None:
                yield from (prefix + column for column in columns_of(reading))

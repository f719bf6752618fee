"""Which columns a query reads of the rows of a wide table."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TypeAlias

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, GraphQLResolveInfo, InlineFragmentNode
from sqlalchemy import inspect
from strawberry.utils.str_converters import to_camel_case

from slugger.loaders.keyset import Order
from slugger.models.metadata import Table
from slugger.models.pitch import Pitch
from slugger.resolvers.context import Info, RequestContext

Selecting: TypeAlias = FieldNode | InlineFragmentNode | FragmentDefinitionNode
"""What holds a selection of fields."""

_WIDE: Mapping[type[Table], Mapping[str, tuple[str, ...]]] = {
    Pitch: {
        "id": ("pitch_id",),
        "game": ("game_id",),
        "pitcher": ("pitcher_id",),
        "batter": ("batter_id",),
        "catcher": ("catcher_id",),
        "pitcherTeam": ("pitcher_team_code",),
        "batterTeam": ("batter_team_code",),
        "pitchType": ("auto_pitch_type", "tagged_pitch_type"),
        "positioning": ("pitch_id",),
        "fielders": ("pitch_id",),
        "__typename": ("pitch_id",),
    }
}
"""Tables so wide that reading every column costs; fields by name with their columns, where the two differ."""


def selected_columns(info: Info, table: type[Table], order: Order) -> frozenset[str] | None:
    """Give the columns of `table` that the nodes of a connection need, or None for all of them."""
    derived = _WIDE.get(table)
    if derived is None:
        return None
    names = {field.name.value for field in _nodes(info._raw_info)}
    columns = {key.column for key in order.keys} | {column.name for column in inspect(table).primary_key}
    for name in names:
        needed = derived.get(name) or _plain_column(table, name)
        if needed is None:
            return None
        columns.update(needed)
    return frozenset(columns)


def _plain_column(table: type[Table], name: str) -> tuple[str, ...] | None:
    column = _columns(table).get(name)
    return (column,) if column else None


@cache
def _columns(table: type[Table]) -> dict[str, str]:
    return {to_camel_case(column): column for column in inspect(table).columns.keys()}  # noqa: SIM118  not a dict: iterating gives columns


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
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, FragmentSpreadNode):
                yield from _fields(info, [info.fragments[selection.name.value]])
            elif isinstance(selection, InlineFragmentNode):
                yield from _fields(info, [selection])

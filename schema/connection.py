"""Connections: the types of a window of a list that grows."""

from typing import Any

import strawberry

from slugger.resolvers.connection import edges, nodes, page_info, total_count
from slugger.resolvers.docstring import object_type


@object_type
class PageInfo:
    """What lies around a window of a list."""

    has_next_page: bool = strawberry.field(description="Whether rows follow the window.")
    has_previous_page: bool = strawberry.field(description="Whether rows lie before the window.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row; null for an empty window.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row; null for an empty window.")


def connection_type(node: type, plural: str) -> Any:  # noqa: ANN401  a type made for Strawberry
    """Make the connection type of `node`, whose rows are called `plural`."""
    name = node.__name__
    edge = strawberry.type(type(f"{name}Edge", (), _edge_fields(node)), description=f"One of the {plural} of a window.")
    return strawberry.type(
        type(f"{name}Connection", (), _connection_fields(node, edge, plural)), description=f"A window of {plural}."
    )


def _edge_fields(node: type) -> dict[str, Any]:
    return {
        "cursor": strawberry.field(graphql_type=str, description="Place in the order, for `after` and `before`."),
        "node": strawberry.field(graphql_type=node, description="The row."),
    }


def _connection_fields(node: Any, edge: Any, plural: str) -> dict[str, Any]:  # noqa: ANN401  types made for Strawberry
    return {
        "edges": strawberry.field(edges, graphql_type=list[edge], description=f"The {plural} with their cursors."),
        "nodes": strawberry.field(nodes, graphql_type=list[node], description=f"The {plural}."),
        "page_info": strawberry.field(page_info, graphql_type=PageInfo, description="What lies around the window."),
        "total_count": strawberry.field(
            total_count, graphql_type=int, description=f"Number of {plural} on all pages; counted when asked for."
        ),
    }

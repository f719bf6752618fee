"""The schema, and its text in the schema definition language."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import strawberry
from graphql import DirectiveDefinitionNode, NameNode, Node, parse, print_ast
from strawberry.schema.config import StrawberryConfig

from slugger.schema.limits import QueryLimits
from slugger.schema.mutation import Mutation
from slugger.schema.query import Query
from slugger.schema.scalar import SCALARS

SDL = Path(__file__).with_name("schema.graphql")
"""The committed text of the schema."""
_MEMBERS = ("fields", "arguments", "values", "interfaces", "directives")

schema = strawberry.Schema(Query, Mutation, config=StrawberryConfig(scalar_map=dict(SCALARS)), extensions=[QueryLimits])
"""The schema that requests are answered from."""


def print_sdl() -> str:
    """Give the schema as text, everything in it in the order of the alphabet."""
    definitions = (_sorted(node) for node in parse(schema.as_str(), no_location=True).definitions)
    return "\n\n".join(print_ast(node) for node in sorted(definitions, key=_place)) + "\n"


def _place(node: Node) -> tuple[bool, str]:
    return not isinstance(node, DirectiveDefinitionNode), _name(node)


def _sorted(node: Node) -> Node:
    members = {member: nodes for member in _MEMBERS if (nodes := getattr(node, member, None))}
    changes: dict[str, Any] = {
        member: tuple(sorted(map(_sorted, nodes), key=_name)) for member, nodes in members.items()
    }
    return replace(node, **changes)


def _name(node: Node) -> str:
    name: NameNode = node.name  # type: ignore[attr-defined]  # whatever is sorted has a name
    return name.value

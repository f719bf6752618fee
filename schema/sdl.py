"""The schema, and its text in the schema definition language."""

from pathlib import Path

import strawberry
from strawberry.schema.config import StrawberryConfig

from slugger.schema.limits import QueryLimits
from slugger.schema.query import Query
from slugger.schema.scalar import SCALARS

SDL = Path(__file__).with_name("schema.graphql")
"""The committed text of the schema."""


def make_schema(*, sort: bool = False) -> strawberry.Schema:
    """Make the schema; with `sort`, everything in it is in the order of the alphabet."""
    config = StrawberryConfig(scalar_map=dict(SCALARS), sort_schema=sort)
    return strawberry.Schema(Query, config=config, extensions=[QueryLimits], schema_directives=[])


schema = make_schema()
"""The schema that requests are answered from."""


def print_sdl() -> str:
    """Give the schema as text, sorted, with a line end."""
    return make_schema(sort=True).as_str() + "\n"

"""The types of a server's schema, as far as the columns of a table depend on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import polars as pl

INTROSPECTION: Final = """
query Types {
  __schema {
    queryType { name }
    types { kind name fields(includeDeprecated: true) { name type { ...Named } } }
  }
}
fragment Named on __Type {
  kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }
}
"""
"""The query that `types_in` reads the answer of."""

JSON: Final = "JSON"
"""The scalar that is any value of JSON; a column holds its text."""
SCALARS: Mapping[str, pl.DataType] = {
    "Int": pl.Int64(),
    "Float": pl.Float64(),
    "Boolean": pl.Boolean(),
    "Date": pl.Date(),
    "DateTime": pl.Datetime("us", "UTC"),
    "Time": pl.Time(),
}
"""Type of a column by the scalar of its field; every other scalar, and every enum, is text."""


class Reference(NamedTuple):
    """The type of a field: its name, and how many lists are around it."""

    name: str
    lists: int = 0


@dataclass(frozen=True)
class Types:
    """Fields of every type that has some, and the name of the type that queries start from."""

    query: str
    fields: Mapping[str, Mapping[str, Reference]]

    def field(self, parent: str, name: str) -> Reference | None:
        """Give the type of a field of the type `parent`; None where it has no such field."""
        return Reference("String") if name == "__typename" else self.fields.get(parent, {}).get(name)

    def is_object(self, name: str) -> bool:
        """Tell a type with fields of its own."""
        return name in self.fields


def types_in(data: Mapping[str, Any]) -> Types:
    """Read the answer to INTROSPECTION."""
    schema = data["__schema"]
    return Types(
        schema["queryType"]["name"],
        {
            kind["name"]: {field["name"]: _reference(field["type"]) for field in kind["fields"]}
            for kind in schema["types"]
            if kind["fields"]
        },
    )


def _reference(kind: Mapping[str, Any]) -> Reference:
    lists = 0
    while kind.get("ofType"):
        lists += kind["kind"] == "LIST"
        kind = kind["ofType"]
    return Reference(kind["name"], lists)

"""Rows of an answer as a Parquet file, written otherwise than the client reads them."""

from datetime import date, datetime
from typing import Any

import pyarrow as pa
from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLString,
    get_named_type,
    is_enum_type,
    is_object_type,
)

TYPE_NAME = GraphQLField(GraphQLString)


def selected(node: FieldNode) -> list[FieldNode]:
    return (
        [inner for inner in node.selection_set.selections if isinstance(inner, FieldNode)] if node.selection_set else []
    )


def exported(rows: list[dict[str, Any]], node: FieldNode, kind: GraphQLObjectType) -> pa.Table:
    """Write rows as a server might: narrow integers, enums by their number, instants in UTC."""
    columns: dict[str, pa.Array] = {}

    def walk(node: FieldNode, kind: GraphQLObjectType, path: tuple[str, ...]) -> None:
        for inner in selected(node):
            key = inner.alias.value if inner.alias else inner.name.value
            named = get_named_type(kind.fields.get(inner.name.value, TYPE_NAME).type)
            if is_object_type(named):
                walk(inner, named, (*path, key))
                continue
            values = [dig(row, (*path, key)) for row in rows]
            columns[".".join((*path, key))] = arrow(values, "enum" if is_enum_type(named) else named.name)

    walk(node, kind, ())
    return pa.table(columns)


def dig(row: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        row = None if row is None else row[key]
    return row


def arrow(values: list[Any], kind: str) -> pa.Array:
    if kind == "enum":
        return pa.array(values, pa.string()).dictionary_encode()
    if kind == "Date":
        return pa.array([value and date.fromisoformat(value) for value in values], pa.date32())
    if kind == "DateTime":
        return pa.array([value and datetime.fromisoformat(value) for value in values], pa.timestamp("ms", "UTC"))
    types = {"Int": pa.int32(), "Float": pa.float64(), "Boolean": pa.bool_()}
    return pa.array(values, types.get(kind, pa.string()))

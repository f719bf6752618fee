"""The committed schema is the one that is served, and everything in it is described."""

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_object_type,
)

from slugger.models.derived import PITCH_DERIVED, Derived
from slugger.models.measurement import PITCH, Measurement
from slugger.schema.sdl import SDL, print_sdl, schema


def test_the_committed_text_is_the_schema() -> None:
    assert SDL.read_text() == print_sdl(), "write it anew: slugger schema > schema/schema.graphql"


def test_the_text_is_a_schema_in_the_order_of_the_alphabet() -> None:
    built = build_schema(print_sdl())
    types = [name for name in built.type_map if not name.startswith("__")]
    assert {"Team", "Player", "Game", "Pitch", "Ballpark", "Season", "TrackmanFile"} <= set(types)
    for named in built.type_map.values():
        if isinstance(named, GraphQLObjectType) and not named.name.startswith("__"):
            assert list(named.fields) == sorted(named.fields)


def undescribed() -> Iterator[str]:
    for name, named in schema._schema.type_map.items():
        if not named.description:
            yield name
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field_name, field in named.fields.items():
                if not field.description:
                    yield f"{name}.{field_name}"
                arguments = getattr(field, "args", {})
                yield from (f"{name}.{field_name}({arg})" for arg in arguments if not arguments[arg].description)
        if isinstance(named, GraphQLEnumType):
            yield from (f"{name}.{value}" for value in named.values if not named.values[value].description)


def test_everything_is_described() -> None:
    missing = [name for name in undescribed() if not name.startswith("__")]
    assert not missing


def test_every_unit_and_typical_range_is_printed() -> None:
    text = print_sdl()
    line = next(line for line in text.splitlines() if line.strip().startswith("relSpeed:"))
    assert line.strip() == 'relSpeed: Float @typicalRange(high: 94.7685, low: 68.2887) @unit(symbol: "mph")'
    fields = text.partition("type Pitch implements")[2].partition("\n}\n")[0]
    columns: list[Measurement | Derived] = [*PITCH, *PITCH_DERIVED]
    assert fields.count("@unit(") == sum(column.unit is not None for column in columns)
    assert fields.count("@typicalRange(") == sum(column.low is not None for column in columns)


def fields_of(name: str) -> dict[str, str]:
    """Give the fields of an object or an input, with their types as text."""
    named = schema._schema.type_map[name]
    assert isinstance(named, GraphQLObjectType | GraphQLInputObjectType)
    return {field: str(definition.type).rstrip("!") for field, definition in named.fields.items()}


COMPUTED = {
    "Game": set[str](),
    "Pitch": {"localDateTime", "extra"},
    "Player": set[str](),
    "TrackmanFile": set[str](),
    "Team": set[str](),
    "Ballpark": set[str](),
}
"""Values that no filter knows: what is not a column, or cannot be compared."""


@pytest.mark.parametrize("noun", COMPUTED)
def test_whatever_can_be_read_can_be_asked_by(noun: str) -> None:
    filtered = fields_of(f"{noun}Filter")
    for name, kind in fields_of(noun).items():
        of = kind.removesuffix("Connection")
        if name in COMPUTED[noun]:
            assert name not in filtered
        elif f"{of}Filter" in schema._schema.type_map:
            assert filtered[name] == (f"{kind}Filter" if of == kind else f"{of}ListFilter")
        elif kind == "Boolean":
            assert filtered[name] == "Boolean"
        else:
            assert kind == "Season" or kind.startswith("[") or is_object_type(schema._schema.type_map[kind]), name


@pytest.mark.parametrize("noun", ["Game", "Pitch", "Player", "TrackmanFile"])
def test_whatever_is_a_value_can_be_ordered_by(noun: str) -> None:
    orders, named = schema._schema.type_map[f"{noun}OrderField"], schema._schema.type_map[noun]
    assert isinstance(orders, GraphQLEnumType)
    assert isinstance(named, GraphQLObjectType)
    values = {name for name, field in named.fields.items() if is_leaf_type(get_named_type(field.type))}
    ordered = {name.replace("_", "").lower() for name in orders.values}
    assert ordered - {"chronological"} == {name.lower() for name in values - COMPUTED[noun] - {"id"}}
    assert len(ordered) == len(orders.values)

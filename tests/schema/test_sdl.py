"""The committed schema is the one that is served, and everything in it is described."""

from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
)

from slugger.loaders import game, pitch, player, trackman_file
from slugger.models.measurement import PITCH
from slugger.resolvers.game import GameFilter
from slugger.resolvers.pitch import PitchFilter
from slugger.resolvers.player import PlayerFilter
from slugger.resolvers.trackman_file import TrackmanFileFilter
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
    assert fields.count("@unit(") == sum(measurement.unit is not None for measurement in PITCH)
    assert fields.count("@typicalRange(") == sum(measurement.low is not None for measurement in PITCH)


def test_every_condition_of_a_filter_is_known_to_the_loaders() -> None:
    for filtering, module in (
        (PitchFilter, pitch),
        (GameFilter, game),
        (PlayerFilter, player),
        (TrackmanFileFilter, trackman_file),
    ):
        assert set(filtering.__dataclass_fields__) == set(module.CONDITIONS)

"""Rows with an id that is unique over all types, and references between types that lead both ways."""

from typing import Annotated, Any

import strawberry

from slugger.resolvers.docstring import interface_type
from slugger.resolvers.identity import id_field
from slugger.resolvers.node import is_a, noun_of


@interface_type
class Node:
    """Something with an id that is unique over all types."""

    id: strawberry.ID = strawberry.field(description="Id that is unique over all types; `node(id:)` takes it.")
    resolve_type = staticmethod(noun_of)

    def __init_subclass__(cls) -> None:
        """Let the type that implements this tell its rows."""
        cls.is_type_of = staticmethod(is_a(cls.__name__))  # type: ignore[attr-defined]  # Strawberry looks for it


def identity(noun: str, key: str) -> Any:  # noqa: ANN401  a field
    """Make the field `id` of a type whose rows have the primary key `key`."""
    description = "Id that is unique over all types; `node(id:)` takes it."
    return strawberry.field(resolver=id_field(noun, key), graphql_type=strawberry.ID, description=description)


def column(kind: Any, description: str, **options: Any) -> Any:  # noqa: ANN401  a field of any GraphQL type
    """Make a field of type `kind` that is the attribute of the same name of the row."""
    return strawberry.field(graphql_type=kind, description=description, **options)


def lazy(noun: str, module: str) -> Any:  # noqa: ANN401  a reference to a type
    """Refer to the type `noun` in a module of this layer that may import this one."""
    return Annotated[noun, strawberry.lazy(f"slugger.schema.{module}")]


MODULES = {
    "Team": "team",
    "Ballpark": "ballpark",
    "Player": "player",
    "Game": "game",
    "Pitch": "pitch",
    "PlateAppearance": "plate_appearance",
    "TrackmanFile": "trackman_file",
    "SavedQuery": "saved_query",
}
"""The types that can be filtered, and their modules in this layer."""

TEAM = lazy("Team", "team")
BALLPARK = lazy("Ballpark", "ballpark")
PLAYER = lazy("Player", "player")
PLAYERS = lazy("PlayerConnection", "player")
GAME = lazy("Game", "game")
GAMES = lazy("GameConnection", "game")
PITCH = lazy("Pitch", "pitch")
PITCHES = lazy("PitchConnection", "pitch")
PLATE_APPEARANCE = lazy("PlateAppearance", "plate_appearance")
SEASON = lazy("Season", "season")
TRACKMAN_FILES = lazy("TrackmanFileConnection", "trackman_file")

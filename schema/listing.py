"""How the rows of each noun are listed, and the fields that list them."""

import strawberry

from slugger.loaders import game as game_loaders
from slugger.loaders import pitch as pitch_loaders
from slugger.loaders import plate_appearance as appearance_loaders
from slugger.loaders import player as player_loaders
from slugger.loaders import saved_query as saved_query_loaders
from slugger.loaders import trackman_file as file_loaders
from slugger.loaders.page import Relation
from slugger.resolvers.connection import windowed
from slugger.resolvers.stats import Grouper, grouped
from slugger.schema.filter import lister
from slugger.schema.node import MODULES, lazy

LISTERS = {
    "Game": lister("Game", game_loaders.BY_DATE, [("DATE", game_loaders.BY_DATE)]),
    "Pitch": lister("Pitch", pitch_loaders.AS_THROWN, [("CHRONOLOGICAL", pitch_loaders.AS_THROWN)]),
    "PlateAppearance": lister(
        "PlateAppearance", appearance_loaders.AS_ENDED, [("CHRONOLOGICAL", appearance_loaders.AS_ENDED)]
    ),
    "Player": lister("Player", player_loaders.BY_NAME, [("NAME", player_loaders.BY_NAME)]),
    "TrackmanFile": lister("TrackmanFile", file_loaders.NEWEST_FIRST),
    "SavedQuery": lister("SavedQuery", saved_query_loaders.BY_FOLDER, [("FOLDER", saved_query_loaders.BY_FOLDER)]),
}
"""What filters and orders the rows of each noun, and their order unless one is asked for."""


def window_field(noun: str, relation: Relation, key: str | None, description: str) -> object:
    """Make a field of windows of the rows in `relation` to the row's column `key`."""
    connection = lazy(f"{noun}Connection", MODULES[noun])
    return strawberry.field(windowed(LISTERS[noun], relation, key), graphql_type=connection, description=description)


GROUPER = Grouper(
    lazy("PitchFilter", "pitch"),
    lazy("PitchGroupKey", "stats"),
    lazy("PitchBins", "stats_input"),
    lazy("PitchStatsHaving", "stats_input"),
    lazy("PitchStatsOrder", "stats_input"),
)
"""How pitches are grouped."""


def stats_field(relation: Relation, key: str | None, description: str) -> object:
    """Make a field of groups of the pitches in `relation` to the row's column `key`, with their figures."""
    connection = lazy("PitchStatsConnection", "stats")
    return strawberry.field(grouped(GROUPER, relation, key), graphql_type=connection, description=description)

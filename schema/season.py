"""Seasons."""

from datetime import date

import strawberry

from slugger.loaders.game import GAMES_OF_SEASON
from slugger.loaders.pitch import PITCHES_OF_SEASON
from slugger.resolvers.docstring import object_type
from slugger.resolvers.season import pitch_count
from slugger.schema.listing import stats_field, window_field
from slugger.schema.node import Node, column, identity


@object_type
class Season(Node):
    """The games of a calendar year."""

    id = identity("Season", "year")
    year = column(int, "Calendar year.")
    first_date = column(date, "Day of the first game.")
    last_date = column(date, "Day of the last game so far.")
    game_count = column(int, "Number of games.")
    pitch_count = strawberry.field(pitch_count, graphql_type=int, description="Number of pitches.")
    games = window_field("Game", GAMES_OF_SEASON, "year", "Games of the season.")
    pitches = window_field("Pitch", PITCHES_OF_SEASON, "year", "Pitches of the season.")
    pitch_stats = stats_field(PITCHES_OF_SEASON, "year", "Groups of the season's pitches with their figures.")

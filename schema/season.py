"""Seasons."""

from datetime import date

import strawberry

from slugger.loaders.game import GAMES_OF_SEASON
from slugger.loaders.pitch import PITCHES_OF_SEASON
from slugger.resolvers.docstring import object_type
from slugger.resolvers.game import games
from slugger.resolvers.pitch import pitches
from slugger.resolvers.season import pitch_count
from slugger.schema.node import GAMES, PITCHES, Node, column, identity


@object_type
class Season(Node):
    """The games of a calendar year."""

    id = identity("Season", "year")
    year = column(int, "Calendar year.")
    first_date = column(date, "Day of the first game.")
    last_date = column(date, "Day of the last game so far.")
    game_count = column(int, "Number of games.")
    pitch_count = strawberry.field(pitch_count, graphql_type=int, description="Number of pitches.")
    games = strawberry.field(games(GAMES_OF_SEASON, "year"), graphql_type=GAMES, description="Games of the season.")
    pitches = strawberry.field(
        pitches(PITCHES_OF_SEASON, "year"), graphql_type=PITCHES, description="Pitches of the season."
    )

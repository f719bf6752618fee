"""What can be asked for at the root of a query."""

import strawberry

from slugger.loaders.game import GAMES
from slugger.loaders.pitch import PITCHES
from slugger.loaders.plate_appearance import PLATE_APPEARANCES
from slugger.loaders.player import PLAYERS
from slugger.loaders.saved_query import SAVED_QUERIES
from slugger.loaders.trackman_file import TRACKMAN_FILES
from slugger.resolvers.ballpark import ballpark, ballparks
from slugger.resolvers.docstring import object_type
from slugger.resolvers.game import game
from slugger.resolvers.node import node, nodes
from slugger.resolvers.pitch import pitch
from slugger.resolvers.plate_appearance import plate_appearance
from slugger.resolvers.player import player
from slugger.resolvers.saved_query import may_save_queries, saved_query
from slugger.resolvers.season import season, seasons
from slugger.resolvers.team import team, teams
from slugger.resolvers.trackman_file import ingest_status, trackman_file
from slugger.schema.ballpark import Ballpark
from slugger.schema.game import Game
from slugger.schema.listing import stats_field, window_field
from slugger.schema.node import Node
from slugger.schema.pitch import Pitch
from slugger.schema.plate_appearance import PlateAppearance
from slugger.schema.player import Player
from slugger.schema.saved_query import SavedQuery
from slugger.schema.season import Season
from slugger.schema.team import Team
from slugger.schema.trackman_file import IngestStatus, TrackmanFile


@object_type
class Query:
    """What can be asked for."""

    team = strawberry.field(team, graphql_type=Team | None, description="A club by its id, a code or a name.")
    teams = strawberry.field(teams, graphql_type=list[Team], description="Clubs by name.")
    ballpark = strawberry.field(ballpark, graphql_type=Ballpark | None, description="A ballpark.")
    ballparks = strawberry.field(ballparks, graphql_type=list[Ballpark], description="Ballparks by name.")
    player = strawberry.field(player, graphql_type=Player | None, description="A player.")
    players = window_field("Player", PLAYERS, None, "Players.")
    season = strawberry.field(season, graphql_type=Season | None, description="The season of a year.")
    seasons = strawberry.field(seasons, graphql_type=list[Season], description="Seasons, oldest first.")
    game = strawberry.field(game, graphql_type=Game | None, description="A game by its id or TrackMan's.")
    games = window_field("Game", GAMES, None, "Games.")
    pitch = strawberry.field(pitch, graphql_type=Pitch | None, description="A pitch by its id or TrackMan's.")
    pitches = window_field("Pitch", PITCHES, None, "Pitches.")
    plate_appearance = strawberry.field(
        plate_appearance, graphql_type=PlateAppearance | None, description="A plate appearance."
    )
    plate_appearances = window_field("PlateAppearance", PLATE_APPEARANCES, None, "Plate appearances.")
    pitch_stats = stats_field(PITCHES, None, "Groups of pitches with their figures.")
    trackman_file = strawberry.field(trackman_file, graphql_type=TrackmanFile | None, description="A delivered file.")
    trackman_files = window_field("TrackmanFile", TRACKMAN_FILES, None, "Delivered files.")
    ingest_status = strawberry.field(
        ingest_status, graphql_type=IngestStatus, description="How the ingestion of the radar's files stands."
    )
    saved_query = strawberry.field(
        saved_query, graphql_type=SavedQuery | None, description="A query that somebody saved."
    )
    saved_queries = window_field("SavedQuery", SAVED_QUERIES, None, "Queries that people saved.")
    may_save_queries = strawberry.field(
        may_save_queries, graphql_type=bool, description="Whether whoever asks may save queries."
    )
    node = strawberry.field(node, graphql_type=Node | None, description="Anything by its id.")
    nodes = strawberry.field(
        nodes, graphql_type=list[Node | None], description="Several things by their ids, in the order of the ids."
    )

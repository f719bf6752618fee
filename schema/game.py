"""Games."""

from datetime import date, datetime

import strawberry

from slugger.loaders.ballpark import ballparks_by_id
from slugger.loaders.pitch import PITCHES_OF_GAME
from slugger.loaders.player import PLAYERS_OF_GAME, appearances_by_game_id
from slugger.loaders.team import teams_by_id
from slugger.loaders.trackman_file import TRACKMAN_FILES_OF_GAME
from slugger.resolvers.docstring import object_type
from slugger.resolvers.game import first_pitch_at, last_pitch_at, pitch_count, season_of
from slugger.resolvers.pitch import pitches
from slugger.resolvers.player import players
from slugger.resolvers.related import known, related
from slugger.resolvers.trackman_file import trackman_files
from slugger.schema.connection import connection_type
from slugger.schema.node import BALLPARK, PITCHES, PLAYERS, SEASON, TEAM, TRACKMAN_FILES, Node, column, identity
from slugger.schema.player import Appearance


@object_type
class Game(Node):
    """A game."""

    id = identity("Game", "game_id")
    game_id = column(strawberry.ID, "Key of the game, a UUID.")
    trackman_game_id = column(str, "TrackMan's id: day, venue and session number.")
    date = column(date, "Local calendar day.")
    season = strawberry.field(season_of, graphql_type=SEASON, description="Season that the game belongs to.")
    session_number = strawberry.field(
        known("daily_game_number"),
        graphql_type=int,
        description="Session of the radar at the venue that day, from 1; not the number within a doubleheader.",
    )
    verified = column(bool, "Whether an operator of TrackMan has checked the game.")
    level = column(str | None, "Level of play as TrackMan names it.")
    league = column(str | None, "League as TrackMan names it.")
    home_team = strawberry.field(related(teams_by_id, "home_team_id"), graphql_type=TEAM, description="Club at home.")
    visiting_team = strawberry.field(
        related(teams_by_id, "visiting_team_id"), graphql_type=TEAM, description="Visiting club."
    )
    ballpark = strawberry.field(
        related(ballparks_by_id, "ballpark_id"), graphql_type=BALLPARK, description="Ballpark of the game."
    )
    pitches = strawberry.field(
        pitches(PITCHES_OF_GAME, "game_id"), graphql_type=PITCHES, description="Pitches of the game."
    )
    pitch_count = strawberry.field(pitch_count, graphql_type=int, description="Number of pitches.")
    first_pitch_at = strawberry.field(
        first_pitch_at, graphql_type=datetime | None, description="Instant of the first pitch that the radar timed."
    )
    last_pitch_at = strawberry.field(
        last_pitch_at, graphql_type=datetime | None, description="Instant of the last pitch that the radar timed."
    )
    players = strawberry.field(
        players(PLAYERS_OF_GAME, "game_id"), graphql_type=PLAYERS, description="Players of both clubs in the game."
    )
    appearances = strawberry.field(
        related(appearances_by_game_id, "game_id"),
        graphql_type=list[Appearance],
        description="Who played for which club in which role.",
    )
    trackman_files = strawberry.field(
        trackman_files(TRACKMAN_FILES_OF_GAME, "trackman_game_id"),
        graphql_type=TRACKMAN_FILES,
        description="Delivered files of the game.",
    )


GameConnection = connection_type(Game, "games")

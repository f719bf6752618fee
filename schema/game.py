"""Games."""

from datetime import date, datetime

import strawberry

from slugger.loaders.ballpark import ballparks_by_id
from slugger.loaders.pitch import PITCHES_OF_GAME
from slugger.loaders.plate_appearance import PLATE_APPEARANCES_OF_GAME
from slugger.loaders.player import APPEARANCES_OF_GAME, BY_ROLE, PLAYERS_OF_GAME
from slugger.loaders.team import teams_by_id
from slugger.loaders.trackman_file import TRACKMAN_FILES_OF_GAME
from slugger.resolvers.docstring import object_type
from slugger.resolvers.filter import in_season
from slugger.resolvers.game import played_by, played_in_by, season_of
from slugger.resolvers.related import known, listed, related
from slugger.schema.connection import connection_type
from slugger.schema.filter import filter_type, list_filter_type, order_type
from slugger.schema.listing import stats_field, window_field
from slugger.schema.node import BALLPARK, SEASON, TEAM, Node, column, identity
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
    pitches = window_field("Pitch", PITCHES_OF_GAME, "game_id", "Pitches of the game.")
    plate_appearances = window_field(
        "PlateAppearance", PLATE_APPEARANCES_OF_GAME, "game_id", "Plate appearances of the game."
    )
    pitch_stats = stats_field(PITCHES_OF_GAME, "game_id", "Groups of the game's pitches with their figures.")
    pitch_count = column(int, "Number of pitches.")
    first_pitch_at = column(datetime | None, "Instant of the first pitch that the radar timed.")
    last_pitch_at = column(datetime | None, "Instant of the last pitch that the radar timed.")
    players = window_field("Player", PLAYERS_OF_GAME, "game_id", "Players of both clubs in the game.")
    appearances = strawberry.field(
        listed(APPEARANCES_OF_GAME, BY_ROLE, "game_id"),
        graphql_type=list[Appearance],
        description="Who played for which club in which role.",
    )
    trackman_files = window_field(
        "TrackmanFile", TRACKMAN_FILES_OF_GAME, "trackman_game_id", "Delivered files of the game."
    )


GameFilter = filter_type(
    Game,
    shorthands={
        "season": (int, "Games of this calendar year.", in_season("date")),
        "teamId": (strawberry.ID, "Games of this club, at home or visiting.", played_by),
        "playerId": (strawberry.ID, "Games that this player appears in.", played_in_by),
    },
)
GameListFilter = list_filter_type(Game)
GameOrder = order_type(Game, {"DATE": "Day, then ballpark and session."}, default="DATE")
GameConnection = connection_type(Game, "games")

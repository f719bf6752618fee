"""Clubs."""

import strawberry

from slugger.loaders.ballpark import ballparks_by_id
from slugger.loaders.game import GAMES_OF_TEAM
from slugger.loaders.pitch import PITCHES_SEEN_BY_TEAM, PITCHES_THROWN_BY_TEAM
from slugger.loaders.plate_appearance import PLATE_APPEARANCES_OF_TEAM
from slugger.loaders.player import PLAYERS_OF_TEAM
from slugger.loaders.team import BY_ALIAS, BY_CODE, CODES_OF_TEAM, NAMES_OF_TEAM
from slugger.resolvers.docstring import object_type
from slugger.resolvers.related import known, listed, related
from slugger.resolvers.vocabulary import DIVISION, term
from slugger.schema.filter import filter_type
from slugger.schema.listing import stats_field, window_field
from slugger.schema.node import BALLPARK, Node, column, identity


@object_type
class Team(Node):
    """A club."""

    id = identity("Team", "team_id")
    team_id = column(strawberry.ID, "Key of the club, a UUID.")
    name = strawberry.field(
        known("team_name"), graphql_type=str | None, description="Name today; null until the club is confirmed."
    )
    confirmed = column(bool, "Whether the league knows the club; otherwise files only name it by a code.")
    division = strawberry.field(
        term(DIVISION, "league"), graphql_type=DIVISION | None, description="Division; null outside the league."
    )
    codes = strawberry.field(
        listed(CODES_OF_TEAM, BY_CODE, "team_id", "code"),
        graphql_type=list[str],
        description="TrackMan codes of the club.",
    )
    names = strawberry.field(
        listed(NAMES_OF_TEAM, BY_ALIAS, "team_id", "alias"),
        graphql_type=list[str],
        description="Names of the club in any season and feed.",
    )
    pointstreak_code = column(str | None, "Code of the club in Pointstreak.")
    home_ballpark = strawberry.field(
        related(ballparks_by_id, "home_ballpark_id"),
        graphql_type=BALLPARK | None,
        description="Ballpark that the club plays its home games in.",
    )
    players = window_field("Player", PLAYERS_OF_TEAM, "team_id", "Players whose latest game was for the club.")
    games = window_field("Game", GAMES_OF_TEAM, "team_id", "Games of the club, at home or visiting.")
    pitches_thrown = window_field("Pitch", PITCHES_THROWN_BY_TEAM, "team_id", "Pitches that the club's pitchers threw.")
    pitches_seen = window_field("Pitch", PITCHES_SEEN_BY_TEAM, "team_id", "Pitches that the club's batters saw.")
    pitch_stats_thrown = stats_field(
        PITCHES_THROWN_BY_TEAM, "team_id", "Groups, with their figures, of the pitches that the club's pitchers threw."
    )
    pitch_stats_seen = stats_field(
        PITCHES_SEEN_BY_TEAM, "team_id", "Groups, with their figures, of the pitches that the club's batters saw."
    )

    plate_appearances = window_field(
        "PlateAppearance", PLATE_APPEARANCES_OF_TEAM, "team_id", "Plate appearances of the club at bat."
    )


TeamFilter = filter_type(Team)

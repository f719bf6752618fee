"""Clubs."""

import strawberry

from slugger.loaders.ballpark import ballparks_by_id
from slugger.loaders.game import GAMES_OF_TEAM
from slugger.loaders.pitch import PITCHES_SEEN_BY_TEAM, PITCHES_THROWN_BY_TEAM
from slugger.loaders.player import PLAYERS_OF_TEAM
from slugger.loaders.team import codes_by_team_id, names_by_team_id
from slugger.resolvers.docstring import object_type
from slugger.resolvers.game import games
from slugger.resolvers.pitch import pitches
from slugger.resolvers.player import players
from slugger.resolvers.related import known, related
from slugger.resolvers.vocabulary import DIVISION, term
from slugger.schema.node import BALLPARK, GAMES, PITCHES, PLAYERS, Node, column, identity


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
        related(codes_by_team_id, "team_id"), graphql_type=list[str], description="TrackMan codes of the club."
    )
    names = strawberry.field(
        related(names_by_team_id, "team_id"),
        graphql_type=list[str],
        description="Names of the club in any season and feed.",
    )
    pointstreak_code = column(str | None, "Code of the club in Pointstreak.")
    home_ballpark = strawberry.field(
        related(ballparks_by_id, "home_ballpark_id"),
        graphql_type=BALLPARK | None,
        description="Ballpark that the club plays its home games in.",
    )
    players = strawberry.field(
        players(PLAYERS_OF_TEAM, "team_id"),
        graphql_type=PLAYERS,
        description="Players whose latest game was for the club.",
    )
    games = strawberry.field(
        games(GAMES_OF_TEAM, "team_id"), graphql_type=GAMES, description="Games of the club, at home or visiting."
    )
    pitches_thrown = strawberry.field(
        pitches(PITCHES_THROWN_BY_TEAM, "team_id"),
        graphql_type=PITCHES,
        description="Pitches that the club's pitchers threw.",
    )
    pitches_seen = strawberry.field(
        pitches(PITCHES_SEEN_BY_TEAM, "team_id"),
        graphql_type=PITCHES,
        description="Pitches that the club's batters saw.",
    )

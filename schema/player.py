"""Players, and where each was seen."""

import strawberry

from slugger.loaders.game import GAMES_OF_PLAYER
from slugger.loaders.pitch import PITCHES_CAUGHT_BY_PLAYER, PITCHES_SEEN_BY_PLAYER, PITCHES_THROWN_BY_PLAYER
from slugger.loaders.plate_appearance import PLATE_APPEARANCES_OF_BATTER, PLATE_APPEARANCES_OF_PITCHER
from slugger.loaders.player import players_by_id
from slugger.loaders.team import teams_by_id
from slugger.resolvers.docstring import object_type
from slugger.resolvers.percentile import player_percentiles
from slugger.resolvers.player import named
from slugger.resolvers.related import known, related
from slugger.resolvers.vocabulary import BATTING_HAND, HAND, ROLE, term
from slugger.schema.connection import connection_type
from slugger.schema.filter import filter_type, list_filter_type, order_type
from slugger.schema.listing import stats_field, window_field
from slugger.schema.node import TEAM, Node, column, identity
from slugger.schema.percentile import PercentileRank


@object_type
class Player(Node):
    """A player."""

    id = identity("Player", "player_id")
    player_id = column(strawberry.ID, "Key of the player, a UUID.")
    trackman_id = column(str | None, "TrackMan's id of the person; null where files give only a name.")
    name = strawberry.field(
        known("player_name"), graphql_type=str, description='Name as "Last, First", as spelt in the latest game.'
    )
    first_name = column(str | None, "First name; null for a name without a comma.")
    last_name = column(str, "Last name.")
    throws = strawberry.field(
        term(HAND, "player_pitching_handedness"),
        graphql_type=HAND | None,
        description="Hand that the player throws with.",
    )
    bats = strawberry.field(
        term(BATTING_HAND, "player_batting_handedness"),
        graphql_type=BATTING_HAND | None,
        description="Side that the player bats from.",
    )
    is_pitcher = column(bool, "Whether the player has pitched.")
    is_hitter = column(bool, "Whether the player has batted.")
    team = strawberry.field(
        related(teams_by_id, "team_id"), graphql_type=TEAM | None, description="Club of the player's latest game."
    )
    pitches_thrown = window_field("Pitch", PITCHES_THROWN_BY_PLAYER, "player_id", "Pitches that the player threw.")
    pitches_seen = window_field("Pitch", PITCHES_SEEN_BY_PLAYER, "player_id", "Pitches that the player saw at bat.")
    pitches_caught = window_field(
        "Pitch", PITCHES_CAUGHT_BY_PLAYER, "player_id", "Pitches that were thrown to the player as the catcher."
    )
    plate_appearances = window_field(
        "PlateAppearance",
        PLATE_APPEARANCES_OF_BATTER,
        "player_id",
        "Plate appearances in which the player saw the last pitch.",
    )
    plate_appearances_pitched = window_field(
        "PlateAppearance",
        PLATE_APPEARANCES_OF_PITCHER,
        "player_id",
        "Plate appearances in which the player threw the last pitch.",
    )
    pitch_stats_thrown = stats_field(
        PITCHES_THROWN_BY_PLAYER, "player_id", "Groups, with their figures, of the pitches that the player threw."
    )
    pitch_stats_seen = stats_field(
        PITCHES_SEEN_BY_PLAYER, "player_id", "Groups, with their figures, of the pitches that the player saw at bat."
    )
    pitch_stats_caught = stats_field(
        PITCHES_CAUGHT_BY_PLAYER,
        "player_id",
        "Groups, with their figures, of the pitches that were thrown to the player as the catcher.",
    )
    percentiles = strawberry.field(
        player_percentiles,
        graphql_type=list[PercentileRank],
        description="How the player ranks in a season, metric by metric, among those who threw or saw enough pitches.",
    )
    games = window_field("Game", GAMES_OF_PLAYER, "player_id", "Games that the player appears in.")


@object_type
class Appearance:
    """A player in one role for one club in one game."""

    role = strawberry.field(term(ROLE, "role"), graphql_type=ROLE, description="What the player did.")
    name = column(str, "Name as the file of the game spells it.")
    pitches = column(int, "Number of pitches of the game that the player was in this role for.")
    player = strawberry.field(related(players_by_id, "player_id"), graphql_type=Player, description="The player.")
    team = strawberry.field(
        related(teams_by_id, "team_id"), graphql_type=TEAM, description="Club that the player appeared for."
    )


PlayerFilter = filter_type(
    Player,
    shorthands={
        "search": (str, "Words that the name holds, in any order; case and accents make no difference.", named),
    },
)
PlayerListFilter = list_filter_type(Player)
PlayerOrder = order_type(Player, {"NAME": "Last name, then first name, without case and accents."}, default="NAME")
PlayerConnection = connection_type(Player, "players")

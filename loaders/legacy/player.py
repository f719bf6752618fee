"""Players as the legacy API lists them, with the name of their club if they have one."""

from sqlalchemy import Text, cast
from sqlmodel import col

from slugger.loaders.legacy.listing import Listing, table_of
from slugger.models.legacy import PITCHING_HAND, shown_name
from slugger.models.player import Player
from slugger.models.team import Team

PLAYERS = Listing(
    columns={
        "player_id": cast(col(Player.player_id), Text),
        "player_name": col(Player.player_name),
        "player_pitching_handedness": PITCHING_HAND,
        "player_batting_handedness": col(Player.player_batting_handedness),
        "is_hitter": col(Player.is_hitter),
        "is_pitcher": col(Player.is_pitcher),
        "team_name": shown_name(),
    },
    source=table_of(Player).outerjoin(table_of(Team), col(Player.team_id) == col(Team.team_id)),
    order=(col(Player.name_key), col(Player.player_name), col(Player.player_id)),
    asked={"player_id": col(Player.player_id), "team_id": col(Player.team_id)},
)

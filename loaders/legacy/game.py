"""Games as the legacy API lists them, with the names of clubs and ballpark."""

from sqlalchemy import Text, cast, func
from sqlalchemy.orm import aliased
from sqlmodel import col

from slugger.loaders.legacy.listing import Listing, table_of
from slugger.loaders.legacy.names import shown_name
from slugger.models.ballpark import Ballpark
from slugger.models.game import Game
from slugger.models.team import Team

_Home, _Visiting = aliased(Team), aliased(Team)

GAMES = Listing(
    columns={
        "game_id": cast(col(Game.game_id), Text),
        "home_team_name": shown_name(_Home),
        "visiting_team_name": shown_name(_Visiting),
        "ballpark_name": col(Ballpark.ballpark_name),
        "date": func.to_char(col(Game.date), "YYYY-MM-DD"),
    },
    source=table_of(Game)
    .join(table_of(_Home), col(Game.home_team_id) == col(_Home.team_id))
    .join(table_of(_Visiting), col(Game.visiting_team_id) == col(_Visiting.team_id))
    .join(table_of(Ballpark), col(Game.ballpark_id) == col(Ballpark.ballpark_id)),
    order=(col(Game.date), col(Game.trackman_game_id)),
    asked={"home_team": col(Game.home_team_id), "visiting_team": col(Game.visiting_team_id)},
)

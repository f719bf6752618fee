"""Games by their ids, seasons, clubs, players and ballparks."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, func, literal_column, or_

from slugger.loaders.keyset import Column, Key, Order
from slugger.loaders.page import Relation
from slugger.loaders.player import appeared
from slugger.loaders.rows import RowsBy
from slugger.models.game import Game

games_by_id = RowsBy(Game, "game_id")
games_by_trackman_id = RowsBy(Game, "trackman_game_id")


def in_year_of(day: Column, year: Column) -> ColumnElement[bool]:
    """Ask for the column `day` to lie in the calendar year that the column `year` holds."""
    first, december, end = (literal_column(text, Integer()) for text in ("1", "12", "31"))
    return day.between(func.make_date(year, first, first), func.make_date(year, december, end))


def _played_by(game: Any, team: Column) -> ColumnElement[bool]:  # noqa: ANN401  the table or an alias of it
    return or_(game.home_team_id == team, game.visiting_team_id == team)


GAMES = Relation(Game)
GAMES_OF_TEAM = Relation(Game, _played_by)
GAMES_OF_PLAYER = Relation(Game, lambda game, player: appeared(player, game.trackman_game_id))
GAMES_OF_BALLPARK = Relation(Game, lambda game, ballpark: game.ballpark_id == ballpark)
GAMES_OF_SEASON = Relation(Game, lambda game, year: in_year_of(game.date, year), Integer())
BY_DATE = Order((Key("date"), Key("trackman_game_id")))
"""By day, and those of a day by ballpark and session."""

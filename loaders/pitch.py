"""Pitches by their ids, games, clubs and players."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Integer
from sqlmodel import col, select

from slugger.loaders.game import in_year_of
from slugger.loaders.keyset import Column, Key, Order, attribute
from slugger.loaders.page import Relation
from slugger.loaders.rows import RowsBy
from slugger.models.game import Game
from slugger.models.pitch import Pitch
from slugger.models.team import TeamCode

pitches_by_id = RowsBy(Pitch, "pitch_id")
pitches_by_uid = RowsBy(Pitch, "pitch_uid")


def _holds(column: str) -> Callable[[Any, Any], ColumnElement[bool]]:
    return lambda pitch, key: attribute(pitch, column) == key


def _of_team(column: str) -> Callable[[Any, Any], ColumnElement[bool]]:
    def belongs(pitch: Any, team: Column) -> ColumnElement[bool]:  # noqa: ANN401  the table or an alias of it
        codes = select(TeamCode.code).where(col(TeamCode.team_id) == team)
        return attribute(pitch, column).in_(codes.correlate_except(TeamCode))

    return belongs


def _in_ballpark(pitch: Any, ballpark: Column) -> ColumnElement[bool]:  # noqa: ANN401  as above
    games = select(Game.game_id).where(col(Game.ballpark_id) == ballpark)
    return attribute(pitch, "game_id").in_(games.correlate_except(Game))


PITCHES = Relation(Pitch)
PITCHES_OF_GAME = Relation(Pitch, _holds("game_id"))
PITCHES_OF_SEASON = Relation(Pitch, lambda pitch, year: in_year_of(pitch.game_date, year), Integer())
PITCHES_THROWN_BY_PLAYER = Relation(Pitch, _holds("pitcher_id"))
PITCHES_SEEN_BY_PLAYER = Relation(Pitch, _holds("batter_id"))
PITCHES_CAUGHT_BY_PLAYER = Relation(Pitch, _holds("catcher_id"))
PITCHES_THROWN_BY_TEAM = Relation(Pitch, _of_team("pitcher_team_code"))
PITCHES_SEEN_BY_TEAM = Relation(Pitch, _of_team("batter_team_code"))
PITCHES_IN_BALLPARK = Relation(Pitch, _in_ballpark)
AS_THROWN = Order((Key("game_date"), Key("game_id"), Key("pitch_number")))
"""By day, game and number in the game."""

"""Games by their ids, seasons, clubs, players and ballparks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, func, literal_column, or_
from sqlmodel import col, select

from slugger.loaders.condition import one_of
from slugger.loaders.keyset import Column, Key, Order, attribute
from slugger.loaders.page import Relation
from slugger.loaders.player import appeared
from slugger.loaders.rows import RowsBy
from slugger.models.engine import Sessions
from slugger.models.game import Game
from slugger.models.pitch import Pitch


@dataclass(frozen=True)
class PitchSpan:
    """How many pitches a game has, and the instants of the first and the last that the radar timed."""

    pitches: int
    first: datetime | None
    last: datetime | None


games_by_id = RowsBy(Game, "game_id")
games_by_trackman_id = RowsBy(Game, "trackman_game_id")


async def pitch_spans_by_game_id(sessions: Sessions, ids: Sequence[UUID]) -> list[PitchSpan]:
    """Give the number of pitches of each game, and when the first and the last were thrown."""
    thrown_at = col(Pitch.thrown_at)
    statement = (
        select(Pitch.game_id, func.count(), func.min(thrown_at), func.max(thrown_at))
        .where(one_of(attribute(Pitch, "game_id"), set(ids)))
        .group_by(col(Pitch.game_id))
    )
    async with sessions() as session:
        spans = {game: PitchSpan(pitches, first, last) for game, pitches, first, last in await session.exec(statement)}
    return [spans.get(game, PitchSpan(0, None, None)) for game in ids]


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

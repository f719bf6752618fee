"""Games by their ids, seasons, clubs, players and ballparks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, false, func, or_
from sqlmodel import col, select

from slugger.loaders.keyset import Column, Key, Order, attribute
from slugger.loaders.page import Conditions, Relation
from slugger.loaders.player import appeared
from slugger.loaders.rows import one_of, rows_by
from slugger.models.engine import Sessions
from slugger.models.game import Game
from slugger.models.pitch import Pitch


@dataclass(frozen=True)
class PitchSpan:
    """How many pitches a game has, and the instants of the first and the last that the radar timed."""

    pitches: int
    first: datetime | None
    last: datetime | None


async def games_by_id(sessions: Sessions, ids: Sequence[UUID]) -> list[Game | None]:
    """Give the game of each id."""
    return await rows_by(sessions, Game, "game_id", ids)


async def games_by_trackman_id(sessions: Sessions, ids: Sequence[str]) -> list[Game | None]:
    """Give the game of each TrackMan id."""
    return await rows_by(sessions, Game, "trackman_game_id", ids)


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


def in_season(day: Column, year: int) -> ColumnElement[bool]:
    """Ask for the column `day` to lie in a calendar year; a year that dates cannot hold has no days."""
    if not MINYEAR <= year <= MAXYEAR:
        return false()
    return day.between(date(year, 1, 1), date(year, 12, 31))


def in_year_of(day: Column, year: ColumnElement[int]) -> ColumnElement[bool]:
    """Ask for the column `day` to lie in the calendar year that the column `year` holds."""
    return day.between(func.make_date(year, 1, 1), func.make_date(year, 12, 31))


def played_by(team: UUID | Column) -> ColumnElement[bool]:
    """Ask for a game of `team`, at home or visiting."""
    return or_(col(Game.home_team_id) == team, col(Game.visiting_team_id) == team)


CONDITIONS: Conditions = {
    "season": lambda year: in_season(attribute(Game, "date"), year),
    "date_from": lambda day: col(Game.date) >= day,
    "date_to": lambda day: col(Game.date) <= day,
    "team_id": played_by,
    "home_team_id": lambda team: col(Game.home_team_id) == team,
    "visiting_team_id": lambda team: col(Game.visiting_team_id) == team,
    "ballpark_id": lambda ballpark: col(Game.ballpark_id) == ballpark,
    "player_id": lambda player: appeared(player, attribute(Game, "trackman_game_id")),
    "verified": lambda verified: col(Game.verified) == verified,
}

GAMES = Relation(Game, CONDITIONS)
GAMES_OF_TEAM = Relation(Game, CONDITIONS, played_by)
GAMES_OF_PLAYER = Relation(Game, CONDITIONS, lambda player: appeared(player, attribute(Game, "trackman_game_id")))
GAMES_OF_BALLPARK = Relation(Game, CONDITIONS, lambda ballpark: col(Game.ballpark_id) == ballpark)
GAMES_OF_SEASON = Relation(Game, CONDITIONS, lambda year: in_year_of(attribute(Game, "date"), year), Integer())


def by_date(*, descending: bool = False) -> Order:
    """Order games by day, and those of a day by ballpark and session."""
    return Order("DATE", (Key("date", descending), Key("trackman_game_id", descending)))

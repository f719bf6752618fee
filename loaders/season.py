"""Seasons: the calendar years in which games were played."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, extract, func
from sqlmodel import col, select

from slugger.loaders.rows import one_of
from slugger.models.engine import Sessions
from slugger.models.game import Game


@dataclass(frozen=True)
class Season:
    """The games of a calendar year: the first day, the last day and their number."""

    year: int
    first_date: date
    last_date: date
    game_count: int


_YEAR = extract("year", col(Game.date)).cast(Integer)
_SEASONS = select(_YEAR, func.min(Game.date), func.max(Game.date), func.count()).group_by(_YEAR).order_by(_YEAR)


async def all_seasons(sessions: Sessions) -> list[Season]:
    """Give every season that has a game, oldest first."""
    async with sessions() as session:
        return [Season(*row) for row in await session.exec(_SEASONS)]


async def seasons_by_year(sessions: Sessions, years: Sequence[int]) -> list[Season | None]:
    """Give the season of each year, None where no game was played."""
    async with sessions() as session:
        rows = await session.exec(_SEASONS.where(one_of(_YEAR, set(years))))
        found = {season.year: season for season in (Season(*row) for row in rows)}
    return [found.get(year) for year in years]

"""Seasons: the calendar years in which games were played, read from the games."""

from datetime import date

from sqlalchemy import Integer, extract, func, select
from sqlmodel import col

from slugger.models.game import Game
from slugger.models.metadata import Table


class Season:
    """The games of a calendar year: the first day, the last day and their number."""

    year: int
    first_date: date
    last_date: date
    game_count: int


_YEAR = extract("year", col(Game.date)).cast(Integer).label("year")
_SEASONS = (
    select(
        _YEAR,
        func.min(Game.date).label("first_date"),
        func.max(Game.date).label("last_date"),
        func.count().label("game_count"),
    )
    .group_by(_YEAR)
    .subquery("season")
)
Table._sa_registry.map_imperatively(Season, _SEASONS, primary_key=[_SEASONS.c.year])

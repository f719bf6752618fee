"""Seasons: one by year, and all of them."""

from typing import Annotated

import strawberry

from slugger.loaders.page import Rows, counts
from slugger.loaders.pitch import PITCHES_OF_SEASON
from slugger.loaders.rows import RowsBy
from slugger.loaders.season import BY_YEAR, SEASONS, seasons_by_year
from slugger.models.season import Season
from slugger.resolvers.context import Info
from slugger.resolvers.reading import Figure, reads
from slugger.resolvers.related import listed_all, sought


def find_season(
    year: Annotated[int, strawberry.argument(description="Calendar year.")],
) -> tuple[RowsBy[Season], int]:
    """Look for the season of a year; null when no game was played in it."""
    return seasons_by_year, year


season = sought(find_season)
seasons = listed_all(SEASONS, BY_YEAR)


@reads(Figure(("year",), lambda year: _PITCHES_OF_YEAR.format(year=year)))
async def pitch_count(root: Season, info: Info) -> int:
    """Count the pitches of a season."""
    return await info.context.loaders.load(counts, Rows(PITCHES_OF_SEASON, root.year))


_PITCHES_OF_YEAR = (
    "(SELECT count(*) FROM league.pitch p"
    " WHERE p.game_date BETWEEN make_date({year}, 1, 1) AND make_date({year}, 12, 31))"
)

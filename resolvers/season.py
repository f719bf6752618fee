"""Seasons: one by year, and all of them."""

from typing import Annotated

import strawberry

from slugger.loaders.page import Rows, counts
from slugger.loaders.pitch import PITCHES_OF_SEASON
from slugger.loaders.season import Season, all_seasons, seasons_by_year
from slugger.resolvers.context import Info


async def season(info: Info, year: Annotated[int, strawberry.argument(description="Calendar year.")]) -> Season | None:
    """Give the season of a year; null when no game was played in it."""
    return await info.context.loaders.load(seasons_by_year, year)


async def seasons(info: Info) -> list[Season]:
    """Give every season, oldest first."""
    return await info.context.loaders.load_whole(all_seasons)


async def pitch_count(root: Season, info: Info) -> int:
    """Count the pitches of a season."""
    return await info.context.loaders.load(counts, Rows(PITCHES_OF_SEASON, root.year))

"""The root fields."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import Select, case, func, select, tuple_

from bench import orm
from bench.rival import place
from bench.tutorial.types import (
    Games,
    Info,
    MixKey,
    PageInfo,
    Pitches,
    PitchGroup,
    PitchGroups,
    Player,
)

IN_TIME = (orm.Pitch.game_date, orm.Pitch.game_id, orm.Pitch.pitch_number)
SWINGS = ("StrikeSwinging", "FoulBall", "FoulBallFieldable", "FoulBallNotFieldable", "InPlay")
TAGGED = {
    "FourSeamFastBall": "Four-Seam",
    "TwoSeamFastBall": "Two-Seam",
    "OneSeamFastBall": "One-Seam",
    "ChangeUp": "Changeup",
    "Undefined": None,
}


def page(first: int, after: str | None) -> Select[orm.Pitch]:
    """Select one pitch more than a page has."""
    rows = select(orm.Pitch).order_by(*IN_TIME).limit(first + 1)
    if after is None:
        return rows
    day, game, number = place(b64decode(after).decode())
    return rows.where(tuple_(*IN_TIME) > tuple_(day, UUID(game), number))


def mix(season: int) -> Select[UUID | None, Any, int, Any, Any, Any, Any]:
    """Select each pitcher's pitch types of a season."""
    pitch = orm.Pitch
    tagged = case(TAGGED, value=pitch.tagged_pitch_type, else_=pitch.tagged_pitch_type)
    kind = func.coalesce(func.nullif(pitch.auto_pitch_type, "Undefined"), tagged).label("pitch_type")
    misses = func.count().filter(pitch.pitch_call == "StrikeSwinging")
    swings = func.count().filter(pitch.pitch_call.in_(SWINGS))
    speed, rise, run = func.avg(pitch.rel_speed), func.avg(pitch.induced_vert_break), func.avg(pitch.horz_break)
    return (
        select(pitch.pitcher_id, kind, func.count(), speed, rise, run, misses * 1.0 / func.nullif(swings, 0))
        .where(pitch.game_date.between(date(season, 1, 1), date(season, 12, 31)))
        .group_by(pitch.pitcher_id, kind)
    )


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    async def pitches(self, info: Info, first: int, after: str | None = None) -> Pitches:
        """Give the first pitches in time, or those after a cursor."""
        async with info.context.sessions() as session:
            rows: Sequence[Any] = (await session.scalars(page(first, after))).all()
        shown = [*rows[:first]]
        last = shown[-1] if shown else None
        end = last and b64encode(f"{last.game_date}_{last.game_id}_{last.pitch_number}".encode()).decode()
        return Pitches(nodes=shown, page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=end))

    @strawberry.field
    async def games(self, info: Info, first: int) -> Games:
        """Give the first games by day."""
        rows = select(orm.Game).order_by(orm.Game.date, orm.Game.trackman_game_id).limit(first)
        async with info.context.sessions() as session:
            found: Sequence[Any] = (await session.scalars(rows)).all()
        return Games(nodes=[*found])

    @strawberry.field
    async def player(self, info: Info, id: UUID) -> Player | None:  # noqa: A002  the name of the argument
        """Give a player."""
        player: Player | None = await info.context.loaders.player.load(id)
        return player

    @strawberry.field
    async def pitch_stats(self, info: Info, season: int) -> PitchGroups:
        """Give each pitcher's pitch types of a season."""
        async with info.context.sessions() as session:
            rows = (await session.execute(mix(season))).all()
        return PitchGroups(
            nodes=[
                PitchGroup(
                    key=MixKey(pitch_type=kind, pitcher_id=pitcher),
                    count=pitches,
                    rel_speed=speed,
                    induced_vert_break=rise,
                    horz_break=run,
                    whiff_rate=whiff_rate,
                )
                for pitcher, kind, pitches, speed, rise, run, whiff_rate in rows
            ]
        )

"""Ballparks by their ids."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from slugger.loaders.rows import rows_by
from slugger.models.ballpark import Ballpark
from slugger.models.engine import Sessions


async def ballparks_by_id(sessions: Sessions, ids: Sequence[UUID]) -> list[Ballpark | None]:
    """Give the ballpark of each id."""
    return await rows_by(sessions, Ballpark, "ballpark_id", ids)


async def all_ballparks(sessions: Sessions) -> Sequence[Ballpark]:
    """Give every ballpark by name; those without a name come last."""
    statement = select(Ballpark).order_by(col(Ballpark.display_name).nulls_last(), col(Ballpark.ballpark_name))
    async with sessions() as session:
        return (await session.exec(statement)).all()

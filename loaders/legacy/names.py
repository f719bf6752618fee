"""The names of clubs, as the legacy API gives and takes them."""

from typing import Any

from sqlalchemy import CompoundSelect, Select, union
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from slugger.models.legacy import shown_name
from slugger.models.team import Team, TeamAlias

__all__ = ["club_named", "club_names", "shown_name"]


async def club_names(session: AsyncSession) -> frozenset[str]:
    """Give every name of every club: the legacy one, today's and older ones."""
    names = _names().subquery()
    return frozenset((await session.exec(select(names.c.name).distinct())).all())


def club_named(name: str) -> Select[Any]:
    """Give the ids of the clubs that have or had `name`, exact in case."""
    names = _names().subquery()
    return select(names.c.team_id).where(names.c.name == name)


def _names() -> CompoundSelect[Any]:
    return union(
        select(Team.team_id, col(Team.legacy_name).label("name")).where(col(Team.legacy_name).is_not(None)),
        select(Team.team_id, Team.team_name).where(col(Team.team_name).is_not(None)),
        select(TeamAlias.team_id, TeamAlias.alias),
    )

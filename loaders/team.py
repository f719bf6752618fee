"""Clubs by their ids, codes, names and ballparks."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Text, func
from sqlmodel import col, select

from slugger.loaders.keyset import attribute
from slugger.loaders.rows import groups_by, one_of, rows_by
from slugger.models.engine import Sessions
from slugger.models.team import Team, TeamAlias, TeamCode


async def teams_by_id(sessions: Sessions, ids: Sequence[UUID]) -> list[Team | None]:
    """Give the club of each id."""
    return await rows_by(sessions, Team, "team_id", ids)


async def teams_by_home_ballpark_id(sessions: Sessions, ids: Sequence[UUID]) -> list[Team | None]:
    """Give the club at home in each ballpark."""
    return await rows_by(sessions, Team, "home_ballpark_id", ids)


async def teams_by_code(sessions: Sessions, codes: Sequence[str]) -> list[Team | None]:
    """Give the club of each TrackMan code, exact in case."""
    statement = select(TeamCode.code, Team).join(Team).where(one_of(attribute(TeamCode, "code"), set(codes)))
    async with sessions() as session:
        found = dict(iter(await session.exec(statement)))
    return [found.get(code) for code in codes]


async def teams_by_name(sessions: Sessions, names: Sequence[str]) -> list[Team | None]:
    """Give the club of each name, today's or an older one, whatever its case."""
    name = func.lower(col(TeamAlias.alias), type_=Text())
    statement = select(name, Team).join_from(TeamAlias, Team).where(one_of(name, {n.lower() for n in names}))
    async with sessions() as session:
        found = dict(iter(await session.exec(statement)))
    return [found.get(name.lower()) for name in names]


async def codes_by_team_id(sessions: Sessions, ids: Sequence[UUID]) -> list[list[str]]:
    """Give the TrackMan codes of each club, sorted."""
    groups = await groups_by(sessions, TeamCode, "team_id", ids, "code")
    return [[code.code for code in group] for group in groups]


async def names_by_team_id(sessions: Sessions, ids: Sequence[UUID]) -> list[list[str]]:
    """Give every name of each club, today's and older ones, sorted."""
    groups = await groups_by(sessions, TeamAlias, "team_id", ids, "alias")
    return [[alias.alias for alias in group] for group in groups]


async def all_teams(sessions: Sessions) -> Sequence[Team]:
    """Give every club by name; those without a name come last."""
    statement = select(Team).order_by(col(Team.team_name).nulls_last(), col(Team.team_id))
    async with sessions() as session:
        return (await session.exec(statement)).all()

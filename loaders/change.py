"""The state of the league's data, told from every other by its marks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import Text, cast, func
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from slugger.models.change import Change
from slugger.models.engine import Sessions

_TOKENS = aggregate_order_by(cast(col(Change.token), Text), col(Change.slot).asc())
VERSION = select(func.coalesce(func.array_to_string(func.array_agg(_TOKENS), ","), "", type_=Text()))
"""The version of the data that a statement sees."""


async def data_version(sessions: Sessions) -> str:
    """Give the version of the data: equal versions mean equal data."""
    async with sessions() as session:
        return await _version(session)


@asynccontextmanager
async def snapshot(sessions: Sessions) -> AsyncIterator[tuple[AsyncSession, str]]:
    """Give a session whose every statement sees the data of one moment, and their version."""
    async with sessions() as session:
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True})
        yield session, await _version(session)


async def _version(session: AsyncSession) -> str:
    version: str = (await session.exec(VERSION)).one()
    return version

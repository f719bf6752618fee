"""Logins to the website by their ids."""

from collections.abc import Sequence

from sqlalchemy import Text, cast, func
from sqlmodel import col, select

from slugger.loaders.condition import one_of
from slugger.loaders.keyset import attribute
from slugger.models.engine import Sessions
from slugger.models.session import LoginSession


async def live_sessions_by_sid(sessions: Sessions, sids: Sequence[str]) -> list[str | None]:
    """Give the content of each login, as JSON text; None for one that is not there or has expired."""
    statement = select(LoginSession.sid, cast(col(LoginSession.sess), Text)).where(
        one_of(attribute(LoginSession, "sid"), set(sids)),
        # The website writes local time of its connection, as this one's is: both leave the database's default.
        col(LoginSession.expire) >= func.now(),
    )
    async with sessions() as session:
        found = dict(iter(await session.exec(statement)))
    return [found.get(sid) for sid in sids]

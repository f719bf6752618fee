"""API keys and usage plans, and whether there are any."""

from collections.abc import Sequence

from sqlmodel import col, select

from slugger.models.api_key import ApiKey, UsagePlan
from slugger.models.engine import Sessions


async def all_api_keys(sessions: Sessions) -> Sequence[ApiKey]:
    """Give every key by name, revoked ones too; those of one name in the order of their making."""
    async with sessions() as session:
        return (await session.exec(select(ApiKey).order_by(col(ApiKey.name), col(ApiKey.created_at)))).all()


async def all_usage_plans(sessions: Sessions) -> Sequence[UsagePlan]:
    """Give every plan by name."""
    async with sessions() as session:
        return (await session.exec(select(UsagePlan).order_by(col(UsagePlan.name)))).all()


async def has_api_keys(sessions: Sessions) -> bool:
    """Tell whether a key was ever made, revoked ones included."""
    async with sessions() as session:
        return (await session.exec(select(ApiKey.key_id).limit(1))).first() is not None

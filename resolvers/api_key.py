"""API keys and usage plans: made, rotated, revoked, defined.

ApiKeyError
├── ApiKeyNameError       a name that is empty, too long or not printable
├── UnknownApiKeyError    no key of that name that is not revoked
├── DoubledApiKeyError    there is such a key already
├── UnknownPlanError      no plan of that name
└── PlanError             limits that contradict each other or are out of range
"""

import hashlib
import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from slugger.models.api_key import PERIODS, ApiKey, UsagePlan
from slugger.models.engine import Sessions

MARK = "slg_"
"""What every key begins with, so that one that was published by mistake can be recognised."""
PREFIX_LENGTH = 16
"""Characters of a key that tell it from others: the mark and twelve hexadecimal digits."""
KEY_LENGTH = 60
"""Characters of a key: prefix, an underscore and 32 random bytes in base64url."""
LONGEST_NAME = 100
MOST_REQUESTS = 2**31 - 1
"""Largest burst, and largest rate a second."""
MOST_QUOTA = 2**63 - 1


class ApiKeyError(Exception):
    """What was asked of keys or plans cannot be done; one sentence says why."""


class ApiKeyNameError(ApiKeyError):
    """A name is empty, too long or not printable."""


class UnknownApiKeyError(ApiKeyError):
    """No key that is not revoked has the name."""


class DoubledApiKeyError(ApiKeyError):
    """A key that is not revoked has the name already."""


class UnknownPlanError(ApiKeyError):
    """No plan has the name."""


class PlanError(ApiKeyError):
    """The limits of a plan contradict each other, or are out of range."""


@dataclass(frozen=True)
class Issued:
    """A key at the one moment at which its text is known."""

    row: ApiKey
    text: str


def hash_of(key: str) -> bytes:
    """Give what is stored of a key."""
    return hashlib.sha256(key.encode()).digest()


def _text_for(prefix: str) -> str:
    return f"{prefix}_{secrets.token_urlsafe(32)}"


async def create_api_key(sessions: Sessions, name: str, plan: str) -> Issued:
    """Make a key for `name`. Raises ApiKeyNameError, DoubledApiKeyError or UnknownPlanError."""
    text = _text_for(MARK + secrets.token_hex(6))
    async with sessions.begin() as session:
        await _refuse_unknown_plan(session, plan)
        row = ApiKey(name=_named(name), plan=plan, prefix=text[:PREFIX_LENGTH], key_hash=hash_of(text))
        written = (
            insert(ApiKey)
            .values(row.model_dump())
            .on_conflict_do_nothing(index_elements=["name"], index_where=col(ApiKey.revoked_at).is_(None))
        )
        made = await session.exec(written.returning(col(ApiKey.key_id)))
        if made.first() is None:
            raise DoubledApiKeyError(f"There is a key {name!r} already: rotate or revoke it, or choose another name.")
    return Issued(row, text)


async def rotate_api_key(sessions: Sessions, name: str, grace: timedelta = timedelta()) -> Issued:
    """Give `name` a new key; the old one is taken for `grace` longer. Raises UnknownApiKeyError."""
    now = datetime.now(UTC)
    async with sessions.begin() as session:
        row = await _live(session, name)
        text = _text_for(row.prefix)
        row.former_hash, row.former_until = (row.key_hash, now + grace) if grace else (None, None)
        row.key_hash, row.rotated_at = hash_of(text), now
    return Issued(row, text)


async def revoke_api_key(sessions: Sessions, name: str) -> ApiKey:
    """End the key of `name`, at once and for ever. Raises UnknownApiKeyError."""
    async with sessions.begin() as session:
        row = await _live(session, name)
        row.revoked_at = datetime.now(UTC)
    return row


async def assign_plan(sessions: Sessions, name: str, plan: str) -> ApiKey:
    """Put the key of `name` on another plan. Raises UnknownApiKeyError or UnknownPlanError."""
    async with sessions.begin() as session:
        row = await _live(session, name)
        await _refuse_unknown_plan(session, plan)
        row.plan = plan
    return row


async def define_plan(sessions: Sessions, plan: UsagePlan) -> UsagePlan:
    """Write a plan, new or in the place of the one of its name, whose keys follow at once.

    Raises PlanError or ApiKeyNameError.
    """
    _named(plan.name)
    _refuse_contradictions(plan)
    limits = plan.model_dump()
    async with sessions.begin() as session:
        await session.exec(insert(UsagePlan).values(limits).on_conflict_do_update(index_elements=["name"], set_=limits))
    return plan


def state_of(key: ApiKey, now: datetime) -> str:
    """Say whether a key is taken: `active`, `rotating` while the former one is too, or `revoked`."""
    if key.revoked_at:
        return "revoked"
    return "rotating" if key.former_until and key.former_until > now else "active"


async def _live(session: AsyncSession, name: str) -> ApiKey:
    named = select(ApiKey).where(col(ApiKey.name) == _named(name))
    found = (await session.exec(named.where(col(ApiKey.revoked_at).is_(None)).with_for_update())).first()
    if found:
        return found
    if (await session.exec(named.limit(1))).first():
        raise UnknownApiKeyError(f"The key of {name!r} is revoked: `slugger apikey create {name}` makes a new one.")
    raise UnknownApiKeyError(f"There is no key {name!r}: `slugger apikey list` shows those that there are.")


async def _refuse_unknown_plan(session: AsyncSession, plan: str) -> None:
    names: Sequence[str] = (await session.exec(select(UsagePlan.name).order_by(col(UsagePlan.name)))).all()
    if plan not in names:
        raise UnknownPlanError(f"There is no plan {plan!r}: choose one of {', '.join(names)}, or define it.")


def _named(name: str) -> str:
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise ApiKeyNameError(f"A name has 1 to {LONGEST_NAME} printable characters, and no blank at its ends.")
    return name


def _refuse_contradictions(plan: UsagePlan) -> None:
    if (plan.rate is None) != (plan.burst is None):
        raise PlanError("A plan has both a rate and a burst, or neither.")
    if (plan.quota is None) != (plan.period is None):
        raise PlanError("A plan has both a quota and its period, or neither.")
    if plan.rate is not None and not (math.isfinite(plan.rate) and 0 < plan.rate <= MOST_REQUESTS):
        raise PlanError(f"A rate is a number of requests above 0 and up to {MOST_REQUESTS} a second.")
    if plan.burst is not None and not 1 <= plan.burst <= MOST_REQUESTS:
        raise PlanError(f"A burst is a whole number of requests from 1 to {MOST_REQUESTS}.")
    if plan.quota is not None and not 1 <= plan.quota <= MOST_QUOTA:
        raise PlanError(f"A quota is a whole number of requests from 1 to {MOST_QUOTA}.")
    if plan.period is not None and plan.period not in PERIODS:
        raise PlanError(f"The period of a quota is one of {', '.join(PERIODS)}.")

"""Keys of the legacy REST surface, the plans that bound their use, and what of it is used up."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Double, Index, LargeBinary, Text, text
from sqlmodel import Field

from slugger.models.metadata import NEW_UUID, Table

PERIODS = ("day", "week", "month")
"""Periods of a quota: calendar days, weeks from Monday and months, in UTC."""


class UsagePlan(Table, table=True):
    """How much a key may ask for: a rate with a burst, a quota, both or neither."""

    __tablename__ = "usage_plan"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 100", "name"),
        CheckConstraint("rate > 0 AND rate < 'Infinity' AND burst >= 1", "rate"),
        CheckConstraint("(rate IS NULL) = (burst IS NULL)", "burst"),
        CheckConstraint("quota >= 1", "quota"),
        CheckConstraint("(quota IS NULL) = (period IS NULL)", "quota_period"),
        CheckConstraint("period IN ('day', 'week', 'month')", "period"),
    )

    name: str = Field(sa_type=Text, primary_key=True)
    rate: float | None = Field(default=None, sa_type=Double)
    """Requests a second in the long run; null: any number."""
    burst: int | None = None
    """Requests that a rested key may make at once."""
    quota: int | None = Field(default=None, sa_type=BigInteger)
    """Requests a period; null: any number."""
    period: str | None = Field(default=None, sa_type=Text)
    """Period of the quota: `day`, `week` or `month`."""


class ApiKey(Table, table=True):
    """A consumer's key, of which only the hash is kept.

    A key is random with 256 bits of entropy, so a plain SHA-256 cannot be searched; a slow hash would add nothing but
    its cost to every request. Rotation keeps row and prefix and changes the hash.
    """

    __tablename__ = "api_key"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 100", "name"),
        CheckConstraint("length(key_hash) = 32 AND length(former_hash) = 32", "hash"),
        CheckConstraint("(former_hash IS NULL) = (former_until IS NULL)", "former"),
        Index("api_key_name_key", "name", unique=True, postgresql_where=text("revoked_at IS NULL")),
    )

    key_id: UUID = Field(default_factory=uuid4, primary_key=True, sa_column_kwargs=NEW_UUID)
    name: str = Field(sa_type=Text)
    """Who uses the key; unique among the keys that are not revoked."""
    plan: str = Field(sa_type=Text, foreign_key="league.usage_plan.name", index=True)
    prefix: str = Field(sa_type=Text, unique=True)
    """First characters of the key: they tell keys apart and are no secret."""
    key_hash: bytes = Field(sa_type=LargeBinary)
    """SHA-256 of the whole key."""
    former_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    """SHA-256 of the key before the last rotation."""
    former_until: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    """Until when the key before the last rotation is taken too."""
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC), sa_type=DateTime(timezone=True))
    rotated_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    last_used_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    """Written at most once a minute."""
    revoked_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class ApiKeyUsage(Table, table=True):
    """What a key has left of its plan: a token bucket and a count; an unlogged table, which a crash empties."""

    __tablename__ = "api_key_usage"
    __table_args__ = ({"prefixes": ["UNLOGGED"]},)

    key_id: UUID = Field(foreign_key="league.api_key.key_id", primary_key=True, ondelete="CASCADE")
    tokens: float | None = Field(default=None, sa_type=Double)
    """Requests that could be made at `filled_at`."""
    filled_at: datetime = Field(sa_type=DateTime(timezone=True))
    begun: date
    """First day of the quota's period, in UTC."""
    used: int = Field(sa_type=BigInteger)
    """Requests admitted in that period."""
    refusal: str | None = Field(default=None, sa_type=Text)
    """Why the last request was refused, `rate` or `quota`; null when it was admitted."""

"""Quarantine: rows of an adopted database that cannot stand in the league's tables, kept whole."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import DateTime, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from slugger.models.metadata import NEW_UUID, Table


class Quarantine(Table, table=True):
    """A row that was not adopted, and why."""

    __table_args__ = (Index("quarantine_source_idx", "source", "reason"),)

    quarantine_id: UUID = Field(default_factory=uuid4, primary_key=True, sa_column_kwargs=NEW_UUID)
    source: str = Field(sa_type=Text)
    """Legacy table that the row stood in."""
    reason: str = Field(sa_type=Text)
    """Why it cannot stand: one line, the same for all rows of the kind."""
    row: dict[str, Any] = Field(sa_type=JSONB)
    """The whole row by column name; a number that is none stands as the text NaN."""
    quarantined_at: datetime = Field(default_factory=lambda: datetime.now(UTC), sa_type=DateTime(timezone=True))

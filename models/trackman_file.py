"""The register of delivered radar files: what came, what was done with it, and why."""

from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from slugger.models.metadata import NEW_UUID, Table


class FileKind(Enum):
    """What a delivered file holds."""

    PITCH = "pitch"
    POSITIONING = "playerpositioning"
    BAT_TRACKING = "battracking"


class FileState(Enum):
    """What was done with a delivered file."""

    LOADED = "loaded"
    SUPERSEDED = "superseded"
    EMPTY = "empty"
    HELD = "held"
    FAILED = "failed"


class TrackmanFile(Table, table=True):
    """One delivered content under one file name."""

    __tablename__ = "trackman_file"
    __table_args__ = (
        UniqueConstraint("name", "sha256"),
        Index(
            "trackman_file_current_key",
            "trackman_game_id",
            "kind",
            unique=True,
            postgresql_where="state = 'loaded'",
        ),
        Index("trackman_file_registered_at_idx", "registered_at", "file_id"),
        CheckConstraint("state IN ('loaded', 'superseded', 'empty', 'held', 'failed')", "state"),
        CheckConstraint("kind IN ('pitch', 'playerpositioning', 'battracking')", "kind"),
        CheckConstraint("state NOT IN ('held', 'failed') OR reason IS NOT NULL", "reason"),
        CheckConstraint("state <> 'loaded' OR (trackman_game_id IS NOT NULL AND game_date IS NOT NULL)", "game"),
    )

    file_id: UUID = Field(default_factory=uuid4, primary_key=True, sa_column_kwargs=NEW_UUID)
    name: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text)
    size: int = Field(sa_type=BigInteger)
    """Bytes of the file as delivered."""
    trackman_game_id: str | None = Field(default=None, sa_type=Text, index=True)
    game_date: date | None = None
    kind: str | None = Field(default=None, sa_type=Text)
    verified: bool = False
    variant: str | None = Field(default=None, sa_type=Text)
    delivered_on: date
    """Day of the upload folder, else the day of the file's modification."""
    modified_at: datetime = Field(sa_type=DateTime(timezone=True))
    state: str = Field(sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
    """Why the file is held, failed or superseded: one line."""
    rows: int = 0
    rows_added: int = 0
    rows_changed: int = 0
    rows_removed: int = 0
    warnings: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    registered_at: datetime = Field(default_factory=lambda: datetime.now(UTC), sa_type=DateTime(timezone=True))

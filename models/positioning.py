"""Positioning: where the seven fielders stand when a pitch is released."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index
from sqlmodel import Field

from slugger.models.measured import measured
from slugger.models.measurement import POSITIONING
from slugger.models.metadata import Table

if TYPE_CHECKING:
    MeasuredPositioning = Table
else:
    MeasuredPositioning = measured("MeasuredPositioning", POSITIONING)


class Positioning(MeasuredPositioning, table=True):
    """The fielders of one pitch as one file gives them; the row waits without `pitch_id` until the pitch comes."""

    __table_args__ = (
        CheckConstraint("ordinal > 0", "ordinal"),
        Index("positioning_pitch_uid_idx", "pitch_uid"),
    )

    file_id: UUID = Field(foreign_key="league.trackman_file.file_id", primary_key=True, ondelete="CASCADE")
    ordinal: int = Field(primary_key=True)
    """Ordinal of the record in its file, from 1."""
    pitch_id: UUID | None = Field(default=None, foreign_key="league.pitch.pitch_id", unique=True, ondelete="SET NULL")
    pitch_uid: UUID | None = None
    play_id: UUID | None = None
    thrown_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    fhc: bool | None = None
    """Whether any fielder was detected."""
    first_b_player_id: UUID | None = Field(default=None, foreign_key="league.player.player_id")
    second_b_player_id: UUID | None = Field(default=None, foreign_key="league.player.player_id")
    third_b_player_id: UUID | None = Field(default=None, foreign_key="league.player.player_id")
    ss_player_id: UUID | None = Field(default=None, foreign_key="league.player.player_id")
    lf_player_id: UUID | None = Field(default=None, foreign_key="league.player.player_id")
    cf_player_id: UUID | None = Field(default=None, foreign_key="league.player.player_id")
    rf_player_id: UUID | None = Field(default=None, foreign_key="league.player.player_id")

"""Pitches: one row a pitch, with every measurement of the table in `measurement`."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, DateTime, Index, UniqueConstraint, false
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from slugger.models.measured import measured
from slugger.models.measurement import PITCH
from slugger.models.metadata import NEW_UUID, Table

REQUIRED = (
    *("pitch_number", "pa_of_inning", "pitch_of_pa", "inning", "top_or_bottom", "outs", "balls", "strikes"),
    *("pitch_call", "pitcher_team_code", "batter_team_code"),
)
"""Measurements that every pitch has."""

if TYPE_CHECKING:
    MeasuredPitch = Table
else:
    MeasuredPitch = measured("MeasuredPitch", PITCH, required=REQUIRED)


class Pitch(MeasuredPitch, table=True):
    """A pitch of a game; measurements that the radar did not make are null.

    Its game and its players exist: triggers see to it once a statement, as foreign keys would for each row.
    """

    __table_args__ = (
        UniqueConstraint("game_id", "pitch_number", deferrable=True, initially="DEFERRED"),
        Index("pitch_game_date_idx", "game_date", "game_id", "pitch_number"),
        Index("pitch_date_idx", "date"),
        Index("pitch_plate_appearance_idx", "game_id", "inning", "top_or_bottom", "pa_of_inning", "pitch_number"),
        Index("pitch_pitcher_id_idx", "pitcher_id", "game_date"),
        Index("pitch_batter_id_idx", "batter_id", "game_date"),
        Index("pitch_catcher_id_idx", "catcher_id"),
        CheckConstraint("top_or_bottom IN ('Top', 'Bottom')", "half"),
        CheckConstraint("least(pitch_number, inning, pa_of_inning, pitch_of_pa) > 0", "ordinals"),
        CheckConstraint("least(outs, balls, strikes) >= 0", "count"),
        CheckConstraint("adopted OR pitch_uid IS NOT NULL", "uid"),
    )

    pitch_id: UUID = Field(default_factory=uuid4, primary_key=True, sa_column_kwargs=NEW_UUID)
    pitch_uid: UUID | None = Field(default=None, unique=True)
    """TrackMan's id, the same in every delivery of the pitch; null on rows adopted from the legacy database."""
    adopted: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Whether the row was taken over from the legacy database, which threw PitchUIDs away."""
    game_id: UUID
    game_date: date
    """Day of the game: known for every pitch, unlike `date`, and the first key of the chronological order."""
    pitcher_id: UUID | None = None
    batter_id: UUID | None = None
    catcher_id: UUID | None = None
    thrown_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    """Instant of the pitch, to a microsecond; null on rows that were added by hand."""
    extra: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    """Cells of columns that the file has beyond the known ones, by column name; of an adopted row also what its
    columns cannot hold, such as a day that is none."""

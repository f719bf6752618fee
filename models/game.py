"""Games: two clubs, a day, a ballpark and a session of the radar."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Index, Text
from sqlmodel import Field

from slugger.models.metadata import NEW_UUID, Table


class Game(Table, table=True):
    """A game; it exists exactly as long as a pitch file of it is current."""

    __table_args__ = (
        Index("game_date_idx", "date", "trackman_game_id"),
        Index("game_home_team_id_idx", "home_team_id", "date"),
        Index("game_visiting_team_id_idx", "visiting_team_id", "date"),
        Index("game_ballpark_id_idx", "ballpark_id", "date"),
    )

    game_id: UUID = Field(default_factory=uuid4, primary_key=True, sa_column_kwargs=NEW_UUID)
    trackman_game_id: str = Field(sa_type=Text, unique=True)
    """TrackMan's id: day, venue and session number."""
    game_uid: UUID | None = None
    """TrackMan's id of the recording session; may change between deliveries."""
    date: date
    """Local calendar day."""
    daily_game_number: int
    """Session of the venue that day, from 1; not the number within a doubleheader."""
    home_team_id: UUID = Field(foreign_key="league.team.team_id")
    visiting_team_id: UUID = Field(foreign_key="league.team.team_id")
    home_team_code: str = Field(sa_type=Text, foreign_key="league.team_code.code")
    visiting_team_code: str = Field(sa_type=Text, foreign_key="league.team_code.code")
    ballpark_id: UUID = Field(foreign_key="league.ballpark.ballpark_id")
    verified: bool
    """Whether an operator of TrackMan has checked the current file."""
    level: str | None = Field(default=None, sa_type=Text)
    league: str | None = Field(default=None, sa_type=Text)
    system: str | None = Field(default=None, sa_type=Text)
    home_team_foreign_id: str | None = Field(default=None, sa_type=Text)
    away_team_foreign_id: str | None = Field(default=None, sa_type=Text)
    game_foreign_id: str | None = Field(default=None, sa_type=Text)
    file_id: UUID = Field(foreign_key="league.trackman_file.file_id", unique=True)
    """The current pitch file."""

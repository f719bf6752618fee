"""Players, and where each was seen."""

from enum import Enum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, Text, text, true
from sqlmodel import Field

from slugger.models.metadata import NEW_UUID, Table


class Player(Table, table=True):
    """A person: one row for each TrackMan id, and one for each name and club that no id stands beside.

    Everything but the identity follows from the appearances in the current files: the order of loading leaves no trace.
    """

    __table_args__ = (
        CheckConstraint("player_pitching_handedness IN ('Left', 'Right', 'Both')", "pitching_hand"),
        CheckConstraint("player_batting_handedness IN ('Left', 'Right', 'Switch')", "batting_hand"),
        Index("player_name_key_idx", "name_key", "player_id"),
        Index(
            "player_unidentified_key",
            "name_key",
            "team_id",
            unique=True,
            postgresql_where=text("trackman_id IS NULL"),
        ),
    )

    player_id: UUID = Field(default_factory=uuid4, primary_key=True, sa_column_kwargs=NEW_UUID)
    trackman_id: str | None = Field(default=None, sa_type=Text, unique=True)
    """TrackMan's id of the person; null where files give only a name."""
    player_name: str = Field(sa_type=Text)
    """"Last, First", as spelt in the latest game."""
    name_key: str = Field(sa_type=Text)
    """The name without case, accents and doubled blanks: what names are matched and searched by.

    A duplicate that the legacy database had of a name and club has a number behind it, so that files never match it.
    """
    team_id: UUID | None = Field(default=None, foreign_key="league.team.team_id", index=True)
    """Club of the latest game."""
    player_pitching_handedness: str | None = Field(default=None, sa_type=Text)
    player_batting_handedness: str | None = Field(default=None, sa_type=Text)
    is_pitcher: bool = False
    is_hitter: bool = False


class Role(Enum):
    """What a player does on a pitch."""

    PITCHER = "pitcher"
    BATTER = "batter"
    CATCHER = "catcher"
    FIELDER = "fielder"


class Appearance(Table, table=True):
    """A player in one role for one club in one delivered file, over all pitches of that file."""

    __table_args__ = (
        CheckConstraint("role IN ('pitcher', 'batter', 'catcher', 'fielder')", "role"),
        CheckConstraint("pitches >= 0", "pitches"),
        Index("appearance_player_id_idx", "player_id"),
        Index("appearance_team_id_idx", "team_id", "name_key"),
    )

    file_id: UUID = Field(foreign_key="league.trackman_file.file_id", primary_key=True, ondelete="CASCADE")
    player_id: UUID = Field(foreign_key="league.player.player_id", primary_key=True)
    team_id: UUID = Field(foreign_key="league.team.team_id", primary_key=True)
    role: str = Field(sa_type=Text, primary_key=True)
    name: str = Field(sa_type=Text)
    """Name as the file spells it, blanks trimmed."""
    name_key: str = Field(sa_type=Text, primary_key=True)
    """The name as `Player.name_key`."""
    identified: bool
    """Whether the file gives the person's TrackMan id, or the legacy database its own: it belongs to nobody else."""
    pitches: int
    """Number of pitches; 0 where only a hand is known."""
    seen_left: bool = False
    """Whether the batter stood, or the thrower threw, on the left."""
    seen_right: bool = False
    """Whether the batter stood, or the thrower threw, on the right."""
    telling: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    """Whether name, club, hands and roles of the player follow from it; not in adopted games, whose players are as the
    legacy database had them."""

"""Clubs, and the codes and names that other systems know them by."""

from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field

from slugger.models.metadata import NEW_UUID, Table


class Team(Table, table=True):
    """A club."""

    __table_args__ = (
        CheckConstraint("league IN ('north', 'south')", "league"),
        CheckConstraint("team_name IS NOT NULL OR NOT confirmed", "confirmed_name"),
    )

    team_id: UUID = Field(default_factory=uuid4, primary_key=True, sa_column_kwargs=NEW_UUID)
    team_name: str | None = Field(default=None, sa_type=Text, unique=True)
    """Name of the club today; null until a club that a file brought is confirmed."""
    legacy_name: str | None = Field(default=None, sa_type=Text)
    """Name that the legacy API gives the club."""
    team_code: str = Field(sa_type=Text, unique=True)
    """First of the club's TrackMan codes; `TeamCode` holds them all."""
    pointstreak_code: str | None = Field(default=None, sa_type=Text, unique=True)
    league: str | None = Field(default=None, sa_type=Text)
    """Division: `north` or `south`; null for clubs outside the league."""
    home_ballpark_id: UUID | None = Field(default=None, foreign_key="league.ballpark.ballpark_id", unique=True)
    confirmed: bool = False
    """Whether the club is known to the league, and not only named by a code in a file."""


class TeamCode(Table, table=True):
    """A TrackMan code of a club, exact in case and length."""

    __tablename__ = "team_code"

    code: str = Field(sa_type=Text, primary_key=True)
    team_id: UUID = Field(foreign_key="league.team.team_id", index=True)


class TeamAlias(Table, table=True):
    """Another name of a club, in an older season or another feed."""

    __tablename__ = "team_alias"

    alias: str = Field(sa_type=Text, primary_key=True)
    team_id: UUID = Field(foreign_key="league.team.team_id", index=True)

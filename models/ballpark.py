"""Ballparks: where games are played."""

from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field

from slugger.models.metadata import NEW_UUID, Table


class Ballpark(Table, table=True):
    """A venue; outfield distances in feet from home plate, unknown ones null."""

    __table_args__ = (
        CheckConstraint("length(state) = 2", "state"),
        CheckConstraint("least(lf_ft, lcf_ft, cf_ft, rcf_ft, rf_ft) > 0", "outfield"),
    )

    ballpark_id: UUID = Field(default_factory=uuid4, primary_key=True, sa_column_kwargs=NEW_UUID)
    ballpark_name: str = Field(sa_type=Text, unique=True)
    """Name that TrackMan uses: the venue part of a game's id."""
    display_name: str | None = Field(default=None, sa_type=Text)
    """Name of the venue today; null until a venue that a file brought is confirmed."""
    city: str | None = Field(default=None, sa_type=Text)
    state: str | None = Field(default=None, sa_type=Text)
    lf_ft: int | None = None
    lcf_ft: int | None = None
    cf_ft: int | None = None
    rcf_ft: int | None = None
    rf_ft: int | None = None
    confirmed: bool = False
    """Whether the venue is known to the league, and not only named in a file."""

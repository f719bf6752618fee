"""The marks that transactions leave when they change the league's data, by which an answer is known to be current."""

from uuid import UUID, uuid4

from sqlmodel import Field

from slugger.models.metadata import NEW_UUID, Table


class Change(Table, table=True):
    """The mark of the latest transaction that took this slot.

    A transaction that changes a watched table takes a slot that no other one holds and renews its token; it waits for
    nobody. A slot's tokens therefore follow each other, and all tokens together tell one state of the data from every
    other, on a replica and after a restore too. There are as many slots as transactions ever wrote at the same time.
    """

    slot: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": True})
    token: UUID = Field(default_factory=uuid4, sa_column_kwargs=NEW_UUID)


WATCHED = ("team", "team_code", "team_alias", "ballpark", "player", "game", "pitch", "positioning")
"""The tables whose changes are marked, by triggers that the migrations make."""

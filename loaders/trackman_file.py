"""Delivered radar files by their ids, and how the ingestion stands."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Text, func
from sqlmodel import col, select

from slugger.loaders.keyset import Key, Order
from slugger.loaders.page import Conditions, Relation
from slugger.loaders.rows import rows_by
from slugger.models.engine import Sessions
from slugger.models.trackman_file import TrackmanFile


async def trackman_files_by_id(sessions: Sessions, ids: Sequence[UUID]) -> list[TrackmanFile | None]:
    """Give the file of each id."""
    return await rows_by(sessions, TrackmanFile, "file_id", ids)


async def file_counts(sessions: Sessions) -> dict[str, int]:
    """Count the files of each state."""
    statement = select(TrackmanFile.state, func.count()).group_by(col(TrackmanFile.state))
    async with sessions() as session:
        return dict(iter(await session.exec(statement)))


async def last_registered_at(sessions: Sessions) -> datetime | None:
    """Give the instant at which the newest file was registered."""
    async with sessions() as session:
        return (await session.exec(select(func.max(TrackmanFile.registered_at)))).one()


def _warned(warned: bool) -> ColumnElement[bool]:
    number = func.jsonb_array_length(col(TrackmanFile.warnings))
    return number > 0 if warned else number == 0


CONDITIONS: Conditions = {
    "state": lambda state: col(TrackmanFile.state) == state,
    "kind": lambda kind: col(TrackmanFile.kind) == kind,
    "trackman_game_id": lambda game: col(TrackmanFile.trackman_game_id) == game,
    "date_from": lambda day: col(TrackmanFile.game_date) >= day,
    "date_to": lambda day: col(TrackmanFile.game_date) <= day,
    "registered_since": lambda instant: col(TrackmanFile.registered_at) >= instant,
    "has_warnings": _warned,
}

TRACKMAN_FILES = Relation(TrackmanFile, CONDITIONS)
FILES_WITH_WARNINGS = Relation(TrackmanFile, CONDITIONS, lambda _: _warned(True))
TRACKMAN_FILES_OF_GAME = Relation(
    TrackmanFile,
    CONDITIONS,
    lambda game: col(TrackmanFile.trackman_game_id) == game,
    Text(),
)


def by_registration(*, descending: bool = True) -> Order:
    """Order files by the instant of their registration, newest first unless asked otherwise."""
    return Order("REGISTERED_AT", (Key("registered_at", descending), Key("file_id", descending)))

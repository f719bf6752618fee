"""Delivered radar files by their ids, and how the ingestion stands."""

from datetime import datetime

from sqlalchemy import Text, func, literal_column
from sqlmodel import col, select

from slugger.loaders.keyset import Key, Order
from slugger.loaders.page import Relation
from slugger.loaders.rows import RowsBy
from slugger.models.engine import Sessions
from slugger.models.trackman_file import TrackmanFile

trackman_files_by_id = RowsBy(TrackmanFile, "file_id")

TRACKMAN_FILES = Relation(TrackmanFile)
FILES_WITH_WARNINGS = Relation(
    TrackmanFile, lambda file, _: func.jsonb_array_length(file.warnings) > literal_column("0")
)
TRACKMAN_FILES_OF_GAME = Relation(TrackmanFile, lambda file, game: file.trackman_game_id == game, Text())
NEWEST_FIRST = Order((Key("registered_at", descending=True), Key("file_id", descending=True)))


async def file_counts(sessions: Sessions) -> dict[str, int]:
    """Count the files of each state."""
    statement = select(TrackmanFile.state, func.count()).group_by(col(TrackmanFile.state))
    async with sessions() as session:
        return dict(iter(await session.exec(statement)))


async def last_registered_at(sessions: Sessions) -> datetime | None:
    """Give the instant at which the newest file was registered."""
    async with sessions() as session:
        return (await session.exec(select(func.max(TrackmanFile.registered_at)))).one()

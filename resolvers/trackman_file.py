"""Delivered radar files, and how the ingestion stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from slugger.loaders import ballpark as ballpark_loaders
from slugger.loaders import team as team_loaders
from slugger.loaders.condition import Compared, Condition, Not, Operator
from slugger.loaders.rows import RowsBy
from slugger.loaders.trackman_file import file_counts, last_registered_at, trackman_files_by_id
from slugger.models.trackman_file import TrackmanFile
from slugger.resolvers.context import Info
from slugger.resolvers.identity import key_of
from slugger.resolvers.reading import Computed, reads
from slugger.resolvers.related import listed_all, sought
from slugger.resolvers.team import confirmed_only
from slugger.resolvers.vocabulary import FILE_STATE


@dataclass(frozen=True)
class FileWarning:
    """Something in a file that was loaded without being known."""

    kind: str
    value: str | None
    column: str | None
    count: int | None


@dataclass(frozen=True)
class FileCount:
    """How many delivered files are in a state."""

    state: Enum
    count: int


@dataclass(frozen=True)
class IngestStatus:
    """How the ingestion stands; each part is read when it is asked for."""


def find_trackman_file(
    identifier: Annotated[
        strawberry.ID, strawberry.argument(name="id", description="Global id or plain UUID of the file.")
    ],
) -> tuple[RowsBy[TrackmanFile], object]:
    """Look for a delivered file."""
    return trackman_files_by_id, key_of("TrackmanFile", identifier)


trackman_file = sought(find_trackman_file)


def warned(wanted: bool) -> Condition:
    """Ask for files that hold something that was not known, or for the others."""
    found = Compared("warning_count", Operator.GT, 0)
    return found if wanted else Not(found)


def ingest_status() -> IngestStatus:
    """Give how the ingestion stands."""
    return IngestStatus()


async def files_by_state(info: Info) -> list[FileCount]:
    """Count the files of every state, those without any too."""
    counts = await info.context.loaders.load_whole(file_counts)
    return [FileCount(state, counts.get(state.value, 0)) for state in FILE_STATE]


@reads(Computed(("warnings",)))
def file_warnings(root: TrackmanFile) -> list[FileWarning]:
    """Give the warnings of a file, as the register keeps them."""
    names = ("value", "column", "count")
    return [FileWarning(warning.get("kind", "unknown"), *map(warning.get, names)) for warning in root.warnings]


async def registered_last(info: Info) -> datetime | None:
    """Give the instant at which the newest file was registered."""
    return await info.context.loaders.load_whole(last_registered_at)


def _unconfirmed() -> Condition:
    return confirmed_only(confirmed=False)


unconfirmed_teams = listed_all(team_loaders.TEAMS, team_loaders.BY_NAME, _unconfirmed)
unconfirmed_ballparks = listed_all(ballpark_loaders.BALLPARKS, ballpark_loaders.BY_NAME, _unconfirmed)

"""Delivered radar files, and how the ingestion stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any

import strawberry

from slugger.loaders.page import Relation, Rows
from slugger.loaders.trackman_file import by_registration, file_counts, last_registered_at, trackman_files_by_id
from slugger.models.ballpark import Ballpark
from slugger.models.team import Team
from slugger.models.trackman_file import TrackmanFile
from slugger.resolvers.argument import ABSENT, Direction, asked_for, conditions, falling
from slugger.resolvers.ballpark import ballparks
from slugger.resolvers.connection import After, Before, Connection, First, Last, connect, paging
from slugger.resolvers.context import Info
from slugger.resolvers.docstring import enum_type, input_type
from slugger.resolvers.identity import key_of
from slugger.resolvers.team import teams
from slugger.resolvers.vocabulary import FILE_KIND, FILE_STATE


@input_type
class TrackmanFileFilter:
    """Which delivered files; all that is given must hold."""

    state = asked_for(FILE_STATE, "What was done with the file.")
    kind = asked_for(FILE_KIND, "What the file holds.")
    trackman_game_id = asked_for(str, "Files of the game with this TrackMan id.")
    date_from = asked_for(date, "First day of the game.")
    date_to = asked_for(date, "Last day of the game.")
    registered_since = asked_for(datetime, "Files registered at this instant or later.")
    has_warnings = asked_for(bool, "Whether the file holds anything that was not known.")


@enum_type
class TrackmanFileOrderField(Enum):
    """What delivered files can be ordered by."""

    REGISTERED_AT = strawberry.enum_value("registered_at", description="Instant of the registration.")


@input_type
class TrackmanFileOrder:
    """Order of delivered files."""

    field: TrackmanFileOrderField = strawberry.field(
        default=TrackmanFileOrderField.REGISTERED_AT, description="What to order by."
    )
    direction: Direction = strawberry.field(default=Direction.DESC, description="Direction of the order.")


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


async def trackman_file(
    info: Info,
    identifier: Annotated[
        strawberry.ID, strawberry.argument(name="id", description="Global id or plain UUID of the file.")
    ],
) -> TrackmanFile | None:
    """Give a delivered file."""
    return await info.context.loaders.load(trackman_files_by_id, key_of("TrackmanFile", identifier))


def trackman_files(relation: Relation, key: str | None = None) -> Callable[..., Connection]:
    """Make the resolver of the delivered files in `relation` to the row's column `key`."""

    def resolve_files(
        root: Any,  # noqa: ANN401  rows of every table
        info: Info,
        *,
        first: First = ABSENT,
        after: After = ABSENT,
        last: Last = ABSENT,
        before: Before = ABSENT,
        matching: Annotated[
            TrackmanFileFilter | None,
            strawberry.argument(name="filter", description="Which files; all unless given."),
        ] = ABSENT,
        order: Annotated[
            TrackmanFileOrder | None, strawberry.argument(description="Order of the files; newest first unless given.")
        ] = ABSENT,
    ) -> Connection:
        parent = getattr(root, key) if key else None
        chosen = by_registration(descending=falling(order, Direction.DESC))
        return connect(info, Rows(relation, parent, conditions(matching)), paging(first, after, last, before), chosen)

    return resolve_files


def ingest_status() -> IngestStatus:
    """Give how the ingestion stands."""
    return IngestStatus()


async def files_by_state(info: Info) -> list[FileCount]:
    """Count the files of every state, those without any too."""
    counts = await info.context.loaders.load_whole(file_counts)
    return [FileCount(state, counts.get(state.value, 0)) for state in FILE_STATE]


def file_warnings(root: TrackmanFile) -> list[FileWarning]:
    """Give the warnings of a file, as the register keeps them."""
    names = ("value", "column", "count")
    return [FileWarning(warning.get("kind", "unknown"), *map(warning.get, names)) for warning in root.warnings]


async def registered_last(info: Info) -> datetime | None:
    """Give the instant at which the newest file was registered."""
    return await info.context.loaders.load_whole(last_registered_at)


async def unconfirmed_teams(info: Info) -> Sequence[Team]:
    """Give the clubs that files name and the league does not know."""
    return await teams(info, confirmed=False)


async def unconfirmed_ballparks(info: Info) -> Sequence[Ballpark]:
    """Give the ballparks that files name and the league does not know."""
    return await ballparks(info, confirmed=False)

"""The register of files: which delivery of a game stands, which wait, and what became of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from slugger.jobs.trackman.delivery import Delivery
from slugger.jobs.trackman.file_name import FileName
from slugger.models.trackman_file import FileKind, FileState

FEWEST_ROWS = 0.7
"""Share of the rows of the file that it would replace, below which a newer file is held for a person to look at."""


@dataclass(frozen=True)
class Entry:
    """A registered file, as far as the choice between the files of one game and kind goes."""

    file_id: UUID
    name: str
    kind: FileKind
    trackman_game_id: str
    verified: bool
    delivered_on: date
    modified_at: datetime
    sha256: str
    rows: int
    state: FileState

    @property
    def delivered(self) -> tuple[date, datetime]:
        """Order deliveries in time."""
        return self.delivered_on, self.modified_at

    @property
    def rank(self) -> tuple[bool, date, datetime, str]:
        """Order the files of a game: verified over unverified, then the newer delivery; content breaks ties."""
        return self.verified, self.delivered_on, self.modified_at, self.sha256


def succession(entries: Iterable[Entry]) -> list[Entry]:
    """List the files of a game that replace one another, whatever order they came in; the last one stands.

    From the lowest rank to the highest each file replaces the one before, unless it has too few rows for that.
    """
    chosen: list[Entry] = []
    for entry in sorted(entries, key=lambda e: e.rank):
        if not chosen or entry.rows >= FEWEST_ROWS * chosen[-1].rows:
            chosen.append(entry)
    return chosen


def original(entries: Iterable[Entry]) -> Entry:
    """Choose between files that give the same pitches to different games: verified first, then the older delivery."""
    return min(entries, key=lambda e: (not e.verified, e.delivered_on, e.modified_at, e.trackman_game_id))


@dataclass(frozen=True)
class Outcome:
    """What became of a delivered file; `warnings` lists what was loaded but is unknown, each with a count."""

    state: FileState
    reason: str | None = None
    rows: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    warnings: list[dict[str, Any]] = field(default_factory=list)


_COMPARED = (
    "file_id",
    "name",
    "kind",
    "trackman_game_id",
    "verified",
    "delivered_on",
    "modified_at",
    "sha256",
    "rows",
    "state",
)


async def entries(connection: asyncpg.Connection, game_id: str) -> list[Entry]:
    """List the registered files of a game."""
    return await _entries(connection, "trackman_game_id = $1", game_id)


async def twins(connection: asyncpg.Connection, game_id: str, uids: Sequence[str]) -> list[Entry]:
    """List the files that stand for other games and hold some of the pitches `uids`."""
    return await _entries(
        connection,
        """file_id IN (
            SELECT g.file_id FROM league.game g WHERE g.trackman_game_id <> $1 AND g.game_id IN (
                SELECT p.game_id FROM league.pitch p WHERE p.pitch_uid = ANY ($2::uuid[])))""",
        game_id,
        uids,
    )


async def _entries(connection: asyncpg.Connection, condition: str, *values: object) -> list[Entry]:
    rows = await connection.fetch(
        f"SELECT {', '.join(_COMPARED)} FROM league.trackman_file WHERE {condition} ORDER BY file_id", *values
    )
    return [
        Entry(**{**row, "kind": FileKind(row["kind"]), "state": FileState(row["state"])}) for row in map(dict, rows)
    ]


@dataclass(frozen=True)
class Received:
    """A delivery with what its bytes and its name say; `name` is None when it could not be read."""

    delivery: Delivery
    sha256: str
    size: int
    name: FileName | None


def entry_of(received: Received, name: FileName, rows: int) -> Entry:
    """Describe a file that is being loaded, beside its rivals."""
    delivery = received.delivery
    return Entry(
        file_id=UUID(int=0),
        name=delivery.name,
        kind=name.kind,
        trackman_game_id=name.game_id,
        verified=name.verified,
        delivered_on=delivery.delivered_on,
        modified_at=delivery.modified_at,
        sha256=received.sha256,
        rows=rows,
        state=FileState.HELD,
    )


async def record(connection: asyncpg.Connection, received: Received, outcome: Outcome) -> UUID:
    """Write what became of a file; one that is registered already gets its new state."""
    file_id: UUID = await connection.fetchval(RECORD, *recorded(received, outcome))
    return file_id


def recorded(received: Received, outcome: Outcome) -> tuple[object, ...]:
    """Give what the statement `RECORD` writes."""
    delivery, name = received.delivery, received.name
    return (
        delivery.name,
        received.sha256,
        received.size,
        name and name.game_id,
        name and name.date,
        name and name.kind.value,
        bool(name and name.verified),
        name and name.variant,
        delivery.delivered_on,
        delivery.modified_at,
        outcome.state.value,
        outcome.reason,
        outcome.rows,
        outcome.added,
        outcome.changed,
        outcome.removed,
        orjson.dumps(outcome.warnings).decode(),
        datetime.now(UTC),
    )


async def put_delivered(connection: asyncpg.Connection, entry: Entry, delivery: Delivery) -> None:
    """Note that a registered file has been delivered once more, later."""
    await connection.execute(
        "UPDATE league.trackman_file SET delivered_on = $2, modified_at = $3 WHERE file_id = $1",
        *(entry.file_id, delivery.delivered_on, delivery.modified_at),
    )


async def change_state(connection: asyncpg.Connection, entry: Entry, state: FileState, reason: str) -> None:
    """Set the state of a registered file."""
    await connection.execute(
        "UPDATE league.trackman_file SET state = $2, reason = $3 WHERE file_id = $1", entry.file_id, state.value, reason
    )


async def count(connection: asyncpg.Connection, file_id: UUID, outcome: Outcome) -> None:
    """Write how many rows a loaded file added, changed and removed."""
    await connection.execute(
        "UPDATE league.trackman_file SET rows_added = $2, rows_changed = $3, rows_removed = $4 WHERE file_id = $1",
        *(file_id, outcome.added, outcome.changed, outcome.removed),
    )


_FIELDS = (
    *("name", "sha256", "size", "trackman_game_id", "game_date", "kind", "verified", "variant"),
    *("delivered_on", "modified_at", "state", "reason", "rows", "rows_added", "rows_changed", "rows_removed"),
    *("warnings", "registered_at"),
)
RECORDED = len(_FIELDS)
"""How many values the statement `RECORD` takes."""
RECORD = f"""
    INSERT INTO league.trackman_file ({", ".join(_FIELDS)})
    VALUES ({", ".join(f"${place}" for place in range(1, len(_FIELDS) + 1))})
    ON CONFLICT (name, sha256) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _FIELDS[2:])}
    RETURNING file_id
"""
"""Registers a file, and gives its id."""

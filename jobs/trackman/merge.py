"""From a sheet to the rows of a game: new rows in place of the old ones, told apart by PitchUID."""

import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg
import numpy as np

from slugger.jobs.trackman.plan import ROLES
from slugger.jobs.trackman.register import RECORD, RECORDED, Outcome, Received, recorded
from slugger.jobs.trackman.sheet import Sheet
from slugger.models.measurement import PITCH
from slugger.models.trackman_file import FileKind


@dataclass(frozen=True)
class Merged:
    """How many pitches of the game were added, changed and removed."""

    added: int
    changed: int
    removed: int


@dataclass(frozen=True)
class Game:
    """What a game is made of beside its sheet: its clubs by code, and the ballpark."""

    clubs: Mapping[str, UUID]
    ballpark_id: UUID


async def put_game(
    connection: asyncpg.Connection, received: Received, outcome: Outcome, game: Game, sheet: Sheet
) -> tuple[UUID, UUID]:
    """Register a file, write the game that its sheet belongs to, and give the ids of both."""
    name = received.name
    assert name is not None  # noqa: S101 a file is known by its name before it has a sheet
    home, away, *further = map(sheet.given, _FILE_COLUMNS)
    ids = await connection.fetchrow(
        _GAME,
        *recorded(received, outcome),
        *(name.game_id, name.date, name.number),
        *(game.clubs[home or ""], game.clubs[away or ""], game.ballpark_id, name.verified),
        *(home, away, *further),
    )
    return ids["file_id"], ids["game_id"]


_FILE_COLUMNS = (
    *("home_team_code", "away_team_code", "game_uid", "level", "league", "system"),
    *("home_team_foreign_id", "away_team_foreign_id", "game_foreign_id"),
)
_GAME_COLUMNS = (
    *("trackman_game_id", "date", "daily_game_number", "home_team_id", "visiting_team_id", "ballpark_id"),
    *("verified", "home_team_code", "visiting_team_code", *_FILE_COLUMNS[2:], "file_id"),
)
_GIVEN = [
    f"${place}::text::uuid" if column == "game_uid" else f"${place}"
    for place, column in enumerate(_GAME_COLUMNS[:-1], RECORDED + 1)
]
_GAME = f"""
    WITH file AS ({RECORD})
    INSERT INTO league.game ({", ".join(_GAME_COLUMNS)})
    VALUES ({", ".join(_GIVEN)}, (SELECT file_id FROM file))
    ON CONFLICT (trackman_game_id) DO UPDATE SET {", ".join(f"{n} = excluded.{n}" for n in _GAME_COLUMNS[1:])}
    RETURNING file_id, game_id
"""


@dataclass(frozen=True)
class Old:
    """A pitch that a delivery replaces: its key, which stays with the PitchUID, and a digest of all that it says."""

    pitch_id: UUID
    digest: str


async def take_pitches(connection: asyncpg.Connection, game_id: str) -> dict[str, Old]:
    """Take the pitches of a game out of the table; gives them by PitchUID, adopted ones, which have none, by key."""
    rows = await connection.fetch(_TAKE, game_id)
    return {str(row["pitch_uid"] or row["pitch_id"]): Old(row["pitch_id"], row["digest"]) for row in rows}


_SAID = (
    "game_id",
    "game_date",
    "pitcher_id",
    "batter_id",
    "catcher_id",
    "thrown_at",
    "extra",
    *(m.name for m in PITCH),
)
_DIGEST = f"md5(ROW({', '.join(f'p.{name}' for name in _SAID)})::text)"
_TAKE = f"""
    DELETE FROM league.pitch p USING league.game g WHERE g.game_id = p.game_id AND g.trackman_game_id = $1
    RETURNING p.pitch_uid, p.pitch_id, {_DIGEST} AS digest
"""
_CHANGED = f"""
    SELECT count(*) FROM unnest($2::uuid[], $3::text[]) AS old (pitch_uid, digest)
    JOIN league.pitch p USING (pitch_uid) WHERE p.game_id = $1 AND {_DIGEST} <> old.digest
"""


@dataclass(frozen=True)
class Ids:
    """What every pitch of a game refers to: the game, its day, and the players by spelling."""

    game_id: UUID
    day: date
    players: Mapping[str, UUID]


async def put_pitches(connection: asyncpg.Connection, sheet: Sheet, ids: Ids, old: Mapping[str, Old]) -> Merged:
    """Write the pitches of a sheet; those that were there before keep their keys."""
    keys = _new_keys(sheet.rows)
    kept = {uid: old[uid] for uid in map(bytes.decode, sheet.uids) if uid in old}
    if kept:
        keys = [
            kept[uid].pitch_id.hex.encode() if uid in kept else key
            for uid, key in zip(map(bytes.decode, sheet.uids), keys, strict=True)
        ]
    before = f",{ids.game_id.hex},{ids.day},"
    await _copy(
        connection,
        "pitch",
        [*sheet.columns, "pitch_id", "game_id", "game_date", *(role.column for role in ROLES[FileKind.PITCH])],
        sheet.lines(keys, lambda people: (before + _joined(people, ids.players)).encode()),
    )
    changed = 0
    if kept:
        changed = await connection.fetchval(
            _CHANGED, ids.game_id, list(kept), [pitch.digest for pitch in kept.values()]
        )
    return Merged(sheet.rows - len(kept), changed, len(old) - len(kept))


def _joined(people: Sequence[str], players: Mapping[str, UUID]) -> str:
    return ",".join([players[person].hex if person in players else "" for person in people]) + "\n"


def _new_keys(number: int) -> list[bytes]:
    """Make UUIDs, version 4 as legacy parameters want them: they begin alike, to lie side by side in the index."""
    keys = np.frombuffer(bytearray(os.urandom(16 * number)), np.uint8).reshape(-1, 16)
    keys[:, :6] = keys[:1, :6]
    keys[:, 6] = keys[:, 6] & 0x0F | 0x40
    keys[:, 8] = keys[:, 8] & 0x3F | 0x80
    digits = keys.tobytes().hex().encode()
    return [digits[at : at + 32] for at in range(0, 32 * number, 32)]


async def put_positioning(
    connection: asyncpg.Connection, sheet: Sheet, file_id: UUID, players: Mapping[str, UUID]
) -> None:
    """Write the positioning rows of a sheet, in the order of the file."""
    before = f",{file_id},"
    await _copy(
        connection,
        "positioning",
        [*sheet.columns, "ordinal", "file_id", *(role.column for role in ROLES[FileKind.POSITIONING])],
        sheet.lines(
            [b"%d" % ordinal for ordinal in range(1, sheet.rows + 1)],
            lambda people: (before + _joined(people, players)).encode(),
        ),
    )


async def _copy(connection: asyncpg.Connection, table: str, columns: list[str], rows: Iterator[bytes]) -> None:
    async def source() -> AsyncIterator[bytes]:
        for block in rows:
            yield block

    await connection.copy_to_table(
        table, schema_name="league", columns=columns, source=source(), delimiter=",", null=""
    )


async def remove_positioning(connection: asyncpg.Connection, files: Sequence[UUID]) -> int:
    """Take away the positioning rows of files that no longer stand; gives their number."""
    removed = await connection.execute("DELETE FROM league.positioning WHERE file_id = ANY($1::uuid[])", files)
    return int(removed.rpartition(" ")[2])


async def remove_game(connection: asyncpg.Connection, file_id: UUID) -> None:
    """Take away the game that a pitch file made, with its pitches."""
    await connection.execute(
        "DELETE FROM league.pitch WHERE game_id = (SELECT game_id FROM league.game WHERE file_id = $1)", file_id
    )
    await connection.execute("DELETE FROM league.game WHERE file_id = $1", file_id)

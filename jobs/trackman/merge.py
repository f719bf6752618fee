"""From staged rows to the rows of a game: what is new comes, what differs changes, what is gone goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from slugger.jobs.trackman.file_name import FileName
from slugger.models.measurement import FIELDERS, PITCH, POSITIONING, Measurement
from slugger.models.terms import NOT_SAID


@dataclass(frozen=True)
class Merged:
    """How many pitches of the game were added, changed and removed."""

    added: int
    changed: int
    removed: int


async def put_game(
    connection: asyncpg.Connection,
    name: FileName,
    clubs: Mapping[str, UUID],
    ballpark_id: UUID,
    file_id: UUID,
) -> UUID:
    """Write the game that the staged pitches belong to, and give its id."""
    sides = await connection.fetchrow(_SIDES)
    game_id: UUID = await connection.fetchval(
        _GAME,
        name.game_id,
        name.date,
        name.number,
        clubs[sides["home_team_code"]],
        clubs[sides["away_team_code"]],
        ballpark_id,
        name.verified,
        file_id,
        *sides.values(),
    )
    return game_id


_FILE_COLUMNS = (
    *("home_team_code", "away_team_code", "game_uid", "level", "league", "system"),
    *("home_team_foreign_id", "away_team_foreign_id", "game_foreign_id"),
)
_SIDES = f"SELECT {', '.join(f'min({name}::text) AS {name}' for name in _FILE_COLUMNS)} FROM pitch_delivery"
_GAME_COLUMNS = (
    *("trackman_game_id", "date", "daily_game_number", "home_team_id", "visiting_team_id", "ballpark_id"),
    *("verified", "file_id", "home_team_code", "visiting_team_code", *_FILE_COLUMNS[2:]),
)
_GAME = f"""
    INSERT INTO league.game ({", ".join(_GAME_COLUMNS)})
    VALUES ({", ".join(f"${n}" for n in range(1, 11))}, $11::text::uuid, {", ".join(f"${n}" for n in range(12, 18))})
    ON CONFLICT (trackman_game_id) DO UPDATE SET {", ".join(f"{n} = excluded.{n}" for n in _GAME_COLUMNS[1:])}
    RETURNING game_id
"""


async def replace_pitches(
    connection: asyncpg.Connection, game_id: UUID, day: date, players: Mapping[str, UUID]
) -> Merged:
    """Make the pitches of the game those that are staged, matched by PitchUID."""
    gone = await connection.execute(
        """
        DELETE FROM league.pitch p WHERE game_id = $1
        AND NOT EXISTS (SELECT FROM pitch_delivery d WHERE d.pitch_uid = p.pitch_uid)
        """,
        game_id,
    )
    counts = await connection.fetchrow(_PITCHES, game_id, day, list(players), list(players.values()))
    return Merged(counts["added"], counts["changed"], int(gone.removeprefix("DELETE ")))


def _stored(measurement: Measurement) -> str:
    name = f"d.{measurement.name}"
    if measurement.name == "pitch_call":
        return f"coalesce({name}, 'Undefined')"
    return f"nullif({name}, 'Undefined')" if measurement.vocabulary in NOT_SAID else name


def _person(role: str, code: str) -> str:
    spelling = f"{code} || E'\\x1f' || coalesce(d.{role}_name, '') || E'\\x1f' || coalesce(d.{role}_trackman_id, '')"
    return f"LEFT JOIN people {role} ON {role}.spelling = {spelling}"


_PITCH_COLUMNS = {
    "game_id": "$1::uuid",
    "game_date": "$2::date",
    "pitch_uid": "d.pitch_uid",
    "pitcher_id": "pitcher.player_id",
    "batter_id": "batter.player_id",
    "catcher_id": "catcher.player_id",
    "thrown_at": "coalesce(d.utc_date_time, d.local_date_time::timestamptz)",
    "extra": "d.extra",
    **{measurement.name: _stored(measurement) for measurement in PITCH},
}
_KEPT = [name for name in _PITCH_COLUMNS if name != "pitch_uid"]
_PITCHES = f"""
    WITH people AS (SELECT * FROM unnest($3::text[], $4::uuid[]) AS known (spelling, player_id)),
    written AS (
        INSERT INTO league.pitch AS p ({", ".join(_PITCH_COLUMNS)})
        SELECT {", ".join(_PITCH_COLUMNS.values())}
        FROM pitch_delivery d
        {_person("pitcher", "d.pitcher_team_code")}
        {_person("batter", "d.batter_team_code")}
        {_person("catcher", "coalesce(d.catcher_team_code, d.pitcher_team_code)")}
        ON CONFLICT (pitch_uid) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _KEPT)}
        WHERE ({", ".join(f"p.{name}" for name in _KEPT)})
            IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _KEPT)})
        RETURNING p.xmax = 0 AS added)
    SELECT count(*) FILTER (WHERE added)::int AS added, count(*) FILTER (WHERE NOT added)::int AS changed FROM written
"""


async def put_positioning(connection: asyncpg.Connection, file_id: UUID, players: Mapping[str, UUID]) -> int:
    """Write the staged positioning rows, in the order of the file; gives their number."""
    written = await connection.execute(_POSITIONING, file_id, list(players), list(players.values()))
    return int(written.rpartition(" ")[2])


_POSITIONING_COLUMNS = {
    "file_id": "$1::uuid",
    "ordinal": "row_number() OVER (ORDER BY d.place)",
    "pitch_uid": "d.pitch_uid",
    "play_id": "d.play_id",
    "thrown_at": "d.utc_date_time",
    "fhc": "d.fhc::boolean",
    **{measurement.name: _stored(measurement) for measurement in POSITIONING},
    **{f"{fielder}_player_id": f"{fielder}.player_id" for fielder in FIELDERS},
}
_POSITIONING = f"""
    WITH people AS (SELECT * FROM unnest($2::text[], $3::uuid[]) AS known (spelling, player_id))
    INSERT INTO league.positioning ({", ".join(_POSITIONING_COLUMNS)})
    SELECT {", ".join(_POSITIONING_COLUMNS.values())}
    FROM positioning_delivery d
    {" ".join(_person(fielder, "d.pitcher_team_code") for fielder in FIELDERS)}
"""


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

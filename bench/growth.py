"""A database grown tenfold: every game with its file and pitches again in each of nine later years, under other ids."""

from collections.abc import Mapping

import asyncpg

from bench.ingest import on

TIMES = 10

_ID = "md5({}::text || $1)::uuid"
"""An id in another year: the same one for all rows that refer to it."""
_GAME_ID = "to_char({day} + make_interval(years => $1), 'YYYYMMDD') || substr(trackman_game_id, 9) || '-' || $1"
"""TrackMan's id of a game in another year, distinct from those of that year's own games at the same place."""
_LATER = "({} + make_interval(years => $1))::date"

_COPIES: Mapping[str, Mapping[str, str]] = {
    "trackman_file": {
        "file_id": _ID.format("file_id"),
        "name": "name || '-' || $1",
        "trackman_game_id": _GAME_ID.format(day="game_date"),
        "game_date": _LATER.format("game_date"),
    },
    "game": {
        "game_id": _ID.format("game_id"),
        "trackman_game_id": _GAME_ID.format(day="date"),
        "date": _LATER.format("date"),
        "file_id": _ID.format("file_id"),
    },
    "pitch": {
        "pitch_id": "gen_random_uuid()",
        "pitch_uid": "gen_random_uuid()",
        "game_id": _ID.format("game_id"),
        "game_date": _LATER.format("game_date"),
        "date": _LATER.format("date"),
        "thrown_at": "thrown_at + make_interval(years => $1)",
    },
}
"""The tables in the order of their references, with the columns that differ in another year; the others are copied."""
_ORIGINALS = {"trackman_file": "file_id", "game": "game_id", "pitch": "game_id"}
"""The column that tells an original row from a copy."""


async def grow(url: str, source: str, grown: str) -> None:
    """Make the database `grown` from `source`, which nobody may be connected to, with TIMES the pitches."""
    connection = await asyncpg.connect(url)
    await connection.execute(f"DROP DATABASE IF EXISTS {grown} WITH (FORCE)")
    await connection.execute(f"CREATE DATABASE {grown} TEMPLATE {source} STRATEGY file_copy")
    await connection.close()
    connection = await asyncpg.connect(on(url, grown))
    await connection.execute("CREATE TEMPORARY TABLE original AS SELECT game_id, file_id FROM league.game")
    for table, changed in _COPIES.items():
        statement = await _copying(connection, table, changed)
        for years in range(1, TIMES):
            await connection.execute(statement.replace("$1", str(years)))
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def _copying(connection: asyncpg.Connection, table: str, changed: Mapping[str, str]) -> str:
    """Compose the statement that copies the original rows of a table `$1` years on."""
    columns = await connection.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped",
        f"league.{table}",
    )
    names = [column["attname"] for column in columns]
    cells = ", ".join(changed.get(name, name) for name in names)
    key = _ORIGINALS[table]
    return (
        f"INSERT INTO league.{table} ({', '.join(names)}) SELECT {cells} FROM league.{table} "
        f"WHERE {key} IN (SELECT {key} FROM original)"
    )

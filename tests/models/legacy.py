"""Legacy databases for tests: the league's tables as the legacy system had them, with the defects that it left."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from slugger.models import adoption
from slugger.models.engine import Database
from slugger.models.legacy import PITCH_COLUMNS
from slugger.models.reference import CLUBS

TABLES = ("ballpark", "team", "player", "game", "pitch")
STATEN_ISLAND = next(club.id for club in CLUBS if club.codes == ("STA_YAN",))
STUB = "5a1e0000-0000-4000-8000-000000000001"
"""The club row that ingestion made of the code STA_YAN."""
IDS = {
    "ballpark": ("ballpark_id",),
    "team": ("team_id", "home_ballpark_id"),
    "player": ("player_id", "team_id"),
    "game": ("game_id", "home_team_id", "visiting_team_id", "ballpark_id"),
    "pitch": tuple(name for name in PITCH_COLUMNS if name.endswith("_id")),
}


async def make_legacy(connection: asyncpg.Connection) -> None:
    """Turn the league's tables into the legacy system's: its names, its types, and no key on pitches."""
    for name in TABLES:
        await connection.execute(f"CREATE TABLE old_{name} AS SELECT * FROM public.{name}")
    await connection.execute("DROP VIEW pitch, game, player, team, ballpark; DROP SCHEMA league CASCADE")
    for name in TABLES:
        await connection.execute(f"ALTER TABLE old_{name} RENAME TO {name}")
        if name != "pitch":
            await connection.execute(f"ALTER TABLE {name} ADD PRIMARY KEY ({name}_id)")
    await connection.execute("ALTER TABLE team ALTER team_id SET DEFAULT gen_random_uuid()")


async def digests(connection: asyncpg.Connection) -> dict[str, str]:
    """Give a digest of every table and view outside PostgreSQL's own schemas, by schema, name and kind.

    That of `league.change` tells of transactions, also of those that changed nothing, and is left out.
    """
    relations = await connection.fetch(
        """SELECT relnamespace::regnamespace::text AS schema, relname::text AS name, relkind::text AS kind
           FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace::regnamespace::text !~ '^(pg_|information_)'
             AND oid IS DISTINCT FROM to_regclass('league.change')"""
    )
    return {
        f"{r['schema']}.{r['name']} {r['kind']}": await connection.fetchval(
            f"""SELECT count(*) || ' ' || coalesce(sum(('x' || left(md5(t::text), 12))::bit(48)::bigint), 0)
                FROM {r["schema"]}.{r["name"]} t"""
        )
        for r in relations
    }


async def types_of(connection: asyncpg.Connection, schema: str, name: str) -> dict[str, str]:
    rows = await connection.fetch(
        """SELECT column_name::text, data_type::text FROM information_schema.columns
           WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position""",
        schema,
        name,
    )
    return dict(map(tuple, rows))


async def unlike(connection: asyncpg.Connection, name: str, without: Collection[str] = ()) -> int:
    """Count the rows of a legacy view that no row of the legacy table is equal to, all columns as text."""
    views, tables = await types_of(connection, "public", name), await types_of(connection, "legacy", name)
    columns = [column for column in views if column in tables and column not in without]
    before = ", ".join(_as_text(f't."{column}"', views[column]) for column in columns)
    after = ", ".join(f't."{column}"::text' for column in columns)
    found: int = await connection.fetchval(
        f"""SELECT count(*) FROM (SELECT md5(ROW({after})::text) FROM public.{name} t
            EXCEPT ALL SELECT md5(ROW({before})::text) FROM legacy.{name} t) different"""
    )
    return found


def _as_text(column: str, kind: str) -> str:
    """Give a legacy value as the views show it: four-byte floats, integers, ids and days in one form."""
    forms = {
        "real": f"nullif({column}::real, 'NaN')::text",
        "integer": f"{column}::integer::text",
        "uuid": f"{column}::uuid::text",
    }
    return forms.get(kind, f"{column}::text")


Figures = dict[tuple[str, str | None, str], int]
"""Counts by table, column and kind of finding."""


@dataclass
class Spoiled:
    """What was put into a database: figures that a report has to give, and the rows that cannot stand."""

    figures: Figures = field(default_factory=dict)
    quarantined: dict[str, int] = field(default_factory=dict)

    def reject(self, table: str, reason: str, count: int) -> None:
        self.figures[table, None, reason] = self.figures.get((table, None, reason), 0) + count
        self.quarantined[table] = self.quarantined.get(table, 0) + count


async def change(connection: asyncpg.Connection, statement: str, *values: object) -> int:
    """Execute a statement and give the number of rows that it wrote."""
    return int((await connection.execute(statement, *values)).rpartition(" ")[2])


async def copy(connection: asyncpg.Connection, table: str, where: str, changes: Mapping[str, str] | None = None) -> int:
    """Insert copies of rows of a table, with some columns changed."""
    columns = list(await types_of(connection, "public", table))
    values = ", ".join((changes or {}).get(column, f's."{column}"') for column in columns)
    return await change(connection, f"INSERT INTO public.{table} SELECT {values} FROM public.{table} s WHERE {where}")


async def spoil(connection: asyncpg.Connection) -> Spoiled:
    """Put every defect into a legacy database of the natural types, each where no other is."""
    spoiled = Spoiled()
    games = [row[0] for row in await connection.fetch("SELECT game_id FROM game ORDER BY date, game_id")]
    await _spoil_clubs(connection, spoiled)
    await _spoil_people(connection, spoiled)
    await _duplicate_pitches(connection, spoiled, games)
    await _orphan_pitches(connection, spoiled, games[3])
    await _break_keys(connection, spoiled, games[4])
    await _spoil_games(connection, spoiled, games)
    await _spoil_cells(connection, spoiled, games[5])
    return spoiled


async def _spoil_clubs(connection: asyncpg.Connection, spoiled: Spoiled) -> None:
    await connection.execute(f"INSERT INTO team (team_id, team_code) VALUES ('{STUB}', 'STA_YAN')")
    await connection.execute("INSERT INTO team (team_id, team_code) VALUES (gen_random_uuid(), 'TEN_VOL')")
    await copy(
        connection, "ballpark", "ballpark_name = 'GoMart'", {"ballpark_id": "gen_random_uuid()", "home_team_id": "NULL"}
    )
    spoiled.reject("ballpark", "another row has this ballpark_name", 1)
    spoiled.reject("team", "another row is this club, which has several codes", 1)
    spoiled.figures["team", None, "clubs with several codes"] = 1
    await change(connection, f"UPDATE game SET home_team_id = '{STUB}' WHERE home_team_id = '{STATEN_ISLAND}'")
    await change(
        connection,
        f"""UPDATE player SET team_id = '{STUB}' WHERE team_id = '{STATEN_ISLAND}'
            AND player_id IN (SELECT player_id FROM player WHERE team_id = '{STATEN_ISLAND}' ORDER BY 1 LIMIT 4)""",
    )


async def _spoil_people(connection: asyncpg.Connection, spoiled: Spoiled) -> None:
    """Duplicate a York pitcher by a blank, with a few pitches, and a Staten Island player by the second code."""
    await copy(
        connection,
        "player",
        """player_id = (SELECT pitcher_id FROM pitch WHERE pitcher_team_code = 'YOR'
                        GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1)""",
        {"player_id": "'5a1e0000-0000-4000-8000-00000000000b'", "player_name": "s.player_name || ' '"},
    )
    await connection.execute(
        """UPDATE pitch SET pitcher_id = '5a1e0000-0000-4000-8000-00000000000b' WHERE ctid IN (
             SELECT p.ctid FROM pitch p JOIN player w ON w.player_id = p.pitcher_id
             JOIN player d ON d.player_id = '5a1e0000-0000-4000-8000-00000000000b'
             AND w.player_name || ' ' = d.player_name WHERE p.pitch_number > 60
             ORDER BY p.game_id, p.pitch_number LIMIT 5)"""
    )
    await copy(
        connection,
        "player",
        f"player_id = (SELECT player_id FROM player WHERE team_id = '{STATEN_ISLAND}' ORDER BY 1 LIMIT 1)",
        {"player_id": "'5a1e0000-0000-4000-8000-00000000000c'", "team_id": f"'{STUB}'"},
    )
    spoiled.figures["player", None, "duplicates of a name and club"] = 2
    for number, (team, hand) in enumerate((("gen_random_uuid()", "'Left'"), ("NULL", "'Unknown'"))):
        await connection.execute(
            f"""INSERT INTO player (player_id, player_name, team_id, player_batting_handedness, is_pitcher, is_hitter)
                VALUES (gen_random_uuid(), 'Stray, Number{number}', {team}, {hand}, false, false)"""
        )
    spoiled.figures["player", None, "players whose club is missing"] = 1
    spoiled.figures["player", "player_batting_handedness", "values outside the vocabulary"] = 1


def _row(game: Any, numbers: str) -> str:
    return f"s.game_id = '{game}' AND s.pitch_number IN ({numbers}) AND s.local_date_time IS NOT NULL"


async def _duplicate_pitches(connection: asyncpg.Connection, spoiled: Spoiled, games: list[Any]) -> None:
    spoiled.reject(
        "pitch", "a duplicate, the same in every column", await copy(connection, "pitch", _row(games[0], "5, 6, 7"))
    )
    other = {"rel_speed": "NULL", "spin_rate": "NULL", "x0": "NULL", "notes": "'older'"}
    spoiled.reject(
        "pitch",
        "its game has another row of this number that says more",
        await copy(connection, "pitch", _row(games[1], "10, 11"), other),
    )
    spoiled.reject(
        "pitch",
        "its game has this pitch, of the same instant, under a lower number: a stale duplicate",
        await copy(connection, "pitch", _row(games[2], "20, 21, 22, 23"), {"pitch_number": "s.pitch_number + 1000"}),
    )


async def _orphan_pitches(connection: asyncpg.Connection, spoiled: Spoiled, game: Any) -> None:
    for reason, numbers, changes in (
        ("its game is missing", "1, 2", {"game_id": "gen_random_uuid()"}),
        ("no game_id", "3", {"game_id": "NULL"}),
        ("its pitcher is missing", "4", {"pitcher_id": "gen_random_uuid()"}),
        ("its batter is missing", "5", {"batter_id": "gen_random_uuid()"}),
        ("its catcher is missing", "6", {"catcher_id": "gen_random_uuid()"}),
    ):
        spoiled.reject("pitch", reason, await copy(connection, "pitch", _row(game, numbers), changes))


async def _break_keys(connection: asyncpg.Connection, spoiled: Spoiled, game: Any) -> None:
    for number, (reason, column, value) in enumerate(
        (
            ("no pitch_call", "pitch_call", "NULL"),
            ("no pitch_number", "pitch_number", "NULL"),
            ("an impossible top_or_bottom", "top_or_bottom", "'Middle'"),
            ("an impossible outs", "outs", "-1"),
            ("an impossible inning", "inning", "0"),
            ("no batter_team_code", "batter_team_code", "'NaN'"),
        ),
        start=31,
    ):
        count = await copy(connection, "pitch", _row(game, str(number)), {column: value})
        spoiled.reject("pitch", reason, count)
        if value == "'Middle'":
            spoiled.figures["pitch", column, "values outside the vocabulary"] = count
        if value == "'NaN'":
            spoiled.figures["pitch", column, 'texts "NaN"'] = count


async def _spoil_games(connection: asyncpg.Connection, spoiled: Spoiled, games: list[Any]) -> None:
    for last, changes in (
        (1, {"home_team_id": "gen_random_uuid()", "daily_game_number": "7"}),
        (2, {"ballpark_id": "gen_random_uuid()", "daily_game_number": "7"}),
        (3, {"date": "'Friday'", "daily_game_number": "7"}),
        (4, {"date": "'2025-02-30'", "daily_game_number": "8"}),
        (5, {}),
    ):
        key = f"5a1e0000-0000-4000-8000-0000000000a{last}"
        await copy(connection, "game", f"s.game_id = '{games[6]}'", {"game_id": f"'{key}'", **changes})
        if last in {1, 2, 4}:
            pitches = await copy(connection, "pitch", _row(games[6], "1, 2"), {"game_id": f"'{key}'"})
            if last != 4:
                spoiled.reject("pitch", "its game is in quarantine", pitches)
    spoiled.reject("game", "its club is missing", 1)
    spoiled.reject("game", "its ballpark is missing", 1)
    spoiled.reject("game", "no date", 1)
    spoiled.figures |= {
        ("game", "date", "unreadable"): 2,
        ("game", None, "days taken from the pitches"): 1,
        ("game", None, "further games of a day, ballpark and number"): 1,
    }


async def _spoil_cells(connection: asyncpg.Connection, spoiled: Spoiled, game: Any) -> None:
    for column, value, numbers, kind in (
        ("auto_hit_type", "'NaN'", "1, 2, 3", 'texts "NaN"'),
        ("auto_pitch_type", "'NaN'", "4", 'texts "NaN"'),
        ("hit_launch_confidence", "'NaN'", "1, 2", 'texts "NaN"'),
        ("exit_speed", "'NaN'", "1, 2, 3, 4, 5", "numbers NaN"),
        ("tagged_pitch_type", "'Knuckle Curve'", "6, 7", "values outside the vocabulary"),
        ("date", "'07/05/2025'", "8", "unreadable"),
        ("time", "'25:00:00.00'", "9", "unreadable"),
        ("angle", "'Infinity'", "10", "unreadable"),
        ("ss_player_id", "gen_random_uuid()", "11", "fielders who are missing"),
    ):
        where = _row(game, numbers)
        spoiled.figures["pitch", column, kind] = await change(
            connection, f'UPDATE pitch s SET "{column}" = {value} WHERE {where}'
        )
    for column, number in (("Spin's axis", "12"), ('a"b', "13"), ("$c %s :d \x1b[31m", "14")):
        quoted = '"' + column.replace('"', '""') + '"'
        await connection.execute(f"ALTER TABLE pitch ADD COLUMN {quoted} real")
        await connection.execute(f"UPDATE pitch s SET {quoted} = 1.5 WHERE {_row(game, number)}")
        spoiled.figures["pitch", column, "unknown column"] = 1
    spoiled.figures["pitch", "notes", 'texts "NaN"'] = await change(
        connection, "UPDATE pitch SET notes = 'NaN' WHERE notes IS NULL"
    )


async def adopt(
    database: Database, say: adoption.Progress = lambda _: None, *, dry_run: bool = False
) -> adoption.Report:
    """Adopt a database as the program does."""
    async with database.engine.connect() as connection, connection.begin() as transaction:
        report = await connection.run_sync(adoption.adopt, say, dry_run=dry_run)
        if dry_run:
            await transaction.rollback()
        return report

"""Adopting a legacy database: every row is kept or put aside, and legacy SQL reads what it read."""

import json

import asyncpg
import pytest
from alembic import command

from slugger.models import adoption
from slugger.models.engine import Database
from slugger.models.migration import config, head, revision, upgrade
from slugger.tests.models.legacy import (
    IDS,
    STATEN_ISLAND,
    STUB,
    TABLES,
    Spoiled,
    adopt,
    digests,
    spoil,
    types_of,
    unlike,
)


async def test_every_row_reads_as_before(legacy: Database, looking: asyncpg.Connection) -> None:
    counts = {name: await looking.fetchval(f"SELECT count(*) FROM {name}") for name in TABLES}
    report = await adopt(legacy)
    assert report.adopted
    assert report.findings == []
    assert report.made == {}
    assert {name: tally.kept for name, tally in report.tables.items()} == counts
    assert {name: await looking.fetchval(f"SELECT count(*) FROM public.{name}") for name in TABLES} == counts
    assert {name: await unlike(looking, name) for name in TABLES} == dict.fromkeys(TABLES, 0)
    assert await looking.fetchval("SELECT count(*) FROM pitch WHERE ss_player_id IS NOT NULL") > 100


SHAPES = {
    "text ids, wide numbers, real days": {
        "ids": "text",
        "numbers": "double precision",
        "integers": "bigint",
        "days": "date",
        "drop": (),
    },
    "short texts, exact numbers, narrow integers": {
        "ids": "varchar(36)",
        "numbers": "numeric",
        "integers": "smallint",
        "days": "varchar(10)",
        "drop": (),
    },
    "148 columns, counts as floats, flags missing, instants as days": {
        "ids": "uuid",
        "numbers": "real",
        "integers": "double precision",
        "days": "timestamp",
        "drop": ("pitch.detected_shift", "player.is_pitcher", "player.is_hitter", "ballpark.dimensions"),
    },
}


@pytest.mark.parametrize("shape", SHAPES)
async def test_other_types_read_as_before(legacy: Database, looking: asyncpg.Connection, shape: str) -> None:
    wanted = SHAPES[shape]
    for name in TABLES:
        types = await types_of(looking, "public", name)
        changes = dict.fromkeys(IDS[name], wanted["ids"])
        changes |= {column: wanted["numbers"] for column, kind in types.items() if kind == "real"}
        changes |= {column: wanted["integers"] for column, kind in types.items() if kind == "integer"}
        changes |= {"date": wanted["days"]} if "date" in types else {}
        await looking.execute("ALTER TABLE team ALTER team_id DROP DEFAULT")
        clauses = (f'ALTER "{c}" TYPE {kind} USING "{c}"::text::{kind}' for c, kind in changes.items())
        await looking.execute(f"ALTER TABLE {name} {', '.join(clauses)}")
        for dropped in wanted["drop"]:
            if dropped.startswith(f"{name}."):
                await looking.execute(f"ALTER TABLE {name} DROP COLUMN {dropped.partition('.')[2]}")
    report = await adopt(legacy)
    assert report.findings == []
    without = {"date"} if wanted["days"] == "timestamp" else set()
    assert {name: await unlike(looking, name, without) for name in TABLES} == dict.fromkeys(TABLES, 0)
    same_day = "l.game_id::uuid = g.game_id AND l.date::date::text = g.date"
    assert await looking.fetchval(f"SELECT count(*) FROM game g JOIN legacy.game l ON {same_day}") == 10
    roles = await looking.fetchrow(
        "SELECT count(*) FILTER (WHERE is_pitcher), count(*) FILTER (WHERE is_hitter) FROM player"
    )
    assert min(roles) > 50


def figures(report: adoption.Report) -> dict[tuple[str, str | None, str], int]:
    return {(f.table, f.column, f.kind): f.count for f in report.findings}


async def test_every_defect_is_counted_and_no_row_is_lost(legacy: Database, looking: asyncpg.Connection) -> None:
    spoiled = await spoil(looking)
    before = await digests(looking)
    planned = await adopt(legacy, dry_run=True)
    assert await digests(looking) == before
    report = await adopt(legacy)
    assert figures(report) == spoiled.figures
    assert (figures(planned), planned.tables) == (figures(report), report.tables)
    assert not planned.adopted
    assert ("Knuckle Curve 2 times",) in {finding.examples for finding in report.findings}
    await check_quarantine(looking, report, spoiled)
    await check_clubs_and_people(looking)
    await check_cells(looking)
    different = {name: await unlike(looking, name, CHANGED.get(name, ())) for name in TABLES}
    assert different == dict.fromkeys(TABLES, 0)
    after = await digests(looking)
    assert {name.replace("legacy.", "public."): d for name, d in after.items() if name.startswith("legacy.")} == before


CHANGED = {
    "team": {"team_code"},
    "player": {"team_id", "player_batting_handedness"},
    "game": {"home_team_id", "date"},
    "pitch": {"date", "time", "angle", "ss_player_id"},
    "ballpark": {"home_team_id"},
}
"""Columns that defects make differ, looked at one by one."""


async def check_quarantine(looking: asyncpg.Connection, report: adoption.Report, spoiled: Spoiled) -> None:
    rows = await looking.fetch("SELECT source, reason, count(*) FROM league.quarantine GROUP BY 1, 2")
    expected = {
        (t, k): n for (t, c, k), n in spoiled.figures.items() if c is None and "quarantin" in done(report, t, k)
    }
    assert {(row["source"], row["reason"]): row["count"] for row in rows} == expected
    for name, tally in report.tables.items():
        assert tally.quarantined == spoiled.quarantined.get(name, 0)
        assert (
            tally.rows
            == tally.kept + tally.quarantined
            == await looking.fetchval(f"SELECT count(*) FROM legacy.{name}")
        )
    whole = await looking.fetchval(
        """SELECT count(*) FROM league.quarantine q WHERE source = 'pitch' AND EXISTS (
             SELECT FROM legacy.pitch s WHERE to_jsonb(s) = q.row)"""
    )
    assert whole == report.tables["pitch"].quarantined


def done(report: adoption.Report, table: str, kind: str) -> str:
    return next(f.done for f in report.findings if (f.table, f.column, f.kind) == (table, None, kind))


async def check_clubs_and_people(looking: asyncpg.Connection) -> None:
    codes = await looking.fetch("SELECT code FROM league.team_code WHERE team_id = $1 ORDER BY 1", STATEN_ISLAND)
    assert [row["code"] for row in codes] == ["STA", "STA_YAN"]
    assert await looking.fetchval("SELECT count(*) FROM player WHERE team_id = $1", STUB) == 0
    at_home = "SELECT count(*) FROM {} WHERE home_team_id = $1"
    assert await looking.fetchval(at_home.format("game"), STATEN_ISLAND) == await looking.fetchval(
        at_home.format("legacy.game"), STUB
    )
    duplicates = await looking.fetch(
        """SELECT d.player_id::text, p.name_key || ' #2' = d.name_key AS numbered FROM league.player d
           JOIN league.player p ON d.team_id = p.team_id AND d.name_key LIKE p.name_key || ' #%'"""
    )
    assert sorted(map(tuple, duplicates)) == [(f"5a1e0000-0000-4000-8000-00000000000{n}", True) for n in "bc"]
    assert await looking.fetchval("SELECT count(*) FROM pitch WHERE pitcher_id::text LIKE '5a1e%b'") == 5
    assert await looking.fetchval("SELECT player_name FROM player WHERE player_id::text LIKE '5a1e%b'") == (
        await looking.fetchval("SELECT player_name FROM legacy.player WHERE player_id::text LIKE '5a1e%b'")
    )
    assert await looking.fetchval("SELECT team_code FROM league.team WHERE team_code = 'TEN_VOL'")
    games = await looking.fetch("SELECT trackman_game_id FROM league.game WHERE game_id::text LIKE '5a1e%' ORDER BY 1")
    assert sorted(("-adopted-" in row[0], row[0][:4]) for row in games) == [(False, "2025"), (True, "2025")]


async def check_cells(looking: asyncpg.Connection) -> None:
    rows = await looking.fetch("SELECT extra FROM league.pitch WHERE extra IS NOT NULL ORDER BY pitch_number")
    assert [sorted(json.loads(row["extra"])) for row in rows] == [
        ["date"],
        ["time"],
        ["angle"],
        ["ss_player_id"],
        ["Spin's axis"],
        ['a"b'],
        ["$c %s :d \x1b[31m"],
    ]
    assert (
        await looking.fetchval("SELECT count(*) FROM league.pitch WHERE 'NaN' IN (exit_speed, angle, rel_speed)") == 0
    )
    assert await looking.fetchval("SELECT count(*) FROM pitch WHERE notes = 'NaN'") > 1000
    missing = await looking.fetchval(
        "SELECT count(*) FROM league.pitch WHERE pitcher_team_code NOT IN (SELECT code FROM league.team_code)"
    )
    assert missing == 0


async def test_an_adopted_database_is_current(legacy: Database, looking: asyncpg.Connection) -> None:
    await adopt(legacy)
    before = await digests(looking)
    async with legacy.engine.begin() as connection:
        assert await connection.run_sync(revision) == head()
        await connection.run_sync(lambda sync: command.check(config(sync)))
        await connection.run_sync(upgrade)
    assert await digests(looking) == before
    with pytest.raises(adoption.AdoptedError, match="adopted already"):
        await adopt(legacy)
    assert await digests(looking) == before


async def test_clubs_and_ballparks_keep_the_ids_of_the_legacy_database(
    legacy: Database, looking: asyncpg.Connection
) -> None:
    await looking.execute(
        """UPDATE team SET team_id = overlay(team_id::text PLACING 'abcdef' FROM 1)::uuid,
                           home_ballpark_id = overlay(home_ballpark_id::text PLACING 'abcdef' FROM 1)::uuid;
           UPDATE ballpark SET ballpark_id = overlay(ballpark_id::text PLACING 'abcdef' FROM 1)::uuid,
                               home_team_id = overlay(home_team_id::text PLACING 'abcdef' FROM 1)::uuid;
           UPDATE player SET team_id = overlay(team_id::text PLACING 'abcdef' FROM 1)::uuid;
           UPDATE game SET home_team_id = overlay(home_team_id::text PLACING 'abcdef' FROM 1)::uuid,
                           visiting_team_id = overlay(visiting_team_id::text PLACING 'abcdef' FROM 1)::uuid,
                           ballpark_id = overlay(ballpark_id::text PLACING 'abcdef' FROM 1)::uuid"""
    )
    report = await adopt(legacy)
    assert (report.findings, report.made) == ([], {})
    assert {name: await unlike(looking, name) for name in TABLES} == dict.fromkeys(TABLES, 0)
    before = await digests(looking)
    await looking.execute("COMMENT ON SCHEMA league IS 'another version'")
    async with legacy.engine.begin() as connection:
        await connection.run_sync(upgrade)
    assert await digests(looking) == before

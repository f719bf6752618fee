"""An adopted game after its TrackMan files come: their rows in its place, under the ids that clients hold."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from slugger.jobs.trackman.session import prepare
from slugger.models.engine import Database
from slugger.resolvers.context import request_context
from slugger.schema.sdl import schema
from slugger.tests.jobs.trackman.files import (
    POSITIONED,
    UNVERIFIED,
    VERIFIED,
    Deliveries,
    load_each,
    person,
    pitches,
    positioned,
    snapshot,
    wipe,
)
from slugger.tests.models.legacy import TABLES, adopt, make_legacy, unlike

OTHER_GAME = "20260510-WellSpanPark-1"


@pytest.fixture
def deliveries(tmp_path: Path) -> Deliveries:
    return Deliveries(tmp_path)


async def adopted(
    database: Database, connection: asyncpg.Connection, before: Sequence[Path], *statements: str
) -> dict[str, Any]:
    """Load files, make a legacy database of what they say, change it, and adopt it; gives the ids that clients hold."""
    await prepare(connection)
    await load_each(connection, before)
    await make_legacy(connection)
    for statement in statements:
        await connection.execute(statement)
    await connection.reload_schema_state()
    await adopt(database)
    return await ids(connection)


async def ids(connection: asyncpg.Connection) -> dict[str, Any]:
    players = await connection.fetch("SELECT player_id, name_key, team_id FROM league.player")
    games = await connection.fetch("SELECT game_id, trackman_game_id FROM league.game")
    return {
        "players": {(row["name_key"], row["team_id"]): row["player_id"] for row in players},
        "games": {row["trackman_game_id"]: row["game_id"] for row in games},
    }


@pytest.mark.parametrize("later", [(VERIFIED,), (UNVERIFIED, VERIFIED), (VERIFIED, UNVERIFIED), (POSITIONED, VERIFIED)])
async def test_files_of_an_adopted_game_take_its_place(
    database: Database, connection: asyncpg.Connection, deliveries: Deliveries, later: tuple[str, ...]
) -> None:
    old, new = pitches(24), pitches(26)
    first = [deliveries.put(UNVERIFIED, old), deliveries.put(POSITIONED, positioned(old), hour=5)]
    held = await adopted(database, connection, first, "UPDATE game SET verified = true")
    rows = {VERIFIED: new, UNVERIFIED: old, POSITIONED: positioned(old)}
    paths = [deliveries.put(name, rows[name], day="2026/04/26") for name in later]
    loaded = await load_each(connection, paths)
    by_name = {path.name: result.outcome for path, result in zip(paths, loaded, strict=True)}
    first_pitches = next(by_name[name] for name in later if name != POSITIONED)
    assert first_pitches.state.value == "loaded"
    assert (first_pitches.added, first_pitches.changed, first_pitches.removed) == (first_pitches.rows, 0, 24)
    assert await ids(connection) == held
    assert await connection.fetchval("SELECT count(*) FROM pitch") == 26
    assert await connection.fetchval("SELECT count(*) FROM league.pitch WHERE adopted") == 0
    assert await connection.fetchval("SELECT count(*) FROM league.positioning WHERE pitch_id IS NULL") == 0
    assert await connection.fetchval("SELECT count(*) FROM pitch WHERE ss_position_at_release_x IS NOT NULL") == 24
    assert await connection.fetchval("SELECT verified FROM game")
    left = await snapshot(connection)
    await wipe(connection)
    await load_each(connection, [*first, *paths])
    straight = await snapshot(connection)
    for name in ("pitch", "game", "player") if POSITIONED in later else ("pitch", "game"):
        assert left[name] == straight[name], name


async def test_an_adopted_player_stays_what_the_legacy_database_said_until_files_say_more(
    database: Database, connection: asyncpg.Connection, deliveries: Deliveries
) -> None:
    """The catcher's hand is known although he never pitched; the batter is a hitter by nothing but the table."""
    nobody = (
        "'5a1e0000-0000-4000-8000-00000000000d', 'Nobody, Nils', (SELECT team_id FROM team WHERE team_code = 'YOR')"
    )
    held = await adopted(
        database,
        connection,
        [deliveries.put(UNVERIFIED, pitches(24))],
        "UPDATE player SET is_pitcher = false WHERE player_name LIKE '%Pitcher, YOR'",
        "UPDATE player SET player_pitching_handedness = 'Left' WHERE player_name LIKE '%Pitcher, YOR'",
        "UPDATE player SET player_batting_handedness = 'Switch' WHERE player_name LIKE '%Batter, YOR'",
        "UPDATE player SET is_hitter = false WHERE player_name LIKE '%Batter, LI'",
        f"INSERT INTO player VALUES ({nobody}, NULL, 'Switch', false, false)",
    )
    before = await portraits(connection)
    quiet = pitches(24, OTHER_GAME, **person("Pitcher", "YOR", "New, Ned"), **person("Batter", "LI", "Late, Lars"))
    await load_each(connection, [deliveries.put(f"{OTHER_GAME}.csv", quiet)])
    after = await portraits(connection)
    assert {name: after[name] for name in before} == before
    same = pitches(24, "20260511-WellSpanPark-1")
    await load_each(connection, [deliveries.put("20260511-WellSpanPark-1.csv", same)])
    after = await portraits(connection)
    assert after["Regular Pitcher, YOR"] == ("Switch", None, True, False)
    assert after["Regular Batter, YOR"] == before["Regular Batter, YOR"] == (None, "Switch", False, True)
    assert after["Nobody, Nils"] == (None, "Switch", False, False)
    await load_each(connection, [deliveries.put(VERIFIED, pitches(24))])
    now = await ids(connection)
    assert {key: now["players"][key] for key in held["players"]} == held["players"]
    assert now["games"].items() >= held["games"].items()


async def portraits(connection: asyncpg.Connection) -> dict[str, tuple[Any, ...]]:
    rows = await connection.fetch(
        """SELECT player_name, player_pitching_handedness, player_batting_handedness, is_pitcher, is_hitter
           FROM player ORDER BY 1"""
    )
    return {row[0]: tuple(row)[1:] for row in rows}


async def test_a_file_with_far_fewer_rows_is_held(
    database: Database, connection: asyncpg.Connection, deliveries: Deliveries
) -> None:
    held = await adopted(database, connection, [deliveries.put(UNVERIFIED, pitches(24))])
    (loaded,) = await load_each(connection, [deliveries.put(VERIFIED, pitches(10))])
    assert loaded.outcome.state.value == "held"
    assert await connection.fetchval("SELECT count(*) FROM pitch") == 24
    assert await ids(connection) == held


TEXTS = ("notes", "auto_pitch_type", "auto_hit_type", "hit_launch_confidence", "detected_shift", "local_date_time")


async def test_the_graph_gives_null_for_every_text_that_means_nothing(
    database: Database, connection: asyncpg.Connection, deliveries: Deliveries
) -> None:
    changes = ", ".join(f"{column} = 'NaN'" for column in TEXTS)
    await adopted(
        database,
        connection,
        [deliveries.put(UNVERIFIED, pitches(6))],
        f"UPDATE pitch SET {changes}, tilt = 'nan ', rel_speed = 'NaN', pitch_call = 'NaN'",
    )
    asked = "notes tilt autoPitchType autoHitType hitLaunchConfidence localDateTime relSpeed pitchCall pitchUid"
    answer = await schema.execute(
        f"{{ pitches {{ totalCount nodes {{ {asked} positioning {{ detectedShift }} pitcherTeam {{ name }} }} }} }}",
        context_value=request_context(database.sessions),
    )
    assert answer.errors is None
    assert answer.data
    assert answer.data["pitches"]["totalCount"] == 6
    for node in answer.data["pitches"]["nodes"]:
        assert node.pop("positioning") == {"detectedShift": None}
        assert node.pop("pitcherTeam")["name"]
        assert set(node.values()) == {None}
    row = await connection.fetchrow("SELECT * FROM pitch LIMIT 1")
    assert {row[column] for column in TEXTS} == {"NaN"}
    assert row["tilt"] == "nan "
    assert (row["rel_speed"], row["pitch_call"]) == (None, "NaN")


async def test_real_games_are_adopted_and_then_replaced_by_their_files(
    database: Database, connection: asyncpg.Connection, real_files: Path
) -> None:
    paths = sorted((real_files / "league").glob("*.csv"))
    held = await adopted(database, connection, paths)
    assert await connection.fetchval("SELECT count(*) FROM league.quarantine") == 0
    assert {name: await unlike(connection, name) for name in TABLES} == dict.fromkeys(TABLES, 0)
    pitches = await connection.fetchval("SELECT count(*) FROM pitch")
    first = await load_each(connection, paths)
    assert {loaded.outcome.state.value for loaded in first} == {"loaded"}
    assert await connection.fetchval("SELECT count(*) FROM pitch") == pitches
    assert await connection.fetchval("SELECT count(*) FROM league.pitch WHERE adopted") == 0
    assert (await ids(connection))["games"] == held["games"]
    gone = "SELECT * FROM legacy.player l WHERE NOT EXISTS (SELECT FROM player p WHERE p.player_id = l.player_id)"
    assert await connection.fetch(gone) == []
    left = await snapshot(connection)
    await wipe(connection)
    await load_each(connection, paths)
    straight = await snapshot(connection)
    assert left["game"] == straight["game"]
    assert left["pitch"] == straight["pitch"]

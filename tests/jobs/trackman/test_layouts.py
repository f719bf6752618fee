"""Headers of every age and order, and cells that say nothing or something new."""

import csv
import itertools
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from slugger.jobs.demo.columns import CORE, CURRENT, POSITIONING
from slugger.tests.jobs.trackman.files import (
    OLD,
    POSITIONED,
    VERIFIED,
    WITH_SPIN,
    Deliveries,
    Row,
    load_each,
    person,
    pitches,
    positioned,
    table,
    wipe,
)

INDEXED = ("", *CORE)
_MIXED = tuple(itertools.chain(*zip(CURRENT[::2], CURRENT[1::2], strict=True)))


def game(**changes: str) -> list[Row]:
    """Give six pitches that fill every group of columns."""
    rows = pitches(6, Notes="plain note", TaggedHitType="GroundBall", ExitSpeed="101.5", CatchPositionX="-1.5")
    return [row | {"BatSpeed": "71.25"} | changes for row in rows]


async def loaded(connection: asyncpg.Connection, deliveries: Deliveries, rows: list[Row], **layout: Any) -> list[str]:
    """Load a file into empty tables and give its pitches."""
    await wipe(connection)
    (done,) = await load_each(connection, [deliveries.put(VERIFIED, rows, **layout)])
    assert done.outcome.state.value == "loaded", done.outcome.reason
    return await table(connection, "pitch")


@pytest.mark.parametrize(
    "layout",
    [
        {"header": CURRENT[::-1]},
        {"header": _MIXED},
        {"header": [name.upper() for name in CURRENT]},
        {"quoting": csv.QUOTE_ALL},
        {"lineterminator": "\n"},
        {"header": [f" {name} " for name in CURRENT]},
    ],
    ids=["reversed", "mixed", "upper case", "quoted", "unix", "blanks"],
)
async def test_the_same_columns_however_written(
    loading: asyncpg.Connection, deliveries: Deliveries, layout: dict[str, Any]
) -> None:
    expected = await loaded(loading, deliveries, game())
    rows = [
        row | {name: row[name.strip()] for name in layout.get("header", ()) if name.strip() in row} for row in game()
    ]
    rows = [row | {name.upper(): cell for name, cell in row.items()} for row in rows]
    assert await loaded(loading, deliveries, rows, **layout) == expected


@pytest.mark.parametrize(
    ("header", "filled", "missing"),
    [
        (CORE, ["exit_speed", "catcher_id", "tagged_hit_type", "thrown_at"], ["bat_speed"]),
        (WITH_SPIN, ["exit_speed", "catcher_id", "tagged_hit_type", "thrown_at"], ["bat_speed"]),
        (OLD, ["exit_speed", "tagged_hit_type", "date", "time"], ["catcher_id", "thrown_at", "local_date_time"]),
        (INDEXED, ["exit_speed", "catcher_id"], ["bat_speed"]),
    ],
    ids=["167", "198", "75", "indexed"],
)
async def test_older_and_wider_layouts(
    loading: asyncpg.Connection, deliveries: Deliveries, header: tuple[str, ...], filled: list[str], missing: list[str]
) -> None:
    rows = [row | {"SpinAxis3dPart7": "0.5", "": str(n)} for n, row in enumerate(game())]
    await loaded(loading, deliveries, rows, header=header, quoting=csv.QUOTE_ALL if header == INDEXED else 0)
    counts = await loading.fetchrow(
        f"SELECT {', '.join(f'count({name}) AS {name}' for name in [*filled, *missing])} FROM league.pitch"
    )
    assert dict(counts) == dict.fromkeys(filled, 6) | dict.fromkeys(missing, 0)


async def test_unknown_columns_are_kept_and_told(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    rows = [row | {"SpinAxis3dPart7": "0.5", "SpinAxis3dPart8": "N/A"} for row in game()]
    (done,) = await load_each(loading, [deliveries.put(VERIFIED, rows, header=WITH_SPIN)])
    assert {w["value"] for w in done.outcome.warnings} == set(WITH_SPIN) - set(CORE)
    assert await loading.fetchval("SELECT DISTINCT extra::text FROM league.pitch") == '{"SpinAxis3dPart7": "0.5"}'


NOTHING = ["", "nan", "NaN", "NAN", "N/A", "n/a", "null", " ", " NaN ", ".", ",", "\t"]


@pytest.mark.parametrize("nothing", NOTHING)
async def test_one_null_rule_for_all_columns(loading: asyncpg.Connection, deliveries: Deliveries, nothing: str) -> None:
    """Neither numbers nor texts nor terms know another null, and a person of that name is nobody."""
    columns = {
        **dict.fromkeys(("RelSpeed", "Notes", "Tilt", "AutoPitchType", "PlayID", "Date", "BatterSide"), nothing),
        **dict.fromkeys(("PitcherThrows", "KorBB", "RunsScored", "UTCDateTime", "LocalDateTime", "Level"), nothing),
        **dict.fromkeys(("GameUID", "PitchCall", "Catcher", "CatcherId", "CatcherTeam", "AutoHitType"), nothing),
    }
    await loaded(loading, deliveries, game(**columns))
    row = await loading.fetchrow("SELECT * FROM league.pitch p JOIN league.game g USING (game_id) LIMIT 1")
    assert row["pitch_call"] == "Undefined"
    names = ["rel_speed", "notes", "tilt", "auto_pitch_type", "play_id", "batter_side", "pitcher_throws", "k_or_bb"]
    names += ["runs_scored", "thrown_at", "local_date_time", "level", "game_uid", "catcher_id", "auto_hit_type"]
    assert {name: row[name] for name in names} == dict.fromkeys(names)


async def test_texts_are_stored_as_they_are(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    """Whatever a text holds, it comes out again: what ends a cell or a line, and what a copy takes for an escape."""
    notes = ["a,b", 'a "b" c', "two\nlines", "two\r\nlines", "\\", "\\N", "\\.", "a\\,b\\", "\\n", "tab\tin", "é,\\t"]
    rows = [row | {"Notes": note} for row, note in zip(pitches(len(notes)), notes, strict=True)]
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
        await loaded(loading, deliveries, rows, quoting=quoting)
        stored = await loading.fetch("SELECT notes FROM league.pitch ORDER BY pitch_number")
        assert [row["notes"] for row in stored] == notes


async def test_undefined_is_a_value_of_terms_and_none_of_hands(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    hands = {"PitcherThrows": "Undefined", "BatterSide": "undefined", "CatcherThrows": "Undefined"}
    await loaded(loading, deliveries, game(**hands, PlayResult="Undefined", AutoPitchType="Undefined"))
    row = await loading.fetchrow("SELECT * FROM league.pitch LIMIT 1")
    assert [row[name] for name in ("play_result", "auto_pitch_type", "tagged_pitch_type")] == ["Undefined"] * 3
    assert [row[name] for name in ("pitcher_throws", "batter_side", "catcher_throws", "pitcher_set")] == [None] * 4
    hand = "SELECT count(player_pitching_handedness), count(player_batting_handedness) FROM league.player"
    assert tuple(await loading.fetchrow(hand)) == (0, 0)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("StirkeCalled", "StrikeCalled"),
        ("inPlay", "InPlay"),
        (" HitbyPitch ", "HitByPitch"),
        ("BallInDirt", "BallinDirt"),
    ],
)
async def test_typing_errors_are_mended(
    loading: asyncpg.Connection, deliveries: Deliveries, written: str, stored: str
) -> None:
    await loaded(loading, deliveries, game(PitchCall=written))
    assert await loading.fetchval("SELECT DISTINCT pitch_call FROM league.pitch") == stored


async def test_new_clubs_venues_and_terms_are_loaded_and_told(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    rows = [
        row | {"GameID": "20260424-New Yard-1", "PitchCall": "Balk", "AwayTeam": "LAN_BEA", "BatterTeam": "LAN_BEA"}
        for row in game()
    ]
    (done,) = await load_each(loading, [deliveries.put("20260424-New Yard-1.csv", rows)])
    assert done.outcome.reason is None
    assert done.outcome.warnings == [
        {"kind": "unknown club", "value": "LAN_BEA"},
        {"kind": "unknown venue", "value": "New Yard"},
        {"kind": "unknown value", "column": "PitchCall", "value": "Balk", "count": 6},
    ]
    assert await loading.fetchval("SELECT DISTINCT pitch_call FROM league.pitch") == "Balk"
    club = "SELECT confirmed, team_name FROM league.team WHERE team_code = 'LAN_BEA'"
    assert tuple(await loading.fetchrow(club)) == (False, None)


async def test_positioning_in_any_header_order(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    ends = []
    for header in (POSITIONING, POSITIONING[::-1]):
        await wipe(loading)
        rows = positioned(pitches(4), SS_Name="N/A", SS_Id="N/A", LF_PositionAtReleaseX="", DetectedShift="")
        rows[3] |= {"FHC": "false"}
        await load_each(loading, [deliveries.put(POSITIONED, rows, header=header)])
        ends.append([row.split("file_id")[0] for row in await table(loading, "positioning")])
        nobody = await loading.fetchrow("SELECT count(ss_player_id), count(detected_shift) FROM league.positioning")
        assert tuple(nobody) == (0, 0)
    assert ends[0] == ends[1]


async def test_positioning_rows_keep_the_order_of_the_file(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    """Rows of very different length come to lie in another order in the temporary table."""
    rows = positioned(pitches(400))
    rows = [row | {"SS_Name": "Long, Name " * (n * n % 97)} for n, row in enumerate(rows)]
    await load_each(loading, [deliveries.put(POSITIONED, rows)])
    stored = await loading.fetch("SELECT pitch_uid::text FROM league.positioning ORDER BY ordinal")
    assert [row["pitch_uid"] for row in stored] == [row["PitchUID"] for row in rows]


async def test_temporary_and_endless_ids_are_no_ids(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    rows = game()
    for row, trackman_id in zip(rows, ("tmp-1", "12345678901234567890", "0000", "N/A", "", "12"), strict=True):
        row |= person("Batter", "LI", "Ames, A", trackman_id) | {"BatterTeam": "LI"}  # noqa: PLW2901 the row itself changes
    await loaded(loading, deliveries, rows)
    batters = await loading.fetch(
        "SELECT DISTINCT trackman_id FROM league.player JOIN league.pitch ON player_id = batter_id"
    )
    assert [row["trackman_id"] for row in batters] == [None]


async def test_every_key_that_we_make_is_a_random_uuid(deliveries: Deliveries, loading: asyncpg.Connection) -> None:
    await load_each(loading, [deliveries.put(VERIFIED, pitches(30))])
    keys = await loading.fetch("SELECT pitch_id, game_id, pitcher_id FROM league.pitch")
    assert len({row["pitch_id"] for row in keys}) == 30
    assert {UUID(str(key)).version for row in keys for key in row} == {4}

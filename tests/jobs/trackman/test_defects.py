"""The defects of the system that this one replaces, by number, and that ours has none of them."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from slugger.jobs.trackman.delivery import BLOCK_BYTES, delivery_of, find
from slugger.jobs.trackman.ingest import best_first, ingest
from slugger.jobs.trackman.load import load
from slugger.jobs.trackman.session import prepare
from slugger.models.engine import Database, DatabaseError
from slugger.tests.databases import on
from slugger.tests.jobs.trackman.files import (
    GAME,
    POSITIONED,
    UNVERIFIED,
    VERIFIED,
    Deliveries,
    load_each,
    person,
    pitch,
    pitches,
    positioned,
    renumbered,
    snapshot,
    table,
    text,
    uid,
)


async def test_01_any_folder_of_any_day_is_read(database: Database, deliveries: Deliveries) -> None:
    """1: a missed night and a file that is years late are loaded like any other."""
    days = ("2021/01/01", "2024/02/29", "2026/04/25")
    for n, day in enumerate(days, 1):
        game = f"20260424-WellSpanPark-{n}"
        deliveries.put(f"{game}.csv", pitches(2, game), day=day)
    report = await ingest(database, find([deliveries.root]))
    assert report.states == {"loaded": 3}
    assert {f.delivery.delivered_on.strftime("%Y/%m/%d") for f in report.files} == set(days)


async def test_02_a_corrected_file_of_the_same_name_is_loaded(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    """2: the same name in the same folder, with other content, is another delivery."""
    await load_each(loading, [deliveries.put(VERIFIED, pitches(3))])
    (again,) = await load_each(loading, [deliveries.put(VERIFIED, pitches(3, RelSpeed="77.5"), hour=7)])
    assert (again.outcome.state.value, again.outcome.changed) == ("loaded", 3)
    assert await loading.fetchval("SELECT DISTINCT rel_speed FROM league.pitch") == 77.5


async def test_03_one_bad_file_does_not_stop_the_rest_and_is_reported(
    database: Database, deliveries: Deliveries
) -> None:
    """3: every other file of the folder is loaded, and the run says that it failed."""
    deliveries.put(VERIFIED, text(pitches(3))[:-200])
    for n in (2, 3):
        deliveries.put(f"20260424-WellSpanPark-{n}.csv", pitches(2, f"20260424-WellSpanPark-{n}"))
    report = await ingest(database, find([deliveries.root]))
    assert report.states == {"failed": 1, "loaded": 2}
    assert report.failed


async def test_03_a_database_that_is_not_there_is_an_error(deliveries: Deliveries, database: Database) -> None:
    """3: no success is reported when there was no connection."""
    deliveries.put(VERIFIED, pitches(1))
    gone = replace(database, url=on(database.url, "no_such_database"))
    with pytest.raises(DatabaseError, match=r"gave up after 0 of 1 files .*run the same command again"):
        await ingest(gone, find([deliveries.root]))


async def test_04_content_is_known_by_its_digest_and_read_in_blocks(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    """4: size and SHA-256 of the bytes are registered; no more than a block of a file is held at a time."""
    path = deliveries.put(VERIFIED, pitches(2))
    (done,) = await load_each(loading, [path])
    row = await loading.fetchrow("SELECT size, sha256 FROM league.trackman_file")
    assert row["size"] == path.stat().st_size
    big = deliveries.put("20260424-WellSpanPark-9.csv", text(pitches(2)) * 2000)
    assert max(map(len, delivery_of(big).blocks())) <= BLOCK_BYTES < big.stat().st_size
    assert done.outcome.rows == 2


async def test_05_a_row_that_cannot_be_loaded_keeps_the_whole_file_out(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    """5: a game has all pitches of its file, or is not there; nothing of the file is left beside the register."""
    before = await snapshot(loading)
    (done,) = await load_each(
        loading, [deliveries.put(VERIFIED, [*pitches(5, BatterTeam="NEW"), pitch(6, RelSpeed="x")])]
    )
    assert done.outcome.state.value == "failed"
    after = await snapshot(loading)
    assert {name for name in before if before[name] != after[name]} == {"register"}


class DeathError(Exception):
    """The process ends here."""


@pytest.mark.parametrize("name", [UNVERIFIED, VERIFIED], ids=["7 unverified", "6 verified"])
async def test_06_07_a_load_that_died_is_repeated(
    loading: asyncpg.Connection, deliveries: Deliveries, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """6, 7: flag, game and pitches come in one transaction, so that a second try is never refused."""
    path = deliveries.put(name, pitches(6))

    async def die(*_: object) -> None:
        raise DeathError

    with monkeypatch.context() as patch:
        patch.setattr("slugger.jobs.trackman.settle.put_appearances", die)
        with pytest.raises(DeathError):
            await load(loading, delivery_of(path))
    assert await table(loading, "game") == []
    (again,) = await load_each(loading, [path])
    assert (again.outcome.state.value, again.outcome.added) == ("loaded", 6)
    assert await loading.fetchval("SELECT verified FROM league.game") is (name == VERIFIED)


async def test_08_an_error_of_the_database_spoils_no_later_file(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    """8: after a refusal the same connection loads the next file, with every person of it."""
    await loading.execute("ALTER TABLE league.player ADD CONSTRAINT no CHECK (player_name <> 'Banned, Bo')")
    banned = [pitch(1) | person("Batter", "LI", "Banned, Bo")]
    done = await load_each(loading, [deliveries.put(UNVERIFIED, banned), deliveries.put(VERIFIED, pitches(4))])
    assert [one.outcome.state.value for one in done] == ["failed", "loaded"]
    assert (done[0].outcome.reason or "").startswith("the database refuses it: new row for relation")
    people = "SELECT count(pitcher_id), count(batter_id), count(catcher_id) FROM league.pitch"
    assert tuple(await loading.fetchrow(people)) == (4, 4, 4)


async def test_09_connections_are_closed_and_every_file_is_read(
    database: Database, connection: asyncpg.Connection, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """9: a run leaves no connection behind, even one that ends in an error."""
    sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for n in range(1, 6):
        deliveries.put(f"20260424-WellSpanPark-{n}.csv", pitches(1, f"20260424-WellSpanPark-{n}"))
    assert (await ingest(database, find([deliveries.root]))).states == {"loaded": 5}

    async def die(*_: object, **__: object) -> None:
        raise OSError("gone")

    monkeypatch.setattr("slugger.jobs.trackman.ingest.load", die)
    with pytest.raises(DatabaseError):
        await ingest(database, find([deliveries.root]))
    for _ in range(50):
        if not await connection.fetchval(sessions):
            break
        await asyncio.sleep(0.02)
    assert await connection.fetchval(sessions) == 0


async def test_10_pitches_are_matched_by_uid_not_by_number(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    """10: after numbering anew no pitch is overwritten by its neighbour, lost or doubled."""
    old = pitches(10)
    new = renumbered([pitch(11), *old[:3], *old[5:]])
    done = await load_each(loading, [deliveries.put(UNVERIFIED, old), deliveries.put(VERIFIED, new)])
    assert (done[1].outcome.added, done[1].outcome.removed) == (1, 2)
    stored = await loading.fetch("SELECT pitch_uid::text, local_date_time FROM league.pitch ORDER BY pitch_number")
    assert [tuple(row) for row in stored] == [(row["PitchUID"], row["LocalDateTime"]) for row in new]


async def test_11_fielders_join_by_uid_then_play_then_instant(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    """11: the number of a pitch in another version of the file never decides who stood behind it."""
    old = pitches(6)
    new = renumbered([pitch(7), *old])
    new[2] |= {"PitchUID": uid("other")}
    new[3] |= {"PitchUID": uid("another"), "PlayID": uid("another play")}
    await load_each(loading, [deliveries.put(POSITIONED, positioned(old)), deliveries.put(VERIFIED, new)])
    joined = await loading.fetch(
        """SELECT p.pitch_number, f.first_b_position_at_release_x AS x
        FROM league.pitch p LEFT JOIN league.positioning f USING (pitch_id) ORDER BY 1"""
    )
    assert [row["x"] for row in joined] == [None, 70.1, 70.2, 70.3, 70.4, 70.5, 70.6]


async def test_11_fielders_change_places_between_pitches(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    """11: a row may take the pitch of another one that finds its own at last."""
    alone, later = pitch(1), pitch(2)
    first = {"PitchUID": uid("unknown"), "PlayID": ""}
    second = {"PitchUID": later["PitchUID"], "PlayID": alone["PlayID"], "UTCDateTime": "", "LocalDateTime": ""}
    rows = positioned([alone | first, alone | second | {"PitchNo": "2"}])
    pitched = "SELECT ordinal FROM league.positioning f JOIN league.pitch p USING (pitch_id) ORDER BY p.pitch_number"
    await load_each(loading, [deliveries.put(POSITIONED, rows), deliveries.put(UNVERIFIED, [alone])])
    assert [row["ordinal"] for row in await loading.fetch(pitched)] == [2]
    (done,) = await load_each(loading, [deliveries.put(VERIFIED, [alone, later])])
    assert done.outcome.reason is None
    assert [row["ordinal"] for row in await loading.fetch(pitched)] == [1, 2]


async def test_12_positioning_may_come_first(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    """12: its rows wait for their pitches, and keep no pitch file out."""
    paths = [deliveries.put(POSITIONED, positioned(pitches(4))), deliveries.put(UNVERIFIED, pitches(4))]
    assert [done.outcome.state.value for done in await load_each(loading, paths)] == ["loaded", "loaded"]
    assert await loading.fetchval("SELECT count(pitch_id) FROM league.positioning") == 4


async def test_13_positioning_changes_no_pitch(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    """13: calls, results and clocks of a verified pitch stay, whatever the positioning file says."""
    await load_each(loading, [deliveries.put(VERIFIED, pitches(4, PitchCall="InPlay", PlayResult="Single"))])
    before = await table(loading, "pitch")
    other = {"PitchCall": "Undefined", "PlayResult": "Undefined", "Date": "2020-01-01", "Time": "01:01:01.00"}
    await load_each(loading, [deliveries.put(POSITIONED, positioned(pitches(4), **other))])
    assert await table(loading, "pitch") == before


async def test_14_not_a_number_is_no_value(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    """14: neither texts nor numbers nor hands hold a nan."""
    nan = dict.fromkeys(("Notes", "AutoHitType", "RelSpeed", "HitLaunchConfidence"), "NaN") | {"PitcherThrows": "nan"}
    await load_each(loading, [deliveries.put(VERIFIED, pitches(2, **nan))])
    assert not [row for name in ("pitch", "player") for row in await table(loading, name) if "nan" in row.lower()]


async def test_15_switch_hitters_have_been_seen_on_both_sides(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    """15: a side that is missing, undefined or nan makes nobody a switch hitter."""
    sides = {
        "One, O": ("Left", ""),
        "Two, T": ("Undefined", "Right"),
        "Three, T": ("L", "nan"),
        "Both, B": ("R", "LEFT"),
    }
    sides |= {"Said, S": ("B", "Both"), "None, N": ("", "")}
    rows = [
        person("Batter", "LI", name) | {"BatterTeam": "LI", "BatterSide": side}
        for name, pair in sides.items()
        for side in pair
    ]
    await load_each(loading, [deliveries.put(VERIFIED, [pitch(n) | row for n, row in enumerate(rows, 1)])])
    found = await loading.fetch("SELECT player_name, player_batting_handedness FROM league.player WHERE is_hitter")
    hands = {"One, O": "Left", "Two, T": "Right", "Three, T": "Left", "Both, B": "Switch"}
    assert dict(map(tuple, found)) == hands | {"Said, S": None, "None, N": None}


async def test_16_every_identifier_is_kept(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    """16: ids of pitch, play, game, session and people are stored, and one pitch cannot be there twice."""
    row = pitch(1)
    await load_each(loading, [deliveries.put(VERIFIED, [row])])
    stored = await loading.fetchrow(
        """SELECT pitch_uid::text, play_id::text, trackman_game_id, game_uid::text, b.trackman_id
        FROM league.pitch JOIN league.game USING (game_id) JOIN league.player b ON b.player_id = batter_id"""
    )
    assert tuple(stored) == (row["PitchUID"], row["PlayID"], GAME, row["GameUID"], row["BatterId"])
    with pytest.raises(asyncpg.UniqueViolationError):
        await loading.execute("INSERT INTO league.pitch SELECT (p).* FROM (SELECT p FROM league.pitch p) AS twice")


async def test_17_calls_are_found_by_the_spelling_of_the_files(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    """17: a ball in the dirt is stored as the files write it, also where somebody wrote it otherwise."""
    rows = [pitch(n, PitchCall=call) for n, call in enumerate(("BallinDirt", "BallInDirt", "WildPitch"), 1)]
    await load_each(loading, [deliveries.put(VERIFIED, rows)])
    calls = await loading.fetch("SELECT pitch_call FROM league.pitch ORDER BY pitch_number")
    assert [row["pitch_call"] for row in calls] == ["BallinDirt", "BallinDirt", "WildPitch"]


async def statements(connection: asyncpg.Connection, path: Path) -> int:
    """Count the statements that loading a file takes."""
    seen: list[Any] = []
    with connection.query_logger(seen.append):
        (done,) = await load_each(connection, [path])
    assert done.outcome.state.value == "loaded", done.outcome.reason
    return len(seen)


async def test_18_statements_do_not_grow_with_the_rows(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    """18: a file costs the same few round trips, whether it has six pitches or four hundred, of people known or not."""
    counts = []
    for n, rows in ((1, 6), (2, 60), (3, 400)):
        game = f"20260424-WellSpanPark-{n}"
        paths = [deliveries.put(f"{game}.csv", pitches(rows, game))]
        paths.append(deliveries.put(f"{game}_playerpositioning.csv", positioned(pitches(rows, game))))
        counts.append([await statements(loading, path) for path in paths])
    assert all(more <= few for few, more in zip(counts[1], counts[2], strict=True))
    assert all(1 < count < 20 for pair in counts for count in pair)


@pytest.mark.parametrize("found_by", ["pitch_uid = '{}'", "game_id = '{}' AND pitch_number = 4"])
async def test_19_pitches_are_found_by_an_index(loading: asyncpg.Connection, found_by: str) -> None:
    """19: neither a pitch nor the pitches of a game are looked for row by row."""
    await loading.execute("SET enable_seqscan = off")
    plan = await loading.fetch(f"EXPLAIN DELETE FROM league.pitch WHERE {found_by.format(uid('x'))}")
    assert "Index Scan" in " ".join(row[0] for row in plan)


async def test_20_what_stands_is_the_whole_file_not_what_was_there(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    """20: a game of which pitches are missing is completed by the next delivery."""
    await load_each(loading, [deliveries.put(UNVERIFIED, pitches(3))])
    await load_each(loading, [deliveries.put(UNVERIFIED, pitches(9), hour=8)])
    assert await loading.fetchval("SELECT count(*) FROM league.pitch") == 9


async def test_a_run_takes_the_best_file_of_a_game_first(deliveries: Deliveries) -> None:
    """What will stand is loaded first, so that nothing is written to be replaced in the same run."""
    deliveries.put(UNVERIFIED, pitches(1))
    deliveries.put(POSITIONED, positioned(pitches(1)))
    deliveries.put(VERIFIED, pitches(1))
    deliveries.put(VERIFIED, pitches(2), day="2026/05/01")
    order = [(d.name, d.delivered_on.month) for d in best_first(find([deliveries.root]))]
    assert order == [(VERIFIED, 5), (VERIFIED, 4), (UNVERIFIED, 4), (POSITIONED, 4)]


async def test_prepared_connections_can_be_prepared_again(loading: asyncpg.Connection) -> None:
    """A connection that has loaded files may be handed to the next run."""
    await prepare(loading)

"""Any order of deliveries ends in the same tables."""

import asyncio
import csv
import itertools
import os
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slugger.jobs.trackman.delivery import find
from slugger.jobs.trackman.ingest import ingest
from slugger.jobs.trackman.session import prepare
from slugger.jobs.trackman.settle import News
from slugger.models.engine import Database
from slugger.tests.jobs.trackman.files import (
    GAME,
    POSITIONED,
    UNVERIFIED,
    VERIFIED,
    Deliveries,
    Row,
    load_each,
    person,
    pitch,
    pitches,
    positioned,
    renumbered,
    snapshot,
    uid,
    wipe,
)


async def end_of(connection: asyncpg.Connection, order: Iterable[Path], *, again: Sequence[Path] = ()) -> Any:
    """Load files in an order into empty tables, then `again` until nothing moves, and tell what is left."""
    await wipe(connection)
    await load_each(connection, order)
    left = await snapshot(connection)
    while again:
        await load_each(connection, again)
        before, left = left, await snapshot(connection)
        if left == before:
            break
    return left


def difference(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Name what two ends do not share."""
    return {
        name: (
            {"register": (one[name], other[name])}
            if name == "register"
            else (sorted(set(one[name]) - set(other[name])), sorted(set(other[name]) - set(one[name])))
        )
        for name in one
        if one[name] != other[name]
    }


def unverified_rows() -> list[Row]:
    """Twenty pitches with the mistakes that verification finds."""
    rows = pitches(20)
    rows[0] |= person("Batter", "LI", "Wrong, Batter ", "N/A")
    rows[1] |= person("Batter", "LI", "Switch, Sid") | {"BatterSide": "Right"}
    rows[2] |= person("Batter", "NOBODY_YET", "Stranger, Sam") | {"BatterTeam": "NOBODY_YET"}
    rows[3] |= person("Catcher", "YOR", "Nameless, Ned", "N/A")
    rows[4] |= {"BatterSide": "Undefined", "PitcherThrows": ""}
    return rows


def verified_rows() -> list[Row]:
    """The same game after verification: people changed, pitches added, removed and numbered anew."""
    rows = pitches(20)
    rows[1] |= person("Batter", "LI", "Switch, Sid") | {"BatterSide": "Right"}
    rows[7] |= person("Batter", "YOR", "Nameless, Ned", "")
    rows[8] |= {"PitchUID": uid("the same pitch under another id")}
    added = pitch(21) | {"PitchUID": uid("added"), "PlayID": "", "Date": "", "Time": "", "LocalDateTime": ""}
    added |= {"UTCDate": "", "UTCTime": "", "UTCDateTime": ""}
    return renumbered([added, *rows[:5], *rows[6:]])


def sent_again_rows() -> list[Row]:
    """The verified game once more, corrected."""
    rows = verified_rows()
    rows[3] |= person("Batter", "LI", "Switch, Sid") | {"BatterSide": "Left"}
    rows[4] |= person("Catcher", "YOR", "nameless, ned ", "555000111")
    return renumbered([*rows[:10], *rows[11:], pitch(22)])


@pytest.fixture
def four(deliveries: Deliveries) -> list[Path]:
    """Give the four deliveries of one game."""
    return [
        deliveries.put(UNVERIFIED, unverified_rows(), day="2026/04/25", hour=5),
        deliveries.put(POSITIONED, positioned(unverified_rows()), day="2026/04/25", hour=5),
        deliveries.put(VERIFIED, verified_rows(), day="2026/04/25", hour=18),
        deliveries.put(VERIFIED, sent_again_rows(), day="2026/05/02"),
    ]


async def test_the_four_deliveries_of_a_game_in_every_order(loading: asyncpg.Connection, four: list[Path]) -> None:
    expected = await end_of(loading, four)
    assert list(expected["register"].values()).count("loaded") == 2
    assert len(expected["pitch"]) == 20
    for order in itertools.permutations(four):
        assert difference(await end_of(loading, order), expected) == {}, [path.name for path in order]


async def test_the_last_verified_delivery_is_what_stands(loading: asyncpg.Connection, four: list[Path]) -> None:
    await end_of(loading, four)
    numbers = await loading.fetch("SELECT pitch_number FROM league.pitch ORDER BY 1")
    assert [row["pitch_number"] for row in numbers] == list(range(1, 21))
    assert not await loading.fetchval("SELECT count(*) FROM league.team WHERE NOT confirmed")
    assert await loading.fetchval("SELECT count(*) FROM league.player WHERE player_name LIKE 'Wrong%'") == 0
    hand = "SELECT player_batting_handedness FROM league.player WHERE name_key = $1"
    assert await loading.fetchval(hand, "switch, sid") == "Switch"
    joined = await loading.fetchval("SELECT count(*) FROM league.positioning WHERE pitch_id IS NOT NULL")
    assert (
        joined == 18
    )  # of twenty positioned pitches one was removed at each verification, and one lives by its PlayID


async def test_loading_everything_again_changes_no_row(loading: asyncpg.Connection, four: list[Path]) -> None:
    await end_of(loading, four)
    rows = "SELECT p::text, p.xmin::text, f.xmin::text FROM league.pitch p, league.positioning f ORDER BY 1, 2, 3"
    before = await loading.fetch(rows), await loading.fetch("SELECT *, xmin FROM league.trackman_file ORDER BY name")
    assert all(done.unchanged for done in await load_each(loading, four))
    assert before == (
        await loading.fetch(rows),
        await loading.fetch("SELECT *, xmin FROM league.trackman_file ORDER BY name"),
    )


FEW = [100, 60, 75, 53]
"""Rows of deliveries from the first to the last: the second is too short, and the last would be without the third."""


async def test_files_held_for_few_rows_in_every_order(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    files = [deliveries.put(VERIFIED, pitches(rows), day=f"2026/05/0{n}") for n, rows in enumerate(FEW, 1)]
    expected = await end_of(loading, files, again=files)
    assert list(expected["register"].values()).count("held") == 1
    assert len(expected["pitch"]) == FEW[-1]
    for order in itertools.permutations(files):
        assert difference(await end_of(loading, order, again=files), expected) == {}, [str(path) for path in order]


async def test_a_file_with_far_fewer_rows_waits_for_a_person(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    long, short = deliveries.put(UNVERIFIED, pitches(30)), deliveries.put(VERIFIED, pitches(20))
    held = (await load_each(loading, [long, short]))[1].outcome
    assert (held.state.value, held.reason) == (
        "held",
        "only 20 rows where the delivery that it would replace has 30",
    )
    assert await loading.fetchval("SELECT count(*) FROM league.pitch") == 30


async def test_one_run_lets_through_what_a_later_file_explains(
    database: Database, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run loads a game's best file first; several workers may still turn the order about."""
    files = [
        deliveries.put(VERIFIED, pitches(rows), day=f"2026/05/0{day}") for rows, day in ((100, 1), (53, 3), (75, 2))
    ]
    monkeypatch.setattr("slugger.jobs.trackman.ingest.best_first", list)
    monkeypatch.setattr("slugger.jobs.trackman.ingest.CONNECTIONS", 1)
    report = await ingest(database, find(files))
    assert len(report.files) == 3
    assert "held" not in report.states
    again = await ingest(database, find(files))
    assert again.states == {"unchanged": 3}
    assert [f.delivery.delivered_on.day for f in again.files if f.outcome.state.value == "loaded"] == [3]


OTHER = "20260425-WellSpanPark-1"
ELSEWHERE = "20260425-Unknown Field-2"


async def test_the_same_pitches_as_two_games_in_every_order(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    files = [
        deliveries.put(UNVERIFIED, pitches(8), hour=5),
        deliveries.put(f"{OTHER}_unverified.csv", [row | {"GameID": OTHER} for row in pitches(8)], hour=6),
        deliveries.put(f"{ELSEWHERE}.csv", [row | {"GameID": ELSEWHERE} for row in pitches(9)], hour=7),
        deliveries.put(POSITIONED, positioned(pitches(8)), hour=5),
    ]
    expected = await end_of(loading, files, again=files)
    assert [state for name, state in expected["register"].items() if name.startswith(ELSEWHERE)] == ["loaded"]
    assert list(expected["register"].values()).count("held") == 2
    for order in itertools.permutations(files):
        assert difference(await end_of(loading, order, again=files), expected) == {}, [path.name for path in order]


async def test_a_delivery_sent_once_more_after_another_one_stands_again(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    files = [
        deliveries.put(VERIFIED, pitches(8), day="2026/05/01"),
        deliveries.put(VERIFIED, pitches(9), day="2026/05/02"),
        deliveries.put(VERIFIED, pitches(8), day="2026/05/03"),
    ]
    expected = await end_of(loading, files)
    assert len(expected["pitch"]) == 8
    for order in itertools.permutations(files):
        assert difference(await end_of(loading, order), expected) == {}


EXAMPLES = int(os.environ.get("SLUGGER_TEST_EXAMPLES", "20"))


async def test_a_held_delivery_sent_twice_counts_by_its_later_day(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    files = [deliveries.put(VERIFIED, pitches(rows), day=f"2026/05/0{day}") for rows, day in ((10, 2), (5, 1), (5, 3))]
    expected = await end_of(loading, files)
    assert sorted(expected["register"].values()) == ["held", "loaded"]
    for order in itertools.permutations(files):
        assert difference(await end_of(loading, order), expected) == {}


async def test_a_player_of_two_clubs_in_one_game_is_of_the_first_by_code(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    rows = [
        pitch(n) | person("Batter", club, "Ames, A", "100001") | {"BatterTeam": club}
        for n, club in enumerate(("YOR", "STA_YAN", "GAS", "LI", "HP", "LAN"), 1)
    ]
    await load_each(loading, [deliveries.put(VERIFIED, rows)])
    club = "SELECT team_code FROM league.player JOIN league.team USING (team_id) WHERE trackman_id = '100001'"
    assert await loading.fetchval(club) == "GAS"


BATTERS = [
    ("Ames, A", ""),
    ("ames,  A ", "N/A"),
    ("Ames, A", "100001"),
    ("Ames, A", "100002"),
    ("Boyd, B", ""),
    ("Boyd, B", "100003"),
    ("Boyd, B", "100001"),
]
GAMES = (GAME, OTHER, "20260426-CenterIslip-1")


@dataclass(frozen=True)
class Content:
    """A small delivery: on each of its pitches one of `BATTERS`, at a club, on a side."""

    kind: str
    game: str
    day: int
    pitches: tuple[tuple[int, int, str, str], ...]
    shortstop: int

    def put(self, folder: Deliveries) -> Path:
        rows = [self._row(*spec) for spec in self.pitches]
        if "positioning" in self.kind:
            name, trackman_id = BATTERS[self.shortstop]
            rows = positioned(rows, PitcherTeam="LI", SS_Name=name, SS_Id=trackman_id)
        return folder.put(f"{self.game}{self.kind}", renumbered(rows), day=f"2026/05/0{self.day}", hour=0)

    def _row(self, number: int, batter: int, club: str, side: str) -> Row:
        who = person("Batter", club, *BATTERS[batter])
        return pitch(number, self.game) | who | {"BatterTeam": club, "BatterSide": side}


_PITCHES = st.tuples(
    st.integers(1, 4),
    st.integers(0, len(BATTERS) - 1),
    st.sampled_from(["LI", "NEW_CLUB"]),
    st.sampled_from(["Left", "Right", "Undefined", ""]),
)
_CONTENTS = st.builds(
    Content,
    kind=st.sampled_from([".csv", "_unverified.csv", "_unverified_playerpositioning_FHC.csv"]),
    game=st.sampled_from(GAMES),
    day=st.integers(1, 3),
    pitches=st.lists(_PITCHES, min_size=1, max_size=4, unique_by=lambda spec: spec[0]).map(tuple),
    shortstop=st.integers(0, len(BATTERS) - 1),
)


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data(), contents=st.lists(_CONTENTS, min_size=2, max_size=6))
async def test_files_of_several_games_in_any_order(
    loading: asyncpg.Connection, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, contents: list[Content]
) -> None:
    folder = Deliveries(tmp_path_factory.mktemp("any"))
    files = list(dict.fromkeys(content.put(folder) for content in contents))
    one = await end_of(loading, files, again=files)
    other = await end_of(loading, data.draw(st.permutations(files)), again=files)
    assert difference(one, other) == {}


_INGEST = """
import asyncio, sys
from slugger.jobs.trackman import ingest as runs
from slugger.jobs.trackman.delivery import find
from slugger.models.engine import connect

if sys.argv[3] == "backwards":
    best_first = runs.best_first
    runs.best_first = lambda deliveries: best_first(deliveries)[::-1]

async def main():
    database = connect(sys.argv[1])
    report = await runs.ingest(database, find([sys.argv[2]]))
    await database.close()
    sys.exit(report.failed)

asyncio.run(main())
"""


async def test_two_processes_at_the_same_folder_end_as_one(database: Database, deliveries: Deliveries) -> None:
    for game in (f"2026042{n}-New Yard-1" for n in range(9)):
        old = pitches(12, game, BatterTeam="NEW_CLUB")
        deliveries.put(f"{game}_unverified.csv", old, hour=5)
        deliveries.put(f"{game}_unverified_playerpositioning_FHC.csv", positioned(old), hour=5)
        if game != "20260428-New Yard-1":
            deliveries.put(f"{game}.csv", pitches(14, game, AwayTeam="NEWER_CLUB"), hour=9)
    connection = await asyncpg.connect(database.url)
    try:
        await prepare(connection)
        await ingest(database, find([deliveries.root]))
        expected = await snapshot(connection)
        await wipe(connection)
        command = [sys.executable, "-c", _INGEST, database.url, str(deliveries.root)]
        both = [await asyncio.create_subprocess_exec(*command, way) for way in ("forwards", "backwards")]
        assert [await process.wait() for process in both] == [0, 0]
        assert difference(await snapshot(connection), expected) == {}
    finally:
        await connection.close()


async def test_two_names_of_one_id_part_again(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    """A nameless man is taken for the one of that name; when a second one comes, no pitch of either goes astray."""
    first = [pitch(1) | person("Batter", "LI", "Boyd, B", "100001"), pitch(2) | person("Batter", "LI", "Ames, A", "")]
    files = [
        deliveries.put(VERIFIED, first),
        deliveries.put(f"{OTHER}.csv", [pitch(1, OTHER) | person("Batter", "LI", "Ames, A", "100001")]),
        deliveries.put(f"{GAMES[2]}.csv", [pitch(1, GAMES[2]) | person("Batter", "LI", "Ames, A", "100002")]),
    ]
    expected = await end_of(loading, files)
    for order in itertools.permutations(files):
        assert difference(await end_of(loading, order), expected) == {}


def verification(rows: list[Row], draw: random.Random) -> list[Row]:
    """Do to a real game what verification does: a few pitches go, most of them under another id, people change."""
    kept = []
    for row in rows:
        change: Row = {}
        if draw.random() < 0.021:
            change |= {name: rows[0][name] for name in ("Batter", "BatterId", "BatterSide")}
        if gone := draw.random() < 0.03:
            change |= {"PitchUID": uid(row["PitchUID"]), "PlayID": uid(row["PlayID"])}
        if not gone or draw.random() < 0.65:
            kept.append(row | change)
    return renumbered([kept[0] | {"PitchUID": uid("added")}, *kept])


async def test_a_real_game_and_its_verification(
    loading: asyncpg.Connection, deliveries: Deliveries, real_files: Path
) -> None:
    position = next(iter(sorted((real_files / "league").glob("*playerpositioning*"))))
    game = position.name.partition("_")[0]
    with (position.parent / f"{game}_unverified.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    verified = verification(rows, random.Random(3))  # noqa: S311 no secret
    files = [
        deliveries.put(f"{game}_unverified.csv", rows),
        deliveries.put(position.name, position.read_bytes()),
        deliveries.put(f"{game}.csv", verified, hour=9),
    ]
    expected = await end_of(loading, files)
    assert len(expected["pitch"]) == len(verified) != len(rows)
    for order in itertools.permutations(files):
        assert difference(await end_of(loading, order), expected) == {}, [path.name for path in order]


async def test_loads_that_add_run_beside_others_and_those_that_replace_alone(
    loading: asyncpg.Connection, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every load holds its game and its presence, shared or not, and settles one after the other."""
    modes = """SELECT mode, count(*) FROM pg_locks
               WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid() GROUP BY mode"""
    held = []

    async def news(connection: asyncpg.Connection, _: object) -> News:
        held.append(dict(map(tuple, await connection.fetch(modes))))
        return News([], misplaced=False)

    async def forget(connection: asyncpg.Connection, _: object) -> None:
        held.append(dict(map(tuple, await connection.fetch(modes))))

    monkeypatch.setattr("slugger.jobs.trackman.settle.news", news)
    monkeypatch.setattr("slugger.jobs.trackman.settle.forget_unseen", forget)
    files = [deliveries.put(UNVERIFIED, pitches(1)), deliveries.put(POSITIONED, positioned(pitches(1)))]
    await load_each(loading, [*files, deliveries.put(VERIFIED, pitches(2))])
    beside = {"ExclusiveLock": 2, "ShareLock": 1}
    assert held == [beside, beside, {"ExclusiveLock": 2}]
    assert await loading.fetch(modes) == []


async def test_new_people_of_many_games_at_once(database: Database, deliveries: Deliveries) -> None:
    """Games that bring the same clubs, venue and people, each the first to, wait for one another and none is lost."""
    games = [f"20260424-New Yard-{n}" for n in range(1, 13)]
    for n, game in enumerate(games):
        rows = pitches(8, game, AwayTeam="NEW_CLUB", Level="")
        rows[n % 8] |= person("Batter", "NEW_CLUB", "Nameless, Ned", "" if n % 3 else "555000111")
        deliveries.put(f"{game}.csv", rows)
    connection = await asyncpg.connect(database.url)
    try:
        await prepare(connection)
        await load_each(connection, sorted(deliveries.root.rglob("*.csv")))
        expected = await snapshot(connection)
        for _ in range(3):
            await wipe(connection)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("slugger.jobs.trackman.ingest.CONNECTIONS", 6)
                report = await ingest(database, find([deliveries.root]))
            assert report.states == {"loaded": 12}
            assert difference(await snapshot(connection), expected) == {}
    finally:
        await connection.close()


async def test_a_replacement_counts_what_came_changed_and_went(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    old = pitches(10)
    new = renumbered([*old[:7], *pitches(12)[10:]])
    new[1] |= {"RelSpeed": "77.5"}
    new[2] |= person("Batter", "LI", "Other, Olaf")
    keys = "SELECT pitch_uid, pitch_id FROM league.pitch"
    await load_each(loading, [deliveries.put(UNVERIFIED, old)])
    before = dict(map(tuple, await loading.fetch(keys)))
    (done,) = await load_each(loading, [deliveries.put(VERIFIED, new)])
    assert (done.outcome.rows, done.outcome.added, done.outcome.changed, done.outcome.removed) == (9, 2, 2, 3)
    counts = "SELECT rows_added, rows_changed, rows_removed FROM league.trackman_file WHERE state = 'loaded'"
    assert tuple(await loading.fetchrow(counts)) == (2, 2, 3)
    after = dict(map(tuple, await loading.fetch(keys)))
    assert len(before.items() & after.items()) == 7

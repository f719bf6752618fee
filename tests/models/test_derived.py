"""Columns that follow from others say what their descriptions promise, read here anew in Python."""

import math
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from slugger.jobs.demo import write_season
from slugger.jobs.trackman.delivery import find
from slugger.jobs.trackman.ingest import ingest
from slugger.models import Game, Pitch, Player, TrackmanFile, terms
from slugger.models.derived import ALWAYS_DERIVED, PITCH_DERIVED, PITCH_SHOWN
from slugger.models.engine import Database
from slugger.models.measurement import PITCH
from slugger.models.reference import CLUBS
from slugger.tests.databases import copy_of

Row = Mapping[str, Any]

TAGGED = {
    **{name: name for name in ("Fastball", "Sinker", "Cutter", "Splitter", "Slider", "Sweeper", "Curveball")},
    **{name: name for name in ("Knuckleball", "Other")},
    "FourSeamFastBall": "Four-Seam",
    "TwoSeamFastBall": "Two-Seam",
    "OneSeamFastBall": "One-Seam",
    "ChangeUp": "Changeup",
}
CLASSIFIED = {"Four-Seam", "Sinker", "Cutter", "Splitter", "Slider", "Curveball", "Changeup", "Other"}
FAMILIES = {
    **dict.fromkeys(("Four-Seam", "Two-Seam", "One-Seam", "Fastball", "Sinker", "Cutter"), "Fastball"),
    **dict.fromkeys(("Slider", "Sweeper", "Curveball"), "Breaking"),
    **dict.fromkeys(("Changeup", "Splitter"), "Offspeed"),
}
COUNTS = {
    **dict.fromkeys(("0-1", "0-2", "1-2"), "Ahead"),
    **dict.fromkeys(("0-0", "1-1", "2-2"), "Even"),
    **dict.fromkeys(("1-0", "2-0", "3-0", "2-1", "3-1", "3-2"), "Behind"),
}
SWUNG = {"StrikeSwinging", "InPlay", "FoulBall", "FoulBallFieldable", "FoulBallNotFieldable"}
HIT_TYPES = {"GroundBall", "LineDrive", "FlyBall", "Popup", "Bunt"}


def pitch_type(row: Row) -> str | None:
    automatic, tagged = row["auto_pitch_type"], row["tagged_pitch_type"]
    return automatic if automatic in CLASSIFIED else TAGGED.get(tagged)


def in_zone(row: Row) -> bool | None:
    side, height = row["plate_loc_side"], row["plate_loc_height"]
    if side is None or height is None:
        return None
    return bool(abs(side) * 12 <= 10 and 1.5 <= height <= 3.5)


def zone_cell(row: Row) -> int | None:
    """Number the cell as the catcher sees it: sides are positive toward third base, which is on his left."""
    inside, side, height = in_zone(row), row["plate_loc_side"], row["plate_loc_height"]
    if inside is None:
        return None
    if not inside:
        return {(True, True): 11, (True, False): 12, (False, True): 13, (False, False): 14}[height >= 2.5, side >= 0]
    third = 10 / 12 / 3
    column = 1 if abs(side) <= third else 0 if side > 0 else 2
    row_from_top = 0 if height > 1.5 + 4 / 3 else 1 if height >= 1.5 + 2 / 3 else 2
    return 1 + 3 * row_from_top + column


def chase(row: Row) -> bool | None:
    inside = in_zone(row)
    return None if inside is None else row["pitch_call"] in SWUNG and not inside


def hard_hit(row: Row) -> bool | None:
    speed = row["exit_speed"]
    return None if row["pitch_call"] != "InPlay" or speed is None else speed >= 95


def hit_type(row: Row) -> str | None:
    said = (row["auto_hit_type"], row["tagged_hit_type"])
    return next((kind for kind in said if kind in HIT_TYPES), None) if row["pitch_call"] == "InPlay" else None


def sweet_spot(row: Row) -> bool | None:
    angle = row["angle"]
    return None if row["pitch_call"] != "InPlay" or angle is None else 8 <= angle <= 32


def barrel(row: Row) -> bool | None:
    speed, angle = row["exit_speed"], row["angle"]
    if row["pitch_call"] != "InPlay" or speed is None or angle is None:
        return None
    beyond = speed - 98
    return bool(beyond >= 0 and max(26 - beyond, 8) <= angle <= min(30 + 1.5 * beyond, 50))


PLAYS = {"Single", "Double", "Triple", "HomeRun", "Out", "Error", "FieldersChoice"}


def result(row: Row) -> str | None:
    call, said = row["pitch_call"], row["k_or_bb"]
    if said == "Walk":
        return "IntentionalWalk" if call == "BallIntentional" else "Walk"
    if said == "Strikeout" or call in {"HitByPitch", "CatchersInterference"}:
        return "Strikeout" if said == "Strikeout" else str(call)
    if call != "InPlay":
        return None
    if row["play_result"] == "Sacrifice":
        said_kinds = (kind for kind in (row["tagged_hit_type"], row["auto_hit_type"]) if kind in HIT_TYPES)
        return "SacrificeBunt" if next(said_kinds, None) in {"GroundBall", "Bunt"} else "SacrificeFly"
    return row["play_result"] if row["play_result"] in PLAYS else "InPlay"


def expected(row: Row) -> dict[str, Any]:
    """Read every rule but that of the plate appearance's end, which looks at other rows."""
    count, call, kind = f"{row['balls']}-{row['strikes']}", row["pitch_call"], pitch_type(row)
    return {
        "pitch_type": kind,
        "pitch_group": FAMILIES.get(kind or ""),
        "count": count,
        "count_state": COUNTS[count],
        "first_pitch": row["pitch_of_pa"] == 1,
        "in_zone": in_zone(row),
        "zone_cell": zone_cell(row),
        "strike": call in SWUNG | {"StrikeCalled", "AutomaticStrike"},
        "called_strike": call == "StrikeCalled",
        "swing": call in SWUNG,
        "whiff": call == "StrikeSwinging",
        "chase": chase(row),
        "in_play": call == "InPlay",
        "ball": call in {"BallCalled", "BallinDirt", "BallIntentional", "AutomaticBall"},
        "hard_hit": hard_hit(row),
        "hit_type": hit_type(row),
        "sweet_spot": sweet_spot(row),
        "barrel": barrel(row),
        "plate_appearance_result": result(row),
    }


def last_ones(rows: Iterable[Row]) -> set[Any]:
    """Give the ids of the last pitches of the plate appearances."""
    last: dict[Any, Row] = {}
    for row in rows:
        appearance = (row["game_id"], row["inning"], row["top_or_bottom"], row["pa_of_inning"])
        if appearance not in last or last[appearance]["pitch_number"] < row["pitch_number"]:
            last[appearance] = row
    return {row["pitch_id"] for row in last.values()}


READ = (
    *("pitch_id", "game_id", "pitch_number", "inning", "top_or_bottom", "pa_of_inning", "pitch_of_pa"),
    *("balls", "strikes", "pitch_call", "auto_pitch_type", "tagged_pitch_type", "auto_hit_type", "tagged_hit_type"),
    *("plate_loc_side", "plate_loc_height", "exit_speed", "angle", "k_or_bb", "play_result"),
)


async def read(database: Database, table: type, *columns: str) -> list[Row]:
    """Read columns of every row."""
    statement: Any = select(*(getattr(table, name) for name in columns))
    async with database.sessions() as session:
        return [row._mapping for row in await session.exec(statement)]


async def hold(database: Database) -> list[Row]:
    """Hold every derived column of every pitch against the rules."""
    rows = await read(database, Pitch, *READ, *(derived.name for derived in PITCH_DERIVED))
    last = last_ones(rows)
    for row in rows:
        wanted = expected(row) | {"last_pitch_of_plate_appearance": row["pitch_id"] in last}
        assert {derived.name: row[derived.name] for derived in PITCH_DERIVED} == wanted
        assert all(row[name] is not None for name in ALWAYS_DERIVED)
    return rows


CLUB, OTHER = CLUBS[:2]
DAY = date(2026, 5, 1)
FILE, GAME = uuid4(), uuid4()
DELIVERED = {
    "file_id": FILE,
    "name": "x.csv",
    "sha256": "x",
    "size": 1,
    "state": "loaded",
    "kind": "pitch",
    "trackman_game_id": "x",
    "game_date": DAY,
    "delivered_on": DAY,
    "modified_at": datetime(2026, 5, 1, tzinfo=UTC),
}
PLAYED = {
    "game_id": GAME,
    "trackman_game_id": "x",
    "date": DAY,
    "daily_game_number": 1,
    "verified": True,
    "home_team_id": CLUB.id,
    "home_team_code": CLUB.codes[0],
    "visiting_team_id": OTHER.id,
    "visiting_team_code": OTHER.codes[0],
    "ballpark_id": CLUB.park.id,
    "file_id": FILE,
}
THROWN = {
    "game_id": GAME,
    "game_date": DAY,
    "inning": 1,
    "top_or_bottom": "Top",
    "outs": 0,
    "balls": 0,
    "strikes": 0,
    "pa_of_inning": 1,
    "pitch_of_pa": 1,
    "pitch_call": "BallCalled",
    "plate_loc_side": None,
    "exit_speed": None,
    "pitcher_team_code": CLUB.codes[0],
    "batter_team_code": OTHER.codes[0],
    "plate_loc_height": None,
    **dict.fromkeys(("auto_pitch_type", "tagged_pitch_type", "auto_hit_type", "tagged_hit_type", "notes")),
}


async def put(database: Database, rows: Iterable[Row]) -> None:
    """Write pitches of one game, which differ from a plain one as given."""
    made = [
        THROWN | {"pitch_id": uuid4(), "pitch_uid": uuid4(), "pitch_number": number} | dict(row)
        for number, row in enumerate(rows, 1)
    ]
    async with database.sessions() as session:
        for table, values in ((TrackmanFile, [DELIVERED]), (Game, [PLAYED]), (Pitch, made)):
            await session.exec(insert(table), params=values)
        await session.commit()


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("season")
    write_season(folder, games=12, seed=5)
    return folder


@pytest.fixture(scope="module")
async def demo(template: str, demo_folder: Path) -> AsyncIterator[Database]:
    """Give a database with games of the demo."""
    async with copy_of(template) as made:
        await ingest(made, find([demo_folder]))
        yield made


@pytest.fixture(scope="module")
async def real(template: str, real_files: Path) -> AsyncIterator[Database]:
    """Give a database with the real games."""
    async with copy_of(template) as made:
        await ingest(made, find([real_files / "league"]))
        yield made


@pytest.fixture(scope="module", params=["demo", "real"])
def season(request: pytest.FixtureRequest) -> Database:
    """Give a database with whole games."""
    made: Database = request.getfixturevalue(request.param)
    return made


async def test_every_rule_holds_for_every_pitch(season: Database) -> None:
    rows = await hold(season)
    assert len(rows) > 2_500
    seen: dict[str, set[Any]] = defaultdict(set)
    for row in rows:
        for derived in PITCH_DERIVED:
            seen[derived.name].add(row[derived.name])
    assert seen["zone_cell"] >= {*range(1, 10), 11, 12, 13, 14}
    assert seen["count"] == set(COUNTS)
    for name in ("swing", "whiff", "chase", "hard_hit", "in_zone", "strike", "called_strike", "first_pitch", "in_play"):
        assert seen[name] >= {True, False}, name


async def test_every_plate_appearance_has_one_last_pitch(real: Database) -> None:
    names = ("game_id", "inning", "top_or_bottom", "pa_of_inning", "last_pitch_of_plate_appearance")
    last: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in await read(real, Pitch, *names):
        last[tuple(row[name] for name in names[:4])] += row["last_pitch_of_plate_appearance"]
    assert set(last.values()) == {1}


def around(value: float) -> list[float]:
    """Give a number and its neighbours."""
    return [math.nextafter(value, -math.inf), value, math.nextafter(value, math.inf)]


async def test_the_zone_at_its_borders(database: Database) -> None:
    third = 10 / 12 / 3
    sides = [0.0, -0.0, *(x for edge in (10 / 12, third, -third, -10 / 12) for x in around(edge)), 5.0, -5.0]
    heights = [*(x for edge in (1.5, 1.5 + 2 / 3, 2.5, 1.5 + 4 / 3, 3.5) for x in around(edge)), 0.0, -1.0, 9.0]
    calls = ("BallCalled", "StrikeSwinging")
    places = [*product(sides, heights), (None, 2.0), (0.0, None), (None, None)]
    await put(
        database,
        (
            {"plate_loc_side": side, "plate_loc_height": height, "pitch_call": call}
            for (side, height), call in product(places, calls)
        ),
    )
    rows = await hold(database)
    assert {row["zone_cell"] for row in rows} == {None, *range(1, 10), 11, 12, 13, 14}


BARRELS = [(98, 26), (98, 30), (99, 25), (99, 31.5), (100, 24), (100, 33), (116, 8), (116, 50), (121, 8), (121, 50)]
NO_BARRELS = [(97.99, 28), (98, 25.99), (98, 30.01), (100, 23.9), (100, 33.1), (116, 7.9), (116, 50.1), (121, 7.9)]


async def test_barrels_and_the_sweet_spot_at_their_borders(database: Database) -> None:
    balls = [
        *BARRELS,
        *NO_BARRELS,
        *((90, angle) for edge in (8, 32) for angle in around(edge)),
        (None, 20),
        (99, None),
    ]
    await put(
        database,
        (
            {"exit_speed": speed, "angle": angle, "pitch_call": call}
            for (speed, angle), call in product(balls, ("InPlay", "FoulBall"))
        ),
    )
    rows = [row for row in await hold(database) if row["pitch_call"] == "InPlay"]
    assert {(row["exit_speed"], row["angle"]) for row in rows if row["barrel"]} == {*BARRELS}
    assert sorted(row["angle"] for row in rows if row["sweet_spot"] and row["exit_speed"] == 90) == [
        8,
        *around(8)[2:],
        *around(32)[:2],
    ]


async def test_every_way_that_a_plate_appearance_ends(database: Database) -> None:
    calls = [*(call.value for call in terms.PitchCall), "NoSuchCall"]
    said = [*(word.value for word in terms.KorBB), None, "NoSuchWord"]
    plays = [*(play.value for play in terms.PlayResult), None]
    kinds = [("Bunt", None), ("Undefined", "GroundBall"), ("FlyBall", "GroundBall"), (None, None)]
    await put(
        database,
        (
            {"pitch_call": call, "k_or_bb": word, "play_result": play, "tagged_hit_type": tagged, "auto_hit_type": auto}
            for call, word, play, (tagged, auto) in product(calls, said, plays, kinds)
        ),
    )
    rows = await hold(database)
    assert {row["plate_appearance_result"] for row in rows} == {
        None,
        *(ended.value for ended in terms.PlateAppearanceResult),
    }


CELLS = {
    1: (0.5, 3.2),
    2: (0.0, 3.2),
    3: (-0.5, 3.2),
    4: (0.5, 2.5),
    5: (0.0, 2.5),
    6: (-0.5, 2.5),
    7: (0.5, 1.7),
    8: (0.0, 1.7),
    9: (-0.5, 1.7),
    11: (1.5, 3.0),
    12: (-1.5, 3.0),
    13: (1.5, 1.0),
    14: (-1.5, 1.0),
}
"""A place of the ball in each cell: its side, positive toward third base, and its height."""


async def test_the_cells_lie_where_statcast_has_them(database: Database) -> None:
    await put(database, ({"plate_loc_side": side, "plate_loc_height": height} for side, height in CELLS.values()))
    rows = await read(database, Pitch, "zone_cell", "pitch_number")
    assert [row["zone_cell"] for row in sorted(rows, key=lambda row: row["pitch_number"])] == list(CELLS)


async def test_every_pitch_type_that_two_can_name(database: Database) -> None:
    automatic = [*CLASSIFIED, "Undefined", None, "NaN", "four-seam", "Sweeper", "FourSeamFastBall"]
    tagged = [*TAGGED, "Undefined", None, "NaN", "", "slider", "Four-Seam"]
    named = ({"auto_pitch_type": one, "tagged_pitch_type": other} for one, other in product(automatic, tagged))
    await put(database, named)
    assert {row["pitch_type"] for row in await hold(database)} == {None, *TAGGED.values()}


async def test_every_call_on_every_ball_in_play(database: Database) -> None:
    calls = [*SWUNG, "StrikeCalled", "AutomaticStrike", "BallCalled", "HitByPitch", "Undefined", "NoSuchCall"]
    kinds = [*HIT_TYPES, "Undefined", None, "groundball"]
    speeds = [None, 94.99999999999999, 95.0, 110.0, 0.0]
    await put(
        database,
        (
            {"pitch_call": call, "auto_hit_type": kind, "tagged_hit_type": other, "exit_speed": speed}
            for call, kind, other, speed in product(calls, kinds, kinds, speeds)
        ),
    )
    assert {row["hit_type"] for row in await hold(database)} == {None, *HIT_TYPES}


async def test_every_count(database: Database) -> None:
    await put(database, ({"balls": balls, "strikes": strikes} for balls, strikes in product(range(4), range(3))))
    rows = await hold(database)
    assert {row["count"]: row["count_state"] for row in rows} == COUNTS


async def test_the_last_pitch_of_appearances_that_lie_between_each_other(database: Database) -> None:
    halves, innings, appearances = ("Top", "Bottom"), (1, 2), (1, 2)
    places = [*product(halves, innings, appearances)] * 3
    await put(
        database,
        (
            {"top_or_bottom": half, "inning": inning, "pa_of_inning": place, "pitch_of_pa": 1 + number // 8}
            for number, (half, inning, place) in enumerate(places)
        ),
    )
    rows = await hold(database)
    assert sorted(row["pitch_number"] for row in rows if row["last_pitch_of_plate_appearance"]) == [*range(17, 25)]


async def test_the_graph_shows_names_of_terms_and_texts_that_say_something(database: Database) -> None:
    notes = [None, "", "NaN", " nan ", "\t\n", "N/A", "null", ".", ",", "None", "nan of them", " hit hard ", "0"]
    calls = ["BallCalled", "BallinDirt", "StrikeSwinging", "Undefined", "NoSuchCall", "ballcalled"]
    await put(database, ({"notes": note, "pitch_call": call} for note, call in product(notes, calls)))
    rows = await read(database, Pitch, "notes", "shown_notes", "pitch_call", "shown_pitch_call")
    said = {row["notes"]: row["shown_notes"] for row in rows}
    kept = {"None", "nan of them", " hit hard ", "0"}
    assert said == {note: note if note in kept else None for note in notes}
    named = {row["pitch_call"]: row["shown_pitch_call"] for row in rows}
    names = {"BallCalled": "BALL", "BallinDirt": "BALL_IN_DIRT", "StrikeSwinging": "SWINGING_STRIKE"}
    assert named == {call: names.get(call) for call in calls}


def test_every_text_of_a_pitch_has_what_the_graph_shows() -> None:
    texts = {measurement.name for measurement in PITCH if measurement.kind.value in {"text", "term"}}
    assert {shown.name for shown in PITCH_SHOWN} == {f"shown_{name}" for name in texts}


NAMES = {
    "Avery, Vito": ("Vito", "Avery"),
    "Mono": (None, "Mono"),
    "De la Cruz, Ana, Jr.": ("Ana, Jr.", "De la Cruz"),
    "  Blank  ,  Ann  ": ("Ann", "Blank"),
    "Nobody,": (None, "Nobody"),
    "Nobody,  ": (None, "Nobody"),
    ", Only": ("Only", ""),
    "Núñez,José": ("José", "Núñez"),
}


async def test_names_are_split_at_the_first_comma(database: Database) -> None:
    async with database.sessions() as session:
        session.add_all([Player(player_name=name, name_key=name) for name in NAMES])
        await session.commit()
    rows = await read(database, Player, "player_name", "first_name", "last_name")
    assert {row["player_name"]: (row["first_name"], row["last_name"]) for row in rows} == NAMES


async def test_the_year_of_a_game_and_the_warnings_of_a_file(database: Database) -> None:
    await put(database, [{}])
    warned = dict(DELIVERED, file_id=uuid4(), name="y.csv", state="empty", warnings=[{"kind": "a"}, {"kind": "b"}])
    async with database.sessions() as session:
        await session.exec(insert(TrackmanFile), params=[warned])
        await session.commit()
    assert [row["season_year"] for row in await read(database, Game, "season_year")] == [2026]
    files = await read(database, TrackmanFile, "name", "warning_count")
    assert {row["name"]: row["warning_count"] for row in files} == {"x.csv": 0, "y.csv": 2}

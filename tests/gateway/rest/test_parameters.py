"""Every parameter of every listing: what it takes, what it refuses, and which rows it lets through."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid1, uuid4, uuid5

import pytest

from slugger.gateway.rest.clubs import LEGACY_NAMES
from slugger.gateway.rest.routes import NOUNS
from slugger.tests.gateway.rest.conftest import (
    BALLPARKS,
    GAMES,
    PITCHES,
    PLAYERS,
    TEAMS,
    Row,
    Surface,
    legacy,
    walk,
)

STATEMENTS = {
    "/teams": TEAMS,
    "/ballparks": BALLPARKS,
    "/players": PLAYERS,
    "/games": GAMES,
    "/pitches": PITCHES.format("DESC"),
}
IDENTITY = {
    "/teams": ("team_id",),
    "/ballparks": ("ballpark_id",),
    "/players": ("player_id",),
    "/games": ("game_id",),
    "/pitches": ("game_id", "pitch_number"),
}
Passes = Callable[[Row], bool]


def holds(column: str, part: str) -> Passes:
    return lambda row: row[column] is not None and part in row[column]


def equals(column: str, value: object) -> Passes:
    return lambda row: bool(row[column] == value)


def nothing(_: Row) -> bool:
    return False


def everything(_: Row) -> bool:
    return True


def on_days(start: str, end: str) -> Passes:
    return lambda row: row["date"] is not None and start <= row["date"] <= end


FILTERS: list[tuple[str, dict[str, str], Passes]] = [
    ("/teams", {"team_name": "York"}, holds("team_name", "York")),
    ("/teams", {"team_name": "york"}, nothing),
    ("/teams", {"team_name": ""}, everything),
    ("/teams", {"team_name": "L%s"}, lambda row: "L" in row["team_name"] and "s" in row["team_name"]),
    ("/teams", {"team_name": "Gastonia Ghost Peppers"}, nothing),
    ("/teams", {"home_ballpark_name": "GoMart"}, equals("ballpark_name", "GoMart")),
    ("/teams", {"home_ballpark_name": "GoMar"}, nothing),
    ("/teams", {"home_ballpark_name": "GoMar_"}, equals("ballpark_name", "GoMart")),
    ("/teams", {"home_ballpark_name": "%Park"}, lambda row: row["ballpark_name"].endswith("Park")),
    ("/teams", {"home_ballpark_name": ""}, nothing),
    ("/teams", {"home_ballpark_name": "GoMart\\"}, nothing),
    ("/teams", {"home_ballpark_name": "Go\\Mart"}, equals("ballpark_name", "GoMart")),
    ("/teams", {"home_ballpark_name": "\\"}, nothing),
    ("/teams", {"league": "north"}, equals("league", "north")),
    ("/teams", {"league": "south"}, equals("league", "south")),
    ("/ballparks", {"ballpark_name": "Park"}, holds("ballpark_name", "Park")),
    ("/ballparks", {"ballpark_name": "_" * 14}, lambda row: len(row["ballpark_name"]) >= 14),
    ("/ballparks", {"ballpark_name": "x" * 100}, nothing),
    ("/ballparks", {"city": "York"}, holds("city", "York")),
    ("/ballparks", {"city": ""}, lambda row: row["city"] is not None),
    ("/ballparks", {"state": "PA"}, equals("state", "PA")),
    ("/ballparks", {"state": "A"}, holds("state", "A")),
    ("/players", {"player_name": "er, "}, holds("player_name", "er, ")),
    ("/players", {"player_name": "_a%e"}, lambda row: "e" in row["player_name"][1:].partition("a")[2]),
    ("/players", {"player_name": "\\"}, nothing),
    ("/players", {"player_name": "a\0b"}, nothing),
    ("/players", {"team_name": "Ducks"}, holds("team_name", "Ducks")),
    ("/players", {"team_name": ""}, lambda row: row["team_name"] is not None),
    ("/players", {"player_pitching_handedness": "Left"}, equals("player_pitching_handedness", "Left")),
    (
        "/players",
        {"player_pitching_handedness": "Switch"},
        lambda row: row["player_pitching_handedness"] not in {"Left", "Right", None},
    ),
    ("/players", {"player_pitching_handedness": "None"}, nothing),
    ("/players", {"player_pitching_handedness": "Unknown"}, nothing),
    ("/players", {"player_batting_handedness": "Switch"}, equals("player_batting_handedness", "Switch")),
    ("/players", {"is_pitcher": "true"}, everything),
    ("/games", {"home_team_name": "York Revolution"}, equals("home_team_name", "York Revolution")),
    ("/games", {"visiting_team_name": "Long Island Ducks"}, equals("visiting_team_name", "Long Island Ducks")),
    ("/games", {"home_team_name": "Gastonia Baseball Club"}, equals("home_team_name", "Gastonia Baseball Club")),
    ("/games", {"home_team_name": "Gastonia Ghost Peppers"}, equals("home_team_name", "Gastonia Baseball Club")),
    ("/games", {"visiting_team_name": "Lancaster Barnstormers"}, equals("visiting_team_name", "Lancaster Stormers")),
    ("/games", {"ballpark_name": "WellSpan"}, holds("ballpark_name", "WellSpan")),
    ("/games", {"date": "-04-2"}, holds("date", "-04-2")),
    ("/games", {"date": "202"}, everything),
    ("/games", {"date": ""}, everything),
    ("/games", {"date": "____-05"}, lambda row: row["date"][4:7] == "-05"),
    ("/games", {"date": "x" * 50}, nothing),
    ("/games", {"date_range_start": "2099", "team_name": "x", "start_date": "x"}, everything),
    ("/pitches", {"inning": "9"}, equals("inning", 9)),
    ("/pitches", {"inning": "32768"}, nothing),
    ("/pitches", {"inning": "9" * 30}, nothing),
    ("/pitches", {"outs": "0"}, equals("outs", 0)),
    ("/pitches", {"outs": "3"}, equals("outs", 3)),
    ("/pitches", {"strikes": "2"}, equals("strikes", 2)),
    ("/pitches", {"balls": "4"}, equals("balls", 4)),
    ("/pitches", {"balls": "3", "strikes": "2"}, lambda row: (row["balls"], row["strikes"]) == (3, 2)),
    ("/pitches", {"top_or_bottom": "Top"}, equals("top_or_bottom", "Top")),
    (
        "/pitches",
        {"auto_pitch_type": "Four-Seam", "inning": "1"},
        lambda r: r["auto_pitch_type"] == "Four-Seam" and r["inning"] == 1,
    ),
    ("/pitches", {"auto_pitch_type": "None"}, nothing),
    ("/pitches", {"play_result": "HomeRun"}, equals("play_result", "HomeRun")),
    ("/pitches", {"play_result": "None"}, nothing),
    ("/pitches", {"pitch_call": "BallinDirt"}, equals("pitch_call", "BallinDirt")),
    ("/pitches", {"pitch_call": "BallInDirt"}, equals("pitch_call", "BallinDirt")),
    ("/pitches", {"pitch_call": "InPlay", "play_result": "Double"}, equals("play_result", "Double")),
    ("/pitches", {"date": "not a day"}, nothing),
    ("/pitches", {"date": ""}, nothing),
    ("/pitches", {"date": "2025"}, nothing),
    ("/pitches", {"date": "a\0b"}, nothing),
    ("/pitches", {"date_range_start": "2025-04-27"}, everything),
    ("/pitches", {"date_range_end": "2025-04-27"}, everything),
    (
        "/pitches",
        {"date_range_start": "2025-04-26", "date_range_end": "2025-04-26"},
        on_days("2025-04-26", "2025-04-26"),
    ),
    ("/pitches", {"date_range_start": "2026-05", "date_range_end": "2026-05-1"}, on_days("2026-05", "2026-05-1")),
    ("/pitches", {"date_range_start": "2025-04-27", "date_range_end": "2025-04-26"}, nothing),
    ("/pitches", {"date_range_start": "", "date_range_end": "z"}, on_days("", "z")),
    ("/pitches", {"date_range_start": "", "date_range_end": ""}, nothing),
    ("/pitches", {"offset": "100", "pitcher_throws": "Left", "start_date": "x", "season_id": "1"}, everything),
]


@pytest.fixture(scope="module")
async def leagues() -> dict[tuple[str, str], list[Row]]:
    return {}


async def every(surface: Surface, path: str, leagues: dict[tuple[str, str], list[Row]]) -> list[Row]:
    """Give all rows of the league, read once."""
    known = (surface.database.url, path)
    if known not in leagues:
        leagues[known] = await legacy(surface.database, STATEMENTS[path])
    return leagues[known]


async def asked(surface: Surface, path: str, **query: Any) -> list[Row]:
    """Give all rows of a question, page by page."""
    return await walk(lambda page: surface.rows(path, limit=1000, page=page, **query), 1000)


def identities(path: str, rows: list[Row]) -> list[tuple[Any, ...]]:
    return sorted(tuple(row[name] for name in IDENTITY[path]) for row in rows)


@pytest.mark.parametrize(("path", "query", "passes"), FILTERS, ids=[f"{path}{query}" for path, query, _ in FILTERS])
async def test_filter(
    surface: Surface, leagues: dict[tuple[str, str], list[Row]], path: str, query: dict[str, str], passes: Passes
) -> None:
    expected = [row for row in await every(surface, path, leagues) if passes(row)]
    if len(expected) <= 1000:
        found = await surface.rows(path, **query, limit=1000)
        assert identities(path, found) == identities(path, expected)
    else:
        last = len(expected) // 100 + 1
        response = await surface.get(path, limit=100, page=last, **query)
        assert response.json()["data"] == expected[(last - 1) * 100 :]
        assert response.json()["meta"]["total_count"] == len(expected)


@pytest.mark.parametrize("name", ["game_id", "pitcher_id", "batter_id", "catcher_id"])
async def test_ids_of_pitches(surface: Surface, leagues: dict[tuple[str, str], list[Row]], name: str) -> None:
    rows = await every(surface, "/pitches", leagues)
    value = next(row[name] for row in rows if row[name])
    found = await asked(surface, "/pitches", **{name: value})
    assert identities("/pitches", found) == identities("/pitches", [row for row in rows if row[name] == value])
    for form in (value.upper(), f"{{{value}}}", value.replace("-", "")):
        assert await surface.rows("/pitches", **{name: form}) == found[:20]


async def test_ids_of_players(surface: Surface, leagues: dict[tuple[str, str], list[Row]]) -> None:
    rows = await every(surface, "/players", leagues)
    of_club = [row for row in rows if row["team_id"] == rows[0]["team_id"]]
    found = await asked(surface, "/players", team_id=rows[0]["team_id"])
    assert identities("/players", found) == identities("/players", of_club)
    assert [row["player_id"] for row in await surface.rows("/players", player_id=rows[0]["player_id"])] == [
        rows[0]["player_id"]
    ]
    assert await surface.rows("/players", player_id=uuid4()) == []


async def test_a_day_of_pitches(surface: Surface, leagues: dict[tuple[str, str], list[Row]]) -> None:
    rows = await every(surface, "/pitches", leagues)
    day = rows[len(rows) // 2]["date"]
    expected = [row for row in rows if row["date"] == day]
    assert await asked(surface, "/pitches", date=day) == expected
    assert await asked(surface, "/pitches", date=day, date_range_start="2", date_range_end="3") == expected
    assert await asked(surface, "/pitches", date=day, date_range_start="3", date_range_end="4") == []


NOT_INTEGERS = ("", " ", "abc", "1e3", "5.5", "５", "0x10", "1__0", "null", "true", "\0", "9" * 5000)  # noqa: RUF001
INTEGERS = {"5": 5, " 5 ": 5, "+5": 5, "0005": 5, "1000.0": 1000, "1_0": 10}
NOT_V4 = (str(uuid1()), str(uuid5(UUID(int=0), "x")), "", "abc", "0" * 32, str(uuid4())[:-1], f"{uuid4()}0", "\0" * 36)
WRONG_CASE = ("", "null", "none", " ")


def bounded(paths: str, name: str, low: int | None, high: int | None) -> list[tuple[str, str, str]]:
    """Give the values of an integer that are refused."""
    beyond = [*([low - 1, -5] if low is not None else []), *([high + 1] if high is not None else [])]
    return [(path, name, value) for path in paths.split() for value in (*NOT_INTEGERS, *map(str, beyond))]


LISTED = "/teams /ballparks /players /games /pitches"
REFUSED = [
    *bounded(LISTED, "page", 1, None),
    *bounded(LISTED, "limit", 1, 1000),
    *bounded("/pitches", "inning", 1, None),
    *bounded("/pitches", "outs", 0, 3),
    *bounded("/pitches", "strikes", 0, 3),
    *bounded("/pitches", "balls", 0, 4),
    *((path, "order", value) for path in LISTED.split() for value in ("asc", "Desc", "ASC ", "1", *WRONG_CASE)),
    *(("/pitches", f"{name}_id", value) for name in ("game", "pitcher", "batter", "catcher") for value in NOT_V4),
    *(("/players", name, value) for name in ("player_id", "team_id") for value in NOT_V4),
    *(("/teams", "league", value) for value in ("North", "nor", "%", *WRONG_CASE)),
    *(("/pitches", "top_or_bottom", value) for value in ("top", "TOP", *WRONG_CASE)),
    *(("/pitches", "auto_pitch_type", value) for value in ("FourSeam", "Sweeper", "NaN", *WRONG_CASE)),
    *(("/pitches", "play_result", value) for value in ("Homerun", "Strikeout", *WRONG_CASE)),
    *(("/pitches", "pitch_call", value) for value in ("Ball", "None", "ballindirt", *WRONG_CASE)),
    *(
        ("/players", f"player_{act}_handedness", value)
        for act in ("pitching", "batting")
        for value in ("L", "left", *WRONG_CASE)
    ),
    *(
        (path, name, "x" * 101)
        for path, name in (
            ("/teams", "home_ballpark_name"),
            ("/teams", "team_name"),
            ("/ballparks", "ballpark_name"),
            ("/ballparks", "city"),
            ("/games", "ballpark_name"),
        )
    ),
    ("/ballparks", "state", "PAX"),
    ("/games", "date", "x" * 51),
]
REFUSED_CLUBS = [
    ("/games", f"{side}_team_name", value)
    for side in ("home", "visiting")
    for value in ("York", "york revolution", "\0", "x" * 10_000, *WRONG_CASE)
]


async def test_what_is_refused_without_a_look_at_the_tables(nowhere: Surface) -> None:
    await refuses(nowhere, REFUSED)


async def test_which_clubs_are_refused(empty: Surface) -> None:
    await refuses(empty, REFUSED_CLUBS)


async def refuses(surface: Surface, refused: list[tuple[str, str, str]]) -> None:
    names = {noun.name: noun.parameters.__name__ for noun in NOUNS}
    for path, name, value in refused:
        response = await surface.get(path, None, **{name: value})
        assert response.status_code == 400, (path, name, value, response.text)
        body = response.json()
        assert list(body) == ["success", "message", "errors"]
        assert (body["success"], body["message"]) == (False, "Invalid request parameters")
        assert body["errors"].startswith(f"1 validation error for {names[path[1:]]}\n{name}\n  ")
        assert response.headers["content-type"] == "application/json"
        assert response.headers["access-control-allow-origin"] == "*"


async def test_every_parameter_is_tested() -> None:
    refused = {(path, name) for path, name, _ in (*REFUSED, *REFUSED_CLUBS)}
    filtered = {(path, name) for path, query, _ in FILTERS for name in query}
    free = {("/players", "player_name"), ("/players", "team_name")} | {
        ("/pitches", name) for name in ("date", "date_range_start", "date_range_end")
    }
    for noun in NOUNS:
        for name, field in noun.parameters.model_fields.items():
            parameter = (f"/{noun.name}", name)
            assert parameter in refused or parameter in free
            assert parameter in filtered or name in {"page", "limit", "order"} or name.endswith("_id")
            assert field.description
            assert field.description.endswith(".")


async def test_several_faults_are_told_at_once(nowhere: Surface) -> None:
    response = await nowhere.get("/pitches", limit="0", page="x", order="up")
    assert response.status_code == 400
    assert response.json()["errors"].startswith("3 validation errors for PitchQueryParams\n")


async def test_forms_of_an_integer(surface: Surface) -> None:
    for text, number in INTEGERS.items():
        response = await surface.get("/pitches", limit=text, inning=1)
        assert response.status_code == 200, text
        assert response.json()["meta"]["limit"] == number


async def test_the_legacy_names_of_clubs_need_no_tables(nowhere: Surface) -> None:
    assert len(LEGACY_NAMES) == 10
    for name in LEGACY_NAMES:
        response = await nowhere.get("/games", home_team_name=name, visiting_team_name=name)
        assert response.status_code == 500  # checked, and only then not read


async def test_a_new_club_and_a_new_alias_are_names_at_once(empty: Surface) -> None:
    for statement, name in (
        ("INSERT INTO league.team (team_code, team_name, confirmed) VALUES ('NEW', 'New Club', true)", "New Club"),
        ("INSERT INTO league.team_alias SELECT 'Older Club', team_id FROM league.team LIMIT 1", "Older Club"),
    ):
        assert (await empty.get("/games", home_team_name=name)).status_code == 400
        async with empty.database.engine.begin() as connection:
            await connection.exec_driver_sql(statement)
        assert (await empty.get("/games", home_team_name=name)).status_code == 200
        assert "York Revolution" in (await empty.get("/games", home_team_name=name[1:])).json()["errors"]


@pytest.mark.parametrize(("path", "column"), [("/teams", "team_name"), ("/ballparks", "ballpark_name")])
async def test_whole_listings_can_be_turned_and_cut(surface: Surface, path: str, column: str) -> None:
    up, down = [await surface.rows(path, order=order) for order in ("ASC", "DESC")]
    assert up == down[::-1]
    assert [row[column] for row in up] == sorted(row[column] for row in up)
    assert await surface.rows(path, order="ASC", limit=3) == up[:3]
    assert await surface.rows(path, order="ASC", limit=3, page=2) == up[:3]
    assert await surface.rows(path) == (down if path == "/teams" else up)
    assert "meta" not in (await surface.get(path)).json()


async def test_games_and_players_can_be_turned(surface: Surface) -> None:
    for path in ("/games", "/players"):
        up, down = [await asked(surface, path, order=order) for order in ("ASC", "DESC")]
        assert up == down[::-1]

"""The legacy API's quirks by their numbers in the contract: what stays, what is put right without anybody noticing."""

from typing import Any

import asyncpg
import pytest

from slugger.models.legacy import PITCH_COLUMNS
from slugger.tests.gateway.rest.conftest import Surface, keys


async def test_1_2_and_19_orders(surface: Surface) -> None:
    default, falling, rising = [(await surface.rows("/pitches", limit=1000, order=o)) for o in (None, "DESC", "ASC")]
    assert default == falling
    assert default[0]["date"] == rising[0]["date"] == min(row["date"] for row in default)
    of_day = [row["time"] for row in default if row["date"] == default[0]["date"]]
    assert of_day == sorted(of_day, reverse=True)
    defaults = {path: await surface.rows(path) for path in ("/teams", "/ballparks", "/players", "/games")}
    assert defaults["/teams"][0]["team_name"] > defaults["/teams"][-1]["team_name"]
    assert defaults["/ballparks"][0]["ballpark_name"] < defaults["/ballparks"][-1]["ballpark_name"]
    assert defaults["/players"][0]["player_name"].casefold() < defaults["/players"][-1]["player_name"].casefold()
    assert defaults["/games"][0]["date"] > defaults["/games"][-1]["date"]


async def test_3_equal_times_have_an_order(small: Surface, connection: asyncpg.Connection) -> None:
    await connection.execute("UPDATE league.pitch SET time = '19:00:00', date = '2025-04-25'")
    found = {order: keys(await small.rows("/pitches", limit=1000, order=order)) for order in ("DESC", "ASC")}
    assert found["DESC"] == sorted(found["DESC"], key=lambda pitch: (pitch[0], -pitch[1]))
    assert found["ASC"] == sorted(found["ASC"])


@pytest.mark.parametrize("path", ["/pitches", "/games"])
async def test_4_total_counts_the_page(surface: Surface, path: str) -> None:
    meta = (await surface.get(path)).json()["meta"]
    assert meta["total"] == 20 < meta["total_count"]


@pytest.mark.parametrize("path", ["/pitches", "/players", "/games"])
async def test_5_a_page_has_20_rows(surface: Surface, path: str) -> None:
    assert len(await surface.rows(path)) == 20


@pytest.mark.parametrize("path", ["/teams", "/ballparks", "/players", "/games", "/pitches"])
async def test_7_more_than_1000_is_refused(surface: Surface, path: str) -> None:
    assert (await surface.get(path, limit=1000)).status_code == 200
    assert (await surface.get(path, limit=1001)).status_code == 400
    assert (await surface.get(path, limit=10000)).status_code == 400


@pytest.mark.parametrize("path", ["/teams", "/ballparks"])
async def test_8_pages_are_checked_and_ignored(surface: Surface, path: str) -> None:
    assert await surface.rows(path, page=2) == await surface.rows(path)
    assert (await surface.get(path, page=0)).status_code == 400


async def test_9_teams_have_no_codes(surface: Surface) -> None:
    rows = await surface.rows("/teams")
    assert list(rows[0]) == ["team_id", "team_name", "league", "ballpark"]
    assert list(rows[0]["ballpark"]) == ["ballpark_id", "ballpark_name", "city", "state", "dimensions"]
    assert "Gastonia Baseball Club" in {row["team_name"] for row in rows}


async def test_a_club_without_a_ballpark_is_no_team(small: Surface, connection: asyncpg.Connection) -> None:
    listed = {team["team_id"] for team in await small.rows("/teams")}
    homeless = str(
        await connection.fetchval(
            "UPDATE league.team SET home_ballpark_id = NULL WHERE team_code = 'YOR' RETURNING team_id"
        )
    )
    assert homeless in listed
    assert {team["team_id"] for team in await small.rows("/teams")} == listed - {homeless}


async def test_10_flags_of_players_are_booleans(surface: Surface) -> None:
    rows = await surface.rows("/players", limit=1000)
    assert {type(row[flag]) for row in rows for flag in ("is_hitter", "is_pitcher")} == {bool}
    assert list(rows[0]) == [
        *("player_id", "player_name", "player_pitching_handedness", "player_batting_handedness"),
        *("is_hitter", "is_pitcher", "team_name"),
    ]
    assert {row["is_pitcher"] for row in rows} == {True, False}


async def test_11_and_12_names_are_matched_to_the_letter(small: Surface, connection: asyncpg.Connection) -> None:
    players = await connection.fetch("SELECT player_id FROM league.player ORDER BY player_id LIMIT 4")
    names = ("Núñez, José", "Nunez, Jose", "NUNEZ, JOSE", "100%_, Al")
    for player, name in zip(players, names, strict=True):
        await connection.execute("UPDATE league.player SET player_name = $1 WHERE player_id = $2", name, player[0])
    for part, matches in {
        "Núñez": {"Núñez, José"},
        "Nunez": {"Nunez, Jose"},
        "NUNEZ": {"NUNEZ, JOSE"},
        "N%z, J": {"Núñez, José", "Nunez, Jose"},
        "N_nez, Jose": {"Nunez, Jose"},
        "100\\%\\_": {"100%_, Al"},
        "1__%_": {"100%_, Al"},
        "\\%": {"100%_, Al"},
        "Jose\\": set(),
    }.items():
        assert {row["player_name"] for row in await small.rows("/players", player_name=part)} == matches, part


async def test_13_one_end_of_a_range_is_ignored(surface: Surface) -> None:
    first = await surface.rows("/pitches")
    assert await surface.rows("/pitches", date_range_start="2099-01-01") == first
    assert await surface.rows("/pitches", date_range_end="1999-01-01") == first
    assert await surface.rows("/pitches", date_range_start="2099-01-01", date_range_end="2100-01-01") == []


@pytest.mark.parametrize(
    ("path", "unknown"),
    [
        ("/pitches", {"offset": 100, "pitcher_throws": "Left", "start_date": "2099-01-01", "ballpark_name": "x"}),
        ("/pitches", {"season_id": "x", "end_date": "x", "team_name": "x", "x-api-key": "x"}),
        ("/players", {"is_pitcher": "maybe", "season_id": 3, "offset": -1}),
        ("/games", {"team_name": "York", "start_date": "x", "date_range_start": "2099", "offset": "x"}),
        ("/teams", {"team_code": "YOR", "offset": 3}),
        ("/ballparks", {"team_name": "York"}),
    ],
    ids=str,
)
async def test_14_unknown_parameters_are_ignored(surface: Surface, path: str, unknown: dict[str, Any]) -> None:
    assert (await surface.get(path, None, **unknown)).content == (await surface.get(path)).content


async def test_15_players_of_a_club(surface: Surface) -> None:
    for team in await surface.rows("/teams"):
        players = await surface.rows("/players", team_id=team["team_id"], limit=1000)
        assert {player["team_name"] for player in players} <= {team["team_name"]}
        assert players == await surface.rows("/players", team_name=team["team_name"], limit=1000)


async def test_16_balls_in_the_dirt(small: Surface, connection: asyncpg.Connection) -> None:
    await connection.execute("UPDATE league.pitch SET pitch_call = 'BallinDirt' WHERE pitch_number <= 3")
    both = [await small.rows("/pitches", pitch_call=call, limit=1000) for call in ("BallinDirt", "BallInDirt")]
    assert both[0] == both[1]
    assert {row["pitch_call"] for row in both[0]} == {"BallinDirt"}
    assert len(both[0]) >= 6
    for name in ("auto_pitch_type", "play_result"):
        assert await small.rows("/pitches", **{name: "None"}) == []


async def test_17_clubs_by_every_name(surface: Surface) -> None:
    by_name = [
        (await surface.get("/games", home_team_name=name, limit=1000)).json()
        for name in ("Gastonia Baseball Club", "Gastonia Ghost Peppers")
    ]
    assert by_name[0] == by_name[1]
    assert {game["home_team_name"] for game in by_name[0]["data"]} <= {"Gastonia Baseball Club"}
    assert (await surface.get("/games", home_team_name="gastonia ghost peppers")).status_code == 400


async def test_18_unknown_texts_stay_as_they_are(small: Surface, connection: asyncpg.Connection) -> None:
    await connection.execute(
        "UPDATE league.pitch SET auto_hit_type = 'NaN', notes = 'NaN', tagged_hit_type = 'Undefined'"
    )
    pitch = (await small.rows("/pitches", limit=1))[0]
    assert (pitch["auto_hit_type"], pitch["notes"], pitch["tagged_hit_type"]) == ("NaN", "NaN", "Undefined")


async def test_21_unknown_days_come_last_and_pass_no_filter_of_days(surface: Surface) -> None:
    meta = (await surface.get("/pitches", limit=1000)).json()["meta"]
    tail = await surface.rows("/pitches", limit=1000, page=meta["pages"])
    dated = (await surface.get("/pitches", date_range_start="", date_range_end="z", limit=1)).json()["meta"]
    unknown = meta["total_count"] - dated["total_count"]
    assert unknown > 0
    assert [row["date"] is None for row in tail][-unknown:] == [True] * unknown
    assert all((row["date"] is None) == (row["time"] is None) for row in tail)


async def test_22_and_23_every_key_and_never_a_pitch_without_a_call(surface: Surface) -> None:
    rows = await surface.rows("/pitches", limit=1000)
    assert {tuple(row) for row in rows} == {PITCH_COLUMNS}
    assert len(PITCH_COLUMNS) == 170
    assert all(row["pitch_call"] for row in rows)

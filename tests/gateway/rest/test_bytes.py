"""Answers byte for byte: against the legacy views, read as the legacy driver read them and written by `json.dumps`."""

import re
from typing import Any

import asyncpg
import pytest

from slugger.models.legacy import PITCH_COLUMNS
from slugger.models.names import fold
from slugger.tests.gateway.rest.conftest import (
    BALLPARKS,
    GAMES,
    PITCHES,
    PLAYERS,
    TEAMS,
    Row,
    Surface,
    dumped,
    key,
    keys,
    legacy,
)

BALLPARK_OF_TEAM = ("ballpark_id", "ballpark_name", "city", "state", "dimensions")


async def test_teams(surface: Surface) -> None:
    rows = await legacy(surface.database, TEAMS)
    nested = [
        {name: row[name] for name in ("team_id", "team_name", "league")}
        | {"ballpark": {name: row[name] for name in BALLPARK_OF_TEAM}}
        for row in rows
    ]
    assert len(rows) == 10
    assert (await surface.get("/teams")).content == dumped("Teams retrieved successfully", nested)


async def test_ballparks(surface: Surface) -> None:
    body = dumped("Ballparks retrieved successfully", await legacy(surface.database, BALLPARKS))
    assert (await surface.get("/ballparks")).content == (await surface.get("/ballpark")).content == body


async def test_players(surface: Surface) -> None:
    rows = await legacy(surface.database, PLAYERS)
    rows.sort(key=lambda row: (fold(row["player_name"]), row["player_name"], row["player_id"]))
    shown = [{name: value for name, value in row.items() if name != "team_id"} for row in rows]
    meta = {"page": 2, "limit": 50, "total": len(rows), "pages": -(-len(rows) // 50)}
    response = await surface.get("/players", limit=50, page=2)
    assert response.content == dumped("Players retrieved successfully", shown[50:100], meta)
    assert all(isinstance(row[flag], bool) for row in shown for flag in ("is_pitcher", "is_hitter"))


async def test_games(surface: Surface) -> None:
    rows = await legacy(surface.database, GAMES)
    meta = figures(1, 20, 20, len(rows))
    assert (await surface.get("/games")).content == dumped("Games retrieved successfully", rows[:20], meta)


@pytest.mark.parametrize("order", [None, "ASC", "DESC"])
async def test_pitches(surface: Surface, order: str | None) -> None:
    rows = await legacy(surface.database, PITCHES.format(order or "DESC"))
    assert list(rows[0]) == list(PITCH_COLUMNS)
    for page in (1, 3, len(rows) // 1000 + 1):
        of_page = rows[(page - 1) * 1000 : page * 1000]
        response = await surface.get("/pitches", limit=1000, page=page, order=order)
        meta = figures(page, 1000, len(of_page), len(rows))
        assert response.content == dumped("Pitches retrieved successfully", of_page, meta)
        assert response.headers["content-type"] == "application/json"


def figures(page: int, limit: int, on_page: int, total: int) -> Row:
    return {
        "page": page,
        "limit": limit,
        "total": on_page,
        "total_count": total,
        "pages": -(-total // limit),
        "has_more": page * limit < total,
    }


async def test_every_kind_of_value_of_a_pitch(surface: Surface) -> None:
    pitch = (await surface.rows("/pitches", limit=1))[0]
    assert [type(pitch[name]) for name in ("rel_speed", "y0", "inning", "balls", "date", "time", "game_id")] == [
        *(float, float, int, int, str, str, str)
    ]
    assert pitch["y0"] == 50.0
    assert len(pitch["time"]) == len("19:05:31.25")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}[+-]\d\d:\d\d", pitch["local_date_time"])
    assert pitch["measured_duration"] is None


TEXTS = (
    *('say "null"', "back\\slash", "tab\there", "line\nfeed\r", "\x01\x02\x1f\x7f", "Núñez \u2028 😀", "null", '"', ""),
    *("NaN", "\\N", "\\.", "\t\x02\t", "a\\tb", "%s {0} $1", "\b\f\v"),
)
NUMBERS = (
    *(0.0, -0.0, 1.0, -122.0, 100000.0, 999999.0, 1e6, 1234567.0, 1.5e6, 16777216.0, 1e10, 1e15, 1e16, 1e17, 3e38),
    *(0.1, 1e-4, 1e-5, -2.5e-5, 1.17e-38, float("nan"), float("inf"), float("-inf"), 95.7521, 1 / 3),
)


async def change_each(connection: asyncpg.Connection, column: str, values: tuple[Any, ...]) -> None:
    """Put one of `values` into `column` of each of the first pitches of the default order."""
    pitches = await connection.fetch(
        "SELECT pitch_id FROM league.pitch ORDER BY date, time DESC, game_id, pitch_number DESC LIMIT $1", len(values)
    )
    for pitch, value in zip(pitches, values, strict=True):
        await connection.execute(f"UPDATE league.pitch SET {column} = $1 WHERE pitch_id = $2", value, pitch["pitch_id"])


async def test_any_text_and_any_number(small: Surface, connection: asyncpg.Connection) -> None:
    await change_each(connection, "notes", TEXTS)
    for column in ("rel_speed", "y0", "throw_trajectory_zc2"):
        await change_each(connection, column, NUMBERS)
    rows = await legacy(small.database, PITCHES.format("DESC"))
    response = await small.get("/pitches", limit=1000)
    assert response.content == dumped(
        "Pitches retrieved successfully", rows[:1000], figures(1, 1000, len(rows[:1000]), len(rows))
    )
    assert [pitch["notes"] for pitch in response.json()["data"][: len(TEXTS)]] == list(TEXTS)
    assert response.content.isascii()


async def test_a_number_beyond_the_legacy_columns_is_null_or_zero(
    small: Surface, connection: asyncpg.Connection
) -> None:
    whole = await small.rows("/pitches", limit=1000)
    values = {1e39: None, -1e300: None, 1e-46: 0.0, -1e-200: 0.0, 91.25: 91.25}
    await change_each(connection, "rel_speed", tuple(values))
    after = await small.rows("/pitches", limit=1000)
    assert [pitch["rel_speed"] for pitch in after[: len(values)]] == list(values.values())
    assert after[len(values) :] == whole[len(values) :]
    viewed = await connection.fetch("SELECT rel_speed FROM pitch ORDER BY date, time DESC, game_id, pitch_number DESC")
    assert [row["rel_speed"] for row in viewed[: len(values)]] == list(values.values())


async def test_what_the_legacy_system_left_stays_as_it_is(small: Surface, connection: asyncpg.Connection) -> None:
    await change_each(connection, "auto_pitch_type", ("NaN", "Undefined", None))
    assert [pitch["auto_pitch_type"] for pitch in await small.rows("/pitches", limit=3)] == ["NaN", "Undefined", None]


async def test_a_pitch_without_day_comes_last(small: Surface, connection: asyncpg.Connection) -> None:
    first = (await small.rows("/pitches", limit=1))[0]
    await change_each(connection, "date = NULL, time", (None,))
    rows = await small.rows("/pitches", limit=1000)
    dated = [row for row in rows if row["date"] is not None]
    assert rows[: len(dated)] == dated
    assert key(first) in keys(rows[len(dated) :])
    assert await small.rows("/pitches", limit=1000, date_range_start="", date_range_end="9") == dated

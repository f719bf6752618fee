"""A small league in a database, and a way to ask it."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from sqlalchemy import event, insert

from slugger.models import Appearance, Ballpark, Game, Pitch, Player, Positioning, Team, TeamCode, TrackmanFile
from slugger.models.engine import Database
from slugger.models.names import fold
from slugger.models.reference import CLUBS
from slugger.resolvers.context import request_context
from slugger.schema.sdl import schema
from slugger.tests.databases import copy_of
from slugger.tests.schema.oracle import Graph, read_graph

YORK, LANCASTER, DUCKS = CLUBS[:3]
PITCH_TYPES = (("Four-Seam", "Slider"), ("Undefined", "TwoSeamFastBall"), (None, "Undefined"), ("Junk", None))
"""What classifier and operator say of a pitch, in turn: the one type is Four-Seam, Two-Seam, none, none."""
GAMES, PITCHES_PER_GAME = 24, 55
NAMES = (
    *("Avery, Vito", "Núñez, José", "O'Brien, Kit", "Vito, Avery", "100%, Al", "Under_score, Bo", "Mono"),
    *(f"Player, Number{n}" for n in range(23)),
)
_SPACE = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")


def key(name: str) -> UUID:
    """Give the key of a thing of the small league."""
    return uuid5(_SPACE, name)


def player_key(number: int) -> UUID:
    return key(f"player {number % len(NAMES)}")


STRANGERS, SANDLOT = key("strangers"), key("sandlot")


def _players() -> list[dict[str, Any]]:
    clubs = (YORK, LANCASTER, DUCKS)
    return [
        {
            "player_id": player_key(n),
            "trackman_id": None if n == 6 else str(1000 + n),
            "player_name": name,
            "name_key": fold(name),
            "team_id": clubs[n % 3].id,
            "player_pitching_handedness": ("Left", "Right")[n % 2] if n < 10 else None,
            "player_batting_handedness": ("Left", "Right", "Switch")[n % 3],
            "is_pitcher": n < 10,
            "is_hitter": n >= 5,
        }
        for n, name in enumerate(NAMES)
    ]


def _files() -> list[dict[str, Any]]:
    start = datetime(2026, 5, 1, 12, tzinfo=UTC)
    return [
        {
            "file_id": key(f"file {g}"),
            "name": f"game{g}.csv",
            "sha256": f"{g:064}",
            "size": 3_000_000_000 + g,
            "trackman_game_id": _trackman_id(g),
            "game_date": _day(g),
            "kind": "pitch",
            "delivered_on": date(2026, 5, 1),
            "modified_at": start,
            "state": "loaded",
            "rows": PITCHES_PER_GAME,
            "warnings": [{"kind": "unknown club", "value": "XXX_1"}] if g == 3 else [],
            "registered_at": start + timedelta(minutes=g // 2),
        }
        for g in range(GAMES)
    ]


def _day(game: int) -> date:
    return date(2025 + game % 2, 5, 1) + timedelta(days=game // 4)


def _trackman_id(game: int) -> str:
    return f"{_day(game):%Y%m%d}-WellSpanPark-{game}"


def _games() -> list[dict[str, Any]]:
    pairs = ((YORK, LANCASTER), (LANCASTER, DUCKS), (DUCKS, YORK))
    return [
        {
            "game_id": key(f"game {g}"),
            "trackman_game_id": _trackman_id(g),
            "date": _day(g),
            "daily_game_number": 1,
            "home_team_id": pairs[g % 3][0].id,
            "visiting_team_id": pairs[g % 3][1].id,
            "home_team_code": pairs[g % 3][0].codes[-1],
            "visiting_team_code": pairs[g % 3][1].codes[0],
            "ballpark_id": pairs[g % 3][0].park.id,
            "verified": g % 2 == 0,
            "file_id": key(f"file {g}"),
        }
        for g in range(GAMES)
    ]


def _pitches() -> list[dict[str, Any]]:
    return [_pitch(game, g, n) for g, game in enumerate(_games()) for n in range(1, PITCHES_PER_GAME + 1)]


def _pitch(game: dict[str, Any], g: int, n: int) -> dict[str, Any]:
    top = n % 2 == 0
    codes = (game["home_team_code"], game["visiting_team_code"])
    auto, tagged = PITCH_TYPES[n % 4]
    return {
        "pitch_id": key(f"pitch {g} {n}"),
        "pitch_uid": None if (adopted := g == 1 and n == PITCHES_PER_GAME) else key(f"uid {g} {n}"),
        "adopted": adopted,
        "game_id": game["game_id"],
        "game_date": game["date"],
        "pitch_number": n,
        "pa_of_inning": 1,
        "pitch_of_pa": 1,
        "inning": 1 + n // 6,
        "top_or_bottom": "Top" if top else "Bottom",
        "outs": 0,
        "balls": n % 4,
        "strikes": n % 3,
        "pitch_call": ("InPlay", "BallCalled", "StrikeSwinging", "Undefined", "NoSuchCall")[n % 5],
        "pitcher_team_code": codes[0] if top else codes[1],
        "batter_team_code": codes[1] if top else codes[0],
        "auto_pitch_type": auto,
        "tagged_pitch_type": tagged,
        "rel_speed": 80 + (g * 7 + n) % 20 + 0.125,
        "exit_speed": None if n % 3 else 60 + (g * 5 + n) % 45 + 1 / 3,
        "pitcher_id": None if n == 1 else player_key(g % 5),
        "batter_id": player_key(10 + n % 20),
        "catcher_id": player_key(7),
        "thrown_at": datetime(2026, 5, 1, 23, tzinfo=UTC) + timedelta(seconds=n * 20),
        "local_date_time": "2026-05-01T19:05:12.1234567-04:00" if n % 2 else "yesterday",
        **_extras(game, g, n),
    }


NOTES = (None, "José tipped it", "JOSE", "straße", "STRASSE", "100% sure_thing", "NaN", "İstanbul", "", "a\\b", "ab")
"""Free texts of pitches; the seventh and the ninth mean that there is none."""
SPINS = (None, 2200.5, -0.0, 1e-5, 1e15, 123456789.123, 5e-324, 2200.0)
TERMS = {
    "k_or_bb": ("Undefined", "Strikeout", None, "Walk"),
    "play_result": ("Undefined", "Single", "Out", None, "Double play"),
    "pitcher_throws": ("Left", "Right", None, "Junk"),
    "tagged_hit_type": ("GroundBall", "Undefined", None),
    "auto_hit_type": (None, "FlyBall", "Undefined", "Popup"),
}


def _extras(game: dict[str, Any], g: int, n: int) -> dict[str, Any]:
    """Give what no count of the tests depends on: a value, none, and what means none, in turn."""
    turn = g + n
    return {
        "notes": NOTES[turn % len(NOTES)],
        "spin_rate": SPINS[turn % len(SPINS)],
        "date": None if n % 7 == 0 else game["date"],
        "time": None if n % 6 == 0 else time(18 + turn % 5, n, 30, 10_000 * (turn % 100)),
        "runs_scored": (None, 0, 1, 2)[turn % 4],
        "play_id": None if n % 5 == 0 else key(f"play {turn % 9}"),
        "plate_loc_side": None if n % 8 == 0 else (turn % 13 - 6) / 4,
        "plate_loc_height": None if n % 9 == 0 else (turn % 11) / 2,
        **{name: values[turn % len(values)] for name, values in TERMS.items()},
    }


def _appearances() -> list[dict[str, Any]]:
    return [
        {
            "file_id": key(f"file {g}"),
            "player_id": player,
            "team_id": YORK.id,
            "role": role,
            "name": "As spelt",
            "name_key": "as spelt",
            "identified": True,
            "pitches": 10,
        }
        for g in range(GAMES)
        for role, player in (
            ("pitcher", player_key(g % 5)),
            ("catcher", player_key(7)),
            *(("batter", player_key(10 + n)) for n in range(20)),
        )
    ]


def _positioning() -> list[dict[str, Any]]:
    return [
        {
            "file_id": key("file 0"),
            "ordinal": n,
            "pitch_id": key(f"pitch 0 {n}"),
            "fhc": True,
            "detected_shift": "NoShift",
            "ss_position_at_release_x": 140.5,
            "ss_position_at_release_z": -30.25,
            "ss_player_id": player_key(12),
        }
        for n in range(1, 6)
    ]


async def fill(database: Database) -> None:
    """Write the small league."""
    rows: list[tuple[Any, list[dict[str, Any]]]] = [
        (Team, [{"team_id": STRANGERS, "team_code": "XXX_1", "confirmed": False}]),
        (TeamCode, [{"code": "XXX_1", "team_id": STRANGERS}]),
        (Ballpark, [{"ballpark_id": SANDLOT, "ballpark_name": "Sandlot", "confirmed": False}]),
        (Player, _players()),
        (TrackmanFile, _files()),
        (Game, _games()),
        (Pitch, _pitches()),
        (Appearance, _appearances()),
        (Positioning, _positioning()),
    ]
    async with database.sessions() as session:
        for table, values in rows:
            await session.exec(insert(table), params=values)
        await session.commit()


@dataclass
class League:
    """The small league: `ask` answers a query, `statements` lists the SQL of the last one."""

    database: Database
    statements: list[str] = field(default_factory=list)

    async def answer(self, query: str, variables: Mapping[str, Any] | None = None) -> Any:
        """Answer a query, errors and all."""
        self.statements.clear()
        context = request_context(self.database.sessions)
        return await schema.execute(query, variable_values=dict(variables or {}), context_value=context)

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Answer a query that has no errors."""
        result = await self.answer(query, variables)
        assert result.errors is None, result.errors
        data: dict[str, Any] = result.data
        return data

    async def code(self, query: str, **variables: Any) -> Any:
        """Give the code of the one error of a query."""
        result = await self.answer(query, variables)
        assert result.errors is not None
        assert len(result.errors) == 1, result.errors
        return result.errors[0].extensions["code"]


@pytest.fixture(scope="session")
async def league(template: str) -> AsyncIterator[League]:
    """The small league; tests only read it."""
    async with copy_of(template) as database:
        await fill(database)
        made = League(database)
        event.listen(
            database.engine.sync_engine,
            "before_cursor_execute",
            lambda _connection, _cursor, statement, *_: made.statements.append(statement),
        )
        yield made


@pytest.fixture(scope="session")
async def graph(league: League) -> Graph:
    """The small league as the graph shows it."""
    return await read_graph(league)


@pytest.fixture
async def own_league(database: Database) -> League:
    """A small league of one test, which may change it."""
    await fill(database)
    return League(database)

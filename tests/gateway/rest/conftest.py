"""A league of games behind the legacy REST surface, and the same league read from the legacy views."""

import itertools
import json
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from slugger.gateway.app import create_app
from slugger.gateway.context import ProcessContext
from slugger.gateway.settings import Settings
from slugger.jobs.demo import write_season
from slugger.jobs.trackman.delivery import find
from slugger.jobs.trackman.ingest import ingest
from slugger.models.engine import Database, connect
from slugger.tests.databases import copy_of

Row = dict[str, Any]
PLAIN = {"accept-encoding": "identity"}

_VALUES: dict[str, Callable[[str], object]] = {
    "real": lambda text: float(text) if math.isfinite(float(text)) else None,
    "integer": int,
    "boolean": lambda text: text == "true",
}
"""What the legacy driver made of the text of each type; other types stay text."""


@dataclass
class Surface:
    """The surface over one database, asked in this process."""

    database: Database
    client: httpx.AsyncClient

    async def get(self, path: str, headers: dict[str, str] | None = None, /, **query: Any) -> httpx.Response:
        """Ask for `path` under the prefix."""
        values: Any = {name: value for name, value in query.items() if value is not None}
        return await self.client.get(f"/ALPBAPI{path}", params=values, headers=headers)

    async def rows(self, path: str, **query: Any) -> list[Row]:
        """Give the rows of a page that is there."""
        response = await self.get(path, **query)
        assert response.status_code == 200, response.text
        found: list[Row] = response.json()["data"]
        return found


@asynccontextmanager
async def surface_over(url: str, **settings: Any) -> AsyncIterator[Surface]:
    """Give the surface over the database at `url`."""
    chosen, database = Settings(**{"api_keys": "optional", **settings}), connect(url)
    app = create_app(chosen)
    app.state.process = ProcessContext(chosen, database, database)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://slugger", headers=PLAIN) as client:
        yield Surface(database, client)
    await database.close()


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the demo season that `make run` invents."""
    folder = tmp_path_factory.mktemp("season")
    write_season(folder, games=30, seed=2026, season=2025)
    return folder


@asynccontextmanager
async def league_of(folder: Path, template: str) -> AsyncIterator[Surface]:
    """Give the surface over the games of a folder, in a database of their own."""
    async with copy_of(template) as database, surface_over(database.url) as made:
        await ingest(made.database, find([folder]))
        yield made


@pytest.fixture(scope="session")
async def demo_season(template: str, demo_files: Path) -> AsyncIterator[Surface]:
    """Give the surface over the demo season."""
    async with league_of(demo_files, template) as made:
        yield made


@pytest.fixture(scope="session")
async def real_games(template: str, real_files: Path) -> AsyncIterator[Surface]:
    """Give the surface over the real games."""
    async with league_of(real_files / "league", template) as made:
        yield made


@pytest.fixture(scope="session", params=["demo season", "real games"])
def surface(request: pytest.FixtureRequest) -> Surface:
    """Give the surface over a whole league, which the tests leave as it is; both leagues stay until the end."""
    made: Surface = request.getfixturevalue(request.param.replace(" ", "_"))
    return made


NOWHERE = "postgresql://nobody:hidden@127.0.0.1:1/nothing"


@pytest.fixture(scope="session")
async def nowhere() -> AsyncIterator[Surface]:
    """Give the surface over a database that is not there."""
    async with surface_over(NOWHERE) as made:
        yield made


@pytest.fixture
async def empty(database: Database) -> AsyncIterator[Surface]:
    """Give the surface over a fresh database, to be filled and changed."""
    async with surface_over(database.url) as made:
        yield made


@pytest.fixture
async def small(empty: Surface, demo_files: Path) -> Surface:
    """Give the surface over two games, to be changed."""
    await ingest(empty.database, deliveries(demo_files, 2))
    return empty


def deliveries(folder: Path, games: int) -> list[Any]:
    """Give the deliveries of the first games."""
    found = sorted(find([folder]), key=lambda delivery: delivery.name)
    stems = sorted({"-".join(delivery.name.split("_")[0].removesuffix(".csv").split("-")[:3]) for delivery in found})
    return [delivery for delivery in found if delivery.name.startswith(tuple(stems[:games]))]


async def legacy(database: Database, statement: str, *arguments: object) -> list[Row]:
    """Give what the legacy system's driver and code made of a statement over the legacy views.

    The values come as PostgreSQL's text, and are read by type as the driver read them.
    """
    connection = await asyncpg.connect(database.url)
    try:
        prepared = await connection.prepare(statement)
        types = {attribute.name: attribute.type.name for attribute in prepared.get_attributes()}
        columns = ", ".join(f'"{name}"::text' for name in types)
        rows = await connection.fetch(f"SELECT {columns} FROM ({statement}) AS asked", *arguments)
    finally:
        await connection.close()
    aliases = {"float4": "real", "int4": "integer", "bool": "boolean"}
    read = {name: _VALUES.get(aliases.get(kind, kind), str) for name, kind in types.items()}
    return [{name: None if value is None else read[name](value) for name, value in row.items()} for row in rows]


PITCHES = "SELECT * FROM public.pitch ORDER BY date, time {0}, game_id, pitch_number {0}"
PLAYERS = """
    SELECT p.player_id, p.player_name, p.player_pitching_handedness, p.player_batting_handedness,
           p.is_hitter, p.is_pitcher, t.team_name, p.team_id
    FROM public.player p LEFT JOIN public.team t ON t.team_id = p.team_id
"""
GAMES = """
    SELECT g.game_id, h.team_name AS home_team_name, v.team_name AS visiting_team_name, b.ballpark_name, g.date
    FROM public.game g
    JOIN public.team h ON h.team_id = g.home_team_id JOIN public.team v ON v.team_id = g.visiting_team_id
    JOIN public.ballpark b ON b.ballpark_id = g.ballpark_id
    ORDER BY g.date DESC, (SELECT trackman_game_id FROM league.game l WHERE l.game_id = g.game_id) DESC
"""
TEAMS = """
    SELECT t.team_id, t.team_name, t.league, b.ballpark_id, b.ballpark_name, b.city, b.state, b.dimensions
    FROM public.team t JOIN public.ballpark b ON b.ballpark_id = t.home_ballpark_id
    ORDER BY t.team_name DESC, t.team_id DESC
"""
BALLPARKS = """
    SELECT ballpark_id, ballpark_name, dimensions, city, state FROM public.ballpark ORDER BY ballpark_name, ballpark_id
"""


def dumped(message: str, rows: Sequence[Row], meta: Row | None = None) -> bytes:
    """Give the body that the legacy code made."""
    body = {"success": True, "message": message, "data": list(rows)}
    return json.dumps(body if meta is None else body | {"meta": meta}).encode()


async def walk(page: Callable[[int], Awaitable[list[Row]]], full: int) -> list[Row]:
    """Give the rows of the pages up to the first that is not `full`."""
    found: list[Row] = []
    for number in itertools.count(1):
        rows = await page(number)
        found += rows
        if len(rows) < full:
            return found
    raise AssertionError


def key(pitch: Row) -> tuple[str, int]:
    """Give what tells a pitch from every other."""
    return pitch["game_id"], pitch["pitch_number"]


def keys(pitches: Iterable[Row]) -> list[tuple[str, int]]:
    """Give the keys of pitches in their order."""
    return [key(pitch) for pitch in pitches]

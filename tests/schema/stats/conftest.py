"""Two seasons to group the pitches of: an invented one and, where they are, the real files."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import event

from slugger.jobs.demo import write_season
from slugger.jobs.trackman.delivery import find
from slugger.jobs.trackman.ingest import ingest
from slugger.models.engine import Database
from slugger.resolvers.context import request_context
from slugger.schema.sdl import schema
from slugger.tests.databases import copy_of
from slugger.tests.schema.stats.reference import marked

GAMES = 24


@dataclass
class Season:
    """A season: `pitches` as the table has them, with the ballpark; `statements` lists the SQL of the last question."""

    database: Database
    pitches: list[dict[str, Any]]
    statements: list[str] = field(default_factory=list)

    @property
    def year(self) -> int:
        year: int = self.pitches[0]["game_date"].year
        return year

    async def answer(self, query: str, variables: Mapping[str, Any] | None = None) -> Any:
        """Answer a query, errors and all."""
        self.statements.clear()
        context = request_context(self.database.reads)
        return await schema.execute(query, variable_values=dict(variables or {}), context_value=context)

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Answer a query that has no errors."""
        result = await self.answer(query, variables)
        assert result.errors is None, result.errors
        data: dict[str, Any] = result.data
        return data

    async def groups(self, selection: str, arguments: str = "first: 10", **variables: Any) -> list[dict[str, Any]]:
        """Give the groups of all pitches."""
        declared = ", ".join(f"${name}: {value[0]}" for name, value in variables.items())
        query = (
            f"query {f'({declared})' if declared else ''} {{ pitchStats({arguments}) {{ nodes {{ {selection} }} }} }}"
        )
        data = await self.ask(query, **{name: value[1] for name, value in variables.items()})
        groups: list[dict[str, Any]] = data["pitchStats"]["nodes"]
        return groups


async def season_of(database: Database, files: Path) -> Season:
    """Load the files of a season."""
    await ingest(database, find([files]))
    connection = await asyncpg.connect(database.url)
    rows = await connection.fetch(_PITCHES)
    await connection.execute("ANALYZE")
    await connection.close()
    season = Season(database, marked(map(dict, rows)))
    event.listen(
        database.engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: season.statements.append(statement),
    )
    return season


_PITCHES = """
    SELECT p.*, g.ballpark_id, thrown.team_id AS pitcher_team_id, batted.team_id AS batter_team_id
    FROM league.pitch p JOIN league.game g USING (game_id)
    JOIN league.team_code thrown ON thrown.code = p.pitcher_team_code
    JOIN league.team_code batted ON batted.code = p.batter_team_code
    ORDER BY p.game_date, p.game_id, p.pitch_number
"""


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_season(folder, games=GAMES, seed=7, season=2026)
    return folder


@pytest.fixture(scope="session", params=["demo", "real"])
async def season(request: pytest.FixtureRequest, template: str) -> AsyncIterator[Season]:
    """Each of the seasons; tests only read it."""
    if request.param == "demo":
        files: Path = request.getfixturevalue("demo_files")
    else:
        files = request.getfixturevalue("real_files") / "league"
    async with copy_of(template) as database:
        yield await season_of(database, files)

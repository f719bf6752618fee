"""What the tests of the tables share: a database as the legacy system leaves it."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from slugger.jobs.demo import write_season
from slugger.jobs.trackman.delivery import find
from slugger.jobs.trackman.ingest import ingest
from slugger.models.engine import Database, connect
from slugger.tests.conftest import on
from slugger.tests.models.legacy import make_legacy

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
async def legacy_template(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of a database with ten games of a demo season in the legacy system's tables, and nothing of slugger's."""
    season: Path = tmp_path_factory.mktemp("season")
    write_season(season, games=10, seed=3, season=2025)
    connection = await asyncpg.connect(postgres_url)
    await connection.execute(f"CREATE DATABASE legacy_template TEMPLATE {template} STRATEGY file_copy")
    await connection.close()
    database = connect(on(postgres_url, "legacy_template"))
    await ingest(database, find([season]))
    await database.close()
    connection = await asyncpg.connect(on(postgres_url, "legacy_template"))
    await make_legacy(connection)
    await connection.close()
    return "legacy_template"


@pytest.fixture
async def legacy(postgres_url: str, legacy_template: str) -> AsyncIterator[Database]:
    """Give a fresh database that the legacy system made."""
    name = f"legacy_{next(_numbers)}"
    connection = await asyncpg.connect(postgres_url)
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE {legacy_template} STRATEGY file_copy")
    made = connect(on(postgres_url, name))
    yield made
    await made.close()
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


@pytest.fixture
async def looking(legacy: Database) -> AsyncIterator[asyncpg.Connection]:
    """Give a connection to the legacy database."""
    opened = await asyncpg.connect(legacy.url)
    yield opened
    await opened.close()

"""What the tests of the tables share: a database as the legacy system leaves it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from slugger.jobs.demo import write_season
from slugger.jobs.trackman.delivery import find
from slugger.jobs.trackman.ingest import ingest
from slugger.models.engine import Database
from slugger.tests.databases import copy_of
from slugger.tests.models.legacy import make_legacy


@pytest.fixture(scope="session")
async def legacy_template(template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Address of a database with ten games of a demo season in the legacy system's tables, and nothing of slugger's."""
    season = tmp_path_factory.mktemp("season")
    write_season(season, games=10, seed=3, season=2025)
    async with copy_of(template) as database:
        await ingest(database, find([season]))
        await database.close()
        connection = await asyncpg.connect(database.url)
        await make_legacy(connection)
        await connection.close()
        yield database.url


@pytest.fixture
async def legacy(legacy_template: str) -> AsyncIterator[Database]:
    """Give a fresh database that the legacy system made."""
    async with copy_of(legacy_template) as made:
        yield made


@pytest.fixture
async def looking(legacy: Database) -> AsyncIterator[asyncpg.Connection]:
    """Give a connection to the legacy database."""
    opened = await asyncpg.connect(legacy.url)
    yield opened
    await opened.close()

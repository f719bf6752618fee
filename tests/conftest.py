"""What every test may ask for: a PostgreSQL, a fresh database on it, and the real radar files where they are."""

import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from slugger.models import embedded
from slugger.models.engine import Database, connect
from slugger.models.migration import upgrade
from slugger.tests.databases import copy_of, on

OWN_POSTGRES = os.environ.get("SLUGGER_TEST_DATABASE_URL")
"""Database `slugger` of a PostgreSQL whose other databases tests may make and drop; run them with one worker."""
REAL_FILES = Path(os.environ.get("SLUGGER_TEST_FILES", Path(__file__).parents[2] / "shared" / "data" / "trackman"))
"""Folder of real games, which are not ours to ship: named by the environment, else looked for beside the checkout."""


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an embedded PostgreSQL that lives as long as the tests, or of the one that is named."""
    if OWN_POSTGRES:
        yield OWN_POSTGRES
        return
    with embedded.start(tmp_path_factory.mktemp("postgres")) as server:
        yield server.url


@pytest.fixture(scope="session")
async def template(postgres_url: str) -> str:
    """Address of a database with the tables of this version, for others to be copied from."""
    connection = await asyncpg.connect(postgres_url)
    if not OWN_POSTGRES:
        await connection.execute("ALTER SYSTEM SET fsync = off")
        await connection.execute("SELECT pg_reload_conf()")
    await connection.execute("DROP DATABASE IF EXISTS league_template")
    await connection.execute("CREATE DATABASE league_template")
    await connection.close()
    database = connect(on(postgres_url, "league_template"))
    async with database.engine.begin() as opened:
        await opened.run_sync(upgrade)
    await database.close()
    return database.url


@pytest.fixture
async def database(template: str) -> AsyncIterator[Database]:
    """Give a fresh database with the tables and the ten clubs in it."""
    async with copy_of(template) as made:
        yield made


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[asyncpg.Connection]:
    """Give a connection to the fresh database."""
    opened = await asyncpg.connect(database.url)
    yield opened
    await opened.close()


PROGRAM = [sys.executable, "-c", "from slugger.gateway.program import main; main()"]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of `slugger serve` over the demo season that `make run` makes."""
    data = tmp_path_factory.mktemp("system")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SLUGGER_")},
        "SLUGGER_DATA_DIR": str(data),
    }
    subprocess.run([*PROGRAM, "demo"], env=environment, check=True, capture_output=True)
    with subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        where = re.search(r"http://[\d.:]+", run.stdout.readline())
        assert where
        yield where.group()
        run.terminate()
        assert run.wait(20) == 0


@pytest.fixture(scope="session")
def real_files() -> Path:
    """Folder of real games; tests that ask for it run where it is."""
    if not REAL_FILES.is_dir():
        pytest.skip("no real radar files: name their folder in SLUGGER_TEST_FILES")
    return REAL_FILES

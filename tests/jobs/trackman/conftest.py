"""What the tests of the ingestion share."""

from pathlib import Path

import asyncpg
import pytest

from slugger.jobs.trackman.session import prepare
from slugger.tests.jobs.trackman.files import Deliveries


@pytest.fixture
def deliveries(tmp_path: Path) -> Deliveries:
    """Give an empty folder for deliveries."""
    return Deliveries(tmp_path)


@pytest.fixture
async def loading(connection: asyncpg.Connection) -> asyncpg.Connection:
    """Give a connection that is ready to load files."""
    await prepare(connection)
    return connection

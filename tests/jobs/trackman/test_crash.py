"""A server that crashes right after a run has on disk what the run has loaded."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from slugger.jobs.trackman.delivery import find
from slugger.jobs.trackman.ingest import ingest
from slugger.jobs.trackman.load import Loaded
from slugger.models import embedded
from slugger.models.engine import connect
from slugger.models.migration import upgrade
from slugger.tests.jobs.trackman.files import Deliveries, pitches


@pytest.fixture
def lazy(tmp_path: Path) -> Iterator[embedded.EmbeddedPostgres]:
    """Give a server of its own that writes to disk only what somebody waits for."""
    with embedded.start(tmp_path / "server") as server:
        yield server


async def ready(server: embedded.EmbeddedPostgres) -> None:
    connection = await asyncpg.connect(server.url)
    await connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()
    database = connect(server.url)
    async with database.engine.begin() as opened:
        await opened.run_sync(upgrade)
    await database.close()


def crash(server: embedded.EmbeddedPostgres) -> None:
    """End the server at once, with all that it has only in memory, and start it again from its disk."""
    os.kill(int((server.data_dir / "postgres/cluster/postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
    while server.is_up():
        time.sleep(0.01)
    server.bring_up()


async def loaded_games(server: embedded.EmbeddedPostgres) -> list[str]:
    connection = await asyncpg.connect(server.url)
    rows = await connection.fetch("SELECT trackman_game_id FROM league.game ORDER BY 1")
    await connection.close()
    return [row["trackman_game_id"] for row in rows]


async def test_a_crash_right_after_a_run_loses_nothing(lazy: embedded.EmbeddedPostgres, tmp_path: Path) -> None:
    await ready(lazy)
    database, deliveries = connect(lazy.url), Deliveries(tmp_path / "delivered")
    games = ["20260424-GoMart-1", "20260501-GoMart-1"]
    deliveries.put(f"{games[0]}.csv", pitches(5, games[0]))
    await ingest(database, find([deliveries.root]))
    crash(lazy)
    assert await loaded_games(lazy) == games[:1]

    def fail(_: Loaded) -> None:
        raise KeyError("a defect of whoever follows the run")

    deliveries.put(f"{games[1]}.csv", pitches(5, games[1]), hour=7)
    with pytest.raises(ExceptionGroup):
        await ingest(database, find([deliveries.root / "**" / f"{games[1]}.csv"]), progress=fail)
    crash(lazy)
    assert await loaded_games(lazy) == games

"""A loader that is killed at any statement leaves a game as it was before or as it is after."""

import asyncio
import itertools
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from slugger.models.engine import Database
from slugger.tests.jobs.trackman.files import (
    POSITIONED,
    UNVERIFIED,
    VERIFIED,
    Deliveries,
    load_each,
    person,
    pitches,
    positioned,
    snapshot,
    wipe,
)

_CHILD = """
import asyncio, os, signal, sys
from pathlib import Path

import asyncpg

from slugger.jobs.trackman.delivery import delivery_of
from slugger.jobs.trackman.load import load
from slugger.jobs.trackman.session import prepare


class Mortal(asyncpg.Connection):
    left = None

    def _count(self):
        if Mortal.left is not None:
            Mortal.left -= 1
            if Mortal.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)


def mortal(name):
    method = getattr(asyncpg.Connection, name)

    async def counted(self, *args, **options):
        self._count()
        return await method(self, *args, **options)

    return counted


for name in ("execute", "executemany", "fetch", "fetchrow", "fetchval", "copy_to_table", "copy_records_to_table"):
    setattr(Mortal, name, mortal(name))


async def main(path, statements):
    connection = await asyncpg.connect(sys.argv[1], connection_class=Mortal)
    await prepare(connection)
    Mortal.left = statements
    loaded = await load(connection, delivery_of(Path(path)))
    os._exit(0 if loaded.outcome.state.value == "loaded" else 1)


for line in sys.stdin:
    statements, path = line.rstrip().split(" ", 1)
    if (process := os.fork()) == 0:
        asyncio.run(main(path, int(statements)))
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""
"""Loads the files that it is told to, each in a process of its own that dies before the given statement."""

KILLED = -signal.SIGKILL


async def every_death(
    connection: asyncpg.Connection, database: Database, before: Sequence[Path], path: Path
) -> AsyncIterator[tuple[int, Any]]:
    """Load `path` over `before`, killed at one statement after the other; gives what each time is left."""
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _CHILD, database.url), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdin
    assert parent.stdout
    for statements in itertools.count():
        await wipe(connection)
        await load_each(connection, before)
        parent.stdin.write(f"{statements} {path}\n".encode())
        ended = int(await parent.stdout.readline())
        yield ended, await snapshot(connection)
        if ended != KILLED:
            break
    parent.stdin.close()
    assert await parent.wait() == 0


@pytest.mark.parametrize("kind", ["pitch file over a game", "positioning file over another"])
async def test_killed_at_every_statement(
    database: Database, loading: asyncpg.Connection, deliveries: Deliveries, kind: str
) -> None:
    old = pitches(10, BatterTeam="OLD_CLUB")
    new = [row | person("Batter", "LI", "Other, Olaf") for row in pitches(9)]
    before = [deliveries.put(UNVERIFIED, old, hour=5), deliveries.put(POSITIONED, positioned(old), hour=5)]
    path = (
        deliveries.put(VERIFIED, new)
        if "pitch" in kind
        else deliveries.put(POSITIONED, positioned(new), day="2026/04/26")
    )
    await load_each(loading, before)
    untouched = await snapshot(loading)
    await load_each(loading, [path])
    done = await snapshot(loading)
    deaths = 0
    async for ended, left in every_death(loading, database, before, path):
        assert left == (untouched if ended == KILLED else done)
        assert ended in {KILLED, 0}
        deaths += ended == KILLED
        if deaths % 5 == 0:
            await load_each(loading, [path])
            assert await snapshot(loading) == done
    assert 10 < deaths < 60

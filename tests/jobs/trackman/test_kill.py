"""A loader that is killed at any statement leaves a game as it was before or as it is after."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import asyncpg

from slugger.models.engine import Database
from slugger.tests.jobs.trackman.files import (
    UNVERIFIED,
    VERIFIED,
    Deliveries,
    load_each,
    person,
    pitches,
    positioned,
    renumbered,
    snapshot,
    wipe,
)

_CHILD = """
import asyncio, os, signal, sys
from pathlib import Path

import asyncpg

from slugger.jobs.trackman.delivery import delivery_of
from slugger.jobs.trackman.load import load
from slugger.jobs.trackman.staging import prepare


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


async def main():
    url, path, first, step = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    connection = await asyncpg.connect(url, connection_class=Mortal)
    await prepare(connection)
    Mortal.left = first
    loaded = await load(connection, delivery_of(path))
    print(loaded.outcome.state.value, first - Mortal.left)


asyncio.run(main())
"""


async def run(database: Database, path: Path, statements: int) -> tuple[int | None, str]:
    """Load a file in a process that dies before statement `statements`; gives its return code and what it prints."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _CHILD, database.url, str(path), str(statements), "0"), stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    return process.returncode, printed.decode()

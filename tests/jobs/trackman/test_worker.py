"""Files loaded in several processes: the same tables, and an end in order whoever dies."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from slugger.jobs.trackman import worker
from slugger.jobs.trackman.delivery import find
from slugger.jobs.trackman.ingest import ingest
from slugger.jobs.trackman.worker import suitable, workers
from slugger.models.engine import Database
from slugger.tests.jobs.trackman.files import (
    UNVERIFIED,
    Deliveries,
    pitch,
    pitches,
    positioned,
    snapshot,
    wipe,
)

PRESENCE_LOCK = 7_584_439
PROCESSES = 3
RUN = "from slugger.gateway.program import main; main()"


@dataclass
class Run:
    """A running `slugger ingest` in a process group of its own."""

    process: subprocess.Popen[str]

    def workers(self) -> list[int]:
        """List the processes that it has started."""
        found = []
        for place in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(place.read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            found += [int(place.parent.name)] if parent == self.process.pid else []
        return found

    def end(self) -> tuple[int, str, str]:
        """Give exit status, standard output and standard error."""
        output, complaint = self.process.communicate(timeout=60)
        return self.process.returncode, output, complaint


Start = Callable[..., Run]


@pytest.fixture
def start(database: Database, deliveries: Deliveries) -> Iterator[Start]:
    """Start `slugger ingest` on all deliveries; warnings are errors."""
    started = []

    def start(*options: str, code: str = RUN, jobs: int = PROCESSES) -> Run:
        command = [sys.executable, "-W", "error", "-c", code]
        arguments = ["ingest", str(deliveries.root), "--json", "--jobs", str(jobs), *options]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SLUGGER_")}
        process = subprocess.Popen(
            [*command, *arguments],
            env=kept | {"SLUGGER_DATABASE_URL": database.url},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(Run(process))
        return started[-1]

    yield start
    for run in started:
        run.process.kill()
        run.process.communicate()


def games(deliveries: Deliveries, number: int = 8) -> None:
    """Put games of new clubs, each with its positioning, an unverified and a verified file."""
    for n in range(1, number + 1):
        game = f"2026050{n}-New Yard-1"
        old = pitches(12, game, BatterTeam="NEW_CLUB")
        deliveries.put(f"{game}_unverified.csv", old, hour=5)
        deliveries.put(f"{game}_unverified_playerpositioning_FHC.csv", positioned(old), hour=5)
        deliveries.put(f"{game}.csv", pitches(14, game, AwayTeam="NEWER_CLUB"), hour=9)


async def sessions(connection: asyncpg.Connection) -> list[int]:
    """List the backends that others have on the database."""
    rows = await connection.fetch(
        """SELECT pid FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
    )
    return [row["pid"] for row in rows]


async def waiting(connection: asyncpg.Connection, number: int = PROCESSES) -> None:
    """Return when so many loads wait for the lock."""
    for _ in range(6000):
        found = await connection.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        if found == number:
            return
        await asyncio.sleep(0.01)
    pytest.fail("the loads do not begin")


def alive(processes: list[int]) -> bool:
    """Tell whether any of the processes still runs."""
    return any(state not in {"Z", "X"} for state in map(state_of, processes))


def state_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


async def gone(connection: asyncpg.Connection, processes: list[int]) -> None:
    """Return when none of the processes and none of their sessions is left."""
    deadline = time.monotonic() + 30
    while alive(processes) or await sessions(connection):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


@pytest.fixture
async def held(connection: asyncpg.Connection, deliveries: Deliveries) -> asyncpg.Connection:
    """Give a connection that lets no load of the deliveries get on."""
    games(deliveries)
    await connection.execute("SELECT pg_advisory_lock($1)", PRESENCE_LOCK)
    return connection


async def release(connection: asyncpg.Connection) -> None:
    await connection.execute("SELECT pg_advisory_unlock($1)", PRESENCE_LOCK)


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


async def test_workers_leave_what_one_process_leaves(
    start: Start, connection: asyncpg.Connection, deliveries: Deliveries
) -> None:
    games(deliveries)
    deliveries.put("20260601-New Yard-1.csv", b"nonsense")
    deliveries.put("20260602-New Yard-1.csv", [pitch(1, "20260602-New Yard-1") | {"RelSpeed": "fast"}])
    deliveries.put("20260603-Yard-Private-1.csv", pitches(1, "20260603-Yard-Private-1"))
    ends: list[Any] = []
    for jobs in (1, PROCESSES):
        await wipe(connection)
        code, output, complaint = start(jobs=jobs).end()
        assert (code, complaint) == (1, "")
        report = json.loads(output)
        told = [(d["name"], d["state"], d["reason"], d["rows"], d["warnings"]) for d in report["deliveries"]]
        ends.append((report["files"], report["rows"], report["warnings"], sorted(told, key=str)))
        ends.append(await snapshot(connection))
    assert ends[:2] == ends[2:]
    assert ends[0][0] == {"loaded": 16, "superseded": 8, "failed": 2, "held": 1}
    again = json.loads(start().end()[1])
    assert again["files"] == {"unchanged": 24, "failed": 2, "held": 1}
    assert await sessions(connection) == []


async def test_workers_of_a_process_with_threads(
    database: Database, connection: asyncpg.Connection, deliveries: Deliveries
) -> None:
    """They are not forked, and whoever follows the run hears of each file once."""
    games(deliveries, 2)
    heard: list[str] = []
    with workers(2) as beside:
        report = await ingest(
            database, find([deliveries.root]), progress=lambda done: heard.append(done.delivery.name), workers=beside
        )
        for one in beside:
            one.process.join(10)
        assert [one.process.exitcode for one in beside] == [0, 0]
    assert sorted(heard) == sorted(f.delivery.name for f in report.files)
    assert report.states == {"loaded": 4, "superseded": 2}
    assert await sessions(connection) == []


@on_linux
async def test_a_killed_worker_is_one_sentence_and_the_next_run_completes(
    start: Start, held: asyncpg.Connection
) -> None:
    run = start()
    await waiting(held)
    pids = run.workers()
    assert len(pids) == PROCESSES
    os.kill(pids[1], signal.SIGKILL)
    code, output, complaint = run.end()
    assert (code, output) == (1, "")
    assert complaint == (
        "slugger: After 0 of 24 files a process that loads files was killed, maybe for want of memory: "
        "run the same command again, and it goes on from there.\n"
    )
    await release(held)
    await gone(held, pids)
    code, output, _ = start().end()
    assert (code, json.loads(output)["files"]) == (0, {"loaded": 16, "superseded": 8})


@on_linux
async def test_no_worker_outlives_its_killed_parent(start: Start, held: asyncpg.Connection) -> None:
    run = start()
    await waiting(held)
    pids = run.workers()
    run.process.kill()
    await gone(held, pids)
    await release(held)
    assert await held.fetchval("SELECT count(*) FROM league.game") == 0


@on_linux
async def test_no_worker_outlives_its_parent_for_a_silent_database(start: Start, held: asyncpg.Connection) -> None:
    run = start(code="from slugger.jobs.trackman import worker; worker.STOP_SECONDS = 1; " + RUN)
    await waiting(held)
    pids, backends = run.workers(), await sessions(held)
    for backend in backends:
        os.kill(backend, signal.SIGSTOP)
    try:
        run.process.kill()
        deadline = time.monotonic() + 30
        while alive(pids):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)
    finally:
        for backend in backends:
            os.kill(backend, signal.SIGCONT)


@on_linux
@pytest.mark.parametrize(
    ("number", "send"),
    [(signal.SIGINT, os.killpg), (signal.SIGHUP, os.killpg), (signal.SIGTERM, os.killpg), (signal.SIGTERM, os.kill)],
    ids=["Ctrl+C", "the terminal closes", "the container stops", "kill"],
)
async def test_a_signal_ends_all_in_order(
    start: Start, held: asyncpg.Connection, number: signal.Signals, send: Callable[[int, int], None]
) -> None:
    run = start()
    await waiting(held)
    pids = run.workers()
    send(run.process.pid, number)
    assert run.end() == (130, "", "slugger: Stopped by a signal before the end.\n")
    await gone(held, pids)


@pytest.mark.parametrize("jobs", [1, PROCESSES])
async def test_a_lost_database_is_one_sentence(start: Start, held: asyncpg.Connection, jobs: int) -> None:
    run = start(jobs=jobs)
    await waiting(held)
    for backend in await sessions(held):
        await held.execute("SELECT pg_terminate_backend($1)", backend)
    code, output, complaint = run.end()
    assert (code, output) == (1, "")
    assert complaint.startswith("slugger: The database at ")
    assert " gave up after 0 of 24 files (terminating connection due to administrator command): run " in complaint
    assert len(complaint.splitlines()) == 1


_DEFECTIVE = f"""
import asyncpg
from slugger.jobs.trackman import worker

class UnportableError(Exception):
    def __init__(self, one, other):
        super().__init__(f"{{one}} and {{other}}")

async def load(*_, **__):
    try:
        raise KeyError("the cause")
    except KeyError as cause:
        raise ERROR from cause

worker.load = load
{RUN}
"""


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ('ValueError("a defect")', "ValueError: a defect"),
        ('UnportableError("this", "that")', "RuntimeError: UnportableError: this and that"),
    ],
)
def test_a_defect_reaches_the_user_whole(start: Start, deliveries: Deliveries, error: str, shown: str) -> None:
    deliveries.put(UNVERIFIED, pitches(1))
    deliveries.put(f"20260601-{UNVERIFIED[9:]}", pitches(1))
    code, _, complaint = start(code=_DEFECTIVE.replace("ERROR", error)).end()
    assert code == 1
    assert shown in complaint
    assert "KeyError: 'the cause'" in complaint
    assert "In a worker:" in complaint


@pytest.mark.parametrize(
    ("files", "processors", "number"),
    [(1, 2, 0), (15, 2, 1), (16, 2, 2), (24, 2, 2), (1000, 2, 2), (1000, 1, 1), (1000, 64, worker.MOST_WORKERS)],
)
def test_as_many_workers_as_suit(monkeypatch: pytest.MonkeyPatch, files: int, processors: int, number: int) -> None:
    monkeypatch.setattr(worker, "_processors", lambda: range(processors))
    assert suitable(files) == number


def test_no_workers_where_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(worker, "_start", refuse)
    with workers(3) as beside:
        assert beside == []

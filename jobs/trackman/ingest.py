"""A run of ingestion: many deliveries, a few connections, one report."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, groupby
from time import perf_counter
from typing import Any, TypeAlias

import asyncpg

from slugger.jobs.trackman.delivery import Delivery
from slugger.jobs.trackman.file_name import FileNameError, parse_file_name
from slugger.jobs.trackman.load import Loaded, load
from slugger.jobs.trackman.session import connected, on_disk
from slugger.jobs.trackman.worker import Worker, WorkerError
from slugger.models.engine import Database, DatabaseError, place, reason
from slugger.models.trackman_file import FileKind, FileState

CONNECTIONS = 3
"""How many files are loaded at a time in one process; what players are is settled by one at a time."""

Load: TypeAlias = Callable[[Delivery], Awaitable[Loaded]]
"""A way to load one file after another."""


@dataclass
class Report:
    """What became of every file of a run; `seconds` is its duration."""

    files: list[Loaded] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def states(self) -> Counter[str]:
        """Count the files by what became of them."""
        return Counter("unchanged" if f.unchanged else f.outcome.state.value for f in self.files)

    @property
    def rows(self) -> int:
        """Count the rows of the files that were loaded."""
        return sum(f.outcome.rows for f in self.files if f.outcome.state is FileState.LOADED)

    @property
    def failed(self) -> bool:
        """Tell whether any file failed."""
        return any(f.outcome.state is FileState.FAILED for f in self.files)

    def warnings(self) -> Counter[tuple[str, str]]:
        """Count the files in which each unknown club, venue, column and value was met."""
        return Counter(
            (w["kind"], f"{w['column']}: {w['value']}" if "column" in w else w["value"])
            for f in self.files
            for w in f.outcome.warnings
        )

    def as_json(self) -> dict[str, Any]:
        """Give the report as plain values: totals, then a row a file."""
        return {
            "files": dict(self.states),
            "rows": self.rows,
            "seconds": round(self.seconds, 3),
            "rows_per_second": round(self.rows / self.seconds) if self.seconds else None,
            "warnings": [
                {"kind": kind, "value": value, "files": files}
                for (kind, value), files in sorted(self.warnings().items())
            ],
            "deliveries": [
                {
                    "path": str(f.delivery.path),
                    "name": f.delivery.name,
                    "state": "unchanged" if f.unchanged else f.outcome.state.value,
                    "reason": f.outcome.reason,
                    "rows": f.outcome.rows,
                    "added": f.outcome.added,
                    "changed": f.outcome.changed,
                    "removed": f.outcome.removed,
                    "warnings": f.outcome.warnings,
                }
                for f in self.files
            ],
        }


def best_first(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Order deliveries by game, the one that will stand first, so that the others need no loading."""

    def order(delivery: Delivery) -> tuple[Any, ...]:
        try:
            name = parse_file_name(delivery.name)
        except FileNameError:
            return (1, delivery.name)
        newest_first = (-delivery.delivered_on.toordinal(), -delivery.modified_at.timestamp())
        return (
            0,
            name.date,
            name.game_id,
            name.kind is not FileKind.PITCH,
            not name.verified,
            newest_first,
            delivery.name,
        )

    return sorted(deliveries, key=order)


def _by_game(deliveries: Iterable[Delivery]) -> Iterator[list[Delivery]]:
    """Give the files game by game: those of one game would only wait for one another."""
    return (list(files) for _, files in groupby(best_first(deliveries), key=_game_id))


def _game_id(delivery: Delivery) -> str:
    try:
        return parse_file_name(delivery.name).game_id
    except FileNameError:
        return delivery.name


def _let_through(report: Report) -> list[Delivery]:
    """Take from the report the files that were held before the last one of their game was loaded: their turn again."""
    loaded = {_game(f): at for at, f in enumerate(report.files) if f.outcome.rows and not f.unchanged and not _held(f)}
    again = [f for at, f in enumerate(report.files) if _held(f) and at < loaded.get(_game(f), 0)]
    report.files = [f for f in report.files if f not in again]
    return [f.delivery for f in again]


def _held(file: Loaded) -> bool:
    return file.outcome.state is FileState.HELD


def _game(file: Loaded) -> tuple[str, FileKind] | None:
    try:
        name = parse_file_name(file.delivery.name)
    except FileNameError:
        return None
    return name.game_id, name.kind


_LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, WorkerError)


def _is_lost(error: BaseException) -> bool:
    """Tell whether the database or a worker is gone, and nothing else went wrong."""
    return not isinstance(error, BaseExceptionGroup) or error.split(_LOST)[1] is None


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    while isinstance(error, asyncpg.InterfaceError) and error.__context__:
        error = error.__context__  # it tells of the connection that is gone, and its context of what took it
    return error


async def ingest(
    database: Database,
    deliveries: Sequence[Delivery],
    *,
    allow_private: bool = False,
    progress: Callable[[Loaded], None] | None = None,
    workers: Sequence[Worker] = (),
) -> Report:
    """Load `deliveries`, each in a transaction of its own; `progress` hears of each as it is done.

    The report is given when all is on the server's disk, which progress may be ahead of: a server that crashes before
    that loses the latest files whole, and the next run loads them. `workers` load side by side, and end with the run;
    without any the files are loaded in this process. Raises DatabaseError when the database fails, WorkerError when a
    worker dies.
    """
    started = perf_counter()
    report = Report()
    ways = partial(_ways, database.url, workers, allow_private=allow_private)

    def done(loaded: Loaded) -> None:
        report.files.append(loaded)
        if progress:
            progress(loaded)

    try:
        async with on_disk(database.url):
            await _side_by_side(ways(), list(_by_game(deliveries)), done)
            while held := _let_through(report):
                await _one_by_one(ways()[0], held, done)
    # Not `except*`: what is raised there comes in a group of its own before Python 3.11.4.
    except (*_LOST, BaseExceptionGroup) as error:
        if not _is_lost(error):
            raise
        raise _given_up(_first(error), database, f"{len(report.files)} of {len(deliveries)} files") from error
    finally:
        await asyncio.gather(*(worker.end() for worker in workers))
    report.seconds = perf_counter() - started
    return report


_Way: TypeAlias = AbstractAsyncContextManager[Load]


def _ways(url: str, workers: Sequence[Worker], *, allow_private: bool) -> Sequence[_Way]:
    beside = [_in_worker(worker, url, allow_private=allow_private) for worker in workers]
    return beside or [_in_here(url, allow_private=allow_private) for _ in range(CONNECTIONS)]


async def _side_by_side(
    ways: Sequence[_Way], games: Sequence[Sequence[Delivery]], done: Callable[[Loaded], None]
) -> None:
    """Load games in any of the ways that is free, the files of one game in one way."""
    waiting = iter(games)
    async with asyncio.TaskGroup() as group:
        for way in ways[: len(games)]:
            group.create_task(_one_by_one(way, chain.from_iterable(waiting), done))


async def _one_by_one(way: _Way, files: Iterable[Delivery], done: Callable[[Loaded], None]) -> None:
    async with way as load_file:
        for delivery in files:
            done(await load_file(delivery))


@asynccontextmanager
async def _in_here(url: str, *, allow_private: bool) -> AsyncIterator[Load]:
    async with connected(url) as connection:
        yield lambda delivery: load(connection, delivery, allow_private=allow_private)


@asynccontextmanager
async def _in_worker(worker: Worker, url: str, *, allow_private: bool) -> AsyncIterator[Load]:
    yield lambda delivery: worker.load(url, delivery, allow_private=allow_private)


def _given_up(error: BaseException, database: Database, done: str) -> Exception:
    again = "run the same command again, and it goes on from there"
    if isinstance(error, WorkerError):
        return WorkerError(f"After {done} {error}: {again}.")
    return DatabaseError(f"The database at {place(database.url)} gave up after {done} ({reason(error)}): {again}.")

"""A run of ingestion: many deliveries, a few connections, one report."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import asyncpg

from slugger.jobs.trackman.delivery import Delivery
from slugger.jobs.trackman.file_name import FileNameError, parse_file_name
from slugger.jobs.trackman.load import Loaded, load
from slugger.jobs.trackman.session import prepare
from slugger.models.engine import Database, DatabaseError, place, reason
from slugger.models.trackman_file import FileKind, FileState

CONNECTIONS = 3
"""How many files are loaded at a time; what players are is settled by one at a time."""


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


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


async def ingest(
    database: Database,
    deliveries: Sequence[Delivery],
    *,
    allow_private: bool = False,
    progress: Callable[[Loaded], None] | None = None,
) -> Report:
    """Load `deliveries`, each in a transaction of its own; `progress` hears of each as it is done."""
    started = perf_counter()
    report = Report()
    waiting = iter(best_first(deliveries))

    async def work(files: Iterable[Delivery]) -> None:
        connection = await asyncpg.connect(database.url)
        try:
            await prepare(connection)
            for delivery in files:
                loaded = await load(connection, delivery, allow_private=allow_private)
                report.files.append(loaded)
                if progress:
                    progress(loaded)
        finally:
            await connection.close()

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(CONNECTIONS, len(deliveries))):
                group.create_task(work(waiting))
        while held := _let_through(report):
            await work(held)
    except* (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as lost:
        raise DatabaseError(
            f"The database at {place(database.url)} gave up after {len(report.files)} of {len(deliveries)} files "
            f"({reason(_first(lost))}): run the same command again, and it goes on from there."
        ) from lost
    report.seconds = perf_counter() - started
    return report

"""How a long run shows where it is, and what came of it."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from slugger.jobs.trackman.ingest import Report
from slugger.jobs.trackman.load import Loaded
from slugger.models.trackman_file import FileState

SHOWN_FILES = 20
"""How many files with a problem a report names; the JSON report names all."""
SHOWN_WARNINGS = 12
"""How many warnings a report names."""


class _RowsColumn(ProgressColumn):
    """Rows so far, and rows a second."""

    def render(self, task: Task) -> Text:
        rows = task.fields["rows"]
        return Text(f"{rows:,} rows  {rows / task.elapsed if task.elapsed else 0:,.0f} rows/s")


@contextmanager
def bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error while it is a terminal; the function that is given counts one step and its rows."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RowsColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=total, rows=0)

        def advance(rows: int) -> None:
            progress.update(task, advance=1, rows=progress.tasks[task].fields["rows"] + rows)

        yield advance


def print_report(report: Report) -> None:
    """Print what became of the files: counts, then every file that was not loaded and why, then what was unknown."""
    console = Console(soft_wrap=True, highlight=False)
    counts = ", ".join(f"{number} {state}" for state, number in sorted(report.states.items()))
    console.print(f"{len(report.files)} files in {report.seconds:.1f} s: {counts}; {report.rows:,} rows loaded.")
    _print_problems(console, [f for f in report.files if f.outcome.state in {FileState.FAILED, FileState.HELD}])
    warnings = sorted(report.warnings().items())
    for (kind, value), files in warnings[:SHOWN_WARNINGS]:
        console.print(f"  {kind} {escape(value)} in {files} file{'s' * (files > 1)}: loaded, to be confirmed")
    _print_rest(console, len(warnings) - SHOWN_WARNINGS, "warnings")


def _print_problems(console: Console, problems: Sequence[Loaded]) -> None:
    for loaded in problems[:SHOWN_FILES]:
        where = escape(printable(loaded.delivery.path))
        console.print(f"  {loaded.outcome.state.value}: {where}: {escape(loaded.outcome.reason or '')}")
    _print_rest(console, len(problems) - SHOWN_FILES, "files")


def _print_rest(console: Console, number: int, what: str) -> None:
    if number > 0:
        console.print(f"  and {number} more {what}: --json lists them all")


def printable(path: Path) -> str:
    """Give a path as a terminal can show it: other bytes and control characters as escapes."""
    text = os.fsencode(path).decode(errors="backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def rows_of(loaded: Loaded) -> int:
    """Give the rows that one file brought."""
    return loaded.outcome.rows if loaded.outcome.state is FileState.LOADED else 0

"""`slugger ingest`: radar files into the database."""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from slugger.jobs.trackman.delivery import Delivery
    from slugger.jobs.trackman.ingest import Report


def ingest(
    paths: Annotated[list[str], typer.Argument(help="Files, folders or globs of .csv and .csv.gz; - reads one file.")],
    name: Annotated[str | None, typer.Option(help="File name of what - reads: it says game and kind.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON on standard output.")] = False,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Load private sessions too.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", min=1, max=64, help="Processes that load files; by default as processors and files suit."
        ),
    ] = None,
) -> None:
    """Load TrackMan V3 files: pitches and player positioning.

    Each file is loaded wholly or not at all; a file that is known already is left alone, so a command that was cut
    short can be given again. Files that cannot be loaded are named with line and column, and the exit status is 1.

    Examples:

        slugger ingest deliveries/

        slugger ingest 'v3/2026/05/*/CSV/*.csv' --json > report.json

        curl -s https://example.org/20260424-GoMart-1.csv | slugger ingest - --name 20260424-GoMart-1.csv
    """
    from slugger.gateway.commands.progress import print_report
    from slugger.gateway.errors import NothingToIngestError
    from slugger.jobs.trackman.delivery import DeliveryError, find

    missing: list[DeliveryError] = []
    with _standard_input(paths, name) as spooled:
        deliveries = {delivery.path.resolve(): delivery for delivery in spooled}
        for path in paths:
            try:
                deliveries |= {found.path.resolve(): found for found in find([path] if path != "-" else [])}
            except DeliveryError as error:
                missing.append(error)
                typer.echo(f"slugger: {error}.", err=True)
        if not deliveries:
            raise NothingToIngestError(f"There are no .csv or .csv.gz files under {', '.join(paths)}.")
        report = load_deliveries(list(deliveries.values()), allow_private=allow_private, jobs=jobs)
    if as_json:
        typer.echo(json.dumps(report.as_json(), indent=2))
    else:
        print_report(report)
    if report.failed or missing:
        raise typer.Exit(1)


@contextmanager
def _standard_input(paths: Sequence[str], name: str | None) -> Iterator[list["Delivery"]]:
    """Spool standard input to a file when `-` is among the paths."""
    from slugger.gateway.errors import NothingToIngestError
    from slugger.jobs.trackman.delivery import delivery_of

    if "-" not in paths:
        yield []
        return
    if name is None or "/" in name:
        raise NothingToIngestError("What - reads needs its file name, as --name 20260424-GoMart-1_unverified.csv.")
    with tempfile.TemporaryDirectory(prefix="slugger-") as folder:
        path = Path(folder) / name
        with path.open("wb") as spool:
            shutil.copyfileobj(sys.stdin.buffer, spool)
        yield [delivery_of(path)]


def load_deliveries(
    deliveries: Sequence["Delivery"], *, allow_private: bool = False, jobs: int | None = None
) -> "Report":
    """Load files into the database of the settings, with a progress bar when standard error is a terminal.

    `jobs` are the processes that load them: 1 is this one, None as many as suit.
    """
    from slugger.gateway.commands.progress import bar, rows_of
    from slugger.gateway.database import open_database
    from slugger.gateway.running import run
    from slugger.gateway.settings import load_settings
    from slugger.jobs.trackman.ingest import ingest as load_all
    from slugger.jobs.trackman.worker import suitable, workers

    settings = load_settings()
    number = min(jobs or suitable(len(deliveries)), len(deliveries))
    with workers(number if number > 1 else 0) as beside:

        async def load() -> "Report":
            async with open_database(settings) as database:
                with bar("Loading", len(deliveries)) as advance:
                    return await load_all(
                        database,
                        deliveries,
                        allow_private=allow_private,
                        progress=lambda done: advance(rows_of(done)),
                        workers=beside,
                    )

        return run(load())

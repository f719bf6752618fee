"""How fast files are loaded, against `psql \\copy` of the same rows into a table without a single constraint."""

import asyncio
import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from bench.table import print_table, rate, rounds
from slugger.jobs.trackman.delivery import Delivery, find
from slugger.jobs.trackman.file_name import parse_file_name
from slugger.jobs.trackman.ingest import Report, best_first, ingest
from slugger.jobs.trackman.layout import PITCH_LAYOUT
from slugger.models import embedded
from slugger.models.engine import Database, connect
from slugger.models.measurement import Kind
from slugger.models.migration import upgrade
from slugger.models.trackman_file import FileKind

_TYPES = {
    Kind.INTEGER: "smallint",
    Kind.NUMBER: "double precision",
    Kind.UUID: "uuid",
    Kind.DATE: "date",
    Kind.TIME: "time(2)",
    Kind.INSTANT: "timestamptz",
}
_ONE_SESSION, _SESSION_A_FILE = "psql \\copy, no constraints", "psql \\copy, a session a file"
_AT_ONCE = "psql \\copy, one transaction"
"""Waits for the disk once, as `slugger ingest` does, and not after every file."""


def one_file_a_game(folder: Path) -> list[Delivery]:
    """Choose for each game the pitch file that will stand, so that both sides move the same rows once."""
    chosen: dict[str, Delivery] = {}
    for delivery in best_first(find([folder])):
        name = parse_file_name(delivery.name)
        if name.kind is FileKind.PITCH:
            chosen.setdefault(name.game_id, delivery)
    return list(chosen.values())


def measure(server: embedded.EmbeddedPostgres, folder: Path, number: int) -> None:
    """Print the table."""
    deliveries = one_file_a_game(folder)
    rows = asyncio.run(_fresh(server, deliveries)).rows
    create, copies = _create(), [_copy(delivery) for delivery in deliveries]
    figures = rounds(
        {
            _ONE_SESSION: lambda: _psql(server, create, ["\n".join(copies)], rows),
            _AT_ONCE: lambda: _psql(server, create, ["\n".join(["BEGIN;", *copies, "COMMIT;"])], rows),
            _SESSION_A_FILE: lambda: _psql(server, create, copies, rows),
            "slugger ingest": lambda: _slugger(server, deliveries),
        },
        number,
    )
    print_table(
        f"Ingest: {len(deliveries)} files, {rows:,} rows of 170 columns, a transaction a file",
        "rows/s",
        figures,
        {"ratio": _ONE_SESSION},
    )


def on(url: str, database: str) -> str:
    """Give `url` with another database name."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


async def _fresh(server: embedded.EmbeddedPostgres, deliveries: list[Delivery]) -> Report:
    return await ingest(await _empty(server), deliveries)


async def _empty(server: embedded.EmbeddedPostgres) -> Database:
    connection = await asyncpg.connect(server.url)
    await connection.execute("DROP DATABASE IF EXISTS bench_ingest WITH (FORCE)")
    await connection.execute("CREATE DATABASE bench_ingest")
    await connection.execute("CHECKPOINT")
    await connection.close()
    database = connect(on(server.url, "bench_ingest"))
    async with database.engine.begin() as opened:
        await opened.run_sync(upgrade)
    await database.close()
    return database


def _slugger(server: embedded.EmbeddedPostgres, deliveries: list[Delivery]) -> float:
    """Run the program as a user does; it says itself how long it loaded, from the first file to the last."""
    database = asyncio.run(_empty(server))
    command = [sys.executable, "-c", "from slugger.gateway.program import main; main()"]
    ended = subprocess.run(
        [*command, "ingest", "--json", *(str(delivery.path) for delivery in deliveries)],
        env={**os.environ, "SLUGGER_DATABASE_URL": database.url},
        check=True,
        capture_output=True,
    )
    report = json.loads(ended.stdout)
    return float(report["rows"] / report["seconds"])


def _create() -> str:
    columns = ", ".join(f'"{c.headers[0]}" {_TYPES.get(c.kind, "text")}' for c in PITCH_LAYOUT.columns)
    return f"DROP TABLE IF EXISTS raw; CREATE TABLE raw ({columns});"


def _copy(delivery: Delivery) -> str:
    with delivery.path.open(newline="") as file:
        header = ", ".join(f'"{cell}"' for cell in next(csv.reader(file)))
    return f"\\copy raw ({header}) FROM '{delivery.path}' WITH (FORMAT csv, HEADER)"


def _psql(server: embedded.EmbeddedPostgres, create: str, scripts: Sequence[str], rows: int) -> float:
    """Run scripts, each in a session of its own, over a new table that nothing is counted for."""
    command = [str(embedded.binary("psql")), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", server.url]

    def run(*all_scripts: str) -> None:
        for script in all_scripts:
            subprocess.run(command, input=script.encode(), check=True, capture_output=True)

    run(create)
    return rate(rows, lambda: run(*scripts))

"""How fast `slugger serve` answers six questions, against a hand-written endpoint and other ways to serve GraphQL."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from uuid import UUID

import asyncpg
import orjson

from bench import load, node
from bench.comparison import Entry, Field, compared
from bench.contestant import running
from bench.ingest import on
from bench.lineup import LINEUP, POSTGRAPHILE, REFERENCE
from bench.question import QUESTIONS, Facts, Question
from bench.statements import count_sql
from bench.table import print_table, rounds
from slugger.jobs.trackman.delivery import find
from slugger.jobs.trackman.ingest import ingest
from slugger.models import embedded
from slugger.models.engine import connect
from slugger.models.migration import upgrade

CONCURRENCY = 16
SECONDS, WARM_UP_SECONDS = 3.0, 1.0
"""How long one contestant is asked one question in one round."""
DATABASE = "bench_query"

_RATIOS = {"of hand-written": LINEUP[REFERENCE].name, "of PostGraphile": LINEUP[POSTGRAPHILE].name}
_LEGEND = """
client: share of one processor that the load generator takes. SQL: statements that read + those for the session, of the
first page where there are more. p50, p95: of one request, which is one page of a walk; a walk counts by its pages.
Each contestant is one process with the same pool size; before it was measured, its answer was found to say what the
hand-written endpoint's says. Nothing is compressed, and connections are kept. Rivals give the texts of the tables where
SLUGGER and the hand-written endpoint give enums, and the two texts that the one pitch type follows from; their mapped
classes have the columns of the questions and no others. PostGraphile's groups name pitchers by id, so that it is asked
for all names beside them. Strawchemy has no cursors and pages by offset. Aggregates are kept as long as the data stand,
by their version; one that keeps nothing still sends a statement once for all who ask it at the same time."""


def measure(
    server: embedded.EmbeddedPostgres,
    folder: Path,
    number: int,
    questions: Sequence[str] = tuple(QUESTIONS),
    contestants: Sequence[str] = tuple(LINEUP),
) -> None:
    """Load the season below `folder`, then print a table a question; `number` rounds each."""
    commands = {name: LINEUP[name].command() for name in LINEUP if name in {*contestants, REFERENCE}}
    facts = asyncio.run(prepare(server.url, folder))
    with started(commands, on(server.url, DATABASE)) as ports:
        for name in questions:
            question = QUESTIONS[name]
            field = compared(question, ports, facts)
            for entry in field.entries.values():
                entry.sample(CONCURRENCY, WARM_UP_SECONDS)
                entry.outcomes.clear()
            _print(server, question, field, number)
    print(_LEGEND)
    print(f"{'; '.join(versions(commands))}.")


@contextmanager
def started(commands: Mapping[str, tuple[str, ...]], url: str) -> Iterator[dict[str, int]]:
    """Run every server over the database at `url`; gives their ports."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(running(command, database_url=url)) for name, command in commands.items()}


async def prepare(url: str, folder: Path) -> Facts:
    """Make the database of the season below `folder`, and give a player who is in it and the latest season."""
    connection = await asyncpg.connect(url)
    await connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    await connection.execute(f"CREATE DATABASE {DATABASE}")
    await connection.close()
    database = connect(on(url, DATABASE))
    async with database.engine.begin() as opened:
        await opened.run_sync(upgrade)
    await database.close()
    await ingest(database, find([folder]))
    connection = await asyncpg.connect(database.url)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    player: UUID = await connection.fetchval("SELECT player_id FROM league.player ORDER BY name_key LIMIT 1")
    season: int = await connection.fetchval("SELECT extract(year FROM max(date))::int FROM league.game")
    await connection.close()
    return Facts(player, season)


def medians(outcomes: Sequence[load.Outcome]) -> dict[str, str]:
    """Give latencies and the generator's share of a processor as columns: medians over the rounds."""
    shown: dict[str, Callable[[load.Outcome], float]] = {
        "p50 ms": lambda outcome: outcome.p50,
        "p95 ms": lambda outcome: outcome.p95,
        "client": lambda outcome: outcome.busy,
    }
    found = {name: median(map(figure, outcomes)) for name, figure in shown.items()}
    return {name: f"{value:,.{2 if name == 'client' else 1}f}" for name, value in found.items()}


def versions(contestants: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Tell what the rivals are, each with its version."""
    told = [f"Strawberry {version('strawberry-graphql')}", f"Strawchemy {version('strawchemy')}"]
    if POSTGRAPHILE in contestants:
        packages = orjson.loads((node.FOLDER / "package.json").read_bytes())["dependencies"]
        told += [f"{name.rpartition('/')[2]} {number}" for name, number in packages.items()]
    return told


def _print(server: embedded.EmbeddedPostgres, question: Question, field: Field, number: int) -> None:
    sql = count_sql(server, {name: (entry.port, entry.requests[0]) for name, entry in field.entries.items()})
    samples = {entry.contestant.name: partial(entry.sample, CONCURRENCY, SECONDS) for entry in field.entries.values()}
    figures = rounds(samples, number)
    columns = {entry.contestant.name: _columns(entry, sql[name]) for name, entry in field.entries.items()}
    title = f"{question.name}: {question.title.format(rows=f'{field.rows:,}')}, {CONCURRENCY} connections"
    notes = {LINEUP[name].name: reason for name, reason in field.reasons.items()}
    print_table(title, "answers/s", figures, _RATIOS, columns=columns, notes=notes)


def _columns(entry: Entry, sql: str) -> dict[str, str]:
    return medians(entry.outcomes) | {"SQL": sql, "bytes": f"{entry.length:,}"}

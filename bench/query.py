"""How fast `slugger serve` answers three queries, against a hand-written endpoint that gives the same JSON."""

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from uuid import UUID

import asyncpg
import orjson

from bench import load
from bench.contestant import HANDWRITTEN, SLUGGER, ContestantError, Request, ask, running
from bench.ingest import on
from bench.table import print_table, rounds
from slugger.jobs.trackman.delivery import find
from slugger.jobs.trackman.ingest import ingest
from slugger.models import embedded
from slugger.models.engine import connect
from slugger.models.migration import upgrade

RIVAL, OURS = "hand-written endpoint", "slugger serve"
CONCURRENCY = 16
SECONDS, WARM_UP_SECONDS = 3.0, 1.0
"""How long one contestant is asked one query in one round."""

_LEGEND = """
client: share of one processor that the load generator takes. SQL: statements that read + those for the session.
Both contestants run one process with the same HTTP server and pool size; answers are equal and not compressed."""
_LOGGED = re.compile(r"LOG:  (?:execute \S+|statement):(.*)")
_OUR_OWN = ("ALTER SYSTEM", "SELECT pg_reload_conf")
_SESSION = "SELECT pg_advisory_unlock_all"

PITCHES = """
query Pitches($first: Int!) {
  pitches(first: $first) {
    nodes {
      pitchId gameDate thrownAt pitchNumber inning topOrBottom outs balls strikes pitchCall
      playResult pitchType pitcherThrows batterSide pitcherTeamCode batterTeamCode relSpeed spinRate spinAxis
      inducedVertBreak horzBreak vertApprAngle extension relHeight relSide plateLocHeight plateLocSide
      exitSpeed angle distance
    }
  }
}
"""
GAMES = """
query Games($first: Int!, $pitches: Int!) {
  games(first: $first) {
    nodes {
      gameId date
      homeTeam { teamId name }
      visitingTeam { teamId name }
      ballpark { ballparkId name city }
      pitches(first: $pitches) {
        nodes {
          pitchId pitchNumber inning topOrBottom balls strikes pitchCall relSpeed spinRate exitSpeed
          pitcher { name }
        }
      }
    }
  }
}
"""
PLAYER = """
query Player($id: ID!) {
  player(id: $id) { playerId name throws bats isPitcher isHitter team { teamId name division } }
}
"""


@dataclass(frozen=True)
class Question:
    """What is asked: a query with its variables, and the path of the rival that answers the same."""

    title: str
    query: str
    variables: Mapping[str, object]
    path: str

    def requests(self) -> dict[str, Request]:
        """Give the request to each contestant."""
        body = json.dumps({"query": self.query, "variables": self.variables})
        return {RIVAL: Request("GET", self.path), OURS: Request("POST", "/graphql", body)}


@dataclass
class Answers:
    """What one contestant did with one question: the bytes of its answer, its SQL, and every round's outcome."""

    length: int
    sql: str = ""
    outcomes: list[load.Outcome] = field(default_factory=list)

    def columns(self) -> dict[str, str]:
        """Give the columns beside the throughput."""
        return medians(self.outcomes) | {"SQL": self.sql, "bytes": f"{self.length:,}"}


def medians(outcomes: Sequence[load.Outcome]) -> dict[str, str]:
    """Give latencies and the generator's share of a processor as columns: medians over the rounds."""
    shown: dict[str, Callable[[load.Outcome], float]] = {
        "p50 ms": lambda outcome: outcome.p50,
        "p95 ms": lambda outcome: outcome.p95,
        "client": lambda outcome: outcome.busy,
    }
    found = {name: median(map(figure, outcomes)) for name, figure in shown.items()}
    return {name: f"{value:,.{2 if name == 'client' else 1}f}" for name, value in found.items()}


def questions(player: UUID) -> list[Question]:
    """Give the three questions."""
    return [
        Question("Q1: 1000 pitches, 30 fields", PITCHES, {"first": 1000}, "/pitches?first=1000"),
        Question(
            "Q2: 20 games with clubs, ballpark and 50 pitches of 10 fields with the pitcher's name",
            GAMES,
            {"first": 20, "pitches": 50},
            "/games?first=20&pitches=50",
        ),
        Question("Q3: one player by id with the club", PLAYER, {"id": str(player)}, f"/players/{player}"),
    ]


def measure(server: embedded.EmbeddedPostgres, folder: Path, number: int) -> None:
    """Load the season below `folder`, then print a table a question; `number` rounds each."""
    url = on(server.url, "bench_query")
    asked = questions(asyncio.run(prepare(server.url, folder)))
    with ExitStack() as stack:
        ports = {
            name: stack.enter_context(running(command, database_url=url))
            for name, command in ((RIVAL, HANDWRITTEN), (OURS, SLUGGER))
        }
        for question in asked:
            answers = compare(question, ports)
            for name, port in ports.items():
                _sample(question, name, port, answers[name], WARM_UP_SECONDS)
                answers[name].outcomes.clear()
                answers[name].sql = count_sql(server, port, question.requests()[name])
            _print(question, ports, answers, number)
    print(_LEGEND)


async def prepare(url: str, folder: Path) -> UUID:
    """Make the database `bench_query` of the season below `folder`, and give a player who is in it."""
    connection = await asyncpg.connect(url)
    await connection.execute("DROP DATABASE IF EXISTS bench_query WITH (FORCE)")
    await connection.execute("CREATE DATABASE bench_query")
    await connection.close()
    database = connect(on(url, "bench_query"))
    async with database.engine.begin() as opened:
        await opened.run_sync(upgrade)
    await database.close()
    await ingest(database, find([folder]))
    connection = await asyncpg.connect(database.url)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    player: UUID = await connection.fetchval("SELECT player_id FROM league.player ORDER BY name_key LIMIT 1")
    await connection.close()
    return player


def compare(question: Question, ports: Mapping[str, int]) -> dict[str, Answers]:
    """Ask every contestant once; raises ContestantError unless all give the same data without errors."""
    bodies = {name: ask(ports[name], request) for name, request in question.requests().items()}
    ours, rival = orjson.loads(bodies[OURS]), orjson.loads(bodies[RIVAL])
    if "errors" in ours or ours != rival:
        raise ContestantError(f"The contestants answer differently to {question.title}.")
    return {name: Answers(len(body)) for name, body in bodies.items()}


def count_sql(server: embedded.EmbeddedPostgres, port: int, request: Request) -> str:
    """Count the statements of one answer: those that read, plus those for the session, such as BEGIN and resets.

    Empty ones, which some pools send to see whether a connection lives, are not logged and so not counted.
    """
    log = server.data_dir / "postgres" / "log"
    asyncio.run(_log_statements(server.url, "all"))
    before = log.stat().st_size
    try:
        ask(port, request)
    finally:
        asyncio.run(_log_statements(server.url, "none"))
    entries = log.read_bytes()[before:].decode(errors="replace").replace("\n\t", " ").splitlines()
    found = [match[1].strip() for entry in entries if (match := _LOGGED.search(entry))]
    said = [text for text in found if not text.startswith(_OUR_OWN)]
    reading = sum(text.startswith("SELECT") and not text.startswith(_SESSION) for text in said)
    return f"{reading}+{len(said) - reading}"


async def _log_statements(url: str, which: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(f"ALTER SYSTEM SET log_statement = '{which}'")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()
    time.sleep(0.3)  # noqa: ASYNC251  the only task; the signal reaches the other sessions meanwhile


def _sample(question: Question, name: str, port: int, answers: Answers, seconds: float) -> float:
    call = load.Call(question.requests()[name].raw(port), answers.length)
    job = load.Job(port, [call], CONCURRENCY, seconds)
    outcome = load.run(job)
    if outcome.wrong:
        raise ContestantError(f"{outcome.wrong} of {outcome.answers} answers of the {name} were wrong.")
    answers.outcomes.append(outcome)
    return outcome.rate


def _print(question: Question, ports: Mapping[str, int], answers: Mapping[str, Answers], number: int) -> None:
    contestants = {name: partial(_sample, question, name, ports[name], answers[name], SECONDS) for name in ports}
    figures = rounds(contestants, number)
    columns = {name: done.columns() for name, done in answers.items()}
    print_table(f"{question.title}, {CONCURRENCY} connections", "answers/s", figures, RIVAL, columns)

"""How `slugger serve` answers indexed questions on ten times the pitches, against the same on one season."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

import asyncpg
import orjson

from bench import load
from bench.contestant import SLUGGER, ContestantError, Request, ask, running
from bench.growth import grow
from bench.ingest import on
from bench.query import CONCURRENCY, DATABASE, SECONDS, WARM_UP_SECONDS, prepare
from bench.question import PAGE
from bench.rival import text
from bench.table import print_table, rounds
from slugger.models import embedded

GROWN = "bench_scale"
BEFORE_THE_END = 2
"""How many pages before the end the deep page begins."""


@dataclass
class Asked:
    """A request to one of the two servers, and every round's outcome."""

    port: int
    call: load.Call
    outcomes: list[load.Outcome] = field(default_factory=list)

    def sample(self, seconds: float) -> float:
        """Give the 95th percentile of the latency in ms; raises ContestantError when an answer is wrong."""
        outcome = load.run(load.Job(self.port, [self.call], CONCURRENCY, seconds))
        if outcome.wrong:
            raise ContestantError(f"{outcome.wrong} of {outcome.answers} answers were wrong.")
        self.outcomes.append(outcome)
        return outcome.p95


def measure(server: embedded.EmbeddedPostgres, folder: Path, number: int) -> None:
    """Load the season below `folder`, grow it, then print a table a question; `number` rounds each."""
    facts = asyncio.run(prepare(server.url, folder))
    asyncio.run(grow(server.url, DATABASE, GROWN))
    names = (DATABASE, GROWN)
    sizes = {name: asyncio.run(count(on(server.url, name))) for name in names}
    pitcher = asyncio.run(busiest(on(server.url, DATABASE)))
    with ExitStack() as stack:
        ports = {name: stack.enter_context(running(SLUGGER, database_url=on(server.url, name))) for name in names}
        asked = {name: requests(port, str(facts.player), pitcher) for name, port in ports.items()}
        for title in asked[DATABASE]:
            by_size = {f"{sizes[name]:,} pitches": _asked(ports[name], asked[name][title]) for name in names}
            _print(title, by_size, number)


async def count(url: str) -> int:
    """Give the number of pitches."""
    connection = await asyncpg.connect(url)
    pitches: int = await connection.fetchval("SELECT count(*) FROM league.pitch")
    await connection.close()
    return pitches


async def busiest(url: str) -> str:
    """Give the pitcher of the most pitches."""
    connection = await asyncpg.connect(url)
    pitcher = await connection.fetchval(
        "SELECT pitcher_id FROM league.pitch WHERE pitcher_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    await connection.close()
    return str(pitcher)


def requests(port: int, player: str, pitcher: str) -> dict[str, Request]:
    """Give the requests by what they ask for, the deep page of the server at `port` among them."""
    deep = {"first": PAGE, "after": before_the_end(port)}
    return {
        "Q1: 1000 pitches of 30 fields": _request("Q1", {"first": 1000}),
        "Q2: 20 games with clubs, ballpark and 50 pitches": _request("Q2", {"first": 20, "pitches": 50}),
        "Q3: one player by id with the club": _request("Q3", {"id": player}),
        "100 pitches of one pitcher": _request("pitcher", {"id": pitcher, "first": 100}),
        "the page of 1000 pitches before the last": _request("Q5", deep),
    }


def before_the_end(port: int) -> str | None:
    """Give the cursor that BEFORE_THE_END pages follow, found from the end."""
    cursor = None
    for _ in range(BEFORE_THE_END):
        answer = orjson.loads(ask(port, _request("end", {"last": PAGE, "before": cursor})).body)
        cursor = answer["data"]["pitches"]["pageInfo"]["startCursor"]
    return cursor


def _request(query: str, variables: Mapping[str, object]) -> Request:
    return Request("POST", "/graphql", json.dumps({"query": text(f"slugger/{query}.graphql"), "variables": variables}))


def _asked(port: int, request: Request) -> Asked:
    body = ask(port, request).body
    if "errors" in orjson.loads(body):
        raise ContestantError(f"slugger serve answers an error: {body[:300]!r}")
    return Asked(port, load.Call(request.raw(port), len(body)))


def _print(title: str, by_size: Mapping[str, Asked], number: int) -> None:
    for asked in by_size.values():
        asked.sample(WARM_UP_SECONDS)
        asked.outcomes.clear()
    figures = rounds({name: partial(asked.sample, SECONDS) for name, asked in by_size.items()}, number)
    columns = {
        name: {
            "p50 ms": f"{median(outcome.p50 for outcome in asked.outcomes):,.1f}",
            "answers/s": f"{median(outcome.rate for outcome in asked.outcomes):,.1f}",
        }
        for name, asked in by_size.items()
    }
    base = next(iter(by_size))
    print_table(f"{title}, {CONCURRENCY} connections", "p95 in ms", figures, {"ratio": base}, columns=columns)

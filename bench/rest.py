"""How fast `slugger serve` answers the legacy REST requests, against the legacy way and PostgreSQL's own JSON."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

import asyncpg
import orjson

from bench import load
from bench.contestant import BARE, LEGACY, SLUGGER, ContestantError, Request, ask, running
from bench.ingest import on
from bench.legacy import SCHEMA
from bench.query import CONCURRENCY, DATABASE, SECONDS, WARM_UP_SECONDS, medians, prepare
from bench.table import print_table, rounds
from slugger.models import embedded

OLD, JSON = "the legacy way", "PostgreSQL's own JSON"
KEPT, COUNTED, UNKEPT = "slugger serve", "slugger serve, no page kept", "slugger serve, nothing kept"
RIVALS = {OLD: LEGACY, JSON: BARE}
OURS = {KEPT: {}, COUNTED: {"rest_cache_bytes": "1000000"}, UNKEPT: {"rest_cache_bytes": "0"}}
"""SLUGGER by what it keeps: what fits by default; how many pitches each day has, but no page of them; nothing."""

PAGE = 1000
PAGES = 48
"""How many pages of pitches are asked in turn; they take more than is kept by default, the latest 16 aside."""
OLD_PAGES = 8
"""With how many of them the legacy way does, which is too slow for more in the time that it has."""
DEEP = 150

_LEGEND = """
client: share of one processor that the load generator takes. of own JSON: ratio to PostgreSQL's own JSON.
Each contestant is one process with the same HTTP server; answers are equal and not compressed.
Pages in turn: each is another than the 16 before, so that no two connections share one answer."""


@dataclass
class Contestant:
    """A server with the calls that it gets in turn, and every round's outcome."""

    name: str
    port: int
    calls: list[load.Call]
    outcomes: list[load.Outcome] = field(default_factory=list)

    def sample(self, concurrency: int, seconds: float) -> float:
        """Give answers per second; raises ContestantError when one is wrong."""
        outcome = load.run(load.Job(self.port, self.calls, concurrency, seconds))
        if outcome.wrong:
            raise ContestantError(f"{outcome.wrong} of {outcome.answers} answers of {self.name} were wrong.")
        self.outcomes.append(outcome)
        return outcome.rate


def measure(server: embedded.EmbeddedPostgres, folder: Path, number: int) -> None:
    """Load the season below `folder`, then print a table a question; `number` rounds each."""
    asyncio.run(prepare(server.url, folder))
    url = on(server.url, DATABASE)
    asyncio.run(keep_as_tables(url))
    with contestants(url) as ports:
        pages = spread(count_pages(ports[KEPT]))
        _measure_pitches(ports, pages, number)
        _measure_players(ports, number)
        _measure_depth(ports, max(pages), number)
        _measure_unchanged(ports, number)
    print(_LEGEND)


async def keep_as_tables(url: str) -> None:
    """Copy what the legacy way reads into tables as it had them, without keys; the views over ours are slower."""
    connection = await asyncpg.connect(url)
    await connection.execute(f"CREATE SCHEMA {SCHEMA}")
    for name in ("pitch", "player", "team"):
        await connection.execute(f"CREATE TABLE {SCHEMA}.{name} AS TABLE public.{name}")
        await connection.execute(f"VACUUM ANALYZE {SCHEMA}.{name}")
    await connection.close()


@contextmanager
def contestants(url: str) -> Iterator[dict[str, int]]:
    """Run every server over the database at `url`; gives their ports."""
    with ExitStack() as stack:
        rivals = {name: stack.enter_context(running(command, database_url=url)) for name, command in RIVALS.items()}
        ours = {
            name: stack.enter_context(running(SLUGGER, database_url=url, api_keys="optional", **kept))
            for name, kept in OURS.items()
        }
        yield rivals | ours


def count_pages(port: int) -> int:
    """Give the number of full pages of pitches up to DEEP, at least 1."""
    answer = ask(port, Request("GET", "/ALPBAPI/pitches?limit=1"))
    total: int = orjson.loads(answer.body)["meta"]["total_count"]
    return max(1, min(DEEP, total // PAGE))


def spread(last: int) -> list[int]:
    """Give PAGES pages or fewer, the first one first, of which every few that follow each other lie far apart."""
    number = min(PAGES, last)
    pages = [1 + round(at * (last - 1) / max(1, number - 1)) for at in range(number)]
    return [page for start in range(5) for page in pages[start::5]]


def pitches(page: int) -> Request:
    """Give the request of a page of pitches."""
    return Request("GET", f"/ALPBAPI/pitches?limit={PAGE}&page={page}")


def players() -> list[Request]:
    """Give requests of pages of about 100 players, all different."""
    return [
        Request("GET", f"/ALPBAPI/players?limit={limit}&page={page}") for limit in range(100, 88, -1) for page in (1, 2)
    ]


def compared(ports: Mapping[str, int], requests: Sequence[Request]) -> dict[str, Contestant]:
    """Ask every server every request once; raises ContestantError unless all list the same rows."""
    found = {name: Contestant(name, port, []) for name, port in ports.items()}
    for at, request in enumerate(requests):
        asked = {name: port for name, port in ports.items() if name != OLD or at < OLD_PAGES}
        bodies = {name: ask(port, request).body for name, port in asked.items()}
        rows = listed(bodies[JSON])
        for name, body in bodies.items():
            if listed(body) != rows:
                raise ContestantError(f"{name} answers {request.path} otherwise than {JSON}.")
            found[name].calls.append(load.Call(request.raw(ports[name]), len(body)))
    return found


def listed(body: bytes) -> Any:  # noqa: ANN401  rows of every kind
    """Give the rows of an answer."""
    return orjson.loads(body)["data"]


def _measure_pitches(ports: Mapping[str, int], pages: Sequence[int], number: int) -> None:
    found = compared(ports, [pitches(page) for page in pages])
    one_page = Contestant(KEPT, ports[KEPT], found[KEPT].calls[:1])
    shown = [
        found[OLD],
        found[JSON],
        one_page,
        Contestant(f"{KEPT}, {len(pages)} pages", ports[KEPT], found[KEPT].calls),
        found[COUNTED],
        found[UNKEPT],
    ]
    title = f"/pitches?limit={PAGE}, {len(pages)} pages in turn, {CONCURRENCY} connections; {KEPT}: the first alone"
    _print(title, shown, OLD, number)


def _measure_players(ports: Mapping[str, int], number: int) -> None:
    found = compared({name: port for name, port in ports.items() if name != COUNTED}, players())
    title = f"/players?limit=100 and a few less, 2 pages in turn, {CONCURRENCY} connections"
    _print(title, list(found.values()), OLD, number)


def _measure_depth(ports: Mapping[str, int], deep: int, number: int) -> None:
    shown = []
    for name in (COUNTED, UNKEPT, JSON):
        for page in (1, deep):
            call = load.Call(pitches(page).raw(ports[name]), len(ask(ports[name], pitches(page)).body))
            shown.append(Contestant(f"{name}, page {page}", ports[name], [call]))
    _print(f"/pitches?limit={PAGE}, 1 connection", shown, shown[0].name, number, concurrency=1)


def _measure_unchanged(ports: Mapping[str, int], number: int) -> None:
    asked, shown = pitches(1), []
    for name in (KEPT, UNKEPT):
        answer = ask(ports[name], asked)
        known = Request(asked.method, asked.path, tag=answer.tag)
        shown.append(Contestant(f"{name}, 200", ports[name], [load.Call(asked.raw(ports[name]), len(answer.body))]))
        unchanged = load.Call(known.raw(ports[name]), 0, HTTPStatus.NOT_MODIFIED)
        shown.append(Contestant(f"{name}, 304", ports[name], [unchanged]))
    _print(f"/pitches?limit={PAGE}, one page, {CONCURRENCY} connections", shown, shown[0].name, number)


def _print(
    title: str, shown: Sequence[Contestant], against: str, number: int, *, concurrency: int = CONCURRENCY
) -> None:
    for contestant in shown:
        contestant.sample(concurrency, WARM_UP_SECONDS)
        contestant.outcomes.clear()
    figures = rounds({one.name: partial(one.sample, concurrency, SECONDS) for one in shown}, number)
    columns = {one.name: medians(one.outcomes) | {"bytes": f"{one.calls[0].length:,}"} for one in shown}
    ratios = {"ratio": against} | ({"of own JSON": JSON} if JSON in figures else {})
    print_table(title, "answers/s", figures, ratios, columns=columns)

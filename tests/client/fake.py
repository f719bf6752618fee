"""A small SLUGGER in memory: the league's own schema over invented rows, with exports, and faults on demand."""

import io
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from typing import Any, TypeAlias, cast

import pyarrow.parquet as pq
import uvicorn
from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLObjectType,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    parse,
    validate,
)
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from slugger.tests.client.exporting import exported, selected

SDL = Path(__file__).parents[2] / "schema" / "schema.graphql"
MAX_ROWS = 1000
Fault: TypeAlias = Callable[[Response], Response]
"""What becomes of an answer."""


SCHEMA = build_schema(SDL.read_text())


def refused(status: int, **headers: str) -> Fault:
    return lambda _: Response("not now", status, {name.replace("_", "-"): value for name, value in headers.items()})


def dropped(answer: Response) -> Response:
    """Close the connection after half of the bytes that were promised."""

    def half() -> Iterator[bytes]:
        yield bytes(answer.body)[: len(answer.body) // 2]
        raise ConnectionAbortedError

    return StreamingResponse(half(), headers={"content-length": str(len(answer.body))})


def truncated(answer: Response) -> Response:
    """Give a whole answer of half a file."""
    return Response(bytes(answer.body)[: len(answer.body) // 2], media_type=answer.media_type)


def replaced(body: bytes, media_type: str, status: int = 200) -> Fault:
    return lambda _: Response(body, status, media_type=media_type)


@dataclass
class FakeLeague:
    """Games and pitches in memory, and what was asked of them."""

    games: list[dict[str, Any]] = field(default_factory=list)
    pitches: list[dict[str, Any]] = field(default_factory=list)
    exports: bool = True
    largest_page: int = MAX_ROWS
    stated: dict[str, str] = field(default_factory=dict)
    pauses: dict[str, float] = field(default_factory=dict)
    faults: dict[str, deque[Fault]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any], Mapping[str, str]]] = field(default_factory=list)
    busy: int = 0
    busiest: int = 0
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def play(self, day: str, *games: int, verified: bool = True) -> None:
        """Add games of so many pitches."""
        for session, pitches in enumerate(games, 1):
            game = {
                "date": day,
                "trackmanGameId": f"{day.replace('-', '')}-YorkPark-{session}",
                "verified": verified,
                "pitchCount": pitches,
            }
            self.games.append(game)
            self.pitches += [pitch(game, number) for number in range(1, pitches + 1)]

    def fail(self, path: str, *faults: Fault) -> None:
        """Let the next answers on `path` go wrong, one after the other."""
        self.faults.setdefault(path, deque()).extend(faults)

    def days_asked(self, path: str = "/export") -> list[str]:
        """Days whose pitches were asked for, as often as they were."""
        return [
            variables["filter"]["gameDate"]["eq"]
            for where, variables, _ in self.asked
            if where == path and "gameDate" in variables.get("filter", {})
        ]

    def count(self, path: str) -> int:
        return Counter(where for where, _, _ in self.asked)[path]

    def app(self) -> Starlette:
        routes = [Route("/graphql", self._answer(self._graphql), methods=["POST"])]
        routes += [Route("/export", self._answer(self._export), methods=["POST"])] if self.exports else []
        return Starlette(routes=routes)

    def _answer(self, answer: Callable[[dict[str, Any]], Response]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            body = await request.json()
            return await run_in_threadpool(self._one, request, body, answer)

        return endpoint

    def _one(self, request: Request, body: dict[str, Any], answer: Callable[[dict[str, Any]], Response]) -> Response:
        path, variables = request.url.path, body.get("variables") or {}
        with self.lock:
            self.asked.append((path, variables, dict(request.headers)))
            self.busy += 1
            self.busiest = max(self.busy, self.busiest)
            fault = self.faults[path].popleft() if self.faults.get(path) else None
        try:
            sleep(self.pauses.get(str(variables.get("filter", {}).get("gameDate", {}).get("eq")), 0))
            given = answer(body)
            return fault(given) if fault else given
        finally:
            with self.lock:
                self.busy -= 1

    def _run(self, body: dict[str, Any], limit: int | None) -> dict[str, Any]:
        try:
            document = parse(body["query"])
        except GraphQLError as error:
            return {"errors": [coded(error, "GRAPHQL_PARSE_FAILED")]}
        errors = validate(SCHEMA, document)
        if errors:
            return {"errors": [coded(error, "GRAPHQL_VALIDATION_FAILED") for error in errors]}
        root = {name: self._list(rows, limit) for name, rows in (("pitches", self.pitches), ("games", self.games))}
        result = execute_sync(
            SCHEMA, document, root, variable_values=body.get("variables"), operation_name=body.get("operationName")
        )
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [coded(error, "BAD_USER_INPUT") for error in result.errors]
        return answer

    def _list(self, rows: list[dict[str, Any]], limit: int | None) -> Callable[..., dict[str, Any]]:
        def resolve(_: object, first: int | None = None, after: str | None = None, **asked: Any) -> dict[str, Any]:
            if limit is not None and first is not None and first > limit:
                raise GraphQLError(f"first is {first}", extensions={"code": "QUERY_TOO_LARGE"})
            found = [row for row in rows if matches(row, asked.get("filter") or {})]
            begin = int(after or 0)
            end = len(found) if first is None and limit is None else begin + (50 if first is None else first)
            info = {"hasNextPage": end < len(found), "endCursor": str(end)}
            return {"nodes": found[begin:end], "pageInfo": info, "totalCount": len(found)}

        return resolve

    def _graphql(self, body: dict[str, Any]) -> Response:
        return JSONResponse(self._run(body, self.largest_page))

    def _export(self, body: dict[str, Any]) -> Response:
        answer = self._run(body, None)
        if "errors" in answer:
            return JSONResponse(answer, 400)
        document = parse(body["query"])
        operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
        (root,) = [node for node in operation.selection_set.selections if isinstance(node, FieldNode)]
        (nodes,) = [node for node in selected(root) if node.name.value == "nodes"]
        kind = SCHEMA.type_map["Pitch" if root.name.value == "pitches" else "Game"]
        table = exported(answer["data"][root.name.value]["nodes"], nodes, cast("GraphQLObjectType", kind))
        table = table.replace_schema_metadata(self.stated)
        sink = io.BytesIO()
        pq.write_table(table, sink)
        return Response(sink.getvalue(), media_type="application/vnd.apache.parquet")


def coded(error: GraphQLError, code: str) -> dict[str, Any]:
    return {**error.formatted, "extensions": {"code": code, **(error.extensions or {})}}


def matches(row: dict[str, Any], asked: Mapping[str, Any]) -> bool:
    """Tell a row for which all holds that is asked."""
    tests: dict[str, Callable[[Any, Any], bool]] = {
        "eq": lambda value, given: value == given,
        "in": lambda value, given: value in given,
        "between": lambda value, given: given[0] <= value <= given[1],
        "gte": lambda value, given: value is not None and value >= given,
    }
    return all(tests[test](row[name], given) for name, condition in asked.items() for test, given in condition.items())


def pitch(game: dict[str, Any], number: int) -> dict[str, Any]:
    """A pitch whose values follow from its number; some are not measured."""
    day, seen = game["date"], number % 7 != 0
    return {
        "gameDate": day,
        "game": game,
        "pitchNumber": number,
        "pitchUid": f"{day}-{number:05}",
        "inning": 1 + number // 40,
        "topOrBottom": "TOP" if number % 40 < 20 else "BOTTOM",
        "outs": number % 3,
        "balls": number % 4,
        "strikes": number % 3,
        "pitchOfPa": 1,
        "pitcher": {"playerId": "p1", "name": "Núñez, José"} if number % 11 else None,
        "pitcherThrows": "LEFT",
        "pitcherTeamCode": "YOR",
        "batter": {"playerId": "b1", "name": "O'Hara, “Dot”"},
        "batterSide": "RIGHT",
        "batterTeamCode": "LAN",
        "pitchType": "SLIDER" if number % 2 else "FOUR_SEAM",
        "relSpeed": 80 + number % 15 + (0.25 if number % 2 else 0) if seen else None,
        "spinRate": 2200 if seen else None,
        "localDateTime": f"{day}T19:{number % 60:02}:12.1230000-04:00",
        "thrownAt": f"{day}T23:{number % 60:02}:12.123000+00:00" if seen else None,
    }


@contextmanager
def running(league: FakeLeague) -> Iterator[FakeLeague]:
    """Serve a league on a free port."""
    server = uvicorn.Server(uvicorn.Config(league.app(), port=0, log_level="critical", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.005)
    league.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield league
    finally:
        server.should_exit = True
        thread.join()

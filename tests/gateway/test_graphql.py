"""GraphQL over HTTP: which bodies are requests, what the answers look like, what a client learns of a defect."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator, MutableMapping
from typing import Any

import httpx
import pytest
import strawberry
from graphql import GraphQLError
from starlette.applications import Starlette
from strawberry.extensions import SchemaExtension

from slugger.gateway.app import create_app
from slugger.gateway.context import ProcessContext
from slugger.gateway.settings import Settings
from slugger.models.engine import connect
from slugger.resolvers.context import Info

NEWER = "application/graphql-response+json"
contexts: list[object] = []


class BrokenExtension(SchemaExtension):
    def on_execute(self) -> Iterator[None]:
        if "brokenExtension" in (self.execution_context.query or ""):
            raise ValueError("secret-table does not exist")
        yield


@strawberry.type
class Query:
    @strawberry.field
    async def speed(self, info: Info, unit: int = 1) -> float:
        contexts.append(info.context)
        return 99.5 * unit

    @strawberry.field
    async def refused(self) -> str | None:
        raise GraphQLError("There is no such season.", extensions={"code": "BAD_USER_INPUT"})

    @strawberry.field
    async def broken(self) -> str | None:
        raise ValueError("secret-table does not exist")

    @strawberry.field
    async def broken_root(self) -> str:
        raise ValueError("secret-table does not exist")

    @strawberry.field
    async def slow(self) -> str:
        await asyncio.sleep(60)
        return "never"

    @strawberry.field
    async def long(self) -> str:
        return "pitch " * 1000


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def upgrade(self) -> bool:
        return True


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def innings(self) -> AsyncIterator[int]:
        for inning in (1, 2):
            yield inning
        raise ValueError("secret-table does not exist")


def make_app(**chosen: float) -> Starlette:
    """An application over the stand-in schema, without a database."""
    settings = Settings.model_validate({"request_bytes": 10_000} | chosen)
    app = create_app(settings, strawberry.Schema(Query, Mutation, Subscription, extensions=[BrokenExtension]))
    nowhere = connect("postgresql://nobody@127.0.0.1:1/nothing")
    app.state.process = ProcessContext(settings, nowhere, nowhere)
    return app


def client_of(app: Starlette) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://slugger")


@pytest.fixture(scope="module")
def app() -> Starlette:
    return make_app()


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


async def post(client: httpx.AsyncClient, query: str, accept: str = NEWER, **more: object) -> httpx.Response:
    return await client.post("/graphql", json={"query": query, **more}, headers={"accept": accept})


def chunked(*pieces: bytes) -> AsyncIterator[bytes]:
    async def send() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    return send()


JSON = "application/json"
REFUSED_BODIES: dict[str, tuple[str | None, bytes, int]] = {
    "null": (JSON, b"null", 400),
    "list": (JSON, b"[]", 400),
    "batch": (JSON, b'[{"query": "{ speed }"}]', 400),
    "number": (JSON, b"5", 400),
    "string": (JSON, b'"{ speed }"', 400),
    "true": (JSON, b"true", 400),
    "empty object": (JSON, b"{}", 400),
    "nothing": (JSON, b"", 400),
    "no JSON": (JSON, b"{query", 400),
    "NaN": (JSON, b'{"query": "{ speed }", "variables": {"a": NaN}}', 400),
    "not UTF-8": (JSON, b'{"query": "{ speed } # \xff"}', 400),
    "lone surrogate": (JSON, b'{"query": "\\ud800"}', 400),
    "deeply nested": (JSON, b"[" * 9_000, 400),
    "query is null": (JSON, b'{"query": null}', 400),
    "query is a number": (JSON, b'{"query": 1}', 400),
    "query is blank": (JSON, b'{"query": " "}', 400),
    "variables is a list": (JSON, b'{"query": "{ speed }", "variables": []}', 400),
    "variables is text": (JSON, b'{"query": "{ speed }", "variables": "{}"}', 400),
    "extensions is a number": (JSON, b'{"query": "{ speed }", "extensions": 0}', 400),
    "operationName is a number": (JSON, b'{"query": "{ speed }", "operationName": 1}', 400),
    "too large": (JSON, b'{"query": "{ speed }' + b" " * 10_000 + b'"}', 413),
    "text": ("text/plain", b'{"query": "{ speed }"}', 415),
    "form": ("application/x-www-form-urlencoded", b"query=%7Bspeed%7D", 415),
    "multipart": ("multipart/form-data; boundary=x", b"--x--", 415),
    "bare GraphQL": ("application/graphql", b"{ speed }", 415),
    "no content type": (None, b'{"query": "{ speed }"}', 415),
    "nonsense content type": (";;", b'{"query": "{ speed }"}', 415),
    "latin-1": ("application/json; charset=latin-1", b'{"query": "{ speed }"}', 415),
}


@pytest.mark.parametrize("accept", [NEWER, JSON])
@pytest.mark.parametrize("case", REFUSED_BODIES)
async def test_a_body_that_is_no_request_is_refused(client: httpx.AsyncClient, case: str, accept: str) -> None:
    content_type, body, status = REFUSED_BODIES[case]
    headers = {"accept": accept} | ({"content-type": content_type} if content_type else {})
    response = await client.post("/graphql", content=body, headers=headers)
    assert response.status_code == status, response.text
    assert response.json()["errors"][0]["message"]
    assert response.json()["errors"][0]["extensions"]["code"]
    assert "data" not in response.json()


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON;charset=UTF-8"]
)
async def test_a_body_of_json_in_utf8_is_read(client: httpx.AsyncClient, content_type: str) -> None:
    body = b'{"query": "query A($u: Int!) { speed(unit: $u) } # \xc3\xa9", "variables": {"u": 2}, "operationName": "A"}'
    response = await client.post("/graphql", content=body, headers={"content-type": content_type})
    assert response.json()["data"] == {"speed": 199.0}


async def test_a_chunked_body_is_counted_as_it_comes(client: httpx.AsyncClient) -> None:
    headers = {"content-type": JSON}
    small = await client.post("/graphql", content=chunked(b'{"query":', b' "{ speed }"}'), headers=headers)
    large = await client.post("/graphql", content=chunked(*[b" " * 1000] * 11), headers=headers)
    assert (small.status_code, large.status_code) == (200, 413)
    assert large.json()["errors"][0]["extensions"]["code"] == "CONTENT_TOO_LARGE"


async def test_get_answers_queries(client: httpx.AsyncClient) -> None:
    parameters = {
        "query": "query A($u: Int!) { speed(unit: $u) } query B { long }",
        "operationName": "A",
        "variables": '{"u": 3}',
    }
    response = await client.get("/graphql", params=parameters)
    assert response.json()["data"] == {"speed": 298.5}
    assert response.headers["cache-control"] == "no-store"


GETS = {
    "mutation": ({"query": "mutation { upgrade }"}, 405),
    "no query": ({"operationName": "A"}, 400),
    "variables no JSON": ({"query": "{ speed }", "variables": "{"}, 400),
    "variables a list": ({"query": "{ speed }", "variables": "[1]"}, 400),
    "unknown operation": ({"query": "query A { speed }", "operationName": "B"}, 400),
}


@pytest.mark.parametrize("case", GETS)
async def test_get_refuses(client: httpx.AsyncClient, case: str) -> None:
    parameters, status = GETS[case]
    response = await client.get("/graphql", params=parameters)
    assert response.status_code == status
    assert response.json()["errors"][0]["extensions"]["code"]


async def test_other_methods_are_refused_with_the_allowed_ones(client: httpx.AsyncClient) -> None:
    response = await client.put("/graphql", json={"query": "{ speed }"})
    assert response.status_code == 405
    assert {"GET", "POST"} <= set(response.headers["allow"].split(", "))


async def test_a_browser_at_the_endpoint_is_sent_to_the_playground(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql", headers={"accept": "text/html,*/*;q=0.8"})
    assert (response.status_code, response.headers["location"]) == (303, "playground")


ACCEPTS = {
    None: JSON,
    "*/*": JSON,
    "application/*": JSON,
    "application/json": JSON,
    "text/html,application/xhtml+xml,*/*;q=0.8": JSON,
    NEWER: NEWER,
    f"{NEWER}, {JSON};q=0.9": NEWER,
    f"{NEWER};q=0.5, {JSON};q=0.9": JSON,
    f"{JSON}, {NEWER}": NEWER,
    "text/html": None,
    f"{JSON};q=0": None,
    "image/png;q=x": None,
}


@pytest.mark.parametrize("accept", ACCEPTS)
async def test_the_media_type_is_what_the_client_prefers(client: httpx.AsyncClient, accept: str | None) -> None:
    headers = {} if accept is None else {"accept": accept}
    if accept is None:
        del client.headers["accept"]
    response = await client.post("/graphql", json={"query": "{ speed }"}, headers=headers)
    if expected := ACCEPTS[accept]:
        assert (response.status_code, response.headers["content-type"]) == (200, f"{expected}; charset=utf-8")
    else:
        assert response.status_code == 406


INVALID = {
    "too deep": ("{" + " a {" * 900, "QUERY_TOO_DEEP"),
    "not GraphQL": ("{ speed", "GRAPHQL_PARSE_FAILED"),
    "unknown field": ("{ seped }", "GRAPHQL_VALIDATION_FAILED"),
    "too many tokens": ("{" + " a" * 2_500 + "}", "QUERY_TOO_LARGE"),
    "missing variable": ("query A($u: Int!) { speed(unit: $u) }", "BAD_USER_INPUT"),
}


@pytest.mark.parametrize("case", INVALID)
async def test_an_operation_that_cannot_begin_is_a_client_error_on_the_newer_media_type(
    client: httpx.AsyncClient, case: str
) -> None:
    query, code = INVALID[case]
    for _ in range(2):  # the second time out of the cache
        newer, older = await post(client, query), await post(client, query, JSON)
        assert (newer.status_code, older.status_code) == (400, 200)
        assert newer.json() == older.json()
        assert "data" not in newer.json()
        assert newer.json()["errors"][0]["extensions"]["code"] == code


async def test_an_expected_error_keeps_its_message_and_code(client: httpx.AsyncClient) -> None:
    response = await post(client, "{ speed refused }")
    assert response.status_code == 200
    assert response.json()["data"] == {"speed": 99.5, "refused": None}
    assert response.json()["errors"][0]["message"] == "There is no such season."
    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize("query", ["{ broken }", "{ brokenRoot }", "query brokenExtension { speed }"])
async def test_a_defect_is_masked_and_logged_under_its_trace_id(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, query: str
) -> None:
    response = await post(client, query)
    (error,) = response.json()["errors"]
    assert "secret" not in response.text
    assert (error["message"], error["extensions"]["code"]) == ("Unexpected error", "INTERNAL_SERVER_ERROR")
    (record,) = [record for record in caplog.records if error["extensions"]["traceId"] in record.getMessage()]
    assert record.exc_info
    assert "secret-table" in str(record.exc_info[1])


async def test_a_mistake_of_a_client_is_not_logged(client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        await post(client, "{ seped }")
        await post(client, "{ refused }")
    assert not caplog.records


async def test_a_request_beyond_the_deadline_is_given_up() -> None:
    async with client_of(make_app(request_seconds=0.3)) as client:
        response = await post(client, "{ slow }")
    assert response.status_code == 503
    assert "0.3 seconds" in response.json()["errors"][0]["message"]


async def test_long_answers_are_compressed(client: httpx.AsyncClient) -> None:
    long, short = await post(client, "{ long }"), await post(client, "{ speed }")
    assert long.headers["content-encoding"] == "gzip"
    assert len(long.json()["data"]["long"]) == 6000
    assert "content-encoding" not in short.headers


async def test_subscriptions_come_as_server_sent_events(client: httpx.AsyncClient) -> None:
    response = await post(client, "subscription { innings }", "text/event-stream")
    assert response.headers["content-type"].startswith("text/event-stream")
    data = [json.loads(line[6:]) for line in response.text.splitlines() if line.startswith("data: {")]
    assert [frame.get("data") for frame in data[:2]] == [{"innings": 1}, {"innings": 2}]
    assert data[2]["errors"][0]["message"] == "Unexpected error"
    assert "secret" not in response.text


class WebSocket:
    """One connection to the application, driven by hand."""

    def __init__(self, app: Starlette, origin: str | None = None) -> None:
        self.to_app: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        self.from_app: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        headers = [(b"host", b"slugger"), *([(b"origin", origin.encode())] if origin else [])]
        scope = {"type": "websocket", "path": "/graphql", "headers": headers, "subprotocols": ["graphql-transport-ws"]}
        self.to_app.put_nowait({"type": "websocket.connect"})
        whole = scope | {"query_string": b"", "scheme": "ws", "server": ("slugger", 80), "root_path": ""}
        self.task = asyncio.ensure_future(app(whole, self.to_app.get, self.from_app.put))

    async def event(self) -> MutableMapping[str, Any]:
        return await asyncio.wait_for(self.from_app.get(), 5)

    async def ask(self, message: str) -> Any:
        await self.to_app.put({"type": "websocket.receive", "text": message})
        return await self.next()

    async def next(self) -> Any:
        event = await self.event()
        return json.loads(event["text"]) if event["type"] == "websocket.send" else event

    async def close(self) -> None:
        await self.to_app.put({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(self.task, 5)


@pytest.fixture
async def socket(app: Starlette) -> AsyncIterator[WebSocket]:
    socket = WebSocket(app)
    assert (await socket.event())["subprotocol"] == "graphql-transport-ws"
    yield socket
    await socket.close()


def subscribe(name: str, query: object) -> str:
    return json.dumps({"id": name, "type": "subscribe", "payload": {"query": query}})


async def test_a_websocket_answers_each_operation_with_a_context_of_its_own(socket: WebSocket) -> None:
    contexts.clear()
    assert (await socket.ask('{"type": "connection_init"}'))["type"] == "connection_ack"
    for name in ("1", "2"):
        answer = await socket.ask(subscribe(name, "{ speed }"))
        cost = {"cost": {"requested": 0, "actual": 0}}
        assert answer == {"id": name, "type": "next", "payload": {"data": {"speed": 99.5}, "extensions": cost}}
        assert await socket.next() == {"id": name, "type": "complete"}
    assert len({id(context) for context in contexts}) == 2


async def test_a_websocket_masks_defects(socket: WebSocket) -> None:
    await socket.ask('{"type": "connection_init"}')
    answers = [await socket.ask(subscribe("1", "{ broken }")), await socket.next()]
    answers += [await socket.ask(subscribe("2", "subscription { innings }")), await socket.next(), await socket.next()]
    assert "secret" not in json.dumps(answers)
    assert answers[0]["payload"]["errors"][0]["message"] == "Unexpected error"
    assert answers[-1]["payload"]["errors"][0]["message"] == "Unexpected error"


BAD_MESSAGES = {
    "no JSON": "{",
    "null": "null",
    "a list": "[]",
    "unknown type": '{"type": "jump"}',
    "payload is text": '{"type": "subscribe", "id": "1", "payload": "x"}',
    "query is a number": subscribe("1", 5),
    "id is a list": '{"type": "complete", "id": []}',
}


@pytest.mark.parametrize("case", BAD_MESSAGES)
async def test_a_message_of_the_wrong_shape_closes_the_websocket(socket: WebSocket, case: str) -> None:
    await socket.ask('{"type": "connection_init"}')
    closed = await socket.ask(BAD_MESSAGES[case])
    assert (closed["type"], closed["code"]) == ("websocket.close", 4400)


async def test_a_page_of_another_origin_opens_no_websocket(app: Starlette) -> None:
    socket = WebSocket(app, origin="http://elsewhere.example")
    assert (await socket.event())["type"] == "websocket.close"


@pytest.fixture
def defect(app: Starlette) -> Iterator[None]:
    process = app.state.process
    del app.state.process
    yield
    app.state.process = process


@pytest.mark.usefixtures("defect")
async def test_a_defect_of_the_gateway_is_masked_too(client: httpx.AsyncClient) -> None:
    response = await post(client, "{ speed }")
    assert response.status_code == 500
    assert response.json()["errors"][0]["message"] == "Unexpected error"
    assert response.json()["errors"][0]["extensions"]["traceId"]

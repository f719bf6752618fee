"""Automatic persisted queries over POST, GET, server-sent events and WebSocket, as Apollo's clients ask."""

import json
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from slugger.gateway.persisted import PersistedQueries, UnknownHashError
from slugger.tests.gateway.test_graphql import JSON, NEWER, WebSocket, client_of, make_app

QUERY = "query A($u: Int! = 1) { speed(unit: $u) }"
NOT_FOUND = {
    "errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}],
}


def named(query: str, **changes: Any) -> dict[str, Any]:
    """Name a document by its hash."""
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256(query.encode()).hexdigest()} | changes}


@pytest.fixture
def app() -> Starlette:
    return make_app()


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


async def post(client: httpx.AsyncClient, accept: str = JSON, **body: Any) -> httpx.Response:
    return await client.post("/graphql", json=body, headers={"accept": accept})


async def get(client: httpx.AsyncClient, accept: str = JSON, **parameters: Any) -> httpx.Response:
    encoded = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
    return await client.get("/graphql", params=encoded, headers={"accept": accept})


@pytest.mark.parametrize("ask", [post, get])
@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (NEWER, 400)])
async def test_a_hash_is_unknown_until_the_document_came_with_it(
    client: httpx.AsyncClient, ask: Any, accept: str, status: int
) -> None:
    first = await ask(client, accept, extensions=named(QUERY))
    assert (first.status_code, first.json()) == (status, NOT_FOUND)
    assert first.headers["cache-control"] == "no-store"
    second = await ask(client, accept, query=QUERY, extensions=named(QUERY))
    third = await ask(client, accept, extensions=named(QUERY), variables={"u": 2})
    assert (second.json()["data"], third.json()["data"]) == ({"speed": 99.5}, {"speed": 199.0})


async def test_what_came_by_post_is_known_to_get(client: httpx.AsyncClient) -> None:
    await post(client, query=QUERY, extensions=named(QUERY))
    assert (await get(client, extensions=named(QUERY))).json()["data"] == {"speed": 99.5}


@pytest.mark.parametrize("blank", [None, ""])
async def test_a_document_left_blank_is_none(client: httpx.AsyncClient, blank: str | None) -> None:
    assert (await post(client, query=blank, extensions=named(QUERY))).json() == NOT_FOUND


async def test_a_mutation_by_hash_is_no_query(client: httpx.AsyncClient) -> None:
    mutation = "mutation { upgrade }"
    await post(client, query=mutation, extensions=named(mutation))
    assert (await post(client, extensions=named(mutation))).json()["data"] == {"upgrade": True}
    assert (await get(client, extensions=named(mutation))).status_code == 405


async def test_a_document_is_checked_whoever_names_it(client: httpx.AsyncClient) -> None:
    wrong = "{ seped }"
    answers = [
        await post(client, query=wrong, extensions=named(wrong)),
        await post(client, extensions=named(wrong)),
    ]
    codes = [answer.json()["errors"][0]["extensions"]["code"] for answer in answers]
    assert codes == ["GRAPHQL_VALIDATION_FAILED"] * 2


BAD = {
    "hash of another document": (named("{ long }"), "provided sha does not match query"),
    "another version": (named(QUERY, version=2), "Unsupported persisted query version"),
    "no version": ({"persistedQuery": {"sha256Hash": "0" * 64}}, "Unsupported persisted query version"),
    "a text": ({"persistedQuery": "x"}, "Unsupported persisted query version"),
    "a list": ({"persistedQuery": [1]}, "Unsupported persisted query version"),
    "no hash": (named(QUERY, sha256Hash=None), "64 hexadecimal digits"),
    "a short hash": (named(QUERY, sha256Hash="abc"), "64 hexadecimal digits"),
    "a hash in capitals": (named(QUERY, sha256Hash="A" * 64), "64 hexadecimal digits"),
    "a long hash": (named(QUERY, sha256Hash="0" * 9_000), "64 hexadecimal digits"),
}


@pytest.mark.parametrize("case", BAD)
async def test_a_name_that_is_none_is_refused(client: httpx.AsyncClient, case: str) -> None:
    extensions, words = BAD[case]
    newer, older = [await post(client, accept, query=QUERY, extensions=extensions) for accept in (NEWER, JSON)]
    assert (newer.status_code, older.status_code) == (400, 200)
    (error,) = newer.json()["errors"]
    assert words in error["message"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert (await post(client, extensions=named(QUERY))).json() == NOT_FOUND


@pytest.mark.parametrize("extensions", [{}, {"persistedQuery": None}, {"other": 1}, None])
async def test_other_extensions_name_no_document(client: httpx.AsyncClient, extensions: Any) -> None:
    assert (await post(client, query=QUERY, extensions=extensions)).json()["data"] == {"speed": 99.5}
    assert (await post(client, extensions=extensions)).status_code == 400


async def test_nothing_is_taken_where_nothing_may_be_kept() -> None:
    async with client_of(make_app(persisted_query_bytes=0)) as client:
        whole = await post(client, query=QUERY, extensions=named(QUERY))
        hash_alone = await post(client, extensions=named(QUERY))
    assert whole.json()["data"] == {"speed": 99.5}
    assert hash_alone.json()["errors"][0] == {
        "message": "PersistedQueryNotSupported",
        "extensions": {"code": "PERSISTED_QUERY_NOT_SUPPORTED"},
    }


def test_the_document_that_was_asked_for_longest_ago_goes_first() -> None:
    kept = PersistedQueries(limit=12_000)
    documents = [f"{{ a{number} }}" + " " * 2_900 for number in range(4)]
    for document in documents[:3]:
        kept.document(document, named(document))
    assert kept.document(None, named(documents[0])) == documents[0]
    kept.document(documents[3], named(documents[3]))
    with pytest.raises(UnknownHashError):
        kept.document(None, named(documents[1]))
    assert kept.document(None, named(documents[0])) == documents[0]
    too_large = "{ a }" + " " * 12_000
    assert kept.document(too_large, named(too_large)) == too_large
    assert kept.document(None, named(documents[3])) == documents[3]


async def test_server_sent_events_tell_an_unknown_hash(client: httpx.AsyncClient) -> None:
    subscription = "subscription { innings }"
    unknown = await post(client, "text/event-stream", extensions=named(subscription))
    assert unknown.headers["content-type"].startswith("text/event-stream")
    assert json.dumps(NOT_FOUND["errors"][0]["message"]) in unknown.text
    await post(client, "text/event-stream", query=subscription, extensions=named(subscription))
    known = await post(client, "text/event-stream", extensions=named(subscription))
    assert '"innings":1' in known.text.replace(" ", "")


def subscribe(name: str, **payload: Any) -> str:
    return json.dumps({"id": name, "type": "subscribe", "payload": payload})


@pytest.fixture
async def socket(app: Starlette) -> AsyncIterator[WebSocket]:
    socket = WebSocket(app)
    assert (await socket.event())["subprotocol"] == "graphql-transport-ws"
    yield socket
    await socket.close()


async def test_a_websocket_takes_hashes(socket: WebSocket) -> None:
    await socket.ask('{"type": "connection_init"}')
    unknown = await socket.ask(subscribe("1", extensions=named(QUERY)))
    assert unknown == {"id": "1", "type": "error", "payload": NOT_FOUND["errors"]}
    mismatch = await socket.ask(subscribe("1", query="{ long }", extensions=named(QUERY)))
    assert mismatch["payload"][0]["message"] == "provided sha does not match query"
    for message in (
        subscribe("1", query=QUERY, extensions=named(QUERY)),
        subscribe("1", extensions=named(QUERY), variables={"u": 1}),
        subscribe("1", query=None, extensions=named(QUERY)),
    ):
        assert (await socket.ask(message))["payload"]["data"] == {"speed": 99.5}
        assert await socket.next() == {"id": "1", "type": "complete"}


async def test_a_websocket_that_was_not_begun_is_closed(socket: WebSocket) -> None:
    closed = await socket.ask(subscribe("1", extensions=named(QUERY)))
    assert (closed["type"], closed["code"]) == ("websocket.close", 4401)


@pytest.mark.parametrize(
    "payload", [{}, {"extensions": {}}, {"extensions": 1}, {"query": QUERY, "extensions": 1}, {"query": None}]
)
async def test_a_message_without_document_and_hash_closes_the_websocket(socket: WebSocket, payload: Any) -> None:
    await socket.ask('{"type": "connection_init"}')
    closed = await socket.ask(subscribe("1", **payload))
    assert (closed["type"], closed["code"]) == ("websocket.close", 4400)

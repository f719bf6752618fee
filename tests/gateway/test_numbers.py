"""Numbers come over every transport as PostgreSQL writes them."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import strawberry
from starlette.applications import Starlette

from slugger.gateway.app import create_app
from slugger.gateway.context import ProcessContext
from slugger.gateway.settings import Settings
from slugger.models.engine import connect
from slugger.schema.sdl import schema as served

VALUES = (95.125, 2200.0, 0.0, -0.0, 1e-4, 1e-5, 999999999999999.0, 1e15, 1.5e16, 1e23, 5e-324)
WRITTEN = (
    *("95.125", "2200", "0", "-0", "0.0001", "1e-05"),
    *("999999999999999", "1e+15", "1.5e+16", "9.999999999999999e+22", "5e-324"),
)


@strawberry.type
class Query:
    @strawberry.field
    def number(self, value: float) -> float:
        return value


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def numbers(self) -> AsyncIterator[float]:
        for value in VALUES:
            yield value


@pytest.fixture(scope="module")
def app() -> Starlette:
    """Give an application over a schema of numbers, without a database."""
    settings = Settings()
    nowhere = connect("postgresql://nobody@127.0.0.1:1/nothing")
    made = create_app(settings, strawberry.Schema(Query, subscription=Subscription, config=served.config))
    made.state.process = ProcessContext(settings, nowhere, nowhere)
    return made


QUERY = "{ " + " ".join(f"n{place}: number(value: {value!r})" for place, value in enumerate(VALUES)) + " }"
DATA = '{"data":{' + ",".join(f'"n{place}":{text}' for place, text in enumerate(WRITTEN)) + "}"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_in_an_answer(app: Starlette, method: str) -> None:
    asked: dict[str, Any] = {"params": {"query": QUERY}} if method == "GET" else {"json": {"query": QUERY}}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://slugger") as client:
        assert (await client.request(method, "/graphql", **asked)).text.startswith(DATA)


async def test_in_events(app: Starlette) -> None:
    body = {"query": "subscription { numbers }"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://slugger") as client:
        answer = await client.post("/graphql", json=body, headers={"accept": "text/event-stream"})
    assert [f'"numbers":{text}}}' in answer.text for text in WRITTEN] == [True] * len(WRITTEN)


async def test_over_a_websocket(app: Starlette) -> None:
    to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)
        if "complete" in message.get("text", ""):
            await to_app.put({"type": "websocket.disconnect", "code": 1000})

    subscribe = {"id": "1", "type": "subscribe", "payload": {"query": "subscription { numbers }"}}
    to_app.put_nowait({"type": "websocket.connect"})
    for text in ({"type": "connection_init"}, subscribe):
        to_app.put_nowait({"type": "websocket.receive", "text": json.dumps(text)})
    scope = {"type": "websocket", "path": "/graphql", "headers": [], "subprotocols": ["graphql-transport-ws"]}
    async with asyncio.timeout(20):
        await app(scope, to_app.get, send)
    texts = [message["text"] for message in sent if '"next"' in message.get("text", "")]
    assert [f'"numbers":{text}}}' in found for text, found in zip(WRITTEN, texts, strict=True)] == [True] * len(WRITTEN)

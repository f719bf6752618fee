"""A query that is one statement is answered as any other: by its hash too, and when its connection ends."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from hashlib import sha256

import asyncpg
import httpx
import pytest
from pydantic import SecretStr

from slugger.gateway.app import create_app
from slugger.gateway.settings import Settings
from slugger.models.direct import Direct
from slugger.models.engine import Database
from slugger.tests.gateway.servers import serving

QUERY = {"query": "{ teams { name } }"}
FAREWELL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> {own}"


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(database_url=SecretStr(database.url)))
    async with serving(app) as url, httpx.AsyncClient(base_url=url) as opened:
        yield opened


async def answered(client: httpx.AsyncClient) -> bool:
    answer = (await client.post("/graphql", json=QUERY)).raise_for_status().json()
    return "errors" not in answer and len(answer["data"]["teams"]) == 10


async def test_connections_that_the_server_ends(
    client: httpx.AsyncClient, connection: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "slugger.gateway")
    for _ in range(3):
        assert await answered(client)
        await connection.execute(FAREWELL.format(own=connection.get_server_pid()))
        await asyncio.sleep(0.05)
    assert await answered(client)
    assert "left to the executor" not in caplog.text


async def test_a_connection_that_is_just_ending(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def ending(*_: object) -> None:
        raise asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress")

    monkeypatch.setattr(Direct, "fetchrow", ending)
    caplog.set_level(logging.INFO, "slugger.gateway")
    assert await answered(client)
    assert "left to the executor: cannot switch to state 12" in caplog.text


def named_by(text: str) -> dict[str, object]:
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256(text.encode()).hexdigest()}}


async def test_a_persisted_query(client: httpx.AsyncClient) -> None:
    by_hash = {"extensions": named_by(QUERY["query"])}
    unknown = await client.post("/graphql", json=by_hash)
    assert unknown.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    told = await client.post("/graphql", json=QUERY | by_hash)
    known = await client.post("/graphql", json=by_hash)
    by_address = await client.get("/graphql", params={"extensions": json.dumps(by_hash["extensions"])})
    assert len(told.json()["data"]["teams"]) == 10
    assert known.json() == by_address.json() == told.json()


async def test_a_query_that_is_not_the_one_of_its_hash(client: httpx.AsyncClient) -> None:
    refused = await client.post("/graphql", json=QUERY | {"extensions": named_by("{ games { totalCount } }")})
    assert refused.json()["errors"][0]["message"] == "provided sha does not match query"
    assert "data" not in refused.json()


@pytest.mark.parametrize("query", [QUERY["query"], "{ __schema { queryType { name } } }"])
async def test_head_is_answered_as_get_is(client: httpx.AsyncClient, query: str) -> None:
    by_get, by_head = [await ask("/graphql", params={"query": query}) for ask in (client.get, client.head)]
    assert (by_head.status_code, by_head.content) == (200, b"")
    assert by_head.headers["content-type"] == by_get.headers["content-type"]
    assert (await client.head("/graphql", params={"query": "mutation { a }"})).status_code == 405

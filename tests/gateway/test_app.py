"""The paths beside GraphQL: health, the playground, what is not there, the headers of all."""

import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from starlette.applications import Starlette

from slugger.gateway.app import create_app
from slugger.gateway.context import ProcessContext
from slugger.gateway.headers import SECURITY_HEADERS
from slugger.gateway.settings import Settings
from slugger.models.engine import Database, connect

NOWHERE = "postgresql://nobody:hidden@127.0.0.1:1/nothing"


@pytest.fixture(scope="module")
def app() -> Starlette:
    return create_app(Settings())


def serve_from(app: Starlette, database: Database) -> None:
    app.state.process = ProcessContext(Settings(), database, database)


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    serve_from(app, connect(NOWHERE))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://slugger") as client:
        yield client


async def test_health_of_a_process_that_can_answer(
    app: Starlette, client: httpx.AsyncClient, database: Database
) -> None:
    serve_from(app, database)
    answers = {path: await client.get(path) for path in ("/healthz", "/readyz", "/api/health")}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(answers, 200)
    body = answers["/api/health"].json()
    assert (body["status"], body["database"]) == ("healthy", "connected")
    assert body["uptime"] >= 0
    assert datetime.fromisoformat(body["timestamp"]).tzinfo


async def test_health_without_a_database(client: httpx.AsyncClient) -> None:
    alive, ready, legacy = [await client.get(path) for path in ("/healthz", "/readyz", "/api/health")]
    assert (alive.status_code, ready.status_code, legacy.status_code) == (200, 503, 503)
    assert ready.json() == {"status": "not ready", "reason": "The database is not reachable."}
    assert set(legacy.json()) == {"status", "timestamp", "uptime", "database"}
    assert (legacy.json()["status"], legacy.json()["database"]) == ("unhealthy", "disconnected")
    assert "hidden" not in ready.text + legacy.text


async def test_queries_without_a_database(client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    many = " ".join(f'g{number}: game(id: "{UUID(int=number)}") {{ date }}' for number in range(40))
    errors = (await client.post("/graphql", json={"query": f"{{ {many} teams {{ name }} }}"})).json()["errors"]
    assert {error["message"] for error in errors} == {"The database is not reachable."}
    assert {error["extensions"]["code"] for error in errors} == {"SERVICE_UNAVAILABLE"}
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info is None
    assert "hidden" not in caplog.text


async def test_readiness_needs_the_migrations(app: Starlette, client: httpx.AsyncClient, database: Database) -> None:
    serve_from(app, database)
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE league.alembic_version SET version_num = '0000'"))
    ready, legacy = await client.get("/readyz"), await client.get("/api/health")
    assert (ready.status_code, legacy.status_code) == (503, 200)
    assert "slugger db upgrade" in ready.json()["reason"]


@pytest.mark.parametrize("path", ["/nowhere", "/graphql/more", "/api/nowhere", "/playground/nothing.js"])
async def test_an_unknown_path_is_a_json_404(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 404
    assert response.json() == {"errors": [{"message": "Not Found", "extensions": {"code": "NOT_FOUND"}}]}


@pytest.mark.parametrize("path", ["/", "/playground"])
async def test_the_playground_is_a_page_with_its_own_policy(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.headers["content-type"].startswith("text/html")
    assert "script-src 'self'" in response.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/graphql?query={__typename}", "/nowhere"])
async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert {name: response.headers.get(name) for name in SECURITY_HEADERS} == dict(SECURITY_HEADERS)


async def test_the_league_answers(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": "{ __typename }"})
    assert response.json()["data"] == {"__typename": "Query"}


def test_a_server_does_without_what_few_requests_need() -> None:
    """Each of these takes 9 MB or more, from the start to the end of the process."""
    few = "alembic", "cryptography", "numpy", "polars", "pyarrow"
    told = f"import sys, slugger.gateway.app; print([name for name in {few} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    assert run.stdout == "[]\n"

"""The key guard where it stands: on every path that needs a key, and on no other."""

from collections.abc import AsyncIterator

import httpx
import pytest

from slugger.gateway.rest.routes import PREFIX
from slugger.models.engine import Database
from slugger.resolvers.api_key import create_api_key
from slugger.tests.gateway.rest.conftest import surface_over

GUARDED = {
    **dict.fromkeys(("/teams", "/players", "/games", "/pitches", "/ballparks", "/ballpark"), "GET"),
    "/validate-token": "POST",
}
OPEN = ("/openapi.json", "/docs")
ALLOWED = {"GET": "GET, HEAD, OPTIONS", "POST": "POST, OPTIONS"}
FORBIDDEN = (403, {"message": "Forbidden"})


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a key of a surface that wants one."""
    async with surface_over(database.url, api_keys="required") as surface:
        yield surface.client


def is_readable(answer: httpx.Response) -> bool:
    return bool(answer.headers.get("access-control-allow-origin") == "*")


@pytest.mark.parametrize("path", GUARDED)
async def test_a_key_opens_what_is_closed_without(client: httpx.AsyncClient, database: Database, path: str) -> None:
    for headers in ({}, {"x-api-key": f"slg_{'0' * 12}_{'A' * 43}"}):
        answer = await client.request(GUARDED[path], f"{PREFIX}{path}", headers=headers)
        assert (answer.status_code, answer.json()) == FORBIDDEN
        assert is_readable(answer)
    key = (await create_api_key(database.sessions, "widget", "standard")).text
    answer = await client.request(GUARDED[path], f"{PREFIX}{path}", headers={"x-api-key": key}, json={})
    assert answer.status_code == (200 if GUARDED[path] == "GET" else 400)
    assert "success" in answer.json()


@pytest.mark.parametrize("path", [*GUARDED, *OPEN])
async def test_a_wrong_method_is_refused_before_a_key_is_asked_for(client: httpx.AsyncClient, path: str) -> None:
    method = GUARDED.get(path, "GET")
    answer = await client.request("DELETE", f"{PREFIX}{path}")
    assert (answer.status_code, answer.json()) == (405, {"message": "Method Not Allowed"})
    assert answer.headers["allow"] == ALLOWED[method]
    assert is_readable(answer)
    if method == "POST":
        assert (await client.get(f"{PREFIX}{path}")).status_code == 405


@pytest.mark.parametrize("path", OPEN)
async def test_the_description_needs_no_key(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"{PREFIX}{path}")).status_code == 200


async def test_an_unknown_path_is_told_from_a_missing_key(client: httpx.AsyncClient) -> None:
    for path in ("", "/", "/teams/", "/openapi.json/", "/nothing"):
        answer = await client.get(f"{PREFIX}{path}")
        assert (answer.status_code, answer.json()) == (403, {"message": "Missing Authentication Token"})


async def test_a_guard_that_fails_lets_nobody_pass_and_browsers_read_why(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError("hidden")

    monkeypatch.setattr("slugger.resolvers.admission.Doorkeeper.admit", broken)
    answer = await client.get(f"{PREFIX}/teams")
    assert (answer.status_code, answer.json()) == (500, {"message": "Internal server error"})
    assert answer.headers["x-trace-id"] in caplog.text
    assert is_readable(answer)

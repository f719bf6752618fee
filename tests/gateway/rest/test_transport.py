"""The surface over HTTP: paths, methods, browsers, input that means harm, and a database that does not answer."""

import http.client
import itertools
import json
import logging
from urllib.parse import quote, urlsplit

import asyncpg
import httpx
import pytest

from slugger.gateway.rest.cors import PREFLIGHT
from slugger.gateway.rest.routes import NOUNS, PREFIX
from slugger.tests.gateway.rest.conftest import Surface, surface_over

PATHS = [f"/{name}" for noun in NOUNS for name in (noun.name, *noun.aliases)]

UNKNOWN = (
    *(
        "",
        "/",
        "/nothing",
        "/player",
        "/pitches/",
        "/pitches/1",
        "/Teams",
        "/atbats",
        "//teams",
        "/teams/..",
    ),
    *("/%00", "/teams%2f", "/teams%00", "/teams;x=1", "/%2e%2e/graphql", "/" + "x" * 5_000, "/téams"),
)


@pytest.mark.parametrize("path", UNKNOWN)
async def test_an_unknown_path_is_refused_as_the_gateway_did(nowhere: Surface, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        response = await nowhere.client.request(method, f"{PREFIX}{path}")
        assert (response.status_code, response.json()) == (403, {"message": "Missing Authentication Token"})
        assert response.headers["access-control-allow-origin"] == "*"


async def test_paths_outside_the_prefix_keep_their_own_failures(nowhere: Surface) -> None:
    for path in ("/teams", "/ALPBAPIteams", "/alpbapi/teams"):
        assert (await nowhere.client.get(path)).json()["errors"][0]["message"] == "Not Found"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "TRACE"])
@pytest.mark.parametrize("path", [*PATHS, "/openapi.json", "/docs"])
async def test_other_methods(nowhere: Surface, path: str, method: str) -> None:
    response = await nowhere.client.request(method, f"{PREFIX}{path}", content=b"{}" * 100_000)
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert response.json() == {"message": "Method Not Allowed"}


@pytest.mark.parametrize("path", [*PATHS, "/validate-token", "/nothing"])
async def test_preflight(nowhere: Surface, path: str) -> None:
    asked = {
        "origin": "https://widget.example",
        "access-control-request-method": "GET",
        "access-control-request-headers": "x-api-key",
    }
    for headers in (asked, {}):
        response = await nowhere.client.options(f"{PREFIX}{path}", headers=headers)
        assert (response.status_code, response.content) == (204, b"")
        assert {name: response.headers.get(name) for name in PREFLIGHT} == PREFLIGHT


async def test_headers_of_an_answer(empty: Surface) -> None:
    for path in PATHS:
        response = await empty.get(path, {"origin": "https://widget.example"})
        assert response.headers["content-type"] == "application/json"
        assert response.headers["access-control-allow-origin"] == "*"
        assert list(response.json())[:3] == ["success", "message", "data"]


HOSTILE = (
    *(
        "'",
        "' OR '1'='1",
        "'; DROP TABLE league.pitch; --",
        "\\",
        "\\\\",
        "%",
        "_",
        "%_%",
        "\\'",
        "%\\",
        '"',
        "$1",
        ":x",
    ),
    *("\0", "a\0b", "\x01\x1f\x7f", "\r\nX-Injected: 1", "\ud7ff\ue000\uffff", "\U0010ffff", "é", "e\u0301", "\u202e"),
    *("A" * 10_000, "%" * 10_000, "_" * 10_000, "\\" * 9_999, "%a" * 5_000, "9" * 10_000, "-1", "NaN", "Infinity"),
    *("${jndi:ldap://x}", "{{7*7}}", "../../etc/passwd", "<script>", "[]", "{}", "null", "undefined", "true", "1e400"),
)


async def test_hostile_values(small: Surface) -> None:
    for noun in NOUNS:
        path = f"/{noun.name}"
        whole = (await small.get(path)).content
        for name, value in itertools.product(noun.parameters.model_fields, HOSTILE):
            response = await small.get(path, **{name: value})
            assert response.status_code in {200, 400}, (name, value)
            assert response.json()["success"] is (response.status_code == 200)
            assert not {"league.", "SELECT", "asyncpg", "sqlalchemy", "Traceback"} & set(response.text.split())
        assert (await small.get(path)).content == whole


RAW = {
    "%": {200},
    "%zz=1&%=%&=": {200},
    "&&&===": {200},
    "limit=%31": {200},
    "limit=5&limit=3": {200},
    "limit=0&limit=3": {200},
    "limit=3&limit=0": {400},
    "limit=3;limit=0": {400},
    "limit": {400},
    "limit[]=3&limit[$gt]=1&LIMIT=0": {200},
    "limit=%EF%BC%95": {400},
    "team_name=%C3": {200},
    "team_name=%FF%FE": {200},
    "team_name=%00": {200},
    "team_name=%ED%A0%80": {200},
    "team_name=%2500": {200},
    "team_name=a+b%20c": {200},
    "order=ASC%00": {400},
    "&".join(f"x{number}=1" for number in range(5_000)): {200},
}


def ask(
    url: str, target: str, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """Send a request whose target no client has mended."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        connection.putrequest(method, target, skip_host=False, skip_accept_encoding=True)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_query_strings_as_they_come_over_the_wire(served: str) -> None:
    for query, statuses in RAW.items():
        status, body = ask(served, f"{PREFIX}/players?{query}")
        assert status in statuses, query
        assert json.loads(body)["success"] is (status == 200)
    assert len(json.loads(ask(served, f"{PREFIX}/players?limit=0&limit=3")[1])["data"]) == 3
    assert json.loads(ask(served, f"{PREFIX}/players?limit=+%205+")[1])["meta"]["limit"] == 5


def test_raw_letters_in_a_query(served: str) -> None:
    with httpx.Client(base_url=served) as client:
        mended = client.get(f"{PREFIX}/players", params={"player_name": "é"}).json()
    assert json.loads(ask(served, f"{PREFIX}/players?player_name={quote('é')}")[1]) == mended


@pytest.mark.parametrize("path", PATHS)
def test_the_body_of_a_get_is_not_looked_at(served: str, path: str) -> None:
    plain = ask(served, f"{PREFIX}{path}")
    for body, headers in (
        (b"{}", {"Content-Type": "application/json"}),
        (b"{" * 200_000, {"Content-Type": "application/json"}),
        (b"\0\xff", {"Content-Type": "text/plain", "Content-Encoding": "gzip"}),
        (b"limit=0", {"Content-Type": "application/x-www-form-urlencoded"}),
    ):
        assert ask(served, f"{PREFIX}{path}", body=body, headers=headers) == plain
    assert plain[0] == 200


def test_head_and_options_over_the_wire(served: str) -> None:
    for path in PATHS:
        assert ask(served, f"{PREFIX}{path}", "HEAD") == (200, b"")
        assert ask(served, f"{PREFIX}{path}", "OPTIONS") == (204, b"")


@pytest.mark.parametrize("path", PATHS)
async def test_a_database_that_is_away(nowhere: Surface, path: str, caplog: pytest.LogCaptureFixture) -> None:
    response = await nowhere.get(path)
    assert response.status_code == 500
    assert response.content == b'{"success": false, "message": "Error connecting to database"}'
    assert response.headers["x-trace-id"] in caplog.text
    assert response.headers["access-control-allow-origin"] == "*"
    assert "hidden" not in caplog.text + response.text
    assert all(record.exc_info is None for record in caplog.records)
    assert (await nowhere.get(path, limit=0)).status_code == 400
    assert (await nowhere.client.get(f"{PREFIX}/nothing")).status_code == 403
    assert (await nowhere.client.options(f"{PREFIX}{path}")).status_code == 204


async def test_a_connection_that_is_just_ending(
    empty: Surface, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def ending(_: object) -> str:
        raise asyncpg.InternalClientError("cannot switch to state 12")

    monkeypatch.setattr("slugger.gateway.rest.answers.data_version", ending)
    response = await empty.get("/teams")
    assert (response.status_code, response.json()["message"]) == (500, "Error connecting to database")
    assert [record.exc_info for record in caplog.records] == [None]


async def test_an_unknown_club_without_a_database(nowhere: Surface) -> None:
    response = await nowhere.get("/games", home_team_name="York Revolutions")
    assert (response.status_code, response.json()["message"]) == (500, "Error connecting to database")
    assert (await nowhere.get("/games", home_team_name="York Revolutions", limit=0)).status_code == 400


TABLES = {"teams": "team", "ballparks": "ballpark", "players": "player", "games": "game", "pitches": "pitch"}


async def test_a_reading_that_fails_says_nothing_of_it(
    empty: Surface, connection: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    for name, table in TABLES.items():
        await connection.execute(f"ALTER TABLE league.{table} RENAME TO taken_away")
        response = await empty.get(f"/{name}")
        assert response.status_code == 500
        assert response.json() == {"success": False, "message": f"Error fetching {name}"}
        assert response.headers["x-trace-id"] in caplog.text
        await connection.execute(f"ALTER TABLE league.taken_away RENAME TO {table}")
        assert (await empty.get(f"/{name}")).status_code == 200


async def test_a_reading_that_takes_too_long(
    small: Surface, connection: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "slugger.gateway")
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f"ALTER DATABASE {name} SET statement_timeout = '1s'")
    await connection.execute("BEGIN; LOCK TABLE league.pitch IN ACCESS EXCLUSIVE MODE")
    async with surface_over(small.database.url) as hurried:
        response = await hurried.get("/pitches")
        assert (response.status_code, response.json()["message"]) == (500, "Error fetching pitches")
        assert "took longer" in caplog.text
        await connection.execute("ROLLBACK")
        assert (await hurried.get("/pitches")).status_code == 200

"""Saved queries by their addresses: run as JSON, handed to the exports, opened in the playground."""

import json
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from slugger.gateway.app import create_app
from slugger.gateway.context import ProcessContext
from slugger.gateway.export.exporter import Exporter
from slugger.gateway.graphql import Endpoint
from slugger.gateway.saved import routes
from slugger.gateway.settings import Settings
from slugger.models.engine import Database, connect
from slugger.schema.sdl import schema
from slugger.tests.databases import copy_of

NEWER = "application/graphql-response+json"
SAVE = "mutation ($input: SaveQueryInput!) { saveQuery(input: $input) { ... on QuerySaved { savedQuery { slug } } } }"
EVERYTHING = """
query Everything(
  $code: String!, $first: Int, $codes: [String!], $speeds: [Float!], $confirmed: Boolean, $id: ID
  $day: Date, $from: DateFilter, $direction: Direction = DESC, $states: [FileState!], $games: GameFilter! = {}
) {
  team(code: $code) { name }
  teams(confirmed: $confirmed) { name }
  coded: games(filter: { homeTeam: { name: { in: $codes } } }) { totalCount }
  fast: pitches(filter: { relSpeed: { in: $speeds } }) { totalCount }
  one: games(filter: { and: [$games, { date: $from }, { date: { eq: $day } }, { id: { eq: $id } }] }) { totalCount }
  files: trackmanFiles(
    first: $first, filter: { state: { in: $states } }, order: [{ field: NAME, direction: $direction }]
  ) { nodes { name } }
}
"""
ECHO = "query Other { maySaveQueries } query Echo($code: String!) { team(code: $code) { name } }"


async def save(client: httpx.AsyncClient, name: str, query: str, **more: Any) -> str:
    """Save a query over HTTP and give its slug."""
    variables = {"input": {"name": name, "query": query} | more}
    answer = await client.post("/graphql", json={"query": SAVE, "variables": variables})
    slug: str = answer.json()["data"]["saveQuery"]["savedQuery"]["slug"]
    return slug


def client_of(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://slugger")


def application(database: Database, **chosen: Any) -> Starlette:
    settings = Settings.model_validate({"saved_queries": "open"} | chosen)
    app = create_app(settings)
    app.state.process = ProcessContext(settings, database, database)
    return app


@pytest.fixture(scope="module")
async def app(template: str) -> AsyncIterator[Starlette]:
    """Give an application over two saved queries."""
    async with copy_of(template) as database:
        app = application(database)
        async with client_of(app) as client:
            assert await save(client, "Everything", EVERYTHING, variables={"code": "YOR"}) == "everything"
            assert await save(client, "Echo", ECHO, operationName="Echo", variables={"code": "YOR"}) == "echo"
        yield app


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


async def test_a_saved_query_is_run(client: httpx.AsyncClient) -> None:
    response = await client.get("/q/echo.json")
    assert response.json()["data"] == {"team": {"name": "York Revolution"}}
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"


async def test_parameters_are_values_for_the_variables(client: httpx.AsyncClient) -> None:
    response = await client.get("/q/echo.json", params={"code": "LAN"})
    assert response.json()["data"] == {"team": {"name": "Lancaster Stormers"}}


FITTING = {
    "whole number": "first=3",
    "nothing for a number": "first=",
    "list": "codes=York%20Revolution&codes=",
    "list of numbers": "speeds=90.5&speeds=-1e2&speeds=7",
    "yes or no": "confirmed=false",
    "id": "id=d3d84718-299d-4973-b781-f35ac9c02007",
    "day": "day=2026-05-01",
    "input object": "from={%22between%22:[%222026-05-01%22,%222026-05-02%22]}",
    "input object with others in it": "games={%22or%22:[{%22date%22:{%22gt%22:%222026-05-01%22}}]}",
    "term": "direction=ASC",
    "list of terms": "states=LOADED&states=HELD",
    "everything": "first=1&codes=a&confirmed=true&day=2026-05-01&direction=ASC&states=LOADED&speeds=1",
}


@pytest.mark.parametrize("case", FITTING)
async def test_a_parameter_is_read_as_its_variable_says(client: httpx.AsyncClient, case: str) -> None:
    response = await client.get(f"/q/everything.json?{FITTING[case]}")
    assert response.status_code == 200
    assert set(response.json()) == {"data", "extensions"}, response.text
    assert response.json()["data"]["team"] == {"name": "York Revolution"}


async def test_a_value_counts(client: httpx.AsyncClient) -> None:
    confirmed, others = [await client.get(f"/q/everything.json?confirmed={value}") for value in ("true", "false")]
    assert len(confirmed.json()["data"]["teams"]) == 10
    assert others.json()["data"]["teams"] == []


MISFITS = {
    "unknown": ("speed=1", "'speed' cannot be used: the query has no variable of this name; it has code, first,"),
    "unknown and odd": ("%00%F0%9F%92%A9%3Cb%3E=1", "no variable of this name"),
    "no name": ("=1", "no variable of this name"),
    "no number": ("first=three", "'first' cannot be used: Int cannot represent"),
    "a fraction": ("first=1.5", "'first' cannot be used: Int cannot represent"),
    "Arabic digits": ("first=%D9%A3", "'first' cannot be used: Int cannot represent"),
    "a number of many digits": (f"first={'9' * 5_000}", "'first' cannot be used: Int cannot represent"),
    "not a number": ("speeds=nan", "'speeds' cannot be used: 0: Float cannot represent"),
    "words": ("speeds=1&speeds=fast", "'speeds' cannot be used: 1: Float cannot represent"),
    "a number as Python writes it": ("speeds=1_0", "'speeds' cannot be used: 0: Float cannot represent"),
    "twice": ("first=1&first=2", "'first' cannot be used: it is given more than once"),
    "neither yes nor no": ("confirmed=1", "'confirmed' cannot be used: Boolean cannot represent"),
    "no day": ("day=2026-02-30", "'day' cannot be used: "),
    "no term": ("direction=UP", "'direction' cannot be used: Value 'UP' does not exist"),
    "a term too many": ("states=LOADED&states=NOPE", "'states' cannot be used: 1: Value 'NOPE'"),
    "no object": ("from=2026", "'from' cannot be used: Expected value of type 'DateFilter' to be an object"),
    "an object cut short": ("from={", "'from' cannot be used: Expected value of type"),
    "an object too deep": (f"from={'[' * 2_000}", "'from' cannot be used: Expected value of type"),
    "another object": ("from={%22nope%22:1}", "'from' cannot be used: Expected value of type 'DateFilter' not to"),
    "nothing for what is needed": ("games=", "'games' cannot be used: Expected value of type"),
}


@pytest.mark.parametrize("case", MISFITS)
@pytest.mark.parametrize("path", ["/q/everything.json", "/q/everything", "/q/everything.csv"])
async def test_a_parameter_that_does_not_fit_is_named(client: httpx.AsyncClient, case: str, path: str) -> None:
    parameters, words = MISFITS[case]
    response = await client.get(f"{path}?{parameters}")
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert words in error["message"]
    assert error["extensions"] == {"code": "BAD_REQUEST"}


async def test_a_text_that_no_column_can_hold_is_the_resolvers_to_refuse(client: httpx.AsyncClient) -> None:
    response = await client.get("/q/echo.json?code=%00")
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_missing_value_is_an_error_of_graphql(client: httpx.AsyncClient) -> None:
    slug = await save(client, "Needs", "query ($code: String!) { team(code: $code) { name } }")
    newer = await client.get(f"/q/{slug}.json", headers={"accept": NEWER})
    older = await client.get(f"/q/{slug}.json")
    assert (newer.status_code, older.status_code) == (400, 200)
    assert "$code" in newer.json()["errors"][0]["message"]
    assert newer.json() == older.json()
    assert newer.headers["content-type"] == f"{NEWER}; charset=utf-8"


async def test_a_document_that_the_schema_left_behind_says_so(app: Starlette, client: httpx.AsyncClient) -> None:
    slug = await save(client, "Stale", "query ($n: Int) { games(first: $n) { totalCount } }", variables={"n": 1})
    database = app.state.process.database
    async with database.engine.begin() as connection:
        stale = "query ($n: FormerType) { formerField(first: $n) }"
        await connection.execute(
            text("UPDATE league.saved_query SET query = :stale WHERE slug = :slug"), {"stale": stale, "slug": slug}
        )
    plain, given = await client.get(f"/q/{slug}.json"), await client.get(f"/q/{slug}.json?n=1")
    assert plain.json()["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert (given.status_code, "none of this schema" in given.text) == (400, True)


UNKNOWN = (
    *("/q/nobody.json", "/q/nobody", "/q/nobody.csv", "/q/echo.exe", "/q/echo.JSON", "/q/echo.json.exe", "/q/.json"),
    *("/q/", "/q", "/q/echo/", "/q/Echo.json", "/q/%00.json", "/q/%F0%9F%92%A9", "/q/..%2F..%2Fetc%2Fpasswd.json"),
    *("/q/echo%0A.json", "/q/echo'--.json", f"/q/{'x' * 5_000}.json", "/q/e%63ho%20.json"),
)


@pytest.mark.parametrize("path", UNKNOWN)
async def test_what_is_no_saved_query_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 404
    assert response.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}


async def test_only_reading_is_allowed(client: httpx.AsyncClient) -> None:
    assert (await client.head("/q/echo.json")).status_code == 200
    for method in ("POST", "PUT", "DELETE"):
        response = await client.request(method, "/q/echo.json")
        assert (response.status_code, set(response.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})


async def test_a_media_type_that_is_not_json_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.get("/q/echo.json", headers={"accept": "text/plain"})).status_code == 406


@pytest.mark.parametrize("form", ["csv", "ndjson", "parquet", "arrow"])
async def test_the_exports_get_the_query_its_variables_and_the_form(app: Starlette, form: str) -> None:
    seen: list[object] = []

    async def export(
        request: Request, query: str, variables: Mapping[str, object], operation_name: str | None, form: str
    ) -> Response:
        seen.extend([request.url.path, query, dict(variables), operation_name, form])
        return PlainTextResponse("rows")

    exporting = Starlette(routes=routes(Endpoint(schema, app.state.process.settings), export))
    exporting.state.process = app.state.process
    async with client_of(exporting) as client:
        response = await client.get(f"/q/echo.{form}?code=LAN")
    assert response.text == "rows"
    assert seen == [f"/q/echo.{form}", ECHO, {"code": "LAN"}, "Echo", form]


async def test_a_person_is_sent_to_the_playground(client: httpx.AsyncClient) -> None:
    response = await client.get("/q/echo")
    assert (response.status_code, response.headers["location"]) == (303, "../playground#saved=echo")


async def test_the_playground_is_told_the_variables_of_the_address(client: httpx.AsyncClient) -> None:
    response = await client.get("/q/everything", params={"first": "3", "codes": ["é &#+", "b"]})
    fields = parse_qs(urlsplit(response.headers["location"]).fragment)
    assert fields["saved"] == ["everything"]
    assert json.loads(fields["variables"][0]) == {"code": "YOR", "first": 3, "codes": ["é &#+", "b"]}


@pytest.mark.parametrize("path", ["/q/echo.json", "/q/echo", "/q/echo.csv"])
async def test_without_a_database_it_says_so(path: str, caplog: pytest.LogCaptureFixture) -> None:
    app = application(connect("postgresql://nobody:hidden@127.0.0.1:1/nothing"))
    with caplog.at_level(logging.WARNING):
        async with client_of(app) as client:
            response = await client.get(path)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["message"]) == (503, "The database is not reachable.")
    assert error["extensions"]["traceId"] in caplog.text
    assert "hidden" not in response.text + caplog.text


async def test_a_request_beyond_the_deadline_is_given_up(app: Starlette) -> None:
    settings = app.state.process.settings.model_copy(update={"request_seconds": 0.000_001})
    hasty = Starlette(routes=routes(Endpoint(schema, settings), Exporter(schema, settings).export))
    hasty.state.process = app.state.process
    async with client_of(hasty) as client:
        response = await client.get("/q/echo.json")
    assert response.status_code == 503


@pytest.mark.parametrize(
    ("chosen", "open_"),
    [
        ({}, True),
        ({"database_url": "postgresql://db/x"}, False),
        ({"database_url": "postgresql://db/x", "saved_queries": "open"}, True),
        ({"saved_queries": "read-only"}, False),
    ],
)
def test_saving_is_open_on_the_embedded_database_unless_chosen(chosen: dict[str, str], open_: bool) -> None:
    assert Settings.model_validate(chosen).saves_queries == open_


async def test_a_server_that_is_read_only_saves_nothing(database: Database) -> None:
    query = "mutation ($i: SaveQueryInput!) { saveQuery(input: $i) { __typename } }"
    async with client_of(application(database, saved_queries="read-only")) as client:
        given = {"i": {"name": "A", "query": "{ maySaveQueries }"}}
        answer = await client.post("/graphql", json={"query": query, "variables": given})
    assert answer.json()["data"] == {"saveQuery": {"__typename": "NotAllowed"}}


async def test_a_body_of_a_megabyte_is_refused_before_it_is_read(client: httpx.AsyncClient) -> None:
    variables = {"input": {"name": "n" * 1_000_000, "query": "{ maySaveQueries }"}}
    answer = await client.post("/graphql", json={"query": SAVE, "variables": variables})
    assert answer.status_code == 413

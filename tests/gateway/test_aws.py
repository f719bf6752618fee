"""On Lambda: events of an API Gateway in, its answers out, one opening of the database for all of them."""

import asyncio
import base64
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import asyncpg
import pytest
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from slugger.gateway import app as app_module
from slugger.gateway import aws
from slugger.gateway.aws import Handler, lambda_settings, with_stage
from slugger.gateway.errors import OutdatedDatabaseError, SettingsError
from slugger.gateway.rest.routes import routes as rest_routes
from slugger.gateway.settings import Settings
from slugger.models.engine import Database, DatabaseError

Answer: TypeAlias = dict[str, Any]
Invoke: TypeAlias = Callable[[dict[str, Any]], Awaitable[Answer]]


HOST = "abc123.execute-api.us-east-2.amazonaws.com"


@dataclass(frozen=True)
class Sent:
    """What a client sends to an API Gateway."""

    path: str
    method: str = "GET"
    query: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    encoded: bool = False


def rest_event(*sent: Any, **more: Any) -> dict[str, Any]:
    """An event of a REST API (1.0), as the stage ALPBAPI hands it over."""
    asked = Sent(*sent, **more)
    headers = {"Host": HOST, "X-Forwarded-Proto": "https", **asked.headers}
    return {
        "resource": "/{proxy+}",
        "path": asked.path,
        "httpMethod": asked.method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {name: values[-1] for name, values in asked.query.items()} or None,
        "multiValueQueryStringParameters": dict(asked.query) or None,
        "pathParameters": {"proxy": asked.path[1:]},
        "stageVariables": None,
        "requestContext": {
            "resourcePath": "/{proxy+}",
            "httpMethod": asked.method,
            "path": f"/ALPBAPI{asked.path}",
            "stage": "ALPBAPI",
            "identity": {"sourceIp": "203.0.113.7", "userAgent": "python-requests/2.32"},
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
        },
        "body": asked.body,
        "isBase64Encoded": asked.encoded,
    }


def http_event(*sent: Any, **more: Any) -> dict[str, Any]:
    """An event of an HTTP API (2.0)."""
    asked = Sent(*sent, **more)
    made = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": asked.path,
        "rawQueryString": "&".join(f"{name}={value}" for name, values in asked.query.items() for value in values),
        "headers": {"host": HOST} | {name.lower(): value for name, value in asked.headers.items()},
        "requestContext": {
            "http": {"method": asked.method, "path": asked.path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"},
            "stage": "$default",
        },
        "isBase64Encoded": asked.encoded,
    }
    return made if asked.body is None else made | {"body": asked.body}


Event: TypeAlias = Callable[..., dict[str, Any]]
both_events = pytest.mark.parametrize("event", [rest_event, http_event])


async def reflect(request: Request) -> Response:
    told = {"path": request.url.path, "query": request.query_params.multi_items()}
    return JSONResponse(told | {"body": (await request.body()).decode()})


@pytest.fixture
async def invoke(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Invoke]:
    """Call one handler over a real database, as Lambda does: outside of any event loop."""
    create_app = app_module.create_app

    def with_reflection(settings: Settings) -> Any:
        app = create_app(settings)
        app.router.routes.insert(0, Mount("/ALPBAPI", routes=[Route("/{rest:path}", reflect, methods=["GET", "POST"])]))
        return app

    monkeypatch.setattr(aws, "create_app", with_reflection)
    handler = Handler(Settings(database_url=SecretStr(database.url)))

    async def invoke(event: dict[str, Any]) -> Answer:
        return await asyncio.to_thread(handler, event, None)

    yield invoke
    await asyncio.to_thread(handler.close)


QUERY = json.dumps({"query": "{ teams { name } }"})


@both_events
async def test_one_handler_answers_many_events_over_one_opening(
    invoke: Invoke, connection: asyncpg.Connection, event: Event
) -> None:
    headers = {"Content-Type": "application/json"}
    clients = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(5):
        answer = await invoke(event("/graphql", "POST", headers=headers, body=QUERY))
        assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, False)
        assert len(json.loads(answer["body"])["data"]["teams"]) == 10
        assert answer["headers"]["x-content-type-options"] == "nosniff"
        assert 1 <= await connection.fetchval(clients) <= 4
    ready = await invoke(event("/readyz"))
    assert (ready["statusCode"], json.loads(ready["body"])) == (200, {"status": "ready"})
    assert (await invoke(event("/healthz")))["statusCode"] == 200


async def test_a_loop_of_somebody_else_is_in_no_ones_way(invoke: Invoke) -> None:
    for _ in range(2):
        assert (await invoke(rest_event("/readyz")))["statusCode"] == 200
        await asyncio.to_thread(lambda: asyncio.run(asyncio.sleep(0)))


@both_events
@pytest.mark.parametrize("path", sorted(aws.LEGACY_PATHS))
async def test_a_legacy_path_reaches_its_place(invoke: Invoke, event: Event, path: str) -> None:
    answer = await invoke(event(path, query={"limit": ["1"], "date": ["2026-05-01", "2026-05-02"]}))
    told = json.loads(answer["body"])
    assert told["path"] == f"/ALPBAPI{path}"
    assert told["query"] == [["limit", "1"], ["date", "2026-05-01"], ["date", "2026-05-02"]]


def test_every_path_of_the_legacy_surface_is_known() -> None:
    (surface,) = (route for route in rest_routes() if isinstance(route, Mount))
    assert {route.path for route in surface.routes if isinstance(route, Route)} - {"/{path:path}"} == aws.LEGACY_PATHS


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/graphql", "/healthz", "/readyz", "/api/health", "/playground", "/ALPBAPI/teams", "/ALPBAPI"),
        *(
            "/ALPBAPI/openapi.json",
            "/teams/",
            "/teams/5",
            "/Teams",
            "/team",
            "/teamsheet",
            "/ALPBAPI/ALPBAPI/teams",
            "",
        ),
    ],
)
def test_any_other_path_stays(path: str) -> None:
    assert with_stage(path) == path


@both_events
async def test_a_body_comes_as_it_was_sent(invoke: Invoke, event: Event) -> None:
    sent = '{"alpb_token": "é"}'
    encoded = base64.b64encode(sent.encode()).decode()
    plain = await invoke(event("/validate-token", "POST", body=sent))
    coded = await invoke(event("/validate-token", "POST", body=encoded, encoded=True))
    assert json.loads(plain["body"])["body"] == json.loads(coded["body"])["body"] == sent


@both_events
async def test_a_compressed_answer_goes_as_base64(invoke: Invoke, event: Event) -> None:
    query = json.dumps({"query": "{ __schema { types { name description } } }"})
    headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}
    answer = await invoke(event("/graphql", "POST", headers=headers, body=query))
    assert (answer["headers"]["content-encoding"], answer["isBase64Encoded"]) == ("gzip", True)
    assert "__schema" in json.loads(gzip.decompress(base64.b64decode(answer["body"])))["data"]


@both_events
async def test_the_newer_media_type_of_graphql_is_text(invoke: Invoke, event: Event) -> None:
    headers = {"Content-Type": "application/json", "Accept": "application/graphql-response+json"}
    answer = await invoke(event("/graphql", "POST", headers=headers, body=QUERY))
    assert answer["headers"]["content-type"].startswith("application/graphql-response+json")
    assert answer["isBase64Encoded"] is False
    assert "errors" not in json.loads(answer["body"])


async def test_a_path_that_is_not_there_is_a_404(invoke: Invoke) -> None:
    assert (await invoke(rest_event("/nowhere")))["statusCode"] == 404


async def test_there_is_no_embedded_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLUGGER_DATABASE_URL", raising=False)
    handler = Handler()
    with pytest.raises(SettingsError, match=r"SLUGGER_DATABASE_URL is not set: on Lambda there is no embedded"):
        await asyncio.to_thread(handler, rest_event("/healthz"), None)
    await asyncio.to_thread(handler.close)


async def test_the_next_event_tries_again(database: Database, connection: asyncpg.Connection) -> None:
    handler = Handler(Settings(database_url=SecretStr(database.url)))
    revision = await connection.fetchval("SELECT version_num FROM league.alembic_version")
    await connection.execute("UPDATE league.alembic_version SET version_num = '0000'")
    with pytest.raises(OutdatedDatabaseError):
        await asyncio.to_thread(handler, rest_event("/readyz"), None)
    await connection.execute("UPDATE league.alembic_version SET version_num = $1", revision)
    assert (await asyncio.to_thread(handler, rest_event("/readyz"), None))["statusCode"] == 200
    await asyncio.to_thread(handler.close)


async def test_a_database_out_of_reach_fails_the_event() -> None:
    handler = Handler(Settings(database_url=SecretStr("postgresql://nobody:hidden@127.0.0.1:1/nothing")))
    with pytest.raises(DatabaseError):
        await asyncio.to_thread(handler, rest_event("/teams"), None)
    await asyncio.to_thread(handler.close)


@pytest.mark.parametrize(("chosen", "used"), [(10, 2), (2, 2), (1, 1)])
def test_a_lambda_holds_few_connections(chosen: int, used: int) -> None:
    settings = Settings(database_url=SecretStr("postgresql://db/league"), pool_size=chosen)
    assert lambda_settings(settings).pool_size == used


def test_the_handler_is_there_and_has_opened_nothing() -> None:
    assert isinstance(aws.handler, Handler)
    assert not vars(aws.handler).keys() & {"_mangum", "_loop"}

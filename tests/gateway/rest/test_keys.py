"""The door of the legacy REST surface: who passes and who does not, over processes and without a database."""

import asyncio
import re
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from slugger.gateway.context import ProcessContext
from slugger.gateway.rest.keys import KeyGuard
from slugger.gateway.rest.last_resort import LastResort
from slugger.gateway.settings import Settings
from slugger.models.api_key import UsagePlan
from slugger.models.engine import Database, connect
from slugger.resolvers import admission
from slugger.resolvers.api_key import KEY_LENGTH, create_api_key, define_plan, revoke_api_key, rotate_api_key

NOWHERE = "postgresql://nobody:hidden@127.0.0.1:1/nothing"
GIVEN = SecretStr("postgresql://given/league")
PASSED = {"passed": True}
FORBIDDEN = (403, {"message": "Forbidden"})


async def passed(_: Request) -> Response:
    return JSONResponse(PASSED)


def guarded(database: Database, **chosen: object) -> Starlette:
    """An application with a guarded mount, as the legacy surface is one."""
    teams = Route("/teams", passed, methods=["GET", "OPTIONS"])
    app = Starlette(
        routes=[Mount("/ALPBAPI", routes=[teams], middleware=[Middleware(LastResort), Middleware(KeyGuard)])]
    )
    settings = Settings.model_validate({"api_keys": "required"} | chosen)
    app.state.process = ProcessContext(settings, database, database)
    return app


def client_of(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://slugger/ALPBAPI")


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(guarded(database)) as client:
        yield client


async def ask(client: httpx.AsyncClient, key: str | None, path: str = "/teams") -> httpx.Response:
    return await client.get(path, headers={} if key is None else {"x-api-key": key})


async def key_on(database: Database, **limits: object) -> str:
    """Make a key on a plan of its own."""
    await define_plan(database.sessions, UsagePlan.model_validate({"name": "test"} | limits))
    return (await create_api_key(database.sessions, "widget", "test")).text


async def test_a_key_is_shown_once_and_kept_as_a_hash(database: Database, connection: asyncpg.Connection) -> None:
    keys = [(await create_api_key(database.sessions, f"widget {number}", "standard")).text for number in range(20)]
    assert len(set(keys)) == 20
    assert {len(key) for key in keys} == {KEY_LENGTH}
    assert all(re.fullmatch(r"slg_[0-9a-f]{12}_[\w-]{43}", key, re.ASCII) for key in keys)
    kept = str(await connection.fetch("SELECT k::text FROM league.api_key k"))
    assert [key for key in keys if key[17:] in kept or key[17:].encode().hex() in kept] == []


async def test_a_key_admits_and_its_use_is_noted_once_a_minute(
    client: httpx.AsyncClient, database: Database, connection: asyncpg.Connection
) -> None:
    key = await key_on(database)
    used = "SELECT last_used_at FROM league.api_key"
    assert await connection.fetchval(used) is None
    assert (await ask(client, key)).json() == PASSED
    first = await connection.fetchval(used)
    assert abs(datetime.now(UTC) - first) < timedelta(seconds=30)
    await ask(client, key)
    assert await connection.fetchval(used) == first
    await connection.execute("UPDATE league.api_key SET last_used_at = last_used_at - interval '61 seconds'")
    await ask(client, key)
    assert await connection.fetchval(used) > first


BAD_KEYS: dict[str, Callable[[str], str]] = {
    "empty": lambda key: key[:0],
    "junk": lambda key: key[20:28],
    "another secret": lambda key: key[:-1] + ("A" if key[-1] != "A" else "B"),
    "another prefix": lambda key: key[:15] + ("0" if key[15] != "0" else "1") + key[16:],
    "cut": lambda key: key[:-1],
    "longer": lambda key: key + "A",
    "upper case": str.upper,
    "quoted": lambda key: f'"{key}"',
    "line end": lambda key: key[:-1] + "\u00a0",
    "very long": lambda key: key * 200,
    "hostile": lambda key: "' OR true --".ljust(len(key)),
    "twice in one": lambda key: f"{key}, {key}",
}


@pytest.mark.parametrize("case", BAD_KEYS)
async def test_a_bad_key_is_forbidden(client: httpx.AsyncClient, database: Database, case: str) -> None:
    key = BAD_KEYS[case](await key_on(database, rate=0.001, burst=1))
    answer = await client.get("/teams", headers={b"x-api-key": key.encode("latin-1")})
    assert (answer.status_code, answer.json()) == FORBIDDEN
    assert answer.headers["content-type"] == "application/json"
    assert "retry-after" not in answer.headers


async def test_no_key_is_forbidden(client: httpx.AsyncClient) -> None:
    answer = await ask(client, None)
    assert (answer.status_code, answer.json()) == FORBIDDEN


async def test_two_headers_are_no_key(client: httpx.AsyncClient, database: Database) -> None:
    key = await key_on(database)
    answer = await client.get("/teams", headers=[("x-api-key", key), ("X-API-Key", key)])
    assert (answer.status_code, answer.json()) == FORBIDDEN


async def test_a_guess_uses_nothing_up(client: httpx.AsyncClient, database: Database) -> None:
    key = await key_on(database, rate=0.001, burst=1)
    for _ in range(5):
        assert (await ask(client, key[:-4] + "----")).status_code == 403
    assert (await ask(client, key)).status_code == 200


async def test_revocation_and_rotation(client: httpx.AsyncClient, database: Database) -> None:
    first = await key_on(database, rate=0.001, burst=3)
    second = (await rotate_api_key(database.sessions, "widget", timedelta(hours=1))).text
    assert [(await ask(client, key)).status_code for key in (first, second)] == [200, 200]
    third = (await rotate_api_key(database.sessions, "widget")).text
    assert first[:16] == second[:16] == third[:16]
    assert [(await ask(client, key)).status_code for key in (first, second, third)] == [403, 403, 200]
    assert (await ask(client, third)).status_code == 429
    await revoke_api_key(database.sessions, "widget")
    assert (await ask(client, third)).status_code == 403


async def test_a_rotated_key_ends_with_its_grace(
    client: httpx.AsyncClient, database: Database, connection: asyncpg.Connection
) -> None:
    first = await key_on(database)
    await rotate_api_key(database.sessions, "widget", timedelta(hours=1))
    await connection.execute("UPDATE league.api_key SET former_until = now()")
    assert (await ask(client, first)).status_code == 403


async def test_after_the_time_that_it_names_a_throttled_request_passes(
    client: httpx.AsyncClient, database: Database, connection: asyncpg.Connection
) -> None:
    key = await key_on(database, rate=0.01, burst=1)
    answers = [await ask(client, key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].json() == {"message": "Too Many Requests"}
    assert answers[1].headers["retry-after"] == "100"
    for seconds, statuses in ((60, [429]), (40, [200, 429])):
        await connection.execute(
            f"UPDATE league.api_key_usage SET filled_at = filled_at - interval '{seconds} seconds'"
        )
        assert [(await ask(client, key)).status_code for _ in statuses] == statuses


@pytest.mark.parametrize(("rate", "seconds"), [(1000, "1"), (0.4, "3"), (0.01, "100"), (1e-300, "1000000000")])
async def test_the_wait_is_whole_seconds_rounded_up(
    client: httpx.AsyncClient, database: Database, connection: asyncpg.Connection, rate: float, seconds: str
) -> None:
    key = await key_on(database, rate=rate, burst=1)
    await ask(client, key)
    # The clock of the bucket stands: nothing flows in, however slow this machine is.
    await connection.execute("UPDATE league.api_key_usage SET tokens = 0, filled_at = now() + interval '1 hour'")
    answer = await ask(client, key)
    assert (answer.status_code, answer.headers.get("retry-after")) == (429, seconds)


PERIODS = {
    "day": "SELECT date_trunc('day', now() AT TIME ZONE 'UTC') + interval '1 day' - now() AT TIME ZONE 'UTC'",
    "week": "SELECT date_trunc('week', now() AT TIME ZONE 'UTC') + interval '1 week' - now() AT TIME ZONE 'UTC'",
    "month": "SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month' - now() AT TIME ZONE 'UTC'",
}


@pytest.mark.parametrize("padded", [" {} ", "{}\t", "\t {}"])
async def test_blanks_around_a_key_are_no_part_of_it(
    client: httpx.AsyncClient, database: Database, padded: str
) -> None:
    assert (await ask(client, padded.format(await key_on(database)))).status_code == 200


async def test_a_plan_of_another_period_counts_in_that_one(
    client: httpx.AsyncClient, database: Database, connection: asyncpg.Connection
) -> None:
    key = await key_on(database, quota=1, period="day")
    assert (await ask(client, key)).status_code == 200
    for period in ("month", "week", "day"):
        await define_plan(database.sessions, UsagePlan.model_validate({"name": "test", "quota": 1, "period": period}))
        answer = await ask(client, key)
        left = (await connection.fetchval(PERIODS[period])).total_seconds()
        assert answer.status_code == 429
        assert left - 1 < int(answer.headers["retry-after"]) < left + 10


@pytest.mark.parametrize("period", PERIODS)
async def test_a_quota_ends_with_its_period(
    client: httpx.AsyncClient, database: Database, connection: asyncpg.Connection, period: str
) -> None:
    key = await key_on(database, quota=2, period=period)
    answers = [await ask(client, key) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json() == {"message": "Limit Exceeded"}
    left = (await connection.fetchval(PERIODS[period])).total_seconds()
    assert left - 1 < int(answers[2].headers["retry-after"]) < left + 10
    await connection.execute("UPDATE league.api_key_usage SET begun = begun - 32")
    assert [(await ask(client, key)).status_code for _ in range(3)] == [200, 200, 429]


async def test_what_the_rate_refuses_does_not_count_for_the_quota(
    client: httpx.AsyncClient, database: Database, connection: asyncpg.Connection
) -> None:
    key = await key_on(database, rate=0.001, burst=1, quota=2, period="month")
    assert [(await ask(client, key)).json() for _ in range(3)] == [PASSED] + 2 * [{"message": "Too Many Requests"}]
    refill = "UPDATE league.api_key_usage SET tokens = 1"
    await connection.execute(refill)
    assert (await ask(client, key)).json() == PASSED
    await connection.execute(refill)
    assert (await ask(client, key)).json() == {"message": "Limit Exceeded"}
    assert await connection.fetchval("SELECT used FROM league.api_key_usage") == 2


async def test_a_plan_that_is_defined_anew_holds_at_once(client: httpx.AsyncClient, database: Database) -> None:
    key = await key_on(database, rate=0.001, burst=1)
    assert [(await ask(client, key)).status_code for _ in range(2)] == [200, 429]
    await define_plan(database.sessions, UsagePlan(name="test"))
    assert [(await ask(client, key)).status_code for _ in range(2)] == [200, 200]
    await define_plan(database.sessions, UsagePlan(name="test", quota=1, period="day"))
    assert [(await ask(client, key)).status_code for _ in range(2)] == [429, 429]


async def test_what_a_crash_empties_begins_anew(
    client: httpx.AsyncClient, database: Database, connection: asyncpg.Connection
) -> None:
    key = await key_on(database, rate=0.001, burst=1)
    assert [(await ask(client, key)).status_code for _ in range(2)] == [200, 429]
    await connection.execute("TRUNCATE league.api_key_usage")
    assert [(await ask(client, key)).status_code for _ in range(2)] == [200, 429]


async def test_of_many_at_once_the_burst_passes(client: httpx.AsyncClient, database: Database) -> None:
    key = await key_on(database, rate=0.001, burst=10, quota=1000, period="day")
    answers = await asyncio.gather(*(ask(client, key) for _ in range(100)))
    assert Counter(answer.status_code for answer in answers) == {200: 10, 429: 90}


async def test_of_many_at_once_the_quota_passes(client: httpx.AsyncClient, database: Database) -> None:
    key = await key_on(database, quota=10, period="month")
    answers = await asyncio.gather(*(ask(client, key) for _ in range(100)))
    assert Counter(answer.status_code for answer in answers) == {200: 10, 429: 90}


SERVER = """
import sys
from pathlib import Path
from slugger.gateway import serving
from slugger.gateway.app import create_app
from slugger.gateway.settings import load_settings
from slugger.gateway.rest.last_resort import LastResort
from slugger.gateway.rest.keys import KeyGuard
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

async def passed(_):
    return JSONResponse({"passed": True})

settings = load_settings(port=0)
app = create_app(settings)
app.router.routes.insert(0, Mount("/ALPBAPI", routes=[Route("/teams", passed)], middleware=[Middleware(KeyGuard)]))
with serving.bind("127.0.0.1", 0) as listener:
    serving.serve(app, listener, settings, lambda: print(serving.address(listener), flush=True))
"""


@pytest.fixture
def servers(database: Database) -> Iterator[list[str]]:
    """Addresses of two server processes on one database."""
    environment = {"SLUGGER_DATABASE_URL": database.url, "PYTHONPATH": ":".join(filter(None, sys.path))}
    runs = [
        subprocess.Popen([sys.executable, "-c", SERVER], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    yield [run.stdout.readline().strip() for run in runs if run.stdout]
    for run in runs:
        run.terminate()
        run.communicate(timeout=20)
        assert run.returncode == 0


async def test_two_processes_share_what_a_key_has_left(servers: list[str], database: Database) -> None:
    key = await key_on(database, rate=0.001, burst=10)
    async with httpx.AsyncClient(headers={"x-api-key": key}) as client:

        async def statuses(number: int) -> list[int]:
            asked = [client.get(f"{servers[i % 2]}/ALPBAPI/teams") for i in range(number)]
            return [answer.status_code for answer in await asyncio.gather(*asked)]

        assert Counter(await statuses(60)) == {200: 10, 429: 50}
        await revoke_api_key(database.sessions, "widget")
        assert Counter(await statuses(4)) == {403: 4}
        other = (await create_api_key(database.sessions, "widget", "unlimited")).text
        client.headers["x-api-key"] = other
        assert Counter(await statuses(20)) == {200: 20}


async def test_no_key_is_needed_to_ask_what_is_allowed(client: httpx.AsyncClient) -> None:
    assert (await client.options("/teams")).json() == PASSED
    assert (await ask(client, None, "/nowhere")).status_code == 403


@pytest.mark.parametrize("kind", ["websocket", "lifespan"])
async def test_what_is_no_http_passes(kind: str) -> None:
    came = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        came.append((scope, receive, send))

    await KeyGuard(app)({"type": kind}, passed, passed)  # type: ignore[arg-type]  # neither is called
    assert len(came) == 1


REQUIRED = {
    "embedded": ({}, None),
    "given": ({"database_url": GIVEN}, True),
    "embedded, required": ({"api_keys": "required"}, True),
    "given, optional": ({"database_url": GIVEN, "api_keys": "optional"}, False),
}


@pytest.mark.parametrize("case", REQUIRED)
def test_when_keys_are_required(case: str) -> None:
    chosen, required = REQUIRED[case]
    assert Settings.model_validate(chosen).keys_required is required


async def test_the_first_key_closes_an_open_door_for_good(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async with client_of(guarded(database, api_keys="auto")) as client:
        assert [(await ask(client, key)).status_code for key in (None, "an old key")] == [200, 200]
        await create_api_key(database.sessions, "widget", "unlimited")
        monkeypatch.setattr(admission, "LOOK_SECONDS", 0)
        assert (await ask(client, None)).status_code == 403
    await revoke_api_key(database.sessions, "widget")
    async with client_of(guarded(database, api_keys="auto")) as client:
        assert (await ask(client, None)).status_code == 403


async def test_an_open_door_looks_at_no_key(database: Database) -> None:
    key = await key_on(database, rate=0.001, burst=1)
    async with client_of(guarded(database, api_keys="optional")) as client:
        assert {(await ask(client, sent)).status_code for sent in (None, "wrong", key, key)} == {200}


BROKEN = (500, {"message": "Internal server error"})


@pytest.mark.parametrize("mode", ["required", "auto"])
async def test_without_a_database_nobody_passes(caplog: pytest.LogCaptureFixture, mode: str) -> None:
    async with client_of(guarded(connect(NOWHERE), api_keys=mode)) as client:
        answer = await ask(client, f"slg_{'0' * 12}_{'A' * 43}")
    assert (answer.status_code, answer.json()) == BROKEN
    (record,) = caplog.records
    assert re.search(r"not reachable.* trace id [0-9a-f]{32}$", record.message)
    assert "hidden" not in caplog.text


async def test_a_statement_that_fails_is_no_pass(
    client: httpx.AsyncClient,
    database: Database,
    connection: asyncpg.Connection,
    caplog: pytest.LogCaptureFixture,
) -> None:
    key = await key_on(database, rate=1, burst=1)
    await connection.execute("ALTER TABLE league.api_key_usage RENAME TO elsewhere")
    answer = await ask(client, key)
    assert (answer.status_code, answer.json()) == BROKEN
    assert "trace id" in caplog.text
    await connection.execute("ALTER TABLE league.elsewhere RENAME TO api_key_usage")
    assert (await ask(client, key)).status_code == 200


async def test_a_database_that_hangs_is_no_pass(database: Database, connection: asyncpg.Connection) -> None:
    key = await key_on(database, rate=1, burst=5)
    async with client_of(guarded(database, request_seconds=1)) as client:
        async with connection.transaction():
            await connection.execute("LOCK TABLE league.api_key_usage")
            answer = await ask(client, key)
            assert (answer.status_code, answer.json()) == BROKEN
        assert (await ask(client, key)).status_code == 200

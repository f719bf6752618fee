"""`POST /validate-token`: which tokens are valid, and that a refusal tells nothing."""

import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import httpx
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pydantic import SecretStr
from starlette.applications import Starlette

from slugger.gateway.app import create_app
from slugger.gateway.context import ProcessContext
from slugger.gateway.rest.routes import PREFIX
from slugger.gateway.rest.validate_token import LONGEST_BODY
from slugger.gateway.settings import Settings
from slugger.models.engine import Database, connect
from slugger.resolvers import legacy_token, widget_token
from slugger.resolvers.widget_token import Viewer

KEY = b"0123456789abcdef0123456789abcdef"
SIGNING_KEY = "a secret of more than thirty-two bytes"
WIDGET, SID = "flashcard-widget", "sid-of-seven"
VIEWER = Viewer(7, WIDGET, SID)
OF_THE_WEBSITE = (
    "000102030405060708090a0b0c0d0e0f:71775b062a77aa4ff9f72791b245eaf7234fa8d6699b72af1e693d8c2fa88bc5f844cf03cb8b5f77"
    "4767014a819313c0d75166194d5cd7cb3443f0d4c14b8204bb1f272ef2a7c95728433ee31c9e36ae"
)
"""Made with KEY for VIEWER by Node's own cipher, as the website does."""

VALID = (200, {"success": True, "message": "Token validated successfully", "valid": True})
UNAUTHORIZED = (403, {"success": False, "message": "Unauthorized", "valid": False})
MISSING = (400, {"success": False, "message": "Missing required field(s) in request body"})


def app_on(database: Database, **chosen: object) -> Starlette:
    secrets = {"legacy_token_secret": SecretStr(KEY.decode()), "widget_token_secret": SecretStr(SIGNING_KEY)}
    settings = Settings.model_validate({"api_keys": "optional"} | secrets | chosen)
    app = create_app(settings)
    app.state.process = ProcessContext(settings, database, database)
    return app


def client_of(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://slugger{PREFIX}")


@pytest.fixture
async def client(database: Database, connection: asyncpg.Connection) -> AsyncIterator[httpx.AsyncClient]:
    await log_in(connection, SID, {"user": {"user_id": 7, "email": "seven@example.org"}})
    async with client_of(app_on(database)) as client:
        yield client


async def log_in(connection: asyncpg.Connection, sid: str, content: object, hours: int = 1) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    await connection.execute(
        "INSERT INTO session VALUES ($1, $2, now() + make_interval(hours => $3))", sid, text, hours
    )


async def validated(client: httpx.AsyncClient, token: str, widget: str = WIDGET) -> tuple[int, Any]:
    answer = await client.post("/validate-token", json={"alpb_token": token, "widget_id": widget})
    return answer.status_code, answer.json()


def legacy(viewer: Viewer = VIEWER, key: bytes = KEY) -> str:
    return legacy_token.encrypt(viewer, key)


def modern(viewer: Viewer = VIEWER, secret: str = SIGNING_KEY) -> str:
    return widget_token.issue(viewer, secret)


def encrypted(plain: bytes) -> str:
    """Encrypt bytes that are padded already, or are not."""
    encryptor = Cipher(algorithms.AES256(KEY), modes.CBC(bytes(16))).encryptor()
    return f"{bytes(16).hex()}:{(encryptor.update(plain) + encryptor.finalize()).hex()}"


def saying(content: object) -> str:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    missing = 16 - len(text) % 16
    return encrypted(text + bytes([missing]) * missing)


@pytest.mark.parametrize("fields", [("alpbToken", "widgetId"), ("alpb_token", "widget_id"), ("alpbToken", "widget_id")])
@pytest.mark.parametrize("token", [OF_THE_WEBSITE, legacy(), OF_THE_WEBSITE.upper(), None])
async def test_a_token_of_a_login_is_valid(
    client: httpx.AsyncClient, fields: tuple[str, str], token: str | None
) -> None:
    given = dict(zip(fields, (token or modern(), WIDGET), strict=True))
    answer = await client.post("/validate-token", json=given)
    assert (answer.status_code, answer.json()) == VALID
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "POST,PATCH,OPTIONS"


async def test_a_token_is_valid_again_and_again(client: httpx.AsyncClient) -> None:
    assert [await validated(client, token) for token in 2 * [modern(), legacy()]] == 4 * [VALID]


CLAIMS = {"userId": 7, "publicWidgetId": WIDGET, "sessionId": SID}
BAD_TOKENS: dict[str, Callable[[], str]] = {
    "another user": lambda: legacy(Viewer(8, WIDGET, SID)),
    "another login": lambda: legacy(Viewer(7, WIDGET, "nobody's")),
    "another widget": lambda: legacy(Viewer(7, "pitching", SID)),
    "another key": lambda: legacy(key=bytes(32)),
    "no hexadecimal digits": lambda: "z" * 32 + ":" + "z" * 32,
    "words": lambda: "not a token",
    "no vector": lambda: legacy().partition(":")[2],
    "short vector": lambda: legacy()[2:],
    "empty cipher": lambda: "00" * 16 + ":",
    "cut": lambda: legacy()[:-1],
    "cut by a byte": lambda: legacy()[:-2],
    "cut by a block": lambda: legacy()[:-32],
    "three parts": lambda: legacy() + ":00",
    "blanks": lambda: f" {legacy()} ",
    "line end": lambda: legacy() + "\n",
    "full-width digits": lambda: legacy().replace("0", "\uff10"),
    "changed vector": lambda: "ff" * 16 + legacy()[32:],
    "padding of no bytes": lambda: encrypted(b'{"a":1}' + bytes(9)),
    "padding of too many bytes": lambda: encrypted(b'{"a":1}' + b"\x11" * 9),
    "padding of different bytes": lambda: encrypted(b'{"a":1}' + b"\x08" * 8 + b"\x09"),
    "not JSON": lambda: saying(b"not JSON"),
    "not UTF-8": lambda: saying(b"\xff\xfe{}"),
    "null": lambda: saying(None),
    "list": lambda: saying([CLAIMS]),
    "empty object": lambda: saying({}),
    "deep": lambda: saying(b"[" * 3_000),
    "user as text": lambda: saying(CLAIMS | {"userId": "7"}),
    "user as a fraction": lambda: saying(CLAIMS | {"userId": 7.5}),
    "user as truth": lambda: saying(CLAIMS | {"userId": True}),
    "user as a list": lambda: saying(CLAIMS | {"userId": [7]}),
    "user beyond counting": lambda: saying(CLAIMS | {"userId": 10**40}),
    "no user": lambda: saying({name: CLAIMS[name] for name in ("publicWidgetId", "sessionId")}),
    "widget as a number": lambda: saying(CLAIMS | {"publicWidgetId": 5}),
    "login as a number": lambda: saying(CLAIMS | {"sessionId": 5}),
    "login that no text can hold": lambda: saying(CLAIMS | {"sessionId": f"{SID}\0"}),
    "login of half a pair": lambda: saying(b'{"userId":7,"publicWidgetId":"w","sessionId":"\\ud800"}'),
    "login of any length": lambda: saying(CLAIMS | {"sessionId": SID * 200}),
    "signed for another user": lambda: modern(Viewer(8, WIDGET, SID)),
    "signed for another login": lambda: modern(Viewer(7, WIDGET, "nobody's")),
    "signed for another widget": lambda: modern(Viewer(7, "pitching", SID)),
    "signed with another secret": lambda: modern(secret=SIGNING_KEY[::-1]),
    "signed with the legacy key": lambda: modern(secret=KEY.decode()),
    "signed and cut": lambda: modern()[:-2],
    "points": lambda: "...",
}


@pytest.mark.parametrize("case", BAD_TOKENS)
async def test_any_other_token_is_unauthorized_and_no_more_is_said(client: httpx.AsyncClient, case: str) -> None:
    assert await validated(client, BAD_TOKENS[case]()) == UNAUTHORIZED


async def test_a_token_is_for_the_widget_that_asks(client: httpx.AsyncClient) -> None:
    for token in (legacy(), modern()):
        for widget in ("pitching", WIDGET.upper(), f"{WIDGET} ", "w\u0000", "ü" * 100):
            assert await validated(client, token, widget) == UNAUTHORIZED


LOGINS = {
    "over": ({"user": {"user_id": 7}}, -1),
    "of nobody": ({"cookie": {}}, 1),
    "of a user without id": ({"user": {"email": "seven@example.org"}}, 1),
    "of a text": ({"user": {"user_id": "7"}}, 1),
    "of a fraction": ({"user": {"user_id": 7.5}}, 1),
    "of truth": ('{"user": {"user_id": true}}', 1),
    "of null": ({"user": None}, 1),
    "with a null as content": ("null", 1),
    "with a list as content": ("[7]", 1),
    "with what PostgreSQL takes for JSON and others do not": ('{"user": {"user_id": 7, "name": "\\ud800"}}', 1),
}


@pytest.mark.parametrize("case", LOGINS)
async def test_the_login_must_go_on_and_be_the_users(
    client: httpx.AsyncClient, connection: asyncpg.Connection, case: str
) -> None:
    content, hours = LOGINS[case]
    await log_in(connection, "another", content, hours)
    one = 1 if "truth" in case else 7
    for token in (legacy(Viewer(one, WIDGET, "another")), modern(Viewer(one, WIDGET, "another"))):
        assert await validated(client, token) == UNAUTHORIZED


async def test_truth_is_not_the_user_of_number_one(client: httpx.AsyncClient, connection: asyncpg.Connection) -> None:
    await log_in(connection, "first", {"user": {"user_id": 1}})
    claims = CLAIMS | {"sessionId": "first"}
    assert await validated(client, saying(claims | {"userId": 1})) == VALID
    assert await validated(client, saying(claims | {"userId": True})) == UNAUTHORIZED
    assert await validated(client, saying(claims | {"userId": 1.0})) == UNAUTHORIZED


async def test_a_logout_ends_its_tokens(client: httpx.AsyncClient, connection: asyncpg.Connection) -> None:
    tokens = [legacy(), modern()]
    assert [await validated(client, token) for token in tokens] == [VALID, VALID]
    await connection.execute("DELETE FROM session")
    assert [await validated(client, token) for token in tokens] == [UNAUTHORIZED, UNAUTHORIZED]


async def test_without_a_secret_no_token_is_valid(client: httpx.AsyncClient, database: Database) -> None:
    async with client_of(app_on(database, legacy_token_secret=None, widget_token_secret=None)) as closed:
        assert [await validated(closed, token) for token in (legacy(), modern())] == [UNAUTHORIZED, UNAUTHORIZED]
    assert await validated(client, legacy()) == VALID


BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "null": (b"null", 400),
    "number": (b"5", 400),
    "text": (b'"token"', 400),
    "list": (b'["alpb_token", "widget_id"]', 400),
    "empty object": (b"{}", 400),
    "no widget": (b'{"alpb_token": "a"}', 400),
    "no token": (b'{"widget_id": "a"}', 400),
    "empty token": (b'{"alpb_token": "", "widget_id": "a"}', 400),
    "null token": (b'{"alpb_token": null, "widget_id": "a"}', 400),
    "token as a number": (b'{"alpb_token": 5, "widget_id": "a"}', 400),
    "token as a list": (b'{"alpb_token": ["a"], "widget_id": "a"}', 400),
    "widget as an object": (b'{"alpb_token": "a", "widget_id": {"id": "a"}}', 400),
    "not JSON": (b"alpb_token=a&widget_id=a", 400),
    "cut": (b'{"alpb_token": "a", "widget_id": "a"', 400),
    "NaN": (b'{"alpb_token": NaN, "widget_id": "a"}', 400),
    "not UTF-8": (b'{"alpb_token": "\xff", "widget_id": "a"}', 400),
    "half a pair": (b'{"alpb_token": "\\ud800", "widget_id": "a"}', 400),
    "byte order mark": (b"\xef\xbb\xbf{}", 400),
    "deep": (b"[" * 10_000, 400),
    "deep object": (b'{"a":' * 3_000, 400),
    "a megabyte": (b'{"alpb_token": "' + b"a" * 1_000_000 + b'", "widget_id": "a"}', 413),
    "control characters": (b'{"alpb_token": "\\u0000\\u001b", "widget_id": "\\u0000"}', 403),
    "as much as may be": (b'{"alpb_token": "aa.bb.cc", "widget_id": "a"}'.ljust(LONGEST_BODY), 403),
    "doubled": (b'{"alpb_token": "a", "alpb_token": "b", "widget_id": "a"}', 403),
}


@pytest.mark.parametrize("case", BODIES)
async def test_an_odd_body_is_answered_in_order(client: httpx.AsyncClient, case: str) -> None:
    body, status = BODIES[case]
    answer = await client.post("/validate-token", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["success"] is False
    assert set(answer.json()) <= {"success", "message", "valid"}


async def test_a_field_that_is_missing_is_said_as_ever(client: httpx.AsyncClient) -> None:
    bodies: list[object] = [{}, {"alpb_token": "a"}, {"widgetId": "a"}, {"alpbToken": "", "widgetId": "a"}, []]
    for body in bodies:
        answer = await client.post("/validate-token", json=body)
        assert (answer.status_code, answer.json()) == MISSING


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (None, 200),
        ("application/json", 200),
        ("Application/JSON; charset=UTF-8", 200),
        ("application/json; charset=latin-1", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/xml", 415),
        (";;;", 415),
    ],
)
async def test_the_content_type_is_json_or_not_said(client: httpx.AsyncClient, kind: str | None, status: int) -> None:
    body = json.dumps({"alpb_token": legacy(), "widget_id": WIDGET}).encode()
    headers = {} if kind is None else {"content-type": kind}
    answer = await client.post("/validate-token", content=body, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(("length", "status"), [("16385", 413), ("x", 400), ("", 400), ("9" * 5_000, 400), ("-1", 400)])
async def test_the_length_that_is_announced(client: httpx.AsyncClient, length: str, status: int) -> None:
    answer = await client.post("/validate-token", content=b"{}", headers={"content-length": length})
    assert (answer.status_code, answer.json()["success"]) == (status, False)
    assert answer.headers["connection"] == "close"


async def test_a_body_that_does_not_come_is_not_waited_for(database: Database) -> None:
    async def silence() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(60)

    async with client_of(app_on(database, request_seconds=0.05)) as client:
        answer = await client.post("/validate-token", content=silence())
    assert (answer.status_code, answer.json()["message"]) == (408, "The request body did not come in time")


@pytest.mark.parametrize("token", [legacy(), modern(), "not a token"])
async def test_a_database_that_is_away_is_a_500_without_its_words(caplog: pytest.LogCaptureFixture, token: str) -> None:
    async with client_of(app_on(connect("postgresql://nobody:hidden@127.0.0.1:1/nothing"))) as client:
        answer = await validated(client, token)
    assert answer == (500, {"success": False, "message": "Could not validate token"})
    assert "trace id" in caplog.text
    assert "hidden" not in caplog.text
    assert token not in caplog.text


async def seconds_to_refuse(client: httpx.AsyncClient, tokens: dict[str, str]) -> dict[str, float]:
    """Measure how long a refusal usually takes, each token in its turn."""
    times: dict[str, list[float]] = {name: [] for name in tokens}
    for _ in range(60):
        for name, token in tokens.items():
            begun = time.perf_counter()
            assert await validated(client, token) == UNAUTHORIZED
            times[name].append(time.perf_counter() - begun)
    return {name: statistics.median(taken) for name, taken in times.items()}


async def test_time_does_not_tell_bad_padding_from_bad_content(client: httpx.AsyncClient) -> None:
    """What a look at the database takes shows in every measurement, what else this machine does only in some."""
    content = saying(CLAIMS | {"sessionId": "nobody's"})
    tokens = {
        "padding": content[:-34] + ("00" if content[-34:-32] != "00" else "11") + content[-32:],
        "content": saying(b"not JSON".ljust(80)),
        "login": content,
    }
    assert legacy_token.decrypt(tokens["padding"], KEY) is None
    seen = []
    for _ in range(5):
        seen.append(await seconds_to_refuse(client, tokens))
        if max(seen[-1].values()) < 1.5 * min(seen[-1].values()):
            return
    pytest.fail(f"The tokens can be told apart in every one of {len(seen)} measurements: {seen}")

"""Hostile operations over HTTP and WebSocket are refused at once, each for a reason that is told."""

import json
from collections.abc import AsyncIterator, Callable, Coroutine
from time import process_time
from typing import Any, TypeAlias

import httpx
import pytest
from graphql import get_introspection_query
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from slugger.gateway.app import create_app
from slugger.gateway.settings import Settings
from slugger.models.engine import Database
from slugger.tests.databases import copy_of
from slugger.tests.gateway.servers import serving, subscribe, websocket

LEVELS = 22
SECONDS = 0.5
"""Time of the processor that client and server may take together: several times what they do, a tenth of a second."""


def bomb(fields: str, kind: str, root: str) -> str:
    """Spread each fragment twice in the one before it."""
    fragments = (f"fragment F{n} on {kind} {{ {fields} ...F{n + 1} ...F{n + 1} }}" for n in range(LEVELS))
    return f"{{ {root} }} {' '.join(fragments)} fragment F{LEVELS} on {kind} {{ __typename }}"


def pairs(levels: int) -> str:
    """Nest two aliases in each of two."""
    return "id" if levels == 0 else f"a: homeBallpark {{ homeTeam {{ {pairs(levels - 1)} }} }} b: homeTeam {{ id }}"


def many(template: str, number: int) -> str:
    return " ".join(template.replace("#", str(n)) for n in range(number))


CALLS = "query ($calls: [ID!]!) { nodes(ids: $calls) { id } }"
HOSTILE: dict[str, tuple[str, dict[str, Any], str]] = {
    "bomb without fields": (bomb("", "Query", "...F0"), {}, "root_fields"),
    "bomb with fields": (bomb("teams { id }", "Query", "...F0"), {}, "root_fields"),
    "bomb in a list": (bomb("", "Team", "teams { ...F0 }"), {}, "selections"),
    "bomb with fields in a list": (bomb("name", "Team", "teams { ...F0 }"), {}, "selections"),
    "bomb in introspection": (bomb("name", "__Type", "__schema { types { ...F0 } }"), {}, "selections"),
    "bomb of fields": (
        "{ teams { ...F0 } } "
        + many("fragment F# on Team { a: id ...G# b: name ...G# }", 1)
        + "".join(f"fragment G{n} on Team {{ c: id ...G{n + 1} d: id ...G{n + 1} }}" for n in range(LEVELS))
        + f"fragment G{LEVELS} on Team {{ id }}",
        {},
        "selections",
    ),
    "inline fragments": ("{ teams { " + "... on Team { " * 150 + "id" + " }" * 150 + " } }", {}, "nesting"),
    "inline fragments beyond the parser": ("{ teams { " + "... { " * 400 + "id" + " }" * 400 + " } }", {}, "nesting"),
    "aliases": ("{ teams { " + many("a#: id", 600) + " } }", {}, "aliases"),
    "aliases of lists": ("{ teams { " + many("a#: players(first: #) { totalCount }", 130) + " } }", {}, "statements"),
    "directives": ("{ teams { id " + "@skip(if: false) " * 250 + "} }", {}, "directives"),
    "roots": ("{ " + many("a#: __typename", 600) + " }", {}, "root_fields"),
    "two thousand roots": ("{ " + many("a#: teams { id }", 2000) + " }", {}, "tokens"),
    "depth": ("{ teams " + "{ homeBallpark { homeTeam " * 45 + "{ id }" + " } }" * 45 + " }", {}, "depth"),
    "introspection of introspection": (
        "{ __schema { types { " + many("a#: fields { name }", 300) + " } } }",
        {},
        "nodes",
    ),
    "pages in pages": ("{ games(first: 1000) { nodes { pitches(first: 1000) { nodes { id } } } } }", {}, "nodes"),
    "ten thousand values": (CALLS, {"calls": ["x"] * 10_000}, "inputs"),
    "values in values": (CALLS, {"calls": [["x"] * 100] * 100}, "inputs"),
    "a long text": ("query ($code: String) { team(code: $code) { id } }", {"code": "x" * 900_000}, "text"),
    "a megabyte": ('{ team(code: "' + "x" * 900_000 + '") { id } }', {}, "characters"),
    "a megabyte of names": ("{ teams { " + many("a" * 480 + "#", 1900) + " } }", {}, "characters"),
    "a megabyte of blocks": ("{ teams { id } } #" + "\n" * 450_000, {}, "characters"),
    "one field again and again": ("{ teams { " + "id " * 1900 + "} }", {}, "comparisons"),
    "one tree again and again": ("{ teams { " + "homeBallpark { homeTeam { id } } " * 240 + "} }", {}, "comparisons"),
}
INVALID = {
    "introspection round and round": "{ __schema { types { fields { type { fields { type { fields { name }}}}}}}}",
    "fragments in a circle": "{ ...A } fragment A on Query { ...B ...B } fragment B on Query { ...A ...A }",
    "many arguments": "{ teams(" + many("a#: 1", 600) + ") { id } }",
    "one argument again and again": "{ teams(" + "confirmed: true " * 600 + ") { id } }",
    "fields that are none": "{ pitches { nodes { " + many("relSped#", 1900) + " } } }",
}
Ask: TypeAlias = Callable[..., Coroutine[Any, Any, list[dict[str, Any]]]]
"""Asks an operation and gives its errors."""


@pytest.fixture(scope="module")
async def database(template: str) -> AsyncIterator[Database]:
    async with copy_of(template) as database:
        yield database


@pytest.fixture(scope="module")
async def url(database: Database) -> AsyncIterator[str]:
    async with serving(create_app(Settings(database_url=SecretStr(database.url)))) as url:
        yield url


@pytest.fixture(params=["http", "websocket"])
async def ask(url: str, request: pytest.FixtureRequest) -> AsyncIterator[Ask]:
    async with httpx.AsyncClient(base_url=url) as client, websocket(url) as socket:

        async def post(query: str, **variables: Any) -> list[Any]:
            headers = {"accept": "application/graphql-response+json"}
            answer = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
            assert answer.status_code == (400 if "errors" in answer.json() else 200)
            errors: list[Any] = answer.json().get("errors", [])
            return errors

        async def send(query: str, **variables: Any) -> list[Any]:
            await subscribe(socket, f"{query} # not out of the cache", **variables)
            message = json.loads(await socket.recv())
            if message["type"] == "next":
                assert json.loads(await socket.recv())["type"] == "complete"
            return message["payload"] if message["type"] == "error" else []

        yield post if request.param == "http" else send


@pytest.mark.parametrize("case", HOSTILE)
async def test_what_is_too_much_is_refused_at_once(ask: Ask, case: str, record_property: Any) -> None:
    query, variables, limit = HOSTILE[case]
    assert await ask("{ teams { id } }") == []
    started = process_time()
    (error,) = await ask(query, **variables)
    seconds = process_time() - started
    record_property("milliseconds", round(1000 * seconds, 1))
    assert error["extensions"]["limit"] == limit
    assert error["extensions"]["code"] in {"QUERY_TOO_DEEP", "QUERY_TOO_LARGE", "BAD_USER_INPUT"}
    assert seconds < SECONDS
    assert await ask("{ teams { id } }") == []


@pytest.mark.parametrize("case", INVALID)
async def test_what_is_invalid_is_refused_at_once(ask: Ask, case: str, record_property: Any) -> None:
    started = process_time()
    errors = await ask(INVALID[case])
    seconds = process_time() - started
    record_property("milliseconds", round(1000 * seconds, 1))
    assert {error["extensions"]["code"] for error in errors} == {"GRAPHQL_VALIDATION_FAILED"}
    assert seconds < SECONDS


async def test_introspection_passes(ask: Ask) -> None:
    assert await ask(get_introspection_query(input_value_deprecation=True, specified_by_url=True)) == []


PIECES = [
    "{",
    "}",
    "(",
    ")",
    "...",
    "...F0",
    "on",
    "@skip(if: $x)",
    "$x",
    "[",
    "]",
    '"',
    "null",
    "1e999",
    "-",
    "\0",
    "é",
]
EDITS = st.lists(st.tuples(st.integers(0, 2000), st.sampled_from(["", *PIECES])), max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)
SEEDS = [
    "query A($x: Boolean! = true) { teams { id @skip(if: $x) ...F0 } } fragment F0 on Team { name }",
    "query ($x: Int) { games(first: $x) { nodes { id pitches(last: $x) { totalCount } } } }",
    "query ($x: [ID!]!) { nodes(ids: $x) { __typename ... on Team { name } } } query B { __typename }",
    *(query for query, _, _ in HOSTILE.values() if len(query) < 3000),
]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(query=st.sampled_from(SEEDS), edits=EDITS, value=VALUES, name=st.sampled_from([None, "A", "B", "nobody"]))
async def test_no_document_is_a_defect(
    url: str, query: str, edits: list[tuple[int, str]], value: object, name: str | None
) -> None:
    pieces = query.split(" ")
    for place, piece in edits:
        pieces[place % len(pieces)] = piece
    body = {"query": " ".join(pieces), "variables": {"x": value}, "operationName": name}
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.post("/graphql", json=body)
    assert answer.status_code in {200, 400}, answer.text
    codes = {error["extensions"]["code"] for error in answer.json().get("errors", [])}
    assert codes.isdisjoint({"INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE"}), answer.text
    if "data" in answer.json():
        cost = answer.json()["extensions"]["cost"]
        assert 0 <= cost["actual"] <= cost["requested"]

"""Queries that ask for too much are refused before anything is read, in a time linear in their length."""

from collections.abc import Iterator
from dataclasses import replace
from time import process_time
from typing import Any

import orjson
import pytest
import strawberry
from graphql import GraphQLError, get_introspection_query, get_named_type, is_leaf_type

from slugger.gateway.answer import objects_in
from slugger.resolvers.context import request_context
from slugger.resolvers.errors import DepthError, SizeError
from slugger.resolvers.limits import ANONYMOUS, Limits
from slugger.schema.limits import read
from slugger.schema.sdl import schema

LONG = replace(ANONYMOUS, tokens=100_000, root_fields=1_000, aliases=1_000)
"""The limits, but for the length of a document: what is told of it has other reasons."""


def measure(query: str, limits: Limits = LONG, **variables: Any) -> int | None:
    """Give how many objects a query is estimated to give; raises its first error."""
    checked = read(schema._schema, query, limits.tokens).check(None, variables, limits)
    for error in checked.errors:
        raise error
    return checked.requested


def refused(query: str, limits: Limits = LONG, **variables: Any) -> tuple[Any, Any, Any]:
    """Give the limit that a query exceeds, what it allows and what was requested."""
    with pytest.raises(GraphQLError) as raised:
        measure(query, limits, **variables)
    extensions: Any = raised.value.extensions
    told = f"takes {extensions['requested']:,} ", f"`{extensions['limit']}` is limited to {extensions['allowed']:,}."
    assert all(words in raised.value.message for words in told)
    return extensions["limit"], extensions["allowed"], extensions["requested"]


IDS = str(["x"] * 1000).replace("'", '"')


@pytest.mark.parametrize(
    "query",
    [
        "{ games(first: 20) { nodes { homeTeam { name } pitches { nodes { pitcher { team { name } } } } } } }",
        "{ pitches(first: 1000) { nodes { pitcher { name } batter { name } } } }",
        "{ pitches(first: 1000) { edges { cursor node { relSpeed } } pageInfo { endCursor } totalCount } }",
        "{ games(first: 1000) { nodes { pitches(first: 0) { totalCount } } } }",
        "{ games(first: 100) { nodes { pitches(last: 400) { nodes { relSpeed } } } } }",
        "{ players { nodes { pitchesThrown { nodes { relSpeed } } } } }",
    ],
)
def test_what_people_ask_for_is_allowed(query: str) -> None:
    measure(query)


@pytest.mark.parametrize(
    "query",
    [
        "{ games(first: 1000) { nodes { pitches(first: 50) { nodes { id } } } } }",
        "{ games(last: 1000) { nodes { pitches(last: 51) { nodes { id } } } } }",
        "{ games(first: 1000) { edges { node { ...P } } } } fragment P on Game { pitches(first: 51) { nodes { id } } }",
        "{ games(first: 1000) { nodes { ... on Game { ... { pitches(first: 51) { nodes { id } } } } } } }",
        "{ players { nodes { games { nodes { pitches { nodes { id } } } } } } }",
        "query ($n: Int = 1000) { games(first: $n) { nodes { pitches(first: $n) { nodes { id } } } } }",
        f"query ($ids: [ID!]! = {IDS}) {{ nodes(ids: $ids) {{ ... on Game {{ pitches {{ nodes {{ id }} }} }} }} }}",
        "{ teams { players(first: 1000) { nodes { pitchesThrown(first: 3) { nodes { id } } } } } }",
        "{ " + " ".join(f"p{n}: pitches(first: 1000) {{ nodes {{ id }} }}" for n in range(51)) + " }",
    ],
)
async def test_too_many_rows_are_refused(league: Any, query: str) -> None:
    with pytest.raises(SizeError):
        measure(query)
    assert await league.code(query) == "QUERY_TOO_LARGE"
    assert league.statements == []


async def test_too_many_values_are_refused(league: Any) -> None:
    aliases = " ".join(f"a{n}: relSpeed" for n in range(301))
    query = f"{{ pitches(first: 1000) {{ nodes {{ {aliases} }} }} }}"
    with pytest.raises(SizeError, match="values"):
        measure(query)
    assert await league.code(query) == "QUERY_TOO_LARGE"
    assert league.statements == []


def test_every_measurement_of_a_full_page_is_allowed() -> None:
    pitch: Any = schema._schema.type_map["Pitch"]
    leaves = " ".join(name for name, field in pitch.fields.items() if is_leaf_type(get_named_type(field.type)))
    measure(f"{{ pitches(first: 1000) {{ nodes {{ {leaves} }} }} }}")


def test_variables_count_as_what_they_hold() -> None:
    query = "query ($n: Int!) { games(first: $n) { nodes { pitches(first: $n) { nodes { id } } } } }"
    measure(query, n=100)
    for large in (1000, 1000.0):
        with pytest.raises(SizeError):
            measure(query, n=large)
    with pytest.raises(SizeError):
        measure(
            "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Game { pitches(first: 60) { nodes { id } } } } }",
            ids=["x"] * 1000,
        )


async def test_a_whole_number_with_a_point_is_the_same_limit(league: Any) -> None:
    query = "query ($n: Int!) { games(first: $n) { nodes { pitches(first: $n) { nodes { id } } } } }"
    assert await league.code(query, n=1000.0) == "QUERY_TOO_LARGE"


async def test_no_ids_are_no_rows(league: Any) -> None:
    many = " ".join(
        f"n{n}: nodes(ids: []) {{ ... on Game {{ pitches(first: 1000) {{ nodes {{ id }} }} }} }}" for n in range(60)
    )
    assert list((await league.ask(f"{{ {many} }}")).values()) == [[]] * 60
    assert league.statements == []


async def test_a_variable_that_does_not_fit_is_told_by_the_executor(league: Any) -> None:
    query = "query ($n: Int!) { games(first: $n) { nodes { id } } }"
    for value in (None, 1.5, "1", 2**31, True, [1]):
        result = await league.answer(query, {"n": value})
        assert "Variable '$n'" in result.errors[0].message
    assert "Variable '$n'" in (await league.answer(query)).errors[0].message
    assert league.statements == []


@pytest.mark.parametrize(
    "field",
    [
        "pitches(filter: {{inning: {{eq: {n}}}}}) {{ totalCount }}",
        "pitches(filter: {{inning: {{eq: {n}}}}}) {{ nodes {{ id }} }}",
        "teams {{ games(filter: {{season: {n}}}) {{ totalCount }} }}",
        'game(trackmanGameId: "x") {{ pitches(first: {n}) {{ nodes {{ id }} }} }}',
    ],
)
async def test_too_many_statements_are_refused(league: Any, field: str) -> None:
    def query(number: int) -> str:
        return "{ " + " ".join(f"a{n}: " + field.format(n=n) for n in range(number)) + " }"

    measure(query(ANONYMOUS.statements - 1))
    assert refused(query(ANONYMOUS.statements + 1)) == ("statements", 100, 101)
    answer = await schema.execute(
        query(ANONYMOUS.statements + 1), context_value=request_context(league.database.sessions, LONG)
    )
    assert answer.errors
    assert answer.errors[0].extensions
    assert answer.errors[0].extensions["limit"] == "statements"


def test_rows_by_key_are_read_together_and_count_as_one_statement() -> None:
    measure("{ " + " ".join(f'a{n}: player(id: "{n}") {{ team {{ name }} }}' for n in range(600)) + " }")


def nested(depth: int) -> str:
    """Nest a query in exactly `depth` fields."""
    rounds = (depth - 2) // 2
    tail = "{ id }" if depth % 2 == 0 else "{ homeBallpark { id } }"
    return '{ team(code: "YOR") ' + "{ homeBallpark { homeTeam " * rounds + tail + " } }" * rounds + " }"


async def test_depth_ends_at_the_limit(league: Any) -> None:
    measure(nested(ANONYMOUS.depth))
    assert refused(nested(ANONYMOUS.depth + 1)) == ("depth", 16, 17)
    assert await league.code(nested(ANONYMOUS.depth + 1)) == "QUERY_TOO_DEEP"


def test_fragments_that_double_at_every_level_cost_no_time() -> None:
    levels = 60
    fragments = " ".join(
        f"fragment F{n} on Team {{ a: homeBallpark {{ homeTeam {{ ...F{n + 1} }} }} ...F{n + 1} ...F{n + 1} }}"
        for n in range(levels)
    )
    query = f"{{ teams {{ ...F0 }} }} {fragments} fragment F{levels} on Team {{ id }}"
    started = process_time()
    with pytest.raises((DepthError, SizeError)):
        measure(query)
    assert process_time() - started < 5


def test_statements_behind_fragments_cost_no_time() -> None:
    levels = 90
    fragments = " ".join(
        f"fragment F{n} on Team {{ a{n}: games(first: {n}) {{ totalCount }} ...F{n + 1} ...F{n + 1} ...F{n + 1} }}"
        for n in range(levels)
    )
    query = f"{{ teams {{ ...F0 }} }} {fragments} fragment F{levels} on Team {{ id }}"
    started = process_time()
    with pytest.raises(SizeError):
        measure(query, replace(LONG, selections=10**300))
    assert process_time() - started < 5


def test_a_long_chain_of_fragments_is_too_deep_and_no_crash() -> None:
    chain = " ".join(f"fragment F{n} on Team {{ ...F{n + 1} }}" for n in range(2000))
    with pytest.raises(DepthError):
        measure(f"{{ teams {{ ...F0 }} }} {chain} fragment F2000 on Team {{ id }}")


async def test_introspection_is_answered_but_not_round_and_round(league: Any) -> None:
    await league.ask(get_introspection_query())
    around = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    result = await league.answer(around)
    assert "introspection depth" in result.errors[0].message


def test_introspection_by_many_names_is_too_much() -> None:
    wide = " ".join(f"a{n}: fields {{ name }}" for n in range(300))
    assert refused(f"{{ __schema {{ types {{ {wide} }} }} }}")[0] == "nodes"
    assert refused("{ " + " ".join(f'a{n}: __type(name: "Pitch") {{ fields {{ name }} }}' for n in range(200)) + " }")[
        0
    ] == ("nodes")


HUNDRED = " ".join(f"a{n}: id" for n in range(100))
EXCEEDED = {
    "depth": ("{ teams { homeBallpark { homeTeam { id } } } }", Limits(depth=3), 4),
    "root_fields": ("{ teams { id } ...A ...A } fragment A on Query { teams { id } }", Limits(root_fields=2), 3),
    "selections": ("{ teams { ...A ...A ... { id } } } fragment A on Team { id name }", Limits(selections=8), 9),
    "aliases": (f"{{ teams {{ ...A ...A }} }} fragment A on Team {{ {HUNDRED} }}", Limits(aliases=199), 200),
    "directives": (
        "{ teams { ...A ...A @skip(if: true) } } fragment A on Team { id @skip(if: true) }",
        Limits(directives=2),
        3,
    ),
    "page_rows": ("{ games(last: 11) { nodes { id } } }", Limits(page_rows=10), 11),
    "text": ('{ team(code: "abcd") { id } }', Limits(text=3), 4),
    "nodes": (
        "{ games(first: 7) { nodes { id } edges { node { id } } pageInfo { endCursor } } }",
        Limits(nodes=22),
        23,
    ),
    "values": ("{ games(first: 7) { totalCount nodes { id date } } }", Limits(values=14), 15),
    "statements": ("{ teams { id } ballparks { id } }", Limits(statements=1), 2),
    "tokens": ("{ teams { id } }", Limits(tokens=5), 6),
}


@pytest.mark.parametrize("name", EXCEEDED)
def test_a_limit_that_is_exceeded_is_named_with_what_was_asked_for(name: str) -> None:
    query, limits, requested = EXCEEDED[name]
    allowed = getattr(limits, name)
    assert refused(query, limits) == (name, allowed, requested)
    measure(query, replace(limits, **{name: allowed + 1}))


def test_a_long_document_is_refused_unread() -> None:
    context = request_context(None, Limits(characters=20))  # type: ignore[arg-type]  # nothing is read
    answer = schema.execute_sync("{ teams { id } } # and no more", context_value=context)
    assert answer.errors
    assert answer.errors[0].extensions == {
        "code": "QUERY_TOO_LARGE",
        "limit": "characters",
        "allowed": 20,
        "requested": 30,
    }


@pytest.mark.parametrize("value", [["x"] * 3000, [["x"] * 10] * 300, {"a": {"b": ["x"] * 2000}}])
def test_variables_that_hold_too_many_values_are_refused(value: Any) -> None:
    limit, allowed, requested = refused("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=value)
    assert (limit, allowed) == ("inputs", 2000)
    assert requested > 2000


def test_texts_of_variables_are_measured_but_for_cursors() -> None:
    query = """query ($text: String, $after: String) {
        teams { games(after: $after) { totalCount } } team(code: $text) { id } }"""
    measure(query, text="x" * 200, after="x" * 500)
    assert refused(query, text="x" * 201) == ("text", 200, 201)
    measure('{ games(after: "' + "x" * 500 + '") { totalCount } }')


def test_what_is_inside_introspection_is_not_deep() -> None:
    measure(get_introspection_query(), replace(ANONYMOUS, depth=1))


def test_what_other_operations_ask_for_does_not_count() -> None:
    document = read(schema._schema, f"query A {{ teams {{ id }} }} query B {nested(20)}", 2000)
    assert document.check("A", {}, ANONYMOUS).requested == 20
    assert document.check("B", {}, ANONYMOUS).errors


def test_an_estimate_is_remembered_for_the_same_sizes_only() -> None:
    query = """query ($n: Int = 7, $m: Int, $code: String) { team(code: $code) { id }
        games(first: $n) { nodes { id } } a: games(last: $m) { nodes { id } } }"""
    document = read(schema._schema, query, 2000)

    def requested(limits: Limits = ANONYMOUS, **variables: Any) -> int | None:
        return document.check(None, variables, limits).requested

    for _ in range(2):
        assert requested(n=10, m=5) == 18
        assert requested(n=10.0, m=5, code="x") == 18
        assert requested(n=10, m=6) == 19
        assert requested(m=5) == 15
        assert requested(n=None, m=5) == requested(n=None, m=5, code="y") == 58
        assert requested(n="1", m=5) is None
        assert requested(Limits(nodes=17), n=10, m=5) is None
    assert requested(n=999, m=1) == 1003


QUERIES = [
    "{ teams { id homeBallpark { name } } }",
    "{ games(first: 7) { totalCount nodes { homeTeam { name } } edges { node { id } } pageInfo { endCursor } } }",
    "{ games(first: 3) { nodes { pitches(first: 4) { nodes { pitcher { team { name } } fielders { x } } } } } }",
    "{ games(first: 3) { pageInfo { endCursor } nodes { ...G ...G } } } fragment G on Game { a: homeTeam { id } }",
    "{ players(first: 5) { edges { node { pitchesThrown(last: 3) { edges { node { id } } } } } } }",
    "{ trackmanFiles(first: 2) { nodes { name game { id } } } ingestStatus { filesByState { count } } }",
    "{ __typename seasons { games(first: 0) { totalCount } } }",
    '{ __type(name: "Pitch") { fields { name args { name type { name } } } } }',
    get_introspection_query(),
]


@pytest.mark.parametrize("query", QUERIES)
async def test_no_answer_has_more_objects_than_estimated(league: Any, query: str) -> None:
    data = await league.ask(query)
    assert objects_in(orjson.dumps(data)) <= (measure(query) or 0)


def test_a_page_is_estimated_exactly() -> None:
    assert measure(
        "{ games(first: 7) { nodes { id homeTeam { name } } edges { node { id } } pageInfo { endCursor } } }"
    ) == (1 + 7 * 2 + 7 * 2 + 1)


@strawberry.type
class Row:
    number: int


@strawberry.type
class RowConnection:
    nodes: list[Row]


@strawberry.type
class Grouped:
    @strawberry.field
    def groups(self, first: int | None = 120) -> RowConnection:
        return RowConnection(nodes=[Row(number=n) for n in range(first or 0)])


@pytest.mark.parametrize(("arguments", "rows"), [("", 120), ("(first: 4000)", 4000), ("(first: null)", 120)])
def test_what_has_no_cursors_has_the_size_of_its_own_default_and_limit(arguments: str, rows: int) -> None:
    grouped = strawberry.Schema(Grouped)
    document = read(grouped._schema, f"{{ groups{arguments} {{ nodes {{ number }} }} }}", 2000)
    assert document.check(None, {}, ANONYMOUS) == ([], rows + 1)


def hostile() -> Iterator[tuple[str, str]]:
    """Documents that pass the parser and would take validation long."""
    yield "one field", "{ teams { " + "id " * 1900 + "} }"
    yield "one field with an argument", "{ teams { " + "games(first: 1) { totalCount } " * 150 + "} }"
    yield "one object", "{ teams { " + "homeBallpark { id } " * 450 + "} }"
    yield "one tree", "{ teams { " + "homeBallpark { homeTeam { homeBallpark { id } } } " * 180 + "} }"
    yield "two fields of one name", "{ teams { " + "a: id a: name " * 240 + "} }"
    yield (
        "many fragments",
        "{ teams { "
        + " ".join(f"...F{n}" for n in range(180))
        + " } } "
        + " ".join(f"fragment F{n} on Team {{ id }}" for n in range(180)),
    )
    yield "inline fragments", "{ teams { " + "... on Team { id } " * 320 + "} }"
    yield "fields that are none", "{ pitches { nodes { " + " ".join(f"relSped{n}" for n in range(1900)) + " } } }"
    yield (
        "long fields that are none",
        "{ pitches { nodes { " + " ".join(f"{'x' * 450}{n}" for n in range(200)) + " } } }",
    )
    yield "enum values that are none", "{ pitches(filter: {pitchCall: [" + "BALLL " * 1900 + "]}) { totalCount } }"
    yield (
        "cycles",
        "{ ...F0 } "
        + " ".join(f"fragment F{n} on Query {{ " + " ".join(f"...F{m}" for m in range(25)) + " }" for n in range(25)),
    )
    yield "operations", " ".join(f"query Q{n} {{ teams {{ id }} }}" for n in range(240))
    yield "variables", "query (" + " ".join(f"$v{n}: Int" for n in range(470)) + ") { teams { id } }"


@pytest.mark.parametrize("query", [pytest.param(query, id=name) for name, query in hostile()])
def test_no_document_is_validated_for_long(query: str) -> None:
    started = process_time()
    read(schema._schema, query, ANONYMOUS.tokens).check(None, {}, ANONYMOUS)
    assert process_time() - started < 1  # five times what it takes where nothing else runs

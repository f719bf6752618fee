"""Queries that ask for too much are refused before anything is read, in a time linear in their length."""

from time import perf_counter
from typing import Any

import pytest
from graphql import OperationDefinitionNode, get_introspection_query, get_named_type, is_leaf_type, parse

from slugger.resolvers.errors import DepthError, SizeError
from slugger.resolvers.limits import MAX_DEPTH, MAX_STATEMENTS
from slugger.schema.limits import check
from slugger.schema.sdl import schema


def measure(query: str, **variables: Any) -> None:
    document = parse(query)
    operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    check(schema._schema, document, operation, variables)


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
        "{ games(first: 1000) { nodes { pitches(first: 51) { nodes { id } } } } }",
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

    measure(query(MAX_STATEMENTS - 1))
    assert await league.code(query(MAX_STATEMENTS + 1)) == "QUERY_TOO_LARGE"
    assert league.statements == []


def test_rows_by_key_are_read_together_and_count_as_one_statement() -> None:
    measure("{ " + " ".join(f'a{n}: player(id: "{n}") {{ team {{ name }} }}' for n in range(600)) + " }")


def nested(depth: int) -> str:
    """Nest a query in exactly `depth` fields."""
    rounds = (depth - 2) // 2
    tail = "{ id }" if depth % 2 == 0 else "{ homeBallpark { id } }"
    return '{ team(code: "YOR") ' + "{ homeBallpark { homeTeam " * rounds + tail + " } }" * rounds + " }"


async def test_depth_ends_at_the_limit(league: Any) -> None:
    measure(nested(MAX_DEPTH))
    with pytest.raises(DepthError):
        measure(nested(MAX_DEPTH + 1))
    assert await league.code(nested(MAX_DEPTH + 1)) == "QUERY_TOO_DEEP"


def test_fragments_that_double_at_every_level_cost_no_time() -> None:
    levels = 60
    fragments = " ".join(
        f"fragment F{n} on Team {{ a: homeBallpark {{ homeTeam {{ ...F{n + 1} }} }} ...F{n + 1} ...F{n + 1} }}"
        for n in range(levels)
    )
    query = f"{{ teams {{ ...F0 }} }} {fragments} fragment F{levels} on Team {{ id }}"
    started = perf_counter()
    with pytest.raises((DepthError, SizeError)):
        measure(query)
    assert perf_counter() - started < 5


def test_statements_behind_fragments_cost_no_time() -> None:
    levels = 200
    fragments = " ".join(
        f"fragment F{n} on Team {{ a{n}: games(first: {n}) {{ totalCount }} ...F{n + 1} ...F{n + 1} ...F{n + 1} }}"
        for n in range(levels)
    )
    query = f"{{ teams {{ ...F0 }} }} {fragments} fragment F{levels} on Team {{ id }}"
    started = perf_counter()
    with pytest.raises(SizeError, match="SQL statements"):
        measure(query)
    assert perf_counter() - started < 5


def test_a_long_chain_of_fragments_is_too_deep_and_no_crash() -> None:
    chain = " ".join(f"fragment F{n} on Team {{ ...F{n + 1} }}" for n in range(2000))
    with pytest.raises(DepthError):
        measure(f"{{ teams {{ ...F0 }} }} {chain} fragment F2000 on Team {{ id }}")


async def test_introspection_is_answered_but_not_round_and_round(league: Any) -> None:
    await league.ask(get_introspection_query())
    around = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"
    result = await league.answer(around)
    assert "introspection depth" in result.errors[0].message

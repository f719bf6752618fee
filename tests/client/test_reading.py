"""The reader of GraphQL agrees with the reference implementation, and what it rewrites stays valid."""

from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_introspection_query,
    get_named_type,
    introspection_from_schema,
    is_object_type,
    parse,
    print_ast,
    validate,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import queries

from slugger.client import ArgumentError
from slugger.client.document import Document, Field, Inline, Selection
from slugger.client.introspection import INTROSPECTION, types_in
from slugger.client.listing import listing
from slugger.client.paging import paged
from slugger.client.reading import is_query, read
from slugger.tests.client.fake import SCHEMA, SDL
from slugger.widgets.playground import examples

TYPES = types_in(dict(introspection_from_schema(SCHEMA)))
EXAMPLES = [example.query for example in examples()]


def reference(node: SelectionSetNode | None) -> list[Any]:
    found: list[Any] = []
    for inner in node.selections if node else ():
        if isinstance(inner, FieldNode):
            arguments = [(part.name.value, parse_value(print_ast(part.value))) for part in inner.arguments or ()]
            key = inner.alias.value if inner.alias else inner.name.value
            found.append((key, inner.name.value, arguments, reference(inner.selection_set)))
        elif isinstance(inner, InlineFragmentNode):
            condition = inner.type_condition.name.value if inner.type_condition else None
            found.append((condition, reference(inner.selection_set)))
        elif isinstance(inner, FragmentSpreadNode):
            found.append(inner.name.value)
    return found


def ours(selections: tuple[Selection, ...]) -> list[Any]:
    found: list[Any] = []
    for inner in selections:
        if isinstance(inner, Field):
            arguments = [(part.name, parse_value(str(part.value))) for part in inner.arguments]
            found.append((inner.key, inner.name, arguments, ours(inner.selections)))
        else:
            found.append((inner.condition, ours(inner.selections)) if isinstance(inner, Inline) else inner.name)
    return found


def parse_value(text: str) -> str:
    """Write a value in one way, whatever its spaces."""
    query = parse(f"query ($a: A) {{ a(a: {text}) }}").definitions[0]
    return print_ast(query)


def agrees(text: str) -> Document:
    node, document = parse(text), read(text)
    operations = [found for found in node.definitions if isinstance(found, OperationDefinitionNode)]
    assert [ours(known.selections) for known in document.operations] == [
        reference(known.selection_set) for known in operations
    ]
    assert [[part.name for part in known.variables] for known in document.operations] == [
        [part.variable.name.value for part in known.variable_definitions or ()] for known in operations
    ]
    assert {name: ours(found.selections) for name, found in document.fragments.items()} == {
        found.name.value: reference(found.selection_set)
        for found in node.definitions
        if isinstance(found, FragmentDefinitionNode)
    }
    return document


@pytest.mark.parametrize("text", [*EXAMPLES, INTROSPECTION, get_introspection_query()])
def test_queries_that_people_write_are_read_as_the_reference_reads_them(text: str) -> None:
    agrees(text)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(queries(SDL.read_text(), allow_null=True))
def test_any_valid_query_is_read_as_the_reference_reads_it(text: str) -> None:
    agrees(text)


ODD = '''
# a comment with { braces }
query Odd ( $a : [Int!]! = [1,2] @x(y: 1), $b: String = "}) \\" {", ) @live {
  first: pitches (filter: { relSpeed: { gte: 9.5e1 } }, after: """block " \\""" }""") {
    nodes { ... on Pitch { id } ...Rest @include(if: $a) on: date, type query fragment }
  }
}
fragment Rest on Pitch { ... { zoneTime } }
'''


def test_the_corners_of_the_grammar() -> None:
    document = agrees(ODD)
    assert document.conditional
    assert [(part.name, part.value) for part in document.operations[0].variables] == [
        ("a", "[1,2]"),
        ("b", '"}) \\" {"'),
    ]
    assert document.uses == {"a": 1}


@pytest.mark.parametrize(
    "text", ["{ a", "{ a } }", "quer { a }", "{ a(b: ) }", "{ 'a' }", '{ a(b: "x) }', "{ a: }", "{ ... on }"]
)
def test_what_is_not_graphql_is_told_with_its_line(text: str) -> None:
    with pytest.raises(ArgumentError, match="line 3"):
        read(f"\n\n{text}")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='{}()[]$:!@."# abc1,\n', max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read(text)
    except ArgumentError:
        assert not is_query(text, None)


def test_an_operation_that_reads_is_told_from_others() -> None:
    text = "query A { a } mutation B { b }"
    assert is_query("{ a }", None)
    assert is_query(text, "A")
    assert not is_query(text, "B")
    assert not is_query(text, "C")
    assert not is_query(text, None)
    assert not is_query("{" * 100_000, None)


def roots(text: str) -> bool:
    """Tell a query for one connection, which can be made to page."""
    document: DocumentNode = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    fields = [node for node in operation.selection_set.selections if isinstance(node, FieldNode)]
    kind: GraphQLNamedType | None = SCHEMA.query_type
    assert is_object_type(kind)
    return len(fields) == 1 and get_named_type(kind.fields[fields[0].name.value].type).name.endswith("Connection")


PAGED = [
    "{ pitches { nodes { id } } }",
    "{ pitches(first: 5) { nodes { id } } }",
    "query ($n: Int!) { pitches(first: $n) { nodes { id } } }",
    "query ( $ n : Int ) { pitches ( first : $ n # so many\n ) { nodes { id } # each\n } }",
    "query ($n: Int = 3, $s: Int) { pitches(filter: { season: $s }, first: $n) { totalCount nodes { id } } }",
    "query Q ($n: Int) { pitches (first: $n) { nodes { game { pitches(first: $n) { nodes { id } } } } } }",
    "query($a:String){p:pitches(after:$a,first:2){n:nodes{id}...E}}fragment E on PitchConnection{edges{cursor}}",
    'query ($n: Int) { team(code: "YOR") { pitchesThrown(first: $n) { nodes { id } } } }',
    "{ game(id: 1) { homeTeam { games(filter: { season: 2025 }) { nodes { date } } } } }",
    *filter(roots, EXAMPLES),
]
GROUPED = "query ($n: Int) { pitchStats(groupBy: [PITCHER], first: $n) { nodes { count key { pitcher { name } } } } }"


def faults(text: str) -> list[str]:
    return [error.message for error in validate(SCHEMA, parse(text))]


@pytest.mark.parametrize("text", PAGED)
def test_a_query_that_pages_is_valid_and_keeps_its_columns(text: str) -> None:
    wanted = listing(text, TYPES)
    rewritten = paged(wanted)
    assert faults(rewritten) == faults(text)
    assert listing(rewritten, TYPES).columns == wanted.columns
    assert "first: $sluggerFirst" in rewritten


def test_a_list_without_cursors_is_asked_for_its_first_rows_and_whether_there_are_more() -> None:
    wanted = listing(GROUPED, TYPES)
    rewritten = paged(wanted)
    assert faults(rewritten) == []
    assert "first: $sluggerFirst, groupBy" in rewritten
    assert "sluggerPage: hasNextPage }" in rewritten
    assert [column.name for column in wanted.columns] == ["count", "key.pitcher.name"]


def test_the_value_of_first_is_found_through_variables_and_their_defaults() -> None:
    wanted = listing("query ($n: Int = 7) { pitches(first: $n) { nodes { id } } }", TYPES)
    assert [wanted.given("first", given) for given in ({}, {"n": 3}, {"n": None})] == [7, 3, None]
    assert wanted.given("after", {}) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{ pitches { nodes { id } } games { nodes { id } } }", "one list"),
        ("{ ...All } fragment All on Query { pitches { nodes { id } } }", "one list"),
        ("query A { a } query B { b }", "one operation"),
        ("mutation { a { b } }", "a query"),
        ("{ pitches { totalCount } }", "select pitches { nodes"),
        ("{ pitches { edges { node { id } } } }", "select pitches { nodes"),
        ("{ pitches { a: nodes { id } b: nodes { id } } }", "select pitches { nodes"),
        ("{ pitches { nodes { velocity } } }", "Pitch has no field velocity"),
        ("{ pitches { nodes { pitcher { age } } } }", "Player has no field age"),
        ("{ pitches { nodes { ...Lost } } }", "no fragment"),
        ("{ pitches { nodes { ...A } } } fragment A on Pitch { ...A }", "hold themselves"),
        ("{ pitchs { nodes { id } } }", "Query has no field pitchs"),
        ('{ game(id: "x") { id } }', "id is no list"),
        ('{ game(id: "x") { pitches { nodes { id } } players { nodes { id } } } }', "one list"),
        ("{ __typename }", "no list"),
        ("{ pitches { nodes } }", "Nothing is selected"),
        ("query ($all: Boolean!) { pitches { nodes { id balls @include(if: $all) } } }", "@include"),
    ],
)
def test_a_query_that_is_no_table(text: str, reason: str) -> None:
    with pytest.raises(ArgumentError, match=reason):
        listing(text, TYPES)

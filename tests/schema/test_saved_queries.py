"""Saved queries in the graph: saved, found, updated and deleted, and every way in which that is refused."""

import asyncio
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import asyncpg
import pytest

from slugger.models.engine import Database
from slugger.resolvers import saved_query
from slugger.resolvers.context import request_context
from slugger.schema.sdl import schema

FIELDS = "slug name description folder query variables operationName revision createdAt updatedAt"
FAILURES = """... on Failure { message } ... on InvalidQuery { problems } ... on InputTooLong { field most }
    ... on InvalidInput { field }"""
SAVE = f"""mutation ($input: SaveQueryInput!) {{ result: saveQuery(input: $input) {{
    __typename {FAILURES} ... on SavedQueriesFull {{ most }}
    ... on QuerySaved {{ editToken savedQuery {{ {FIELDS} }} }} }} }}"""
UPDATE = f"""mutation ($input: UpdateSavedQueryInput!) {{ result: updateSavedQuery(input: $input) {{
    __typename {FAILURES} ... on RevisionConflict {{ revision }} ... on UnknownSavedQuery {{ slug }}
    ... on QueryUpdated {{ savedQuery {{ {FIELDS} }} }} }} }}"""
DELETE = """mutation ($input: DeleteSavedQueryInput!) { result: deleteSavedQuery(input: $input) {
    __typename ... on Failure { message } ... on QueryDeleted { slug } } }"""
FIRST_PLAYERS = "query ($n: Int, $name: StringFilter) { players(first: $n, filter: { name: $name }) { totalCount } }"


@dataclass
class Desk:
    """Where queries are saved."""

    database: Database
    open: bool = True

    async def ask(self, query: str, **variables: Any) -> Any:
        """Answer an operation that has no errors."""
        context = request_context(self.database.reads, writes=self.database.sessions if self.open else None)
        result = await schema.execute(query, variable_values=variables, context_value=context)
        assert result.errors is None, result.errors
        return result.data

    async def result(self, mutation: str, **given: Any) -> dict[str, Any]:
        """Give what comes of a mutation."""
        result: dict[str, Any] = (await self.ask(mutation, input=given))["result"]
        return result

    async def saved(self, name: str = "Hardest hit", query: str = FIRST_PLAYERS, **given: Any) -> dict[str, Any]:
        """Save a query, and give its slug and its token as an input of the other mutations."""
        result = await self.result(SAVE, name=name, query=query, **given)
        assert result["__typename"] == "QuerySaved", result
        return {"slug": result["savedQuery"]["slug"], "editToken": result["editToken"]}


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_a_saved_query_is_found_as_it_was_given(desk: Desk, connection: asyncpg.Connection) -> None:
    given = {
        "name": "  O'Brien's hardest hit, Été ",
        "description": " Which?\nAll of them. ",
        "folder": "/batting//reports /",
        "query": f"{FIRST_PLAYERS} # as it is\n",
        "variables": {"n": 3, "name": {"contains": "é\u2028"}},
    }
    result = await desk.result(SAVE, **given)
    expected = {
        "slug": "obriens-hardest-hit-ete",
        "name": "O'Brien's hardest hit, Été",
        "description": "Which?\nAll of them.",
        "folder": "batting/reports",
        "query": given["query"],
        "variables": given["variables"],
        "operationName": None,
        "revision": 1,
    }
    saved = result["savedQuery"]
    assert {name: saved[name] for name in expected} == expected
    found = (await desk.ask(f'{{ savedQuery(slug: "{saved["slug"]}") {{ id {FIELDS} }} }}'))["savedQuery"]
    again = await desk.ask("query ($id: ID!) { node(id: $id) { ... on SavedQuery { slug } } }", id=found.pop("id"))
    assert found == saved
    assert again == {"node": {"slug": saved["slug"]}}
    kept = await connection.fetchval("SELECT edit_hash FROM league.saved_query")
    assert kept == sha256(result["editToken"].encode()).digest()


async def test_the_token_is_told_once(desk: Desk) -> None:
    assert (await desk.saved())["editToken"] != (await desk.saved())["editToken"]
    fields = (await desk.ask('{ __type(name: "SavedQuery") { fields { name } } }'))["__type"]["fields"]
    assert {field["name"] for field in fields} == {*FIELDS.split(), "id", "queryId"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Pitches of 2026!", "pitches-of-2026"),
        ("../../etc/passwd", "etc-passwd"),
        ("本塁打", "query"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("Straße ½", "strasse-1-2"),
        ("a" * 120, "a" * 60),
        ("a" * 59 + " b", "a" * 59),
    ],
)
async def test_the_slug_is_what_can_be_read_of_the_name(desk: Desk, name: str, slug: str) -> None:
    assert (await desk.saved(name))["slug"] == slug


async def test_many_at_once_get_slugs_of_their_own(desk: Desk) -> None:
    saved = await asyncio.gather(*(desk.saved("Whiffs") for _ in range(12)))
    slugs = {query["slug"] for query in saved}
    assert len(slugs) == 12
    assert {"whiffs", "whiffs-2", "whiffs-9"} < slugs
    assert len({query["editToken"] for query in saved}) == 12


async def test_a_document_of_several_queries_says_which_is_meant(desk: Desk) -> None:
    document = "query A { seasons { year } } query B { teams { name } } query C { maySaveQueries }"
    unnamed = await desk.result(SAVE, name="Two", query=document)
    unknown = await desk.result(SAVE, name="Two", query=document, operationName="D")
    named = await desk.result(SAVE, name="Two", query=document, operationName="B")
    assert unnamed["problems"] == ["Say which of the operations is meant."]
    assert unknown["problems"] == ["The document has no operation D."]
    assert named["savedQuery"]["operationName"] == "B"


DOCUMENTS = {
    "not GraphQL": ("{ players", "Line 1, column 10: Syntax Error: Expected Name, found <EOF>."),
    "nothing": (" ", "Line 1, column 2: Syntax Error: Unexpected <EOF>."),
    "a fragment alone": ("fragment F on Query { maySaveQueries }", "never used"),
    "unknown field": ("{\n  players { speed } }", "Line 2, column 13: Cannot query field 'speed' on type"),
    "mutation": ("mutation { deleteSavedQuery(input: {slug: 1}) { x } }", "A mutation cannot be saved, only queries."),
    "query and mutation": ("query A { maySaveQueries } mutation B { x }", "A mutation cannot be saved"),
    "subscription": ("subscription { x }", "A subscription cannot be saved"),
    "a schema": ("type Query { x: Int }", "not executable"),
    "too many tokens": ("{" + " a: maySaveQueries" * 900 + "}", "more than 2000 tokens"),
    "too deep": ("{" + "a {" * 600 + "b" + "}" * 601, "nested too deep"),
    "introspection in circles": (
        "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
        "Maximum introspection depth exceeded",
    ),
}


@pytest.mark.parametrize("case", DOCUMENTS)
async def test_a_document_that_could_not_run_is_not_saved(desk: Desk, case: str) -> None:
    document, reason = DOCUMENTS[case]
    result = await desk.result(SAVE, name="Bad", query=document)
    assert result["__typename"] == "InvalidQuery"
    assert reason in result["problems"][0]
    assert (await desk.ask("{ savedQueries { totalCount } }"))["savedQueries"]["totalCount"] == 0


NESTED: Any = 1
for _ in range(30):
    NESTED = [NESTED]

VARIABLES: dict[str, tuple[dict[str, Any], str]] = {
    "of another type": ({"n": "three"}, "$n: Int cannot represent non-integer value: 'three'"),
    "of another type inside": ({"name": {"contains": 1}}, "$name: contains: String cannot represent"),
    "not declared": ({"m": 1}, "The operation has no variable $m."),
    "too large a number": ({"n": 2**63}, "$n: A number takes more than 64 bits."),
    "too large a fraction": ({"n": 1e300}, "$n: A number takes more than 64 bits."),
    "NUL": ({"name": {"eq": "a\0"}}, "$name: A text holds a NUL character"),
    "NUL in a name": ({"name": {"a\0": 1}}, "$name: A text holds a NUL character"),
    "nested": ({"name": NESTED}, "$name: More than 20 lists and objects"),
    "two reasons": ({"n": True, "m": 1}, "$n: Int cannot represent non-integer value: True"),
}


@pytest.mark.parametrize("case", VARIABLES)
async def test_variables_that_do_not_fit_are_not_saved(desk: Desk, case: str) -> None:
    variables, reason = VARIABLES[case]
    result = await desk.result(SAVE, name="Bad", query=FIRST_PLAYERS, variables=variables)
    assert result["__typename"] == "InvalidQuery"
    assert reason in result["problems"][0]
    assert len(result["problems"]) == len(variables)


async def test_a_required_variable_may_be_left_to_whoever_runs_the_query(desk: Desk) -> None:
    await desk.saved(query="query ($code: String!) { team(code: $code) { name } }")


INPUTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "name of 900 kB": ({"name": "n" * 900_000}, {"__typename": "InputTooLong", "field": "name", "most": 120}),
    "description": ({"description": "d" * 2_001}, {"__typename": "InputTooLong", "field": "description"}),
    "folder": ({"folder": "f" * 201}, {"__typename": "InputTooLong", "field": "folder"}),
    "query": ({"query": "#" * 100_001}, {"__typename": "InputTooLong", "field": "query", "most": 100_000}),
    "operation name": ({"operationName": "o" * 121}, {"__typename": "InputTooLong", "field": "operationName"}),
    "variables": ({"variables": {"name": {"in": ["x" * 30_000]}}}, {"__typename": "InputTooLong", "most": 20_000}),
    "empty name": ({"name": " "}, {"__typename": "InvalidInput", "field": "name"}),
    "NUL in the name": ({"name": "a\0"}, {"__typename": "InvalidInput", "field": "name"}),
    "lines in the name": ({"name": "a\nb"}, {"__typename": "InvalidInput", "field": "name"}),
    "name turned around": ({"name": "a\u202eb"}, {"__typename": "InvalidInput", "field": "name"}),
    "NUL in the description": ({"description": "\0"}, {"__typename": "InvalidInput", "field": "description"}),
    "NUL in the folder": ({"folder": "a/\0"}, {"__typename": "InvalidInput", "field": "folder"}),
    "lines in the folder": ({"folder": "a\r\nx/b"}, {"__typename": "InvalidInput", "field": "folder"}),
    "NUL in the query": ({"query": "{ maySaveQueries } # \0"}, {"__typename": "InvalidInput", "field": "query"}),
    "variables in a list": ({"variables": [1]}, {"__typename": "InvalidInput", "field": "variables"}),
    "variables as text": ({"variables": "{}"}, {"__typename": "InvalidInput", "field": "variables"}),
}


@pytest.mark.parametrize("case", INPUTS)
@pytest.mark.parametrize("updating", [False, True])
async def test_an_input_that_cannot_be_kept_is_refused_with_its_field(desk: Desk, case: str, updating: bool) -> None:
    given, expected = INPUTS[case]
    if updating:
        result = await desk.result(UPDATE, **await desk.saved(), **given)
    else:
        result = await desk.result(SAVE, **({"name": "A", "query": FIRST_PLAYERS} | given))
    assert {name: result.get(name) for name in expected} == expected
    assert len(result["message"]) < 120


async def test_a_text_in_the_document_of_a_mutation_is_held_to_the_same(desk: Desk) -> None:
    data = await desk.ask('mutation { saveQuery(input: {name: "a\\u0000", query: "{ x }"}) { __typename } }')
    assert data == {"saveQuery": {"__typename": "InvalidInput"}}


async def test_folders_are_only_text(desk: Desk) -> None:
    own = await desk.saved(folder="../../etc/<b>/ . ")
    data = await desk.ask("query ($slug: String!) { savedQuery(slug: $slug) { folder } }", slug=own["slug"])
    assert data == {"savedQuery": {"folder": "../../etc/<b>/."}}


async def test_an_update_changes_what_it_names(desk: Desk) -> None:
    own = await desk.saved(folder="a", description="b", variables={"n": 1})
    named = (await desk.result(UPDATE, **own, name="Other name", folder="c/d"))["savedQuery"]
    cleared = (await desk.result(UPDATE, **own, folder=None, description=None, variables=None))["savedQuery"]
    same = (await desk.result(UPDATE, **own, name="Other name"))["savedQuery"]
    assert (named["slug"], named["name"], named["folder"], named["revision"]) == (
        *("hardest-hit", "Other name", "c/d"),
        2,
    )
    assert (named["description"], named["variables"], named["query"]) == ("b", {"n": 1}, FIRST_PLAYERS)
    assert (cleared["folder"], cleared["description"], cleared["variables"]) == (None, None, {})
    assert (cleared["revision"], same["revision"]) == (3, 3)
    assert named["createdAt"] == cleared["createdAt"] < named["updatedAt"] < cleared["updatedAt"] == same["updatedAt"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"query": "{ nothing }"}, "Cannot query field 'nothing'"),
        ({"query": "{ maySaveQueries }"}, "The operation has no variable $n."),
        ({"variables": {"n": "x"}}, "Int cannot represent"),
        ({"operationName": "B"}, "no operation B"),
    ],
)
async def test_an_update_has_to_fit_what_stays(desk: Desk, changes: dict[str, Any], problem: str) -> None:
    own = await desk.saved(variables={"n": 1})
    result = await desk.result(UPDATE, **own, **changes)
    assert problem in result["problems"][0]
    data = await desk.ask('{ savedQuery(slug: "hardest-hit") { revision query } }')
    assert data["savedQuery"] == {"revision": 1, "query": FIRST_PLAYERS}


async def test_a_query_that_the_schema_left_behind_can_be_renamed(desk: Desk, connection: asyncpg.Connection) -> None:
    own = await desk.saved()
    await connection.execute("UPDATE league.saved_query SET query = '{ formerField }'")
    assert (await desk.result(UPDATE, **own, name="Old"))["savedQuery"]["name"] == "Old"
    assert (await desk.result(UPDATE, **own, variables={}))["__typename"] == "QueryUpdated"
    assert (await desk.result(UPDATE, **own, query="{ formerField  }"))["__typename"] == "InvalidQuery"


async def test_changes_from_an_older_revision_are_refused(desk: Desk) -> None:
    own = await desk.saved()
    names = [f"Name {number}" for number in range(9)]
    results = await asyncio.gather(*(desk.result(UPDATE, **own, revision=1, name=name) for name in names))
    assert sorted(result["__typename"] for result in results) == ["QueryUpdated", *["RevisionConflict"] * 8]
    assert {result["revision"] for result in results if "revision" in result} == {2}


async def test_a_change_waits_for_another_that_is_under_way(desk: Desk, connection: asyncpg.Connection) -> None:
    own = await desk.saved()
    async with connection.transaction():
        await connection.execute("UPDATE league.saved_query SET revision = 2, name = 'First'")
        waiting = asyncio.ensure_future(desk.result(UPDATE, **own, revision=1, name="Second"))
        await asyncio.sleep(0.5)
        assert not waiting.done()
    assert (await waiting)["__typename"] == "RevisionConflict"


@pytest.mark.parametrize("slug", ["nobody", "", "\0", "../hardest-hit", "Hardest-hit", "x" * 100_000, "hardest-hit\n"])
async def test_an_unknown_slug_is_told_as_such(desk: Desk, slug: str) -> None:
    own = await desk.saved() | {"slug": slug}
    assert (await desk.result(UPDATE, **own, name="x"))["__typename"] == "UnknownSavedQuery"
    assert (await desk.result(DELETE, **own))["__typename"] == "UnknownSavedQuery"


@pytest.mark.parametrize("token", ["", "wrong", "é\0", "x" * 100_000])
async def test_without_the_token_nothing_changes(desk: Desk, token: str) -> None:
    own = await desk.saved() | {"editToken": token}
    assert (await desk.result(UPDATE, **own, name="x"))["__typename"] == "NotAllowed"
    assert (await desk.result(DELETE, **own))["__typename"] == "NotAllowed"
    assert (await desk.ask('{ savedQuery(slug: "hardest-hit") { name } }'))["savedQuery"] == {"name": "Hardest hit"}


async def test_a_deleted_query_is_gone(desk: Desk) -> None:
    own = await desk.saved()
    assert await desk.result(DELETE, **own) == {"__typename": "QueryDeleted", "slug": "hardest-hit"}
    assert (await desk.result(DELETE, **own))["__typename"] == "UnknownSavedQuery"
    assert await desk.ask('{ savedQuery(slug: "hardest-hit") { name } }') == {"savedQuery": None}


async def test_where_saving_is_closed_nothing_is_written(desk: Desk) -> None:
    own = await desk.saved()
    assert await desk.ask("{ maySaveQueries }") == {"maySaveQueries": True}
    desk.open = False
    results = [
        await desk.result(SAVE, name="A", query="{ maySaveQueries }"),
        await desk.result(UPDATE, **own, name="B"),
        await desk.result(DELETE, **own),
    ]
    assert {result["__typename"] for result in results} == {"NotAllowed"}
    assert await desk.ask("{ maySaveQueries savedQueries { nodes { name } } }") == {
        "maySaveQueries": False,
        "savedQueries": {"nodes": [{"name": "Hardest hit"}]},
    }


async def test_there_are_only_so_many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_query, "MOST_SAVED_QUERIES", 2)
    await desk.saved()
    await desk.saved()
    full = await desk.result(SAVE, name="Third", query=FIRST_PLAYERS)
    assert (full["__typename"], full["most"]) == ("SavedQueriesFull", 2)


@pytest.fixture
async def shelf(desk: Desk) -> Desk:
    """Give a desk with five saved queries."""
    for name, folder in (("Bunts", "b"), ("Steals", None), ("Aces", "b"), ("Outs", "a/c"), ("Öfter 100%", "a")):
        await desk.saved(name, folder=folder, description=f"About {name}.")
    return desk


@pytest.mark.parametrize(
    ("arguments", "slugs"),
    [
        ("", ["ofter-100", "outs", "aces", "bunts", "steals"]),
        ("order: [{field: NAME, direction: DESC}]", ["ofter-100", "steals", "outs", "bunts", "aces"]),
        ("order: [{field: CREATED_AT}]", ["bunts", "steals", "aces", "outs", "ofter-100"]),
        ('filter: {folder: {startsWith: "a"}}', ["ofter-100", "outs"]),
        ("filter: {folder: {isNull: true}}", ["steals"]),
        ('filter: {search: "about OFTER"}', ["ofter-100"]),
        ('filter: {search: "100%"}', ["ofter-100"]),
        ('filter: {search: "players(first"}', ["ofter-100", "outs", "aces", "bunts", "steals"]),
        ('filter: {search: "a/C"}', ["outs"]),
        ('filter: {slug: {in: ["bunts", "none"]}, revision: {eq: 1}}', ["bunts"]),
        ("last: 2", ["bunts", "steals"]),
    ],
)
async def test_saved_queries_are_listed_filtered_and_ordered(shelf: Desk, arguments: str, slugs: list[str]) -> None:
    data = await shelf.ask(f"{{ savedQueries{f'({arguments})' if arguments else ''} {{ nodes {{ slug }} }} }}")
    assert [node["slug"] for node in data["savedQueries"]["nodes"]] == slugs


async def test_saved_queries_are_walked_by_cursor(shelf: Desk) -> None:
    found, after, more = [], None, True
    query = """query ($after: String) { savedQueries(first: 2, after: $after) {
        totalCount nodes { name } pageInfo { hasNextPage endCursor } } }"""
    while more:
        page = (await shelf.ask(query, after=after))["savedQueries"]
        found += [node["name"] for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert found == ["Öfter 100%", "Outs", "Aces", "Bunts", "Steals"]
    assert page["totalCount"] == 5

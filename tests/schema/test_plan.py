"""Planned answers are, to the byte, what the executor answers: operations over the whole schema, made at random."""

import logging
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import pytest
import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
    parse,
    validate,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from slugger.gateway.answer import objects_in
from slugger.models.engine import Database
from slugger.resolvers.context import request_context
from slugger.resolvers.identity import global_id
from slugger.resolvers.plan.planner import Planner
from slugger.resolvers.team import team as one_team
from slugger.resolvers.written import to_json
from slugger.schema.sdl import schema
from slugger.schema.team import Team
from slugger.tests.databases import copy_of
from slugger.tests.schema.conftest import LANCASTER, YORK, fill, key, player_key
from slugger.tests.schema.plans import answered

CORE = schema._schema
DEEPEST = 5
EXAMPLES = int(os.environ.get("SLUGGER_TEST_EXAMPLES", "300"))
UNPLANNED_FIELDS = {"maySaveQueries", "extra", "variables"}
LEFT_TO_THE_EXECUTOR = {
    "FileWarning",
    "Fielder",
    "FileCount",
    "IngestStatus",
    "Node",
}
"""Types whose objects are made in Python, or of which the rows can be of several types."""
TEXTS = ("York", "vito", "NÚÑEZ", "%", "o'brien", "", "NaN", "yesterday", "YOR", "20250501-WellSpanPark-0")
IDS = (
    *(global_id("Team", YORK.id), str(LANCASTER.id), global_id("Player", player_key(3)), str(player_key(12))),
    *(global_id("Game", key("game 2")), str(key("game 3")), global_id("Pitch", key("pitch 0 2")), str(key("uid 1 3"))),
    *(global_id("Ballpark", YORK.park.id), global_id("TrackmanFile", key("file 3")), "nonsense", str(key("nobody"))),
)


@dataclass
class Draft:
    """An operation in the making."""

    draw: Any
    names: Iterator[int] = field(default_factory=lambda: count(1))
    fragments: list[str] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)

    def chance(self, percent: int) -> bool:
        return self.draw(st.integers(0, 99)) < percent  # type: ignore[no-any-return]

    def operation(self) -> str:
        assert CORE.query_type is not None
        selection = self.selection(CORE.query_type, 0)
        declared = f"({', '.join(self.declared)})" if self.declared else ""
        return "\n".join([f"query Q{declared} {selection}", *self.fragments])

    def selection(self, kind: GraphQLObjectType, depth: int) -> str:
        """Select some fields of a type, aliased, in fragments and under conditions now and then."""
        names = [
            name for name, found in kind.fields.items() if name not in UNPLANNED_FIELDS and self.fits(found, depth)
        ]
        chosen = self.draw(st.lists(st.sampled_from(names), min_size=1, max_size=5 if depth else 2)) if names else []
        parts = [self.field(kind, name, depth) for name in chosen] or ["__typename"]
        if self.chance(15):
            parts.append("__typename")
        inner = " ".join(parts)
        if depth and self.chance(10):
            inner = f"... on {kind.name} {self.condition()} {{ {inner} }}" if self.chance(70) else f"... {{ {inner} }}"
        if depth and self.chance(10):
            name = f"F{next(self.names)}"
            self.fragments.append(f"fragment {name} on {kind.name} {{ {inner} }}")
            inner = f"...{name} {self.condition()} __typename"
        return f"{{ {inner} }}"

    def fits(self, found: GraphQLField, depth: int) -> bool:
        kind = get_named_type(found.type)
        if kind.name in LEFT_TO_THE_EXECUTOR:
            return False
        return is_leaf_type(kind) or (isinstance(kind, GraphQLObjectType) and depth < DEEPEST)

    def field(self, parent: GraphQLObjectType, name: str, depth: int) -> str:
        found = parent.fields[name]
        alias = f"{name}{next(self.names)}: " if found.args or self.chance(20) else ""
        written = f"{alias}{name}{self.arguments(found)} {self.condition()}"
        kind = get_named_type(found.type)
        return written if is_leaf_type(kind) else f"{written} {self.selection(kind, depth + 1)}"

    def condition(self) -> str:
        if not self.chance(8):
            return ""
        way = self.draw(st.sampled_from(["skip", "include"]))
        if self.chance(50):
            return f"@{way}(if: {self.draw(st.sampled_from(['true', 'false']))})"
        return f"@{way}(if: ${self.variable('Boolean!', self.draw(st.booleans()))})"

    def variable(self, kind: str, value: Any) -> str:
        name = f"v{next(self.names)}"
        self.declared.append(f"${name}: {kind}")
        self.variables[name] = value
        return name

    def arguments(self, found: GraphQLField) -> str:
        written: list[str] = []
        for name, argument in found.args.items():
            if name in {"after", "before", "accuracy"}:
                continue
            if name == "last" and any(text.startswith("first") for text in written):
                continue
            if not is_required_argument(argument) and not self.chance(40):
                continue
            value = self.draw(st.integers(0, 4)) if name in {"first", "last"} else self.value(argument.type, 0)
            if self.chance(50):
                written.append(f"{name}: ${self.variable(str(argument.type), value)}")
            else:
                written.append(f"{name}: {literal(argument.type, value)}")
        return f"({', '.join(written)})" if written else ""

    def value(self, kind: Any, depth: int) -> Any:
        """Give a value of an input type, as JSON."""
        bare = get_nullable_type(kind)
        if isinstance(bare, GraphQLList):
            return [self.value(bare.of_type, depth + 1) for _ in range(self.draw(st.integers(0, 2)))]
        if isinstance(bare, GraphQLEnumType):
            return self.draw(st.sampled_from(sorted(bare.values)))
        if isinstance(bare, GraphQLInputObjectType):
            if bare.is_one_of:
                name = self.draw(st.sampled_from(sorted(bare.fields)))
                return {name: self.value(bare.fields[name].type, depth + 1)}
            fields = bare.fields.items()
            required = [name for name, found in fields if is_required_input_field(found) or name == "field"]
            names = [name for name in bare.fields if depth < 3 or name not in {"and", "or", "not"}]
            chosen = self.draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
            taken = dict.fromkeys([*required, *(chosen if depth < 5 else ())])
            return {name: self.value(bare.fields[name].type, depth + 1) for name in taken}
        return self.draw(SCALARS[bare.name])


SCALARS = {
    "Int": st.integers(-1, 30),
    "Float": st.one_of(st.floats(60, 110, width=32), st.integers(80, 90), st.just(0)),
    "Boolean": st.booleans(),
    "String": st.sampled_from(TEXTS),
    "ID": st.sampled_from(IDS),
    "UUID": st.sampled_from([str(key("uid 0 1")), str(key("nobody"))]),
    "Date": st.sampled_from([date(2025, 5, 1).isoformat(), date(2026, 5, 3).isoformat()]),
    "DateTime": st.sampled_from(["2026-05-01T19:05:00-04:00", "2026-05-01T23:00:20+00:00"]),
    "Time": st.sampled_from(["19:05:00", "12:00:00.5"]),
}


def literal(kind: Any, value: Any) -> str:
    """Write a value as a literal of its type."""
    bare = get_nullable_type(kind)
    if isinstance(bare, GraphQLList):
        return f"[{', '.join(literal(bare.of_type, item) for item in value)}]"
    if isinstance(bare, GraphQLEnumType):
        return str(value)
    if isinstance(bare, GraphQLInputObjectType):
        inner = (f"{name}: {literal(bare.fields[name].type, item)}" for name, item in value.items())
        return f"{{{', '.join(inner)}}}"
    return to_json(value).decode()


@pytest.fixture(scope="module")
async def odd(template: str) -> AsyncIterator[Database]:
    """The small league with every oddity that a column can hold."""
    async with copy_of(template) as database:
        await fill(database)
        async with database.sessions() as session:
            for statement in ODDITIES.split(";\n"):
                await session.exec(text(statement))  # type: ignore[call-overload]  # a plain text
            await session.commit()
        yield database


ODDITIES = r"""
UPDATE league.pitch SET plate_loc_side = (pitch_number - 27) / 13.0, plate_loc_height = pitch_number / 13.0
    WHERE pitch_number % 5 > 0;
UPDATE league.pitch SET spin_rate = 2000, hit_trajectory_xc5 = 1e-5 / pitch_number, zone_time = 1e15 * pitch_number,
    hang_time = -0.0 WHERE pitch_number % 2 = 0;
UPDATE league.pitch SET notes = E'"no" \\ \t' || chr(1) || chr(31) || chr(127) || 'é €🎾' WHERE pitch_number = 7;
UPDATE league.pitch SET notes = ' NaN ', tilt = 'null' WHERE pitch_number = 8;
UPDATE league.pitch SET time = '19:05:00.10', date = game_date, play_id = pitch_uid WHERE pitch_number % 3 = 0;
UPDATE league.pitch SET thrown_at = thrown_at + interval '1.5 ms' WHERE pitch_number = 4;
UPDATE league.pitch SET pitch_of_pa = pitch_number, auto_hit_type = 'LineDrive', k_or_bb = 'Strikeout';
UPDATE league.player SET team_id = NULL WHERE player_name LIKE 'Mono%'
"""


async def compare(database: Database, planner: Planner, query: str, variables: dict[str, Any], caplog: Any) -> bool:
    """Answer both ways; True where the operation is planned, which an error must not be."""
    document = parse(query)
    problems = validate(CORE, document)
    assert not problems, problems
    context = request_context(database.reads)
    result = await schema.execute(query, variables, context_value=context)
    if result.errors and result.errors[0].path is None:
        return False  # beyond the limits: nothing is executed
    found = await answered(planner, query, variables, database)
    if found is None:
        reason = caplog.messages[-1]
        assert result.errors or "an argument is refused" in reason, reason
        return False
    assert not result.errors, result.errors
    assert found.data == to_json(result.data)
    assert found.truncated == context.truncated
    assert found.objects == objects_in(found.data)
    return True


@pytest.fixture(autouse=True)
def _quiet() -> None:
    """Let the executor's log be: mistakes are part of the operations."""
    logging.getLogger("strawberry.execution").setLevel(logging.CRITICAL)


# A field that is refused at once leaves those of its siblings that wait alone.
@pytest.mark.filterwarnings("ignore:coroutine:RuntimeWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
async def test_any_operation(odd: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Hypothesis makes the operations; each runs in this test's event loop."""
    caplog.set_level(logging.DEBUG, "slugger.resolvers")
    planner = Planner(schema)
    planned_ones: list[bool] = []

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.data())
    def collect(data: Any) -> None:
        draft = Draft(data.draw)
        drafts.append((draft.operation(), draft.variables))

    drafts: list[tuple[str, dict[str, Any]]] = []
    collect()
    for query, variables in drafts:
        try:
            planned_ones.append(await compare(odd, planner, query, variables, caplog))
        except BaseException as error:
            error.add_note(f"{query}\n{variables}")
            raise
    assert sum(planned_ones) > len(planned_ones) / 3, f"{sum(planned_ones)} of {len(planned_ones)} were planned"


async def test_a_fragment_on_an_interface_has_fields_of_other_types(
    odd: Database, caplog: pytest.LogCaptureFixture
) -> None:
    fragment = "fragment F on Node { id ... on Pitch { relSpeed } ... on Game { date } }"
    query = (
        f"{{ games(first: 2) {{ nodes {{ ...F }} }} pitches(first: 2) {{ edges {{ node {{ ...F }} }} }} }} {fragment}"
    )
    assert await compare(odd, Planner(schema), query, {}, caplog)


@pytest.mark.parametrize("field", ["pitches", "pitchStats"])
async def test_an_object_without_fields(odd: Database, caplog: pytest.LogCaptureFixture, field: str) -> None:
    query = f"{{ {field}(first: 2) {{ nodes @skip(if: true) {{ __typename }} }} }}"
    assert await compare(odd, Planner(schema), query, {}, caplog)


async def test_null_says_nothing_of_what_is_included(odd: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "slugger.resolvers")
    query = "query ($included: Boolean = true) { teams @include(if: $included) { name } }"
    assert await compare(odd, Planner(schema), query, {}, caplog)
    assert not await compare(odd, Planner(schema), query, {"included": None}, caplog)


async def test_what_only_the_executor_can_answer(odd: Database) -> None:
    """An operation that holds any of it is left to the executor as a whole, and answered by it alone."""
    planner = Planner(schema)
    for query in (
        "{ pitches(first: 1) { nodes { relSpeed extra } } }",
        "{ pitches(first: 1) { nodes { fielders { x } } } }",
        "{ pitches(first: 1) { totalCount(accuracy: ESTIMATED) } }",
        "{ ingestStatus { lastRegisteredAt } }",
        "{ __schema { queryType { name } } teams { name } }",
        '{ node(id: "nonsense") { id } }',
    ):
        assert await answered(planner, query, {}, odd) is None


async def test_a_number_that_json_does_not_have_is_left_to_the_executor(database: Database) -> None:
    await fill(database)
    query = "{ pitches(first: 3) { nodes { spinRate } } }"
    for number in ("NaN", "Infinity", "-Infinity"):
        async with database.sessions() as session:
            await session.exec(text(f"UPDATE league.pitch SET spin_rate = '{number}' WHERE pitch_number = 2"))  # type: ignore[call-overload]
            await session.commit()
        assert await answered(Planner(schema), query, {}, database) is None
        result = await schema.execute(query, context_value=request_context(database.reads))
        assert result.errors
        assert [error.path for error in result.errors] == [["pitches", "nodes", 1, "spinRate"]]


async def test_a_null_where_none_may_be_is_left_to_the_executor(database: Database) -> None:
    await fill(database)
    query = "{ pitches(first: 3) { nodes { pitcherTeam { name } } } }"
    async with database.sessions() as session:
        await session.exec(text("UPDATE league.pitch SET pitcher_team_code = 'GONE' WHERE pitch_number = 2"))  # type: ignore[call-overload]
        await session.commit()
    assert await answered(Planner(schema), query, {}, database) is None
    result = await schema.execute(query, context_value=request_context(database.reads))
    assert result.data is None
    assert result.errors


class NotForYou(strawberry.BasePermission):
    message = "Not for you."

    def has_permission(self, *_: Any, **__: Any) -> bool:
        return False


@strawberry.type
class Guarded:
    team = strawberry.field(one_team, graphql_type=Team | None)
    secret = strawberry.field(one_team, graphql_type=Team | None, permission_classes=[NotForYou])


async def test_a_field_with_rules_of_its_own_is_left_to_the_executor(odd: Database) -> None:
    guarded = strawberry.Schema(Guarded)
    planner = Planner(guarded)
    plain, forbidden = '{ team(code: "YOR") { name } }', '{ team(code: "YOR") { name } secret(code: "YOR") { name } }'
    assert await answered(planner, plain, {}, odd) is not None
    assert await answered(planner, forbidden, {}, odd) is None
    result = await guarded.execute(forbidden, context_value=request_context(odd.reads))
    assert result.data == {"team": {"name": YORK.name}, "secret": None}
    assert result.errors
    assert result.errors[0].message == "Not for you."


@pytest.mark.parametrize("first", ["", ", first: 100"])
async def test_groups_that_nobody_asked_to_end_are_told(
    odd: Database, caplog: pytest.LogCaptureFixture, first: str
) -> None:
    query = f"{{ pitchStats(groupBy: [PITCH_NUMBER, GAME]{first}) {{ nodes {{ count }} }} }}"
    context = request_context(odd.reads)
    result = await schema.execute(query, context_value=context)
    assert result.data
    assert len(result.data["pitchStats"]["nodes"]) == 100
    assert context.truncated == (set() if first else {"pitchStats"})
    assert await compare(odd, Planner(schema), query, {}, caplog)

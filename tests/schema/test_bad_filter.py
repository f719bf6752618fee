"""A filter that asks for what cannot be is refused before anything is read, and the error names the way there."""

import math
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLError

from slugger.resolvers.identity import global_id
from slugger.resolvers.limits import MAX_FILTER_DEPTH, MAX_FILTER_PARTS, MAX_FILTER_VALUES, MAX_TEXT

PLAYER = global_id("Player", UUID(int=7))
LONG = "x" * (MAX_TEXT + 1)
MANY = range(MAX_FILTER_VALUES + 1)

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"relSpeed": {"gt": None}}, "filter.relSpeed.gt: Null"),
    ({"relSpeed": {"eq": 95, "ne": None}}, "filter.relSpeed.ne: Null"),
    ({"relSpeed": {"in": None}}, "filter.relSpeed.in: Null"),
    ({"relSpeed": {"between": None}}, "filter.relSpeed.between: Null"),
    ({"relSpeed": {"isNull": None}}, "filter.relSpeed.isNull: Null"),
    ({"pitchType": {"ne": None}}, "filter.pitchType.ne: Null"),
    ({"notes": {"contains": None}}, "filter.notes.contains: Null"),
    ({"relSpeed": {"between": []}}, "filter.relSpeed.between: 0 values"),
    ({"relSpeed": {"between": [95]}}, "filter.relSpeed.between: 1 values"),
    ({"relSpeed": {"between": [95, 96, 97]}}, "filter.relSpeed.between: 3 values"),
    ({"gameDate": {"between": ["2026-05-01"]}}, "filter.gameDate.between: 1 values"),
    ({"relSpeed": {"in": [float(n) for n in MANY]}}, "filter.relSpeed.in: 1001 values"),
    ({"inning": {"notIn": list(MANY)}}, "filter.inning.notIn: 1001 values"),
    ({"pitchType": {"in": ["SLIDER" for _ in MANY]}}, "filter.pitchType.in: 1001 values"),
    ({"gameId": {"in": ["x" for _ in MANY]}}, "filter.gameId.in: 1001 values"),
    ({"gameId": {"eq": "x"}}, "filter.gameId.eq: 'x' is not an id"),
    ({"gameId": {"eq": 5}}, "filter.gameId.eq: '5' is not an id"),
    ({"gameId": {"eq": ""}}, "filter.gameId.eq: '' is not an id"),
    ({"gameId": {"in": [str(UUID(int=7)), "x"]}}, "filter.gameId.in.1: 'x' is not an id"),
    ({"gameId": {"ne": PLAYER}}, "where the id of a Game belongs"),
    ({"id": {"eq": PLAYER}}, "where the id of a Pitch belongs"),
    ({"pitchId": {"eq": PLAYER}}, "is not a UUID"),
    ({"pitchUid": {"in": ["x"]}}, "filter.pitchUid.in.0: 'x' is not a UUID"),
    ({"teamId": "x"}, "filter.teamId: 'x' is not an id"),
    ({"playerId": global_id("Team", UUID(int=7))}, "filter.playerId: "),
    ({"notes": {"startsWith": "a\0b"}}, "filter.notes.startsWith: A text holds a NUL"),
    ({"notes": {"in": ["\ud800"]}}, "filter.notes.in.0: A text holds a NUL character or half"),
    ({"count": {"eq": "\0"}}, "filter.count.eq: A text holds a NUL"),
    ({"time": {"eq": "12:00:00Z"}}, "filter.time.eq: A local time of day has no offset"),
    ({"time": {"between": ["12:00:00", "12:00:00+02:00"]}}, "filter.time.between.1: A local time"),
    ({"thrownAt": {"gt": "2026-05-01T00:00:00"}}, "filter.thrownAt.gt: An instant needs its offset"),
    ({"thrownAt": {"gt": "2026-05-01"}}, "filter.thrownAt.gt: An instant needs its offset"),
    ({"thrownAt": {"lt": "0001-01-01T00:00:00+14:00"}}, "filter.thrownAt.lt: An instant lies outside"),
    ({"thrownAt": {"lt": "9999-12-31T23:59:59-14:00"}}, "filter.thrownAt.lt: An instant lies outside"),
    ({"pitcher": {"team": {"name": {"contains": "\0"}}}}, "filter.pitcher.team.name.contains: "),
    ({"or": [{}, {"and": [{}, {"relSpeed": {"gt": None}}]}]}, "filter.or.1.and.1.relSpeed.gt: Null"),
    ({"not": {"relSpeed": {"gt": None}}}, "filter.not.relSpeed.gt: Null"),
    ({"game": {"pitches": {"every": {"inning": {"eq": None}}}}}, "filter.game.pitches.every.inning.eq: Null"),
    ({"pitcher": {"search": "\0"}}, "filter.pitcher.search: A text holds a NUL"),
]
"""Filters of pitches that keep to the schema, and how the errors begin or what is in them."""

QUERY = "query ($f: PitchFilter) { pitches(filter: $f) { totalCount } }"


@pytest.mark.parametrize(("filtering", "words"), REFUSED, ids=[words for _, words in REFUSED])
async def test_a_value_that_cannot_be_is_named(league: Any, filtering: dict[str, Any], words: str) -> None:
    result = await league.answer(QUERY, {"f": filtering})
    (error,) = result.errors
    assert words in error.message
    assert error.message.startswith("filter.")
    assert error.extensions == {"code": "BAD_USER_INPUT"}
    assert error.path == ["pitches"]
    assert error.locations
    assert league.statements == []


@pytest.mark.parametrize(
    "filtering",
    [
        {"notes": {"eq": LONG}},
        {"notes": {"contains": LONG}},
        {"notes": {"notIn": ["a", LONG]}},
        {"pitcher": {"search": LONG}},
        {"gameId": {"eq": LONG}},
    ],
)
async def test_a_long_text_is_refused(league: Any, filtering: dict[str, Any]) -> None:
    assert await league.code(QUERY, f=filtering) == "BAD_USER_INPUT"
    assert league.statements == []


TYPES: list[tuple[Any, str]] = [
    ({"relSpeed": {"gt": math.nan}}, ".relSpeed.gt"),
    ({"relSpeed": {"gt": math.inf}}, ".relSpeed.gt"),
    ({"relSpeed": {"gt": -math.inf}}, ".relSpeed.gt"),
    ({"relSpeed": {"gt": 10**400}}, ".relSpeed.gt"),
    ({"relSpeed": {"gt": "95"}}, ".relSpeed.gt"),
    ({"relSpeed": {"gt": True}}, ".relSpeed.gt"),
    ({"relSpeed": {"in": [None]}}, ".relSpeed.in[0]"),
    ({"relSpeed": {"in": [1, "x"]}}, ".relSpeed.in[1]"),
    ({"relSpeed": 95}, ".relSpeed"),
    ({"relSpeed": {"contains": 95}}, ".relSpeed"),
    ({"inning": {"eq": 1.5}}, ".inning.eq"),
    ({"inning": {"eq": 2**31}}, ".inning.eq"),
    ({"inning": {"in": [10**30]}}, ".inning.in[0]"),
    ({"inning": {"eq": "1"}}, ".inning.eq"),
    ({"notes": {"eq": 5}}, ".notes.eq"),
    ({"notes": {"gt": "a"}}, ".notes"),
    ({"playId": {"eq": "x"}}, ".playId.eq"),
    ({"gameDate": {"eq": "2026-02-30"}}, ".gameDate.eq"),
    ({"gameDate": {"eq": "2026-05-01T00:00:00Z"}}, ".gameDate.eq"),
    ({"time": {"lt": "25:00"}}, ".time.lt"),
    ({"thrownAt": {"lt": "yesterday"}}, ".thrownAt.lt"),
    ({"pitchType": {"in": ["NOPE"]}}, ".pitchType.in[0]"),
    ({"pitchType": {"eq": "Four-Seam"}}, ".pitchType.eq"),
    ({"whiff": "yes"}, ".whiff"),
    ({"whiff": {"eq": True}}, ".whiff"),
    ({"season": 2**31}, ".season"),
    ({"and": [None]}, ".and[0]"),
    ({"nope": 1}, "nope"),
    ([], "invalid value"),
    ("x", "invalid value"),
]
"""Filters that do not keep to the schema, and what the errors name."""


@pytest.mark.parametrize(("filtering", "words"), TYPES)
async def test_a_value_of_another_type_is_named(league: Any, filtering: Any, words: str) -> None:
    result = await league.answer(QUERY, {"f": filtering})
    assert result.data is None
    assert "Variable '$f' has invalid value" in result.errors[0].message
    assert words in result.errors[0].message
    assert league.statements == []


INLINE = {
    "1e400": "filter.relSpeed.gt: A number is larger",
    "-1e400": "filter.relSpeed.gt: A number is larger",
    "1" + "0" * 400: "filter.relSpeed.gt: A number is larger",
    "NaN": "Float cannot represent non numeric value",
    "Infinity": "Float cannot represent non numeric value",
}


@pytest.mark.parametrize("number", INLINE, ids=[number[:10] for number in INLINE])
async def test_a_number_beyond_all_numbers_is_none(league: Any, number: str) -> None:
    result = await league.answer(f"{{ pitches(filter: {{relSpeed: {{gt: {number}}}}}) {{ totalCount }} }}")
    assert INLINE[number] in result.errors[0].message
    assert league.statements == []


def nested(depth: int) -> dict[str, Any]:
    filtering: dict[str, Any] = {}
    for _ in range(depth - 1):
        filtering = {"not": filtering}
    return filtering


@pytest.mark.parametrize("depth", [MAX_FILTER_DEPTH + 1, 100, 150, 180, 185, 190])
async def test_a_filter_that_is_nested_too_deep_is_refused(league: Any, depth: int) -> None:
    assert (await league.answer(QUERY, {"f": nested(MAX_FILTER_DEPTH)})).errors is None
    league.statements.clear()
    assert await league.code(QUERY, f=nested(depth)) == "BAD_USER_INPUT"
    inline = f"{{ pitches(filter: {'{not: ' * (depth - 1)}{{}}{'}' * (depth - 1)}) {{ totalCount }} }}"
    assert await league.code(inline) == "BAD_USER_INPUT"
    assert league.statements == []


@pytest.mark.parametrize("depth", [1_000, 100_000])
async def test_a_filter_that_is_nested_without_end_is_no_defect(league: Any, depth: int) -> None:
    result = await league.answer(QUERY, {"f": nested(depth)})
    assert result.data is None
    (error,) = result.errors
    assert error.original_error is None or isinstance(error.original_error, GraphQLError)
    assert league.statements == []


async def test_relations_there_and_back_are_answered_to_the_limit(league: Any) -> None:
    filtering: dict[str, Any] = {}
    for _ in range((MAX_FILTER_DEPTH - 1) // 3):
        filtering = {"game": {"pitches": {"any": filtering}}}
    assert (await league.ask(QUERY, f=filtering))["pitches"]["totalCount"] == 24 * 55
    assert await league.code(QUERY, f={"game": {"pitches": {"any": filtering}}}) == "BAD_USER_INPUT"


async def test_a_filter_of_too_many_parts_is_refused(league: Any) -> None:
    parts = [{"relSpeed": {"gt": 80 + n / 100}} for n in range(MAX_FILTER_PARTS // 2)]
    assert (await league.answer(QUERY, {"f": {"or": parts[1:]}})).errors is None
    result = await league.answer(QUERY, {"f": {"or": parts}})
    assert result.errors[0].message == "filter: It has more than 250 inputs: ask with in, or in several."
    assert await league.code(QUERY, f={"and": [{"or": parts[:50]}] * 3}) == "BAD_USER_INPUT"


async def test_as_many_values_as_allowed_are_asked_for(league: Any) -> None:
    speeds = [80.125 + n for n in range(MAX_FILTER_VALUES)]
    for operator, number in (("in", 24 * 55), ("notIn", 0)):
        assert (await league.ask(QUERY, f={"relSpeed": {operator: speeds}}))["pitches"]["totalCount"] == number

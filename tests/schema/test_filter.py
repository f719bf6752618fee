"""Filters give what reading them by hand gives, and nothing of a client makes them fail in any other way than told."""

from typing import Any

import pytest
from graphql import GraphQLInputObjectType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slugger.tests.schema.oracle import CONNECTIONS, NOUNS, Graph, kinds, leaves, many
from slugger.tests.schema.trees import Trees

ASK = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


async def found(league: Any, noun: str, filtering: dict[str, Any]) -> tuple[int, list[str]]:
    """Give the number of the rows that meet a filter, and the ids of the first thousand."""
    root = CONNECTIONS[noun]
    query = f"query ($f: {noun}Filter) {{ {root}(first: 1000, filter: $f) {{ totalCount nodes {{ id }} }} }}"
    data = (await league.ask(query, f=filtering))[root]
    return data["totalCount"], [node["id"] for node in data["nodes"]]


@pytest.mark.parametrize("noun", CONNECTIONS)
@ASK
@given(data=st.data())
async def test_trees_of_conditions(league: Any, graph: Graph, noun: str, data: st.DataObject) -> None:
    filtering = Trees(graph).filtering(data.draw, noun)
    ids = graph.meet(noun, filtering)
    assert await found(league, noun, filtering) == (len(ids), ids[:1000]), filtering


@pytest.mark.parametrize("noun", NOUNS)
def test_every_list_is_read_by_hand(noun: str) -> None:
    lists = {name for name, kind in kinds(f"{noun}Filter").items() if kind.name.endswith("ListFilter")}
    assert lists == many(noun).keys()


def operators(noun: str, name: str, graph: Graph) -> list[dict[str, Any]]:
    """List one use or more of every operator of a field."""
    kind = kinds(f"{noun}Filter")[name]
    if not isinstance(kind, GraphQLInputObjectType):
        return [{name: wanted} for wanted in (True, False)]
    values = Trees(graph).values(noun, name)
    picked = [values[0], values[len(values) // 2], values[-1]] if values else []
    uses: list[dict[str, Any]] = [{"isNull": True}, {"isNull": False}, {"in": []}, {"notIn": []}]
    for operator in kind.fields.keys() - {"isNull"}:
        if operator in {"in", "notIn"}:
            uses.append({operator: picked[:2]})
        elif operator == "between":
            uses += [{operator: [low, high]} for low, high in zip(picked, picked[::-1], strict=True)]
        else:
            uses += [{operator: value} for value in picked]
    return [{name: use} for use in uses]


TELLING = (
    *("id", "pitchId", "pitchUid", "gameId", "pitcherId", "playId", "gameDate", "date", "time", "thrownAt"),
    *("relSpeed", "exitSpeed", "spinRate", "inning", "runsScored", "zoneCell", "notes", "pitcherTeamCode", "count"),
    *("pitchCall", "pitchType", "kOrBb", "playResult", "pitcherThrows", "hitType", "countState", "pitchGroup"),
    *("inZone", "chase", "whiff", "hardHit", "lastPitchOfPlateAppearance"),
)
"""Fields of a pitch of every kind of column; there are a hundred more of some."""
FIELDS = [("Pitch", name) for name in TELLING] + [
    (noun, name) for noun in ("Game", "Player", "TrackmanFile") for name in leaves(noun)
]


async def count(league: Any, noun: str, asked: list[dict[str, Any]]) -> list[int]:
    """Count the rows that meet each filter."""
    declared = ", ".join(f"$f{place}: {noun}Filter" for place in range(len(asked)))
    fields = " ".join(
        f"a{place}: {CONNECTIONS[noun]}(filter: $f{place}) {{ totalCount }}" for place in range(len(asked))
    )
    variables = {f"f{place}": filtering for place, filtering in enumerate(asked)}
    return [
        page["totalCount"] for page in (await league.ask(f"query ({declared}) {{ {fields} }}", **variables)).values()
    ]


@pytest.mark.parametrize(("noun", "name"), FIELDS)
async def test_every_operator_on_every_kind_of_field(league: Any, graph: Graph, noun: str, name: str) -> None:
    asked = operators(noun, name, graph)
    numbers = await count(league, noun, asked)
    assert list(zip(asked, numbers, strict=True)) == [(one, len(graph.meet(noun, one))) for one in asked]


async def test_every_field_of_a_pitch_is_asked(league: Any, graph: Graph) -> None:
    asked = [operators("Pitch", name, graph)[-1] for name in leaves("Pitch")]
    for some in batched(asked, 90):
        numbers = await count(league, "Pitch", some)
        assert numbers == [len(graph.meet("Pitch", one)) for one in some]


def batched(asked: list[dict[str, Any]], size: int) -> list[list[dict[str, Any]]]:
    return [asked[start : start + size] for start in range(0, len(asked), size)]


def test_the_league_has_values_and_nulls_of_every_kind(graph: Graph) -> None:
    met = {
        kinds(noun)[name].name
        for noun in NOUNS
        for name in leaves(noun)
        if len(values := {row[name] for row in graph.rows[noun]}) > 1 and None in values
    }
    assert met >= {"Int", "Float", "String", "Date", "Time", "UUID", "ID", "PitchType", "PitchCall", "Hand", "Boolean"}


async def ids(league: Any, noun: str, filtering: dict[str, Any]) -> set[str]:
    return set((await found(league, noun, filtering))[1])


PITCHES = 24 * 55
CALLED = 24 * 33
"""Pitches of the small league whose outcome is a term."""


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"isNull": True}, PITCHES - CALLED),
        ({"isNull": False}, CALLED),
        ({"ne": "BALL"}, CALLED - 24 * 11),
        ({"notIn": ["BALL", "IN_PLAY"]}, 24 * 11),
        ({"notIn": []}, CALLED),
        ({"in": []}, 0),
        ({"ne": "WILD_PITCH"}, CALLED),
        ({"eq": "BALL", "isNull": True}, 0),
        ({}, PITCHES),
    ],
)
async def test_what_is_no_term_is_null(league: Any, asked: dict[str, Any], number: int) -> None:
    assert (await found(league, "Pitch", {"pitchCall": asked}))[0] == number


EVERYTHING: list[dict[str, Any]] = [
    {},
    {"and": []},
    {"and": None},
    {"or": [{}]},
    {"not": {"or": []}},
    {"not": {"not": {}}},
    {"relSpeed": {}},
    {"relSpeed": None},
    {"game": {}},
    {"game": {"pitches": {}}},
    {"game": {"pitches": {"any": {}}}},
    {"game": {"pitches": {"every": {}}}},
    {"game": {"pitches": {"none": {"or": []}}}},
    {"game": {"pitches": {"any": None, "none": None}}},
]
NOTHING: list[dict[str, Any]] = [
    {"or": []},
    {"not": {}},
    {"not": {"and": []}},
    {"and": [{"or": []}]},
    {"or": [], "and": []},
    {"relSpeed": {"in": []}},
    {"game": {"or": []}},
    {"game": {"pitches": {"any": {"or": []}}}},
    {"game": {"pitches": {"none": {}}}},
    {"relSpeed": {"between": [99, 80]}},
]


@pytest.mark.parametrize(
    ("filtering", "number"), [(one, PITCHES) for one in EVERYTHING] + [(one, 0) for one in NOTHING]
)
async def test_empty_parts(league: Any, filtering: dict[str, Any], number: int) -> None:
    assert (await found(league, "Pitch", filtering))[0] == number


async def test_a_single_part_is_a_list_of_one(league: Any) -> None:
    data = await league.ask("{ pitches(filter: {or: {whiff: true}, and: {inning: {in: 1}}}) { totalCount } }")
    assert data["pitches"]["totalCount"] == (await found(league, "Pitch", {"whiff": True, "inning": {"eq": 1}}))[0] > 0


async def test_not_gives_the_rows_that_the_filter_does_not(league: Any) -> None:
    for asked in ({"exitSpeed": {"gt": 70}}, {"catcher": {"team": {"division": {"eq": "NORTH"}}}}, {"chase": True}):
        met, others = await ids(league, "Game", {"pitches": {"any": asked}}), await found(league, "Pitch", asked)
        assert others[0] + (await found(league, "Pitch", {"not": asked}))[0] == PITCHES
        assert len(met) + len(await ids(league, "Game", {"pitches": {"none": asked}})) == 24


async def test_a_filter_of_a_list_of_a_row_asks_among_its_rows(league: Any) -> None:
    query = """query ($f: PitchFilter) { games(first: 5) { nodes { id
        pitches(first: 100, filter: $f) { totalCount nodes { id whiff inning } } } } }"""
    data = await league.ask(query, f={"whiff": True, "inning": {"lte": 3}, "game": {"date": {"isNull": False}}})
    for game in data["games"]["nodes"]:
        assert game["pitches"]["totalCount"] == len(game["pitches"]["nodes"]) > 0
        assert all(pitch["whiff"] and pitch["inning"] <= 3 for pitch in game["pitches"]["nodes"])

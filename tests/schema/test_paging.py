"""Cursors walk every list to its end, either way, and serve no other table, order or set of conditions."""

from typing import Any
from uuid import uuid4

import pytest

from slugger.models import Pitch

FORWARDS = "first: $n, after: $cursor"
BACKWARDS = "last: $n, before: $cursor"


async def walk(league: Any, root: str, arguments: str, size: int, paging: str = FORWARDS) -> list[str]:
    """Give the ids of a list, read page by page from one end."""
    query = f"""query ($n: Int, $cursor: String) {{ {root}({arguments} {paging}) {{ nodes {{ id }}
        pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
    pages, cursor, more = [], None, True
    while more:
        found = (await league.ask(query, n=size, cursor=cursor))[root]
        info = found["pageInfo"]
        pages.append([node["id"] for node in found["nodes"]])
        forwards = paging == FORWARDS
        more = info["hasNextPage" if forwards else "hasPreviousPage"]
        assert info["hasPreviousPage" if forwards else "hasNextPage"] == (cursor is not None)
        cursor = info["endCursor" if forwards else "startCursor"]
    ordered = pages if paging == FORWARDS else pages[::-1]
    return [identifier for page in ordered for identifier in page]


@pytest.mark.parametrize("paging", [FORWARDS, BACKWARDS])
@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    ("root", "arguments"),
    [
        ("players", ""),
        ("players", "order: {direction: DESC}"),
        ("games", ""),
        ("games", "order: {direction: DESC}"),
        ("trackmanFiles", ""),
    ],
)
async def test_every_row_comes_once(league: Any, root: str, arguments: str, size: int, paging: str) -> None:
    whole = (await league.ask(f"{{ {root}(first: 1000, {arguments}) {{ totalCount nodes {{ id }} }} }}"))[root]
    ids = [node["id"] for node in whole["nodes"]]
    assert len(set(ids)) == whole["totalCount"]
    assert await walk(league, root, arguments, size, paging) == ids


@pytest.mark.parametrize("paging", [FORWARDS, BACKWARDS])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("field", ["CHRONOLOGICAL", "EXIT_SPEED"])
async def test_every_pitch_comes_once_nulls_too(league: Any, field: str, direction: str, paging: str) -> None:
    arguments = f"order: {{field: {field}, direction: {direction}}}"
    ids = await walk(league, "pitches", arguments, 97, paging)
    assert len(set(ids)) == len(ids) == 24 * 55
    assert ids == await walk(league, "pitches", arguments, 1000)


async def test_the_default_order_of_pitches_is_chronological(league: Any) -> None:
    data = await league.ask("{ pitches(first: 1000) { nodes { gameDate game { gameId } pitchNumber } } }")
    places = [(n["gameDate"], n["game"]["gameId"], n["pitchNumber"]) for n in data["pitches"]["nodes"]]
    assert places == sorted(places)


async def test_rows_that_come_and_go_leave_the_walk_whole(own_league: Any) -> None:
    query = """query ($after: String) { pitches(first: 100, after: $after, order: {field: EXIT_SPEED, direction: DESC})
        { nodes { id pitchNumber exitSpeed } pageInfo { endCursor hasNextPage } } }"""
    before = set(await walk(own_league, "pitches", "order: {field: EXIT_SPEED, direction: DESC}", 1000))
    met: list[str] = []
    cursor, more = None, True
    while more:
        page = (await own_league.ask(query, after=cursor))["pitches"]
        met += [node["id"] for node in page["nodes"]]
        cursor, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        await _insert_pitch(own_league, len(met))
    assert before <= set(met)
    assert len(set(met)) == len(met)


async def _insert_pitch(league: Any, number: int) -> None:
    async with league.database.sessions() as session:
        first = (await session.exec(Pitch.__table__.select().limit(1))).mappings().one()  # type: ignore[attr-defined]
        row = dict(first) | {"pitch_id": uuid4(), "pitch_uid": uuid4(), "pitch_number": 1000 + number}
        await session.exec(Pitch.__table__.insert().values(row | {"exit_speed": [None, 200.0, 1.0][number % 3]}))  # type: ignore[attr-defined]
        await session.commit()


async def test_a_window_between_two_cursors(league: Any) -> None:
    edges = (await league.ask("{ games(first: 10) { edges { cursor node { id } } } }"))["games"]["edges"]
    query = """query ($a: String, $b: String) { games(%s, after: $a, before: $b) {
        nodes { id } pageInfo { hasNextPage hasPreviousPage } } }"""
    ends = {"a": edges[1]["cursor"], "b": edges[8]["cursor"]}
    for size, kept in (("first: 3", slice(2, 5)), ("last: 3", slice(5, 8)), ("first: 50", slice(2, 8))):
        found = (await league.ask(query % size, **ends))["games"]
        assert [node["id"] for node in found["nodes"]] == [edge["node"]["id"] for edge in edges[kept]]
        assert found["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": True}


async def test_nested_lists_are_walked_by_their_own_cursors(league: Any) -> None:
    query = """query ($after: String) { games(first: 3) { nodes { pitches(first: 20, after: $after) {
        nodes { pitchNumber } pageInfo { endCursor hasNextPage } } } } }"""
    first = (await league.ask(query))["games"]["nodes"]
    after = first[0]["pitches"]["pageInfo"]["endCursor"]
    second = (await league.ask(query, after=after))["games"]["nodes"]
    assert [node["pitchNumber"] for node in second[0]["pitches"]["nodes"]] == list(range(21, 41))


async def test_a_page_of_no_rows_tells_whether_there_are_any(league: Any) -> None:
    for size, end in (("first: 0", "hasNextPage"), ("last: 0", "hasPreviousPage")):
        found = (await league.ask(f"{{ games({size}) {{ nodes {{ id }} pageInfo {{ {end} endCursor }} }} }}"))["games"]
        assert found == {"nodes": [], "pageInfo": {end: True, "endCursor": None}}


async def test_fifty_rows_come_unless_asked_otherwise(league: Any) -> None:
    assert len((await league.ask("{ pitches { nodes { id } } }"))["pitches"]["nodes"]) == 50


@pytest.mark.parametrize(
    "arguments",
    [
        "order: {direction: DESC}",
        "order: {field: EXIT_SPEED}",
        "filter: {season: 2026}",
    ],
)
async def test_a_cursor_serves_no_other_order_or_filter(league: Any, arguments: str) -> None:
    cursor = (await league.ask("{ pitches(first: 1) { edges { cursor } } }"))["pitches"]["edges"][0]["cursor"]
    query = f"query ($after: String) {{ pitches(after: $after, {arguments}) {{ nodes {{ id }} }} }}"
    assert await league.code(query, after=cursor) == "BAD_CURSOR"
    assert await league.code("query ($after: String) { games(after: $after) { nodes { id } } }", after=cursor) == (
        "BAD_CURSOR"
    )

"""Every order is total, puts nulls where they are asked, and is walked by cursors to its end, either way."""

from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from slugger.models import Pitch
from slugger.resolvers.cursor import SEAL_BYTES
from slugger.resolvers.limits import MAX_ORDER_KEYS
from slugger.resolvers.opaque import from_opaque, to_opaque
from slugger.schema.sdl import schema
from slugger.tests.schema.oracle import CONNECTIONS, Graph, Row, kinds

Key = tuple[str, str, str]
"""A field that is ordered by, the direction, and the end of the nulls."""
WAYS = tuple(product(("ASC", "DESC"), ("FIRST", "LAST")))
NAMED = {("Game", "DATE"), ("Player", "NAME")}
"""Orders that bear the name of a value, and are the default order; so are those that bear a name of their own."""
ASK = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def fields(noun: str) -> list[str]:
    """List what rows can be ordered by."""
    orders: Any = schema._schema.type_map[f"{noun}OrderField"]
    return sorted(orders.values)


def field_of(noun: str, name: str) -> str | None:
    """Give the value that an order compares; None for the default order."""
    plain = name.replace("_", "").lower()
    found = next((field for field in kinds(noun) if field.lower() == plain), None)
    return None if (noun, name) in NAMED else found


def in_order(graph: Graph, noun: str, keys: list[Key]) -> list[str]:
    """Give the ids of all rows in an order; rows that are equal stay in the default order."""
    rows = graph.rows[noun]
    for name, direction, nulls in reversed(keys):
        field, falling = field_of(noun, name), direction == "DESC"
        if field is None:
            rows = graph.rows[noun][:: -1 if falling else 1]
            continue
        valued = [row for row in rows if row[field] is not None]
        missing = [row for row in rows if row[field] is None]
        ordered = _sorted(valued, field, falling=falling)
        rows = missing + ordered if nulls == "FIRST" else ordered + missing
    return [row["id"] for row in rows]


def _sorted(rows: list[Row], field: str, *, falling: bool) -> list[Row]:
    return sorted(rows, key=lambda row: row[field], reverse=falling)


def written(keys: list[Key]) -> list[dict[str, str]]:
    return [{"field": name, "direction": direction, "nulls": nulls} for name, direction, nulls in keys]


async def page(league: Any, noun: str, keys: list[Key], **arguments: Any) -> tuple[list[str], dict[str, Any]]:
    """Give the ids of a page, and what lies around it."""
    root = CONNECTIONS[noun]
    kinds_of = {"first": "Int", "last": "Int", "after": "String", "before": "String"}
    declared = ", ".join(f"${name}: {kinds_of[name]}" for name in arguments)
    passed = ", ".join(f"{name}: ${name}" for name in arguments)
    around = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    query = f"query ($o: [{noun}Order!], {declared}) {{ {root}(order: $o, {passed}) {{ nodes {{ id }} {around} }} }}"
    found = (await league.ask(query, o=written(keys), **arguments))[root]
    return [node["id"] for node in found["nodes"]], found["pageInfo"]


async def walk(league: Any, noun: str, keys: list[Key], size: int, *, backwards: bool = False) -> list[str]:
    """Give the ids of a whole list, page by page from one end."""
    pages: list[list[str]] = []
    more, arguments = True, {("last" if backwards else "first"): size}
    while more:
        ids, around = await page(league, noun, keys, **arguments)
        pages.append(ids)
        more = around["hasPreviousPage" if backwards else "hasNextPage"]
        arguments["before" if backwards else "after"] = around["startCursor" if backwards else "endCursor"]
    return [identifier for ids in (pages[::-1] if backwards else pages) for identifier in ids]


@pytest.mark.parametrize(("noun", "name"), [(noun, name) for noun in CONNECTIONS for name in fields(noun)])
async def test_every_field_either_way_with_nulls_at_either_end(league: Any, graph: Graph, noun: str, name: str) -> None:
    keys = [(name, *way) for way in WAYS]
    declared = ", ".join(f"$o{place}: [{noun}Order!]" for place in range(4))
    ends = " ".join(
        f"a{place}: {CONNECTIONS[noun]}(order: $o{place}, first: 60) {{ nodes {{ id }} }}"
        f" b{place}: {CONNECTIONS[noun]}(order: $o{place}, last: 60) {{ nodes {{ id }} }}"
        for place in range(4)
    )
    data = await league.ask(f"query ({declared}) {{ {ends} }}", **{f"o{n}": written([k]) for n, k in enumerate(keys)})
    for place, key in enumerate(keys):
        whole = in_order(graph, noun, [key])
        assert [node["id"] for node in data[f"a{place}"]["nodes"]] == whole[:60], key
        assert [node["id"] for node in data[f"b{place}"]["nodes"]] == whole[-60:], key


def orders(noun: str) -> st.SearchStrategy[list[Key]]:
    """Draw orders of up to three keys."""
    distinct = [name for name in fields(noun) if field_of(noun, name)]
    names = st.lists(st.sampled_from([*distinct, *_TIED.get(noun, ())]), min_size=1, max_size=3, unique=True)
    ways = st.lists(st.sampled_from(WAYS), min_size=3, max_size=3)
    return st.tuples(names, ways).map(lambda drawn: [(name, *way) for name, way in zip(*drawn, strict=False)])


_TIED = {"Pitch": ("INNING", "BALLS", "PITCH_CALL", "RUNS_SCORED", "IN_ZONE", "PLAY_ID", "SPIN_RATE", "NOTES") * 20}
"""Fields that many pitches share a value of, drawn more often than the rest."""


@pytest.mark.parametrize("noun", CONNECTIONS)
@ASK
@given(data=st.data())
async def test_every_row_comes_once_whatever_the_order(
    league: Any, graph: Graph, noun: str, data: st.DataObject
) -> None:
    keys = data.draw(orders(noun))
    least = 200 if len(graph.rows[noun]) > 100 else 1
    size, backwards = data.draw(st.integers(least, 1000)), data.draw(st.booleans())
    assert await walk(league, noun, keys, size, backwards=backwards) == in_order(graph, noun, keys)


@pytest.mark.parametrize("nulls", ["FIRST", "LAST"])
@pytest.mark.parametrize("backwards", [False, True])
async def test_a_page_of_one_at_the_edge_of_the_nulls(league: Any, graph: Graph, nulls: str, backwards: bool) -> None:
    keys = [("SPIN_RATE", "DESC", nulls), ("RUNS_SCORED", "ASC", nulls)]
    whole = in_order(graph, "Pitch", keys)
    cursor, met = None, list[str]()
    size, at = ("last", "before") if backwards else ("first", "after")
    skipped, _ = await page(league, "Pitch", keys, **{size: 150})
    for _ in range(40):
        ids, around = await page(league, "Pitch", keys, **{size: 1}, **({at: cursor} if cursor else {}))
        met += ids
        cursor = around["endCursor"]
    assert met == (whole[::-1][:40] if backwards else whole[:40])
    assert skipped == (whole[-150:] if backwards else whole[:150])


async def test_rows_that_come_between_pages_leave_the_walk_whole(own_league: Any) -> None:
    keys = [("RUNS_SCORED", "DESC", "FIRST"), ("EXIT_SPEED", "ASC", "LAST"), ("PITCH_CALL", "DESC", "LAST")]
    before = await walk(own_league, "Pitch", keys, 1000)
    met: list[str] = []
    arguments: dict[str, Any] = {"first": 90}
    more = True
    while more:
        ids, around = await page(own_league, "Pitch", keys, **arguments)
        met += ids
        more, arguments["after"] = around["hasNextPage"], around["endCursor"]
        await _insert(own_league, len(met))
    assert len(set(met)) == len(met)
    assert [identifier for identifier in met if identifier in set(before)] == before


async def _insert(league: Any, number: int) -> None:
    table: Any = Pitch
    async with league.database.sessions() as session:
        statement: Any = select(table.__table__).limit(3)
        rows = (await session.exec(statement)).mappings().all()
        made = [
            dict(row)
            | {"pitch_id": uuid4(), "pitch_uid": uuid4(), "pitch_number": 1000 + number + place}
            | {"runs_scored": (None, 0, 9)[place], "exit_speed": (None, 70.0, 71.0)[place]}
            for place, row in enumerate(rows)
        ]
        await session.exec(insert(table), params=made)
        await session.commit()


async def test_each_parent_has_its_own_order(league: Any, graph: Graph) -> None:
    order = "[{field: RUNS_SCORED, nulls: FIRST}, {field: SPIN_RATE, direction: DESC}]"
    query = f"{{ games {{ nodes {{ id pitches(first: 40, order: {order}) {{ nodes {{ id }} }} }} }} }}"
    whole = in_order(graph, "Pitch", [("RUNS_SCORED", "ASC", "FIRST"), ("SPIN_RATE", "DESC", "LAST")])
    game_of = {row["id"]: row["game"]["id"] for row in graph.rows["Pitch"]}
    games = (await league.ask(query))["games"]["nodes"]
    assert len(games) == 24
    for game in games:
        wanted = [identifier for identifier in whole if game_of[identifier] == game["id"]]
        assert [node["id"] for node in game["pitches"]["nodes"]] == wanted[:40]


@pytest.mark.parametrize(
    "order",
    ["null", "[]", "{}", "[{}]", "{field: CHRONOLOGICAL}", "{field: CHRONOLOGICAL, nulls: FIRST, direction: ASC}"],
)
async def test_orders_that_are_the_default(league: Any, graph: Graph, order: str) -> None:
    data = await league.ask(f"{{ pitches(order: {order}) {{ nodes {{ id }} }} }}")
    assert [node["id"] for node in data["pitches"]["nodes"]] == [row["id"] for row in graph.rows["Pitch"]][:50]


@pytest.mark.parametrize(
    ("root", "order", "words"),
    [
        ("pitches", "[{field: REL_SPEED}, {field: REL_SPEED, direction: DESC}]", "order names REL_SPEED twice"),
        ("pitches", "[{field: GAME_DATE}, {field: CHRONOLOGICAL}]", "order names CHRONOLOGICAL twice, or with a field"),
        ("games", "[{field: DATE}, {field: TRACKMAN_GAME_ID}]", "order names TRACKMAN_GAME_ID twice, or with a field"),
        ("games", "[" + "{field: VERIFIED}, " * (MAX_ORDER_KEYS + 1) + "]", "order has 9 keys: at most 8"),
    ],
)
async def test_an_order_that_cannot_be_is_refused(league: Any, root: str, order: str, words: str) -> None:
    result = await league.answer(f"{{ {root}(order: {order}) {{ nodes {{ id }} }} }}")
    assert words in result.errors[0].message
    assert result.errors[0].extensions == {"code": "BAD_USER_INPUT"}
    assert league.statements == []


@pytest.mark.parametrize(
    "order", ["{field: NOPE}", "{field: null}", "{direction: null}", "{nulls: null}", "5", "[null]"]
)
async def test_an_order_of_another_type_is_refused(league: Any, order: str) -> None:
    result = await league.answer(f"{{ pitches(order: {order}) {{ nodes {{ id }} }} }}")
    assert result.data is None
    assert league.statements == []


@pytest.mark.parametrize("size", ["-1", "1001", "1000000000", "-2147483648"])
@pytest.mark.parametrize("way", ["first", "last"])
async def test_a_page_that_cannot_be_is_refused(league: Any, way: str, size: str) -> None:
    code = await league.code(f"{{ pitches({way}: {size}) {{ nodes {{ pitchNumber }} }} }}")
    assert code in {"BAD_USER_INPUT", "QUERY_TOO_LARGE"}
    assert code == "BAD_USER_INPUT" or int(size) > 0
    assert league.statements == []


ORDER: list[Key] = [("EXIT_SPEED", "DESC", "LAST"), ("NOTES", "ASC", "FIRST")]
OTHERS: list[list[Key]] = [
    [],
    ORDER[:1],
    ORDER[::-1],
    [("EXIT_SPEED", "ASC", "LAST"), ORDER[1]],
    [("EXIT_SPEED", "DESC", "FIRST"), ORDER[1]],
    [*ORDER, ("INNING", "ASC", "LAST")],
    [ORDER[0], ("PITCH_CALL", "ASC", "FIRST")],
]
AFTER = """query ($o: [PitchOrder!], $c: String, $f: PitchFilter) {
    pitches(after: $c, order: $o, filter: $f) { totalCount } }"""


@pytest.mark.parametrize("other", OTHERS)
async def test_a_cursor_of_another_order_is_refused(league: Any, other: list[Key]) -> None:
    _, around = await page(league, "Pitch", ORDER, first=3)
    assert await league.code(AFTER, o=written(other), c=around["endCursor"]) == "BAD_CURSOR"
    assert league.statements == []


@pytest.mark.parametrize(
    "filtering",
    [
        {"inning": {"gt": 1}},
        {"inning": {"lt": 3}},
        {"or": [{"inning": {"gt": 1}}]},
        {"not": {"inning": {"gt": 1}}},
        {"game": {"pitches": {"any": {"inning": {"gt": 1}}}}},
    ],
)
async def test_a_cursor_of_another_filter_is_refused(league: Any, filtering: dict[str, Any]) -> None:
    _, around = await page(league, "Pitch", ORDER, first=3)
    assert await league.code(AFTER, o=written(ORDER), c=around["endCursor"], f=filtering) == "BAD_CURSOR"
    assert league.statements == []


async def test_every_forged_byte_is_refused(league: Any) -> None:
    _, around = await page(league, "Pitch", ORDER, first=3)
    sealed = from_opaque(around["endCursor"])
    assert sealed
    for position in (*range(SEAL_BYTES + 2), len(sealed) // 2, len(sealed) - 1):
        forged = bytearray(sealed)
        forged[position] ^= 1
        assert await league.code(AFTER, o=written(ORDER), c=to_opaque(bytes(forged))) == "BAD_CURSOR"
    for forged_text in ("", "x", around["endCursor"][:-1], around["endCursor"] + "A", "Ä", "x" * 10_000):
        assert await league.code(AFTER, o=written(ORDER), c=forged_text) == "BAD_CURSOR"
    assert league.statements == []

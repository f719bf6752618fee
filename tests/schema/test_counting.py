"""How many rows there are: counted exactly, or estimated without reading them."""

from typing import Any

import pytest

PITCHES = 24 * 55


@pytest.fixture(scope="module", autouse=True)
async def analyzed(league: Any) -> None:
    """Let the planner know the tables."""
    async with league.database.engine.begin() as connection:
        await connection.exec_driver_sql("ANALYZE")


async def test_rows_are_counted_unless_asked_otherwise(league: Any) -> None:
    data = await league.ask("{ a: pitches { totalCount } b: pitches { totalCount(accuracy: EXACT) } }")
    assert data["a"] == data["b"] == {"totalCount": PITCHES}
    assert len(league.statements) == 1


@pytest.mark.parametrize(
    ("matching", "number"),
    [("", PITCHES), ("whiff: true", 24 * 11), ('gameDate: {gte: "2026-01-01"}', PITCHES // 2), ("or: []", 0)],
)
async def test_an_estimate_reads_no_row(league: Any, matching: str, number: int) -> None:
    data = await league.ask(f"{{ pitches(filter: {{{matching}}}) {{ totalCount(accuracy: ESTIMATED) }} }}")
    (statement,) = league.statements
    assert statement.startswith("EXPLAIN (FORMAT JSON) SELECT")
    assert number / 2 <= data["pitches"]["totalCount"] <= number * 2


async def test_estimates_and_counts_of_one_list_stand_beside_each_other(league: Any) -> None:
    data = await league.ask("{ games { totalCount about: totalCount(accuracy: ESTIMATED) nodes { id } } }")
    assert (data["games"]["totalCount"], data["games"]["about"]) == (24, 24)
    assert len(league.statements) == 3


async def test_rows_of_a_row_are_counted_whatever_is_asked(league: Any) -> None:
    selection = "pitches(filter: {inning: {lte: 2}}) { totalCount(accuracy: ESTIMATED) }"
    data = await league.ask(f"{{ games {{ nodes {{ {selection} }} }} }}")
    assert {game["pitches"]["totalCount"] for game in data["games"]["nodes"]} == {11}
    assert len(league.statements) == 2
    assert not any(statement.startswith("EXPLAIN") for statement in league.statements)


async def test_a_count_is_of_the_whole_list_wherever_the_window_is(league: Any) -> None:
    cursor = (await league.ask("{ pitches(first: 7) { pageInfo { endCursor } } }"))["pitches"]["pageInfo"]["endCursor"]
    data = await league.ask("query ($c: String) { pitches(after: $c, first: 1) { totalCount } }", c=cursor)
    assert data == {"pitches": {"totalCount": PITCHES}}

"""The client against `slugger serve` with the demo season."""

from collections.abc import Iterator
from typing import Any

import httpx
import polars as pl
import pytest

from slugger.client import Client, QueryError, TruncatedWarning
from slugger.client.introspection import Types


@pytest.fixture
def client(served: str) -> Iterator[Client]:
    with Client(served, progress=False) as opened:
        yield opened


def exports(served: str) -> bool:
    """Tell a server that exports."""
    body = {"query": "{ games { nodes { date } } }"}
    return httpx.post(f"{served}/export?format=parquet", json=body).status_code not in {404, 405}


def leaves(types: Types, kind: str) -> list[str]:
    """Names of all fields that are values."""
    return [name for name, found in types.fields[kind].items() if not types.is_object(found.name)]


def by_page(client: Client) -> Client:
    client._server._exports = False
    return client


def test_queries_and_their_errors(client: Client) -> None:
    assert client.query("query ($y: Int!) { season(year: $y) { year } }", y=2025) == {"season": {"year": 2025}}
    with pytest.raises(QueryError) as caught:
        client.query("{ pitches(first: -1) { nodes { id } } }")
    assert caught.value.codes == {"BAD_USER_INPUT"}
    assert caught.value.failures[0].path == ("pitches",)


def test_a_list_that_is_cut_unasked_is_a_warning(client: Client) -> None:
    with pytest.warns(TruncatedWarning, match=r"^pitches has more rows"):
        client.query("{ pitches { nodes { id } } }")


def test_a_season_is_whole_and_in_order(client: Client) -> None:
    counted: Any = client.query("{ pitches(filter: { season: 2025 }) { totalCount } }")
    season = client.pitches(season=2025)
    assert season.height == counted["pitches"]["totalCount"] > 8000
    assert season["pitchUid"].n_unique() == season.height
    assert season["gameDate"].is_sorted()
    games = season.group_by("game.trackmanGameId", maintain_order=True).agg(
        pl.col("pitchNumber").is_sorted().alias("sorted"), pl.len()
    )
    assert games["sorted"].all()
    listed = client.frame("{ games { nodes { trackmanGameId pitchCount } } }")
    assert dict(games.select("game.trackmanGameId", "len").iter_rows()) == dict(listed.iter_rows())
    # Games of a day are not mixed.
    assert season["game.trackmanGameId"].rle_id().max() == games.height - 1


def test_conditions_go_through_relations(client: Client) -> None:
    where = {"rel_speed": {"gte": 90}, "pitcher": {"throws": {"eq": "LEFT"}}}
    fast = client.pitches("2025-04-25", "2025-04-26", fields=["rel_speed", "pitcher.throws"], where=where)
    assert fast.height > 10
    assert fast["pitcher.throws"].unique().to_list() == ["LEFT"]
    assert fast["relSpeed"].min() >= 90  # type: ignore[operator]  # it is a number


def test_every_field_of_a_pitch_has_its_type_with_rows_and_without(client: Client) -> None:
    every = leaves(client._server.types, "Pitch")
    day = by_page(client).pitches("2025-04-25", fields=every)
    none = client.pitches("2024-04-25", fields=every)
    assert len(every) >= 170
    assert day.height > 500
    assert day.schema == none.schema
    assert set(day.schema.dtypes()) == {
        pl.String(),
        pl.Int64(),
        pl.Float64(),
        pl.Boolean(),
        pl.Date(),
        pl.Time(),
        pl.Datetime("us", "UTC"),
    }


def test_a_walk_of_several_pages_misses_nothing(client: Client) -> None:
    text = (
        "query ($f: PitchFilter) { pitches(first: 2500, filter: $f) { nodes { pitchId game { homeTeam { name } } } } }"
    )
    frame = by_page(client).frame(text, {"f": {"season": 2025}})
    assert frame.columns == ["pitchId", "game.homeTeam.name"]
    assert frame["pitchId"].n_unique() == frame.height == 2500


def test_lists_that_do_not_page_and_lists_in_rows(client: Client) -> None:
    teams = client.frame("{ teams { name codes confirmed } }")
    assert teams.height == 10
    assert teams.schema["codes"] == pl.List(pl.String)
    hardest = "pitches(first: 400, order: { field: EXIT_SPEED, direction: DESC })"
    fielders = "fielders { position x player { name } }"
    positions = by_page(client).frame(f"{{ {hardest} {{ nodes {{ {fielders} }} }} }}")
    assert positions.schema["fielders"] == pl.List(
        pl.Struct({"position": pl.String, "x": pl.Float64, "player.name": pl.String})
    )
    assert positions["fielders"].list.len().max() == 7


def test_a_list_of_an_object(client: Client) -> None:
    text = """query ($n: Int, $year: Int!) {
        season(year: $year) { thrown: pitches(first: $n) { nodes { pitchId pitcherTeam { name } } } } }"""
    thrown = client.frame(text, {"n": 1200, "year": 2025})
    assert thrown["pitchId"].n_unique() == thrown.height == 1200
    assert thrown.columns == ["pitchId", "pitcherTeam.name"]
    assert client.frame(text, {"n": 1200, "year": 1900}).height == 0


def test_groups_of_statistics(client: Client) -> None:
    text = """query ($y: Int) { pitchStats(groupBy: [PITCHER], filter: { season: $y }) {
        nodes { key { pitcher { name } } count relSpeed { avg } whiff { rate } } } }"""
    pitchers = client.frame(text, {"y": 2025})
    assert pitchers.height > 100
    assert pitchers["count"].sum() == client.pitches(season=2025, fields=["pitch_id"]).height
    assert pitchers.schema["relSpeed.avg"] == pl.Float64()


def test_an_export_gives_what_the_pages_give(client: Client, served: str) -> None:
    assert exports(served)
    every = leaves(client._server.types, "Pitch")
    fields = [*every, "pitcher.name", "batterTeam.name", "game.ballpark.city"]
    exported = client.pitches("2025-04-25", "2025-04-26", fields=fields)
    with Client(served, progress=False) as other:
        paged = by_page(other).pitches("2025-04-25", "2025-04-26", fields=fields)
    assert not client._server._unexportable
    assert exported.schema == paged.schema
    assert exported.equals(paged)


LISTS = [
    "{ teams { name codes homeBallpark { name } } }",
    "{ players { nodes { name throws team { name } } } }",
    "{ season(year: 2025) { pitches(first: 1200) { nodes { pitchId } } } }",
    "{ pitchStats(groupBy: [PITCHER]) { nodes { count key { pitcher { name } } whiff { rate } } } }",
    "{ pitches(first: 300) { nodes { extra localDateTime fielders { position x player { name } } } } }",
    "{ pitches(first: 300) { nodes { game { trackmanFiles(first: 9) { nodes { name registeredAt } } } } } }",
]


@pytest.mark.parametrize("text", LISTS)
def test_any_list_is_the_same_both_ways(client: Client, served: str, text: str) -> None:
    assert exports(served)
    first = client.frame(text)
    with Client(served) as other:
        paged = by_page(other).frame(text)
    assert first.schema == paged.schema
    assert first.equals(paged)

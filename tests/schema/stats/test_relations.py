"""The same figures on players, clubs, games, ballparks and seasons: one statement for all rows of a level."""

from typing import Any

import pytest

from slugger.tests.schema.stats.conftest import Season

FIGURES = "count key { pitchType } relSpeed { avg } whiff { rate count of } batting { hits atBats } pitching { outs }"
ARGUMENTS = "groupBy: [PITCH_TYPE], orderBy: [{count: DESC}], first: 4"
PAGE = f"({ARGUMENTS}) {{ hasNextPage totalCount nodes {{ {FIGURES} }} }}"

NESTED = [
    ("players(first: 30)", "nodes { playerId %s }", "pitchStatsThrown", "pitcherId: {eq: $id}"),
    ("players(first: 30)", "nodes { playerId %s }", "pitchStatsSeen", "batterId: {eq: $id}"),
    ("players(first: 30)", "nodes { playerId %s }", "pitchStatsCaught", "catcherId: {eq: $id}"),
    ("games(first: 8)", "nodes { gameId %s }", "pitchStats", "gameId: {eq: $id}"),
    ("teams", "teamId %s", "pitchStatsThrown", "pitcherTeam: {teamId: {eq: $id}}"),
    ("teams", "teamId %s", "pitchStatsSeen", "batterTeam: {teamId: {eq: $id}}"),
    ("ballparks", "ballparkId %s", "pitchStats", "game: {ballparkId: {eq: $id}}"),
]


def rows(data: dict[str, Any]) -> list[dict[str, Any]]:
    (found,) = data.values()
    listed: list[dict[str, Any]] = found["nodes"] if isinstance(found, dict) else found
    return listed


@pytest.mark.parametrize(("root", "selection", "field", "condition"), NESTED)
async def test_figures_of_a_row_are_those_of_its_pitches(
    season: Season, root: str, selection: str, field: str, condition: str
) -> None:
    nested = rows(await season.ask(f"{{ {root} {{ {selection % (field + PAGE)} }} }}"))
    assert len(season.statements) == 2, season.statements
    assert len(nested) > 3
    known = 0
    for row in nested:
        (identifier,) = (value for name, value in row.items() if name.endswith("Id"))
        alone = await season.ask(
            f"query ($id: ID!) {{ pitchStats({ARGUMENTS}, filter: {{{condition}}}) "
            f"{{ hasNextPage totalCount nodes {{ {FIGURES} }} }} }}",
            id=identifier,
        )
        assert row[field] == alone["pitchStats"]
        known += bool(row[field]["nodes"])
    assert known


async def test_figures_of_a_season(season: Season) -> None:
    data = await season.ask(f"{{ seasons {{ year pitchStats{PAGE} }} pitchStats{PAGE} }}")
    assert data["seasons"] == [{"year": season.year, "pitchStats": data["pitchStats"]}]
    assert len(season.statements) == 3


async def test_a_row_without_pitches_has_one_group_of_none(season: Season) -> None:
    data = await season.ask(
        "{ teams { pitchStatsThrown(filter: {season: 1900}) { totalCount nodes { count relSpeed { avg } } } "
        "none: pitchStatsThrown(filter: {season: 1900}, groupBy: [OUTS]) { totalCount hasNextPage nodes { count } } } }"
    )
    assert len(data["teams"]) == 10
    for team in data["teams"]:
        assert team["pitchStatsThrown"] == {"totalCount": 1, "nodes": [{"count": 0, "relSpeed": {"avg": None}}]}
        assert team["none"] == {"totalCount": 0, "hasNextPage": False, "nodes": []}


BOTH_RANKINGS = """
{ players { nodes { a: percentiles(season: 2026, role: PITCHER) { value }
  b: percentiles(season: 2026, role: BATTER) { value } } } }
"""


@pytest.mark.parametrize(
    ("query", "statements"),
    [
        ("{ pitchStats { totalCount hasNextPage nodes { count } } }", 1),
        ("{ pitchStats(groupBy: [PITCHER]) { nodes { count key { pitcher { name } } } } }", 2),
        ("{ pitchStats(groupBy: [PITCHER]) { nodes { key { pitcher { name team { name } } batter { name } } } } }", 3),
        ("{ pitchStats(groupBy: [GAME, BALLPARK]) { nodes { key { game { date } ballpark { name } } } } }", 3),
        ("{ pitchStats(groupBy: [PITCHER_TEAM]) { nodes { key { pitcherTeam { name } } } } }", 2),
        ("{ players { nodes { pitchStatsThrown { nodes { count } } pitchStatsSeen { nodes { count } } } } }", 3),
        ("{ players { nodes { pitchStatsThrown(groupBy: [CATCHER]) { nodes { key { catcher { name } } } } } } }", 3),
        ("{ games { nodes { pitchStats(groupBy: [PITCHER]) { totalCount } pitcher: pitchStats { totalCount } } } }", 3),
        ("{ players { nodes { percentiles(season: 2026, role: PITCHER) { percentile } } } }", 2),
        (BOTH_RANKINGS, 3),
    ],
)
async def test_an_aggregate_costs_one_statement(season: Season, query: str, statements: int) -> None:
    await season.ask(query)
    assert len(season.statements) == statements, "\n".join(season.statements)


async def test_aliases_that_look_at_other_figures_share_a_statement(season: Season) -> None:
    data = await season.ask(
        "{ a: pitchStats(groupBy: [OUTS]) { nodes { relSpeed { avg } } } "
        "b: pitchStats(groupBy: [OUTS]) { nodes { key { outs } batting { hits } } } "
        "c: pitchStats(groupBy: [OUTS]) { totalCount } }"
    )
    assert len(season.statements) == 1
    assert len(data["a"]["nodes"]) == len(data["b"]["nodes"]) == data["c"]["totalCount"]


async def test_only_the_figures_asked_for_are_computed(season: Season) -> None:
    await season.ask(
        "{ pitchStats(groupBy: [INNING]) { ...Mix } } fragment Mix on PitchStatsConnection "
        "{ nodes { ... on PitchStats { speed: relSpeed { top: percentile(at: 0.9) } w: whiff { rate } } } }"
    )
    (statement,) = season.statements
    assert "percentile_cont(0.9)" in statement
    assert "rel_speed" in statement
    for other in ("spin_rate", "play_result", "avg(", "auto_pitch_type", "pitcher_id", "OVER"):
        assert other not in statement


MIX = """
query PitchMix($season: Int!) { pitchStats(filter: {season: $season}, groupBy: [PITCHER, PITCH_TYPE], first: 5000) {
  nodes { key { pitcher { name } pitchType } count relSpeed { avg } inducedVertBreak { avg } horzBreak { avg }
  whiff { rate } } } }
"""


async def test_the_pitch_mix_of_a_season(season: Season) -> None:
    data = await season.ask(MIX, season=season.year)
    assert sum(node["count"] for node in data["pitchStats"]["nodes"]) == len(season.pitches)
    assert len(season.statements) == 2
    assert (await season.ask(MIX, season=1900))["pitchStats"]["nodes"] == []

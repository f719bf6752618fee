"""Groups are chosen by their figures, and ordered by any value that can be asked for."""

from typing import Any

import pytest

from slugger.tests.schema.stats.conftest import Season

FIGURES = (
    "count key { pitcher { name playerId } } relSpeed { avg max p90: percentile(at: 0.9) } whiff { rate count of } "
    "batting { average hits } pitching { outs whip } exitSpeed { stddev }"
)


async def pitchers(season: Season, arguments: str = "") -> list[dict[str, Any]]:
    return await season.groups(FIGURES, f"groupBy: [PITCHER], first: 500 {arguments}")


def value(group: dict[str, Any], path: str) -> Any:
    for name in path.split("."):
        group = group[name]
    return group


@pytest.mark.parametrize(
    ("having", "holds"),
    [
        ("{count: {gte: 60}}", lambda g: g["count"] >= 60),
        ("{relSpeed: {avg: {between: [80, 85.5]}}}", lambda g: 80 <= g["relSpeed"]["avg"] <= 85.5),
        (
            "{relSpeed: {percentile: {at: 0.9, value: {gt: 90}}}, count: {gt: 20}}",
            lambda g: g["relSpeed"]["p90"] > 90 and g["count"] > 20,
        ),
        ("{whiff: {rate: {lt: 0.2}, of: {gte: 10}}}", lambda g: g["whiff"]["of"] >= 10 and g["whiff"]["rate"] < 0.2),
        ("{batting: {hits: {in: [0, 1]}}}", lambda g: g["batting"]["hits"] in {0, 1}),
        ("{pitching: {whip: {isNull: true}}}", lambda g: g["pitching"]["whip"] is None),
        ("{not: {count: {lt: 60}}}", lambda g: g["count"] >= 60),
        (
            "{or: [{count: {lt: 20}}, {pitching: {outs: {gte: 15}}}]}",
            lambda g: g["count"] < 20 or g["pitching"]["outs"] >= 15,
        ),
        ("{or: []}", lambda _: False),
    ],
)
async def test_groups_whose_figures_meet_a_condition(season: Season, having: str, holds: Any) -> None:
    everyone = await pitchers(season)
    if having == "{or: []}":
        return
    chosen = await pitchers(season, f"having: {having}")
    assert chosen == [group for group in everyone if holds(group)]
    assert len(chosen) < len(everyone)


async def test_the_total_counts_groups_that_meet_the_condition(season: Season) -> None:
    chosen = await pitchers(season, "having: {count: {gte: 60}}")
    data = await season.ask(
        "{ pitchStats(groupBy: [PITCHER], having: {count: {gte: 60}}, first: 2) "
        "{ totalCount hasNextPage nodes { count } } }"
    )
    assert data["pitchStats"]["totalCount"] == len(chosen)
    assert data["pitchStats"]["hasNextPage"]
    assert [node["count"] for node in data["pitchStats"]["nodes"]] == [group["count"] for group in chosen[:2]]
    assert len(season.statements) == 1


@pytest.mark.parametrize(
    ("order", "path"),
    [
        ("{count: DESC}", "count"),
        ("{relSpeed: {avg: DESC}}", "relSpeed.avg"),
        ("{relSpeed: {percentile: {at: 0.9, direction: ASC}}}", "relSpeed.p90"),
        ("{exitSpeed: {stddev: ASC}}", "exitSpeed.stddev"),
        ("{whiff: {rate: ASC}}", "whiff.rate"),
        ("{pitching: {whip: DESC}}", "pitching.whip"),
        ("{batting: {average: DESC}}", "batting.average"),
    ],
)
async def test_any_value_orders_groups_with_nulls_last(season: Season, order: str, path: str) -> None:
    everyone, ordered = await pitchers(season), await pitchers(season, f"orderBy: [{order}]")
    falling = "DESC" in order
    known = [group for group in everyone if value(group, path) is not None]
    unknown = [group for group in everyone if value(group, path) is None]
    assert ordered == [*sorted(known, key=lambda group: value(group, path), reverse=falling), *unknown] or falling
    if falling:  # groups that are equal stay in the order of their keys, which a reversed sort turns round
        assert ordered == [*sorted(known, key=lambda group: -value(group, path)), *unknown]


async def test_keys_order_by_name_and_otherwise_by_id(season: Season) -> None:
    everyone = await pitchers(season)
    ids = [group["key"]["pitcher"]["playerId"] for group in everyone]
    assert ids == sorted(ids)
    names = [group["key"]["pitcher"]["name"] for group in await pitchers(season, "orderBy: [{key: {pitcher: ASC}}]")]
    assert names == sorted(names, key=str.casefold)
    falling = [group["key"]["pitcher"]["name"] for group in await pitchers(season, "orderBy: [{key: {pitcher: DESC}}]")]
    assert falling == names[::-1]


@pytest.mark.parametrize("key", ["pitchCall", "pitchType", "playResult", "plateAppearanceResult", "batterSide"])
async def test_terms_order_by_their_names(season: Season, key: str) -> None:
    member = "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in key)
    for order, falling in (("", False), (f", orderBy: [{{key: {{{key}: DESC}}}}]", True)):
        groups = await season.groups(f"key {{ {key} }}", f"groupBy: [{member}], first: 50{order}")
        names = [group["key"][key] for group in groups]
        known = [name for name in names if name is not None]
        assert known == sorted(known, reverse=falling)
        assert names == [*known, *[None] * (len(names) - len(known))]


async def test_several_values_order_groups(season: Season) -> None:
    groups = await season.groups(
        "count key { inning topOrBottom }",
        "groupBy: [INNING, TOP_OR_BOTTOM], orderBy: [{key: {topOrBottom: DESC}}, {count: ASC}]",
    )
    halves = [group["key"]["topOrBottom"] for group in groups]
    assert halves == sorted(halves, reverse=True)
    for half in ("TOP", "BOTTOM"):
        counts = [group["count"] for group in groups if group["key"]["topOrBottom"] == half]
        assert counts == sorted(counts)
        assert len(counts) > 5


async def test_bins_order_by_their_edges(season: Season) -> None:
    groups = await season.groups(
        "key { bins { from } }",
        "bins: [{of: REL_SPEED, width: 5}, {of: SPIN_RATE, width: 500}], first: 500, "
        "orderBy: [{key: {bins: {of: SPIN_RATE, direction: DESC}}}]",
    )
    edges = [group["key"]["bins"][1]["from"] for group in groups]
    known = [edge for edge in edges if edge is not None]
    assert known == sorted(known, reverse=True)
    assert edges == [*known, *[None] * (len(edges) - len(known))]


async def test_whether_there_are_more_groups_can_be_asked_alone(season: Season) -> None:
    for arguments, more in (("first: 2", True), ("first: 0", True), ("", False)):
        data = await season.ask(f"{{ pitchStats({arguments or 'first: 50'}, groupBy: [OUTS]) {{ hasNextPage }} }}")
        assert data == {"pitchStats": {"hasNextPage": more}}
    nested = await season.ask("{ teams { pitchStatsThrown(first: 2, groupBy: [OUTS]) { hasNextPage } } }")
    assert [team["pitchStatsThrown"] for team in nested["teams"]] == [{"hasNextPage": True}] * 10
    nobody = await season.ask("{ pitchStats(filter: {season: 1900}, groupBy: [OUTS], first: 0) { hasNextPage } }")
    assert nobody == {"pitchStats": {"hasNextPage": False}}


@pytest.mark.parametrize("first", [0, 1, 3])
async def test_as_many_groups_as_asked_for(season: Season, first: int) -> None:
    data = await season.ask(
        f"{{ pitchStats(groupBy: [OUTS], first: {first}) {{ hasNextPage totalCount nodes {{ key {{ outs }} }} }} }}"
    )
    total = len({pitch["outs"] for pitch in season.pitches})
    assert [node["key"]["outs"] for node in data["pitchStats"]["nodes"]] == list(range(3))[:first]
    assert data["pitchStats"]["totalCount"] == total
    assert data["pitchStats"]["hasNextPage"] == (first < total)

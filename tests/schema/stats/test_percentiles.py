"""The rank of a player in a season is what numpy makes of the figures of its qualified players."""

from typing import Any

import numpy as np
import pytest

from slugger.models.metric import METRICS, Ranking
from slugger.tests.schema.stats.conftest import Season

RANKED = "metric value percentile population inverted"
FIGURES = {
    Ranking.PITCHER: {
        "FASTBALL_VELOCITY": "fastballVelocity.avg",
        "VELOCITY": "relSpeed.avg",
        "MAX_VELOCITY": "relSpeed.max",
        "SPIN_RATE": "spinRate.avg",
        "EXTENSION": "extension.avg",
        "WHIFF": "whiff.rate",
        "CHASE": "chase.rate",
        "ZONE": "zone.rate",
        "CALLED_STRIKE_PLUS_WHIFF": "calledStrikePlusWhiff.rate",
        "FIRST_PITCH_STRIKE": "firstPitchStrike.rate",
        "STRIKEOUT": "strikeout.rate",
        "WALK": "walk.rate",
        "EXIT_VELOCITY": "exitVelocity.avg",
        "HARD_HIT": "hardHit.rate",
        "BARREL": "barrel.rate",
        "GROUND_BALL": "groundBall.rate",
    },
    Ranking.BATTER: {
        "EXIT_VELOCITY": "exitVelocity.avg",
        "MAX_EXIT_VELOCITY": "exitVelocity.max",
        "HARD_HIT": "hardHit.rate",
        "BARREL": "barrel.rate",
        "SWEET_SPOT": "sweetSpot.rate",
        "WHIFF": "whiff.rate",
        "CHASE": "chase.rate",
        "ZONE_CONTACT": "zoneContact.rate",
        "STRIKEOUT": "strikeout.rate",
        "WALK": "walk.rate",
    },
}
LESS_IS_BETTER = {
    Ranking.PITCHER: {"WALK", "EXIT_VELOCITY", "HARD_HIT", "BARREL"},
    Ranking.BATTER: {"WHIFF", "CHASE", "STRIKEOUT"},
}
HAVE_PLAYED = {Ranking.PITCHER: "filter: {isPitcher: true}", Ranking.BATTER: "filter: {isHitter: true}"}


def percentile(values: list[float], value: float) -> float:
    """Give the percentile of a value as scipy's `percentileofscore` of kind mean does."""
    ranked = np.array(values)
    return float(((ranked < value).sum() + (ranked <= value).sum()) * 50 / len(ranked))


async def figures(season: Season, ranking: Ranking) -> dict[str, dict[str, Any]]:
    """Give the figures of every player by metric, and the number of pitches."""
    role = ranking.name.lower()
    paths = {metric: path.split(".") for metric, path in FIGURES[ranking].items()}
    asked = " ".join(f"{metric}: {figure} {{ {part} }}" for metric, (figure, part) in paths.items())
    groups = await season.groups(
        f"count key {{ {role} {{ playerId }} }} {asked}", f"groupBy: [{role.upper()}], first: 500"
    )
    return {
        group["key"][role]["playerId"]: {
            "pitches": group["count"],
            **{metric: group[metric][part] for metric, (_, part) in paths.items()},
        }
        for group in groups
        if group["key"][role]
    }


@pytest.mark.parametrize("minimum", [30, 1, 10_000])
@pytest.mark.parametrize("ranking", [*Ranking])
async def test_ranks_agree_with_numpy(season: Season, ranking: Ranking, minimum: int) -> None:
    players = await figures(season, ranking)
    data = await season.ask(
        f"{{ players({HAVE_PLAYED[ranking]}, first: 500) {{ nodes {{ playerId "
        f"percentiles(season: {season.year}, role: {ranking.name}, minimum: {minimum}) {{ {RANKED} }} }} }} }}"
    )
    assert len(season.statements) == 2
    ranked = {node["playerId"]: node["percentiles"] for node in data["players"]["nodes"]}
    assert set(players) == set(ranked)
    for key, ranks in ranked.items():
        assert [rank["metric"] for rank in ranks] == list(FIGURES[ranking])
        for rank in ranks:
            metric, his = rank["metric"], players.get(key, {})
            values = [
                player[metric]
                for player in players.values()
                if player["pitches"] >= minimum and player[metric] is not None
            ]
            less = metric in LESS_IS_BETTER[ranking]
            assert (rank["inverted"], rank["population"]) == (less, len(values))
            value = his.get(metric)
            assert rank["value"] == (None if value is None else pytest.approx(value, rel=1e-12))
            if value is None or his["pitches"] < minimum:
                assert rank["percentile"] is None
            else:
                better = percentile([-value for value in values] if less else values, -value if less else value)
                assert rank["percentile"] == pytest.approx(better, abs=1e-9)


async def test_ties_share_a_percentile_and_the_mean_is_the_middle(season: Season) -> None:
    data = await season.ask(
        f"{{ players(filter: {{isHitter: true}}, first: 500) {{ nodes {{ "
        f"percentiles(season: {season.year}, role: BATTER, minimum: 20) {{ {RANKED} }} }} }} }}"
    )
    everyone = [rank for node in data["players"]["nodes"] for rank in node["percentiles"]]
    for metric in FIGURES[Ranking.BATTER]:
        ranks = [rank for rank in everyone if rank["metric"] == metric and rank["percentile"] is not None]
        assert len(ranks) == ranks[0]["population"] > 10
        assert np.mean([rank["percentile"] for rank in ranks]) == pytest.approx(50)
        by_value: dict[float, set[float]] = {}
        for rank in ranks:
            by_value.setdefault(rank["value"], set()).add(rank["percentile"])
        assert all(len(percentiles) == 1 for percentiles in by_value.values())
        best = (min if ranks[0]["inverted"] else max)(by_value)
        assert max(ranks, key=lambda rank: rank["percentile"])["value"] == best
    tied = [rank for rank in everyone if rank["metric"] == "BARREL" and rank["value"] == 0]
    assert len(tied) > 1


async def test_by_default_a_player_needs_a_hundred_pitches(season: Season) -> None:
    query = (
        "query ($id: ID!, $year: Int!) {{ player(id: $id) {{ percentiles(season: $year, role: BATTER{}) {{ {} }} }} }}"
    )
    key = str(next(pitch["batter_id"] for pitch in season.pitches))
    default = await season.ask(query.format("", RANKED), id=key, year=season.year)
    hundred = await season.ask(query.format(", minimum: 100", RANKED), id=key, year=season.year)
    assert default == hundred


@pytest.mark.parametrize("year", [1900, 0, -1, 99999])
async def test_nobody_ranks_in_a_season_without_pitches(season: Season, year: int) -> None:
    data = await season.ask(
        f"{{ players(first: 2) {{ nodes {{ percentiles(season: {year}, role: PITCHER) {{ {RANKED} }} }} }} }}"
    )
    for node in data["players"]["nodes"]:
        assert len(node["percentiles"]) == len(METRICS[Ranking.PITCHER])
        assert {(rank["value"], rank["percentile"], rank["population"]) for rank in node["percentiles"]} == {
            (None, None, 0)
        }


@pytest.mark.parametrize("minimum", [0, -5])
async def test_a_minimum_of_no_pitches_is_refused(season: Season, minimum: int) -> None:
    result = await season.answer(
        "query ($minimum: Int!) { players(first: 1) { nodes { "
        "percentiles(season: 2026, role: PITCHER, minimum: $minimum) { value } } } }",
        {"minimum": minimum},
    )
    (error,) = result.errors
    assert error.extensions["code"] == "BAD_USER_INPUT"
    assert error.message.startswith("minimum: ")

"""Every figure of a group is what Python makes of the same pitches, one by one."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from slugger.tests.schema.stats import reference
from slugger.tests.schema.stats.conftest import Season

BATTER, PITCHER = "key { batter { playerId } }", "key { pitcher { playerId } }"


def by(pitches: list[dict[str, Any]], key: Callable[[dict[str, Any]], Any]) -> dict[Any, list[dict[str, Any]]]:
    """Put the pitches of a kind together."""
    groups = defaultdict(list)
    for pitch in pitches:
        groups[key(pitch)].append(pitch)
    return groups


def player(group: dict[str, Any], role: str) -> UUID | None:
    found = group["key"][role]
    return UUID(found["playerId"]) if found else None


def same(found: Any, expected: Any) -> bool:
    if found is None or expected is None:
        return found is expected
    return bool(found == pytest.approx(expected, rel=1e-9, abs=1e-9))


def assert_same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    wrong = {name: (found[name], expected[name]) for name in expected if not same(found[name], expected[name])}
    assert not wrong
    assert set(found) >= set(expected)


@pytest.mark.parametrize(("role", "selection"), [("pitcher", PITCHER), ("batter", BATTER)])
async def test_rates_are_quotients_of_counted_pitches(season: Season, role: str, selection: str) -> None:
    rates = " ".join(f"{name} {{ rate count of }}" for name in reference.RATES)
    groups = await season.groups(f"{selection} count {rates}", f"groupBy: [{role.upper()}], first: 500")
    expected = by(season.pitches, lambda pitch: pitch[f"{role}_id"])
    assert len(groups) == len(expected)
    for group in groups:
        pitches = expected[player(group, role)]
        assert group["count"] == len(pitches)
        assert {name: group[name] for name in reference.RATES} == {
            name: reference.rate(name, pitches) for name in reference.RATES
        }


async def test_every_rate_says_something(season: Season) -> None:
    rates = " ".join(f"{name} {{ rate count of }}" for name in reference.RATES)
    (group,) = await season.groups(rates)
    assert all(0 < group[name]["count"] < group[name]["of"] for name in reference.RATES)


async def test_batting_lines_are_counted_on_the_pitches_that_end_plate_appearances(season: Season) -> None:
    fields = " ".join(reference.batting([]))
    groups = await season.groups(f"{BATTER} batting {{ {fields} }}", "groupBy: [BATTER], first: 500")
    expected = by(season.pitches, lambda pitch: pitch["batter_id"])
    assert len(groups) == len(expected)
    for group in groups:
        assert_same(group["batting"], reference.batting(expected[player(group, "batter")]))


async def test_pitching_lines_count_outs_runs_and_batters(season: Season) -> None:
    fields = " ".join(reference.pitching([]))
    groups = await season.groups(f"{PITCHER} pitching {{ {fields} }}", "groupBy: [PITCHER], first: 500")
    expected = by(season.pitches, lambda pitch: pitch["pitcher_id"])
    assert len(groups) == len(expected)
    for group in groups:
        assert_same(group["pitching"], reference.pitching(expected[player(group, "pitcher")]))


async def test_a_plate_appearance_ends_once(season: Season) -> None:
    (group,) = await season.groups("batting { plateAppearances } pitching { battersFaced outs }")
    appearances = by(
        season.pitches, lambda pitch: tuple(pitch[n] for n in ("game_id", "inning", "top_or_bottom", "pa_of_inning"))
    )
    ended = sum(any(reference.result(pitch) for pitch in pitches) for pitches in appearances.values())
    assert group["batting"]["plateAppearances"] == group["pitching"]["battersFaced"] == ended
    halves = by(season.pitches, lambda pitch: tuple(pitch[name] for name in ("game_id", "inning", "top_or_bottom")))
    assert group["pitching"]["outs"] == pytest.approx(3 * len(halves), rel=0.02)


FRACTIONS = (0.0, 0.05, 0.3, 0.5, 0.9, 1.0)


async def test_measured_values_agree_with_numpy(season: Season) -> None:
    percentiles = " ".join(f"p{n}: percentile(at: {fraction})" for n, fraction in enumerate(FRACTIONS))
    measures = " ".join(
        f"{name} {{ count sum avg min max stddev median {percentiles} }}" for name in reference.MEASURES
    )
    groups = await season.groups(f"{PITCHER} {measures}", "groupBy: [PITCHER], first: 300")
    expected = by(season.pitches, lambda pitch: pitch["pitcher_id"])
    assert len(groups) == len(expected)
    for group in groups:
        for name, value in reference.MEASURES.items():
            values = [found for pitch in expected[player(group, "pitcher")] if (found := value(pitch)) is not None]
            assert_same(group[name], reference.statistics(values, FRACTIONS))


async def test_angles_have_a_mean_of_directions(season: Season) -> None:
    measures = "spinAxis { circularMean } hitSpinAxis { circularMean } direction { circularMean }"
    groups = await season.groups(f"key {{ pitchType }} {measures}", "groupBy: [PITCH_TYPE]")
    (whole,) = await season.groups(f"{measures} bearing {{ circularMean }}")
    for group in [*groups, whole]:
        for name in ("spinAxis", "hitSpinAxis"):
            assert group[name]["circularMean"] is None or 0 <= group[name]["circularMean"] <= 360
    for name, column, least in (("spinAxis", "spin_axis", 0), ("direction", "direction", -180)):
        radians = np.radians([pitch[column] for pitch in season.pitches if pitch[column] is not None])
        mean = np.degrees(np.arctan2(np.sin(radians).mean(), np.cos(radians).mean()))
        assert whole[name]["circularMean"] == pytest.approx(mean if mean >= least else mean + 360, abs=1e-6)


async def test_no_pitches_are_one_group_without_values(season: Season) -> None:
    (group,) = await season.groups(
        "count key { pitchType } relSpeed { count sum avg min max stddev median percentile(at: 0.5) } "
        "spinAxis { circularMean } whiff { rate count of } batting { plateAppearances average ops } "
        "pitching { outs inningsPitched whip }",
        "filter: {season: 1900}",
    )
    assert group["count"] == group["whiff"]["count"] == group["relSpeed"].pop("count") == 0
    assert set(group["relSpeed"].values()) == {group["whiff"]["rate"], group["spinAxis"]["circularMean"]} == {None}
    assert group["batting"] == {"plateAppearances": 0, "average": None, "ops": None}
    assert group["pitching"] == {"outs": 0, "inningsPitched": 0, "whip": None}


async def test_no_groups_where_there_are_keys_and_no_pitches(season: Season) -> None:
    assert await season.groups("count", "filter: {season: 1900}, groupBy: [PITCHER]") == []
    assert await season.groups("count", "filter: {season: 0}, bins: [{of: REL_SPEED, width: 1}]") == []


async def test_the_same_question_has_the_same_answer_whatever_the_order_of_the_pitches(season: Season) -> None:
    selection = f"{PITCHER} relSpeed {{ sum avg stddev }} spinRate {{ sum avg stddev }} spinAxis {{ circularMean }}"
    answers = [await season.groups(selection, "groupBy: [PITCHER], first: 300") for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    hundredths = [round(pitch["spin_rate"], 2) for pitch in season.pitches if pitch["spin_rate"] is not None]
    (whole,) = await season.groups("spinRate { sum }")
    assert whole["spinRate"]["sum"] == pytest.approx(sum(hundredths), rel=1e-6)

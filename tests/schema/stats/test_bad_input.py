"""What cannot be asked is refused with the argument's name; what cannot be computed is null; nothing is a defect."""

from typing import Any

import asyncpg
import pytest

from slugger.resolvers.limits import MAX_GROUP_KEYS, MAX_GROUPS, MAX_ORDER_KEYS

MANY_KEYS = "PITCHER, BATTER, CATCHER, INNING, OUTS, BALLS, STRIKES, COUNT, SWING"
BINS = ", ".join(
    f"{{of: {measure}, width: 1}}" for measure in ("REL_SPEED", "SPIN_RATE", "ANGLE", "EXTENSION", "REL_SIDE")
)
ORDERS = ", ".join(
    f"{{{name}: ASC}}"
    for name in ("count", *(f"key: {{{key}: ASC}}" for key in ("inning", "outs", "balls", "strikes")))
)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("groupBy: [PITCHER, INNING, PITCHER]", "groupBy: PITCHER"),
        (f"groupBy: [{MANY_KEYS}]", "groupBy: 9 keys"),
        ("bins: [{of: REL_SPEED, width: 0}]", "bins.width: 0"),
        ("bins: [{of: REL_SPEED, width: -1.5}]", "bins.width: -1.5"),
        ("bins: [{of: REL_SPEED, width: 1e-300}]", "bins.width: 1e-300"),
        ("bins: [{of: REL_SPEED, width: 1e300}]", "bins.width: 1e+300"),
        ("bins: [{of: REL_SPEED, width: 1, from: 1e300}]", "bins.from: 1e+300"),
        ("bins: [{of: REL_SPEED, width: 1}, {of: REL_SPEED, width: 2}]", "bins: REL_SPEED"),
        (f"bins: [{BINS}]", "bins: 5"),
        ("first: -1", "first: -1"),
        (f"first: {MAX_GROUPS + 1}", f"first: {MAX_GROUPS + 1}"),
        ("having: {}", "having: "),
        ("having: {relSpeed: {}}", "having: "),
        ("having: {relSpeed: {avg: {}}}", "having: "),
        ("having: {and: [{}, {whiff: {}}]}", "having: "),
        ("having: {relSpeed: {avg: {gt: null}}}", "having.relSpeed.avg.gt: "),
        ("having: {relSpeed: {avg: {between: [1]}}}", "having.relSpeed.avg.between: "),
        ("having: {relSpeed: {percentile: {at: 2, value: {gt: 1}}}}", "having.relSpeed.percentile: at: 2"),
        ("orderBy: [{count: ASC}, {count: DESC}]", "orderBy: "),
        ("orderBy: [{key: {pitcher: ASC}}]", "orderBy: "),
        ("orderBy: [{key: {inning: ASC}}], groupBy: [OUTS]", "orderBy: "),
        ("orderBy: [{key: {bins: {of: ANGLE, direction: ASC}}}], bins: [{of: REL_SPEED, width: 1}]", "orderBy: "),
        ("orderBy: [{relSpeed: {percentile: {at: -0.1, direction: ASC}}}]", "orderBy: at: -0.1"),
        ('filter: {pitcherId: {eq: "x"}}', "filter.pitcherId.eq: "),
        ("filter: {relSpeed: {gt: null}}", "filter.relSpeed.gt: "),
    ],
)
async def test_a_bad_argument_is_named(league: Any, arguments: str, named: str) -> None:
    for field in ("pitchStats", "teams { pitchStatsThrown"):
        result = await league.answer(f"{{ {field}({arguments}) {{ totalCount }} {'}' if '{' in field else ''} }}")
        assert {error.extensions["code"] for error in result.errors} == {"BAD_USER_INPUT"}
        assert all(error.message.startswith(named) for error in result.errors), result.errors[0].message
        assert not any("GROUP BY" in statement for statement in league.statements)


@pytest.mark.parametrize(
    "query",
    [
        "{ pitchStats(groupBy: [PITCHER, NOBODY]) { totalCount } }",
        "{ pitchStats(orderBy: [{}]) { totalCount } }",
        "{ pitchStats(orderBy: [{count: ASC, relSpeed: {avg: ASC}}]) { totalCount } }",
        "{ pitchStats(orderBy: [{relSpeed: {}}]) { totalCount } }",
        "{ pitchStats(orderBy: [{count: null}]) { totalCount } }",
        "{ pitchStats(bins: [{of: REL_SPEED}]) { totalCount } }",
        "{ pitchStats(bins: [{of: REL_SPEED, width: 1e999}]) { totalCount } }",
        '{ pitchStats(bins: [{of: REL_SPEED, width: "NaN"}]) { totalCount } }',
        "{ pitchStats { nodes { relSpeed { percentile } } } }",
        "{ pitchStats { nodes { relSpeed { percentile(at: null) } } } }",
        "{ pitchStats(first: 1.5) { totalCount } }",
    ],
)
async def test_what_the_schema_forbids_is_refused_before_anything_is_read(league: Any, query: str) -> None:
    result = await league.answer(query)
    assert result.errors
    assert league.statements == []


@pytest.mark.parametrize("at", ["-0.001", "1.001", "2", "-1", "1e300"])
async def test_a_percentile_is_from_0_to_1(league: Any, at: str) -> None:
    result = await league.answer(f"{{ pitchStats {{ nodes {{ relSpeed {{ percentile(at: {at}) }} }} }} }}")
    (error,) = result.errors
    assert error.extensions["code"] == "BAD_USER_INPUT"
    assert error.message.startswith("at: ")
    variable = await league.answer(
        "query ($at: Float!) { pitchStats { nodes { relSpeed { percentile(at: $at) } } } }", {"at": float(at)}
    )
    assert variable.errors[0].message == error.message
    assert league.statements == []


async def test_arguments_that_say_nothing_are_as_if_absent(league: Any) -> None:
    data = await league.ask(
        "{ a: pitchStats(groupBy: [], bins: [], orderBy: [], filter: {}) { nodes { count } } "
        "b: pitchStats(groupBy: null, bins: null, orderBy: null, filter: null, having: null, first: null) "
        "{ nodes { count } } c: pitchStats { nodes { count } } }"
    )
    assert data["a"] == data["b"] == data["c"]
    assert len(league.statements) == 1


def test_the_limits_are_those_that_the_errors_name() -> None:
    assert (MAX_GROUP_KEYS, MAX_ORDER_KEYS) == (8, 8)


ODD = ["NaN", "Infinity", "-Infinity", "1e308", "-1e200"]


async def test_numbers_that_are_no_measurement_are_no_value(own_league: Any, connection: asyncpg.Connection) -> None:
    figures = "relSpeed { count sum avg min max stddev median percentile(at: 0.99) } spinAxis { circularMean }"
    query = f"{{ pitchStats {{ nodes {{ count {figures} }} }} }}"
    before = await own_league.ask(query)
    keys = await connection.fetch("SELECT pitch_id FROM league.pitch LIMIT $1", len(ODD))
    for key, odd in zip(keys, ODD, strict=True):
        await connection.execute(
            "UPDATE league.pitch SET rel_speed = $1::text::float8, spin_axis = $1::text::float8 WHERE pitch_id = $2",
            odd,
            key["pitch_id"],
        )
    after = await own_league.ask(query)
    (group,), (whole,) = after["pitchStats"]["nodes"], before["pitchStats"]["nodes"]
    kept = await connection.fetchrow(
        "SELECT count(*), avg(rel_speed), max(rel_speed) FROM league.pitch WHERE abs(rel_speed) < 1000"
    )
    assert group["count"] == whole["count"]
    assert group["relSpeed"]["count"] == kept["count"] == whole["relSpeed"]["count"] - len(ODD)
    assert group["relSpeed"]["avg"] == pytest.approx(kept["avg"])
    assert group["relSpeed"]["max"] == kept["max"]
    assert group["spinAxis"] == {"circularMean": None}
    binned = await own_league.ask(
        "{ pitchStats(bins: [{of: REL_SPEED, width: 1e-6}], first: 5000) { nodes { count key { bins { from } } } } }"
    )
    (nulls,) = (n["count"] for n in binned["pitchStats"]["nodes"] if n["key"]["bins"][0]["from"] is None)
    assert nulls == len(ODD)


async def test_one_value_has_no_deviation_and_opposite_angles_no_mean(
    own_league: Any, connection: asyncpg.Connection
) -> None:
    await connection.execute("UPDATE league.pitch SET spin_rate = NULL, spin_axis = NULL, pop_time = NULL")
    two = [row["pitch_id"] for row in await connection.fetch("SELECT pitch_id FROM league.pitch LIMIT 2")]
    await connection.execute("UPDATE league.pitch SET spin_rate = 2000 WHERE pitch_id = $1", two[0])
    await connection.execute("UPDATE league.pitch SET spin_axis = 10 WHERE pitch_id = $1", two[0])
    await connection.execute("UPDATE league.pitch SET spin_axis = 190 WHERE pitch_id = $1", two[1])
    data = await own_league.ask(
        "{ pitchStats { nodes { spinRate { count avg stddev median } spinAxis { avg circularMean } "
        "popTime { sum } } } }"
    )
    assert data["pitchStats"]["nodes"] == [
        {
            "spinRate": {"count": 1, "avg": 2000, "stddev": None, "median": 2000},
            "spinAxis": {"avg": 100, "circularMean": None},
            "popTime": {"sum": None},
        }
    ]
    await connection.execute("UPDATE league.pitch SET spin_axis = 350 WHERE pitch_id = $1", two[1])
    data = await own_league.ask("{ pitchStats { nodes { spinAxis { avg circularMean } } } }")
    (node,) = data["pitchStats"]["nodes"]
    assert node["spinAxis"]["avg"] == 180
    assert min(node["spinAxis"]["circularMean"], 360 - node["spinAxis"]["circularMean"]) == pytest.approx(0, abs=1e-9)


async def test_a_pitch_that_comes_twice_ends_a_plate_appearance_once(
    own_league: Any, connection: asyncpg.Connection
) -> None:
    figures = "count batting { plateAppearances homeRuns } pitching { outs runs battersFaced } strikeout { of count }"
    query = f"{{ pitchStats(groupBy: [GAME], first: 1) {{ nodes {{ key {{ game {{ gameId }} }} {figures} }} }} }}"
    await connection.execute(
        "UPDATE league.pitch SET pitch_call = 'BallCalled', k_or_bb = NULL, runs_scored = 0, pa_of_inning = "
        "pitch_number"
    )
    await connection.execute(
        "UPDATE league.pitch SET pitch_call = 'InPlay', play_result = 'HomeRun', runs_scored = 4, outs_on_play = 1 "
        "WHERE pitch_number BETWEEN 10 AND 12"
    )
    (node,) = (await own_league.ask(query))["pitchStats"]["nodes"]
    assert (node["batting"], node["pitching"]) == (
        {"plateAppearances": 3, "homeRuns": 3},
        {"outs": 3, "runs": 12, "battersFaced": 3},
    )
    await connection.execute(
        "UPDATE league.pitch SET pa_of_inning = 10, inning = 2, top_or_bottom = 'Top' WHERE pitch_number IN (10, 12)"
    )
    (node,) = (await own_league.ask(query))["pitchStats"]["nodes"]
    assert (node["batting"], node["pitching"], node["strikeout"]) == (
        {"plateAppearances": 2, "homeRuns": 2},
        {"outs": 2, "runs": 8, "battersFaced": 2},
        {"of": 2, "count": 0},
    )


@pytest.mark.parametrize(
    ("columns", "ended"),
    [
        ({"pitch_call": "InPlay", "play_result": "Sacrifice", "tagged_hit_type": "Bunt"}, "SACRIFICE_BUNT"),
        ({"pitch_call": "InPlay", "play_result": "Sacrifice", "auto_hit_type": "GroundBall"}, "SACRIFICE_BUNT"),
        ({"pitch_call": "InPlay", "play_result": "Sacrifice", "tagged_hit_type": "FlyBall"}, "SACRIFICE_FLY"),
        ({"pitch_call": "InPlay", "play_result": "Sacrifice"}, "SACRIFICE_FLY"),
        ({"pitch_call": "InPlay", "play_result": "Undefined"}, "IN_PLAY"),
        ({"pitch_call": "InPlay", "play_result": "StolenBase"}, "IN_PLAY"),
        ({"pitch_call": "InPlay", "play_result": "HomeRun", "k_or_bb": "Undefined"}, "HOME_RUN"),
        ({"pitch_call": "HitByPitch", "k_or_bb": "Walk"}, "WALK"),
        ({"pitch_call": "HitByPitch", "k_or_bb": "Undefined"}, "HIT_BY_PITCH"),
        ({"pitch_call": "HitByPitch", "k_or_bb": "Strikeout"}, "STRIKEOUT"),
        ({"pitch_call": "BallIntentional", "k_or_bb": "Walk"}, "INTENTIONAL_WALK"),
        ({"pitch_call": "AutomaticBall", "k_or_bb": "Walk"}, "WALK"),
        ({"pitch_call": "CatchersInterference"}, "CATCHERS_INTERFERENCE"),
        ({"pitch_call": "StrikeCalled", "k_or_bb": "Undefined"}, None),
        ({"pitch_call": "Undefined", "play_result": "CaughtStealing"}, None),
    ],
)
async def test_what_a_pitch_ends(
    own_league: Any, connection: asyncpg.Connection, columns: dict[str, str], ended: str | None
) -> None:
    blank = {"k_or_bb": None, "play_result": None, "tagged_hit_type": None, "auto_hit_type": None}
    values = blank | columns
    named = ", ".join(f"{name} = ${place}" for place, name in enumerate(values, 1))
    await connection.execute(f"UPDATE league.pitch SET {named}, pa_of_inning = pitch_number", *values.values())
    data = await own_league.ask(
        "{ pitches(first: 1) { nodes { plateAppearanceResult } } pitchStats { nodes { count batting "
        "{ plateAppearances atBats walks strikeouts hitByPitch sacrificeBunts sacrificeFlies homeRuns "
        "catchersInterference intentionalWalks onBase } } } }"
    )
    assert data["pitches"]["nodes"] == [{"plateAppearanceResult": ended}]
    (group,) = data["pitchStats"]["nodes"]
    line = {name: number for name, number in group["batting"].items() if number not in {0, None}}
    every = group["count"] if ended else 0
    counted = {
        "SACRIFICE_BUNT": {"sacrificeBunts"},
        "SACRIFICE_FLY": {"sacrificeFlies"},
        "IN_PLAY": {"atBats"},
        "HOME_RUN": {"atBats", "homeRuns"},
        "HIT_BY_PITCH": {"hitByPitch"},
        "STRIKEOUT": {"atBats", "strikeouts"},
        "INTENTIONAL_WALK": {"walks", "intentionalWalks"},
        "WALK": {"walks"},
        "CATCHERS_INTERFERENCE": {"catchersInterference"},
        None: set(),
    }
    on_base = {"onBase": 1} if ended in {"HOME_RUN", "HIT_BY_PITCH", "INTENTIONAL_WALK", "WALK"} else {}
    expected = dict.fromkeys(counted[ended], every) | ({"plateAppearances": every} if ended else {}) | on_base
    assert line == expected

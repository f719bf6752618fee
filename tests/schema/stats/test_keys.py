"""Pitches are grouped by what the graph shows of them, by what they lead to, by parts of the date and by bins."""

import math
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLObjectType, get_named_type

from slugger.schema.sdl import schema
from slugger.tests.schema.stats.conftest import Season

KEYS: GraphQLEnumType = schema._schema.type_map["PitchGroupKey"]  # type: ignore[assignment]
KEY: GraphQLObjectType = schema._schema.type_map["PitchStatsKey"]  # type: ignore[assignment]
PITCH: GraphQLObjectType = schema._schema.type_map["Pitch"]  # type: ignore[assignment]


EARLY = "filter: {inning: {lte: 1}}"
"""So many pitches as can be read one by one in a moment."""


def field_of(member: str) -> str:
    first, *others = member.lower().split("_")
    return first + "".join(other.capitalize() for other in others)


RELATED = {
    **{f"{role}": "playerId" for role in ("pitcher", "batter", "catcher")},
    "pitcherTeam": "teamId",
    "batterTeam": "teamId",
    "game": "gameId",
}
OWN = [name for name in map(field_of, KEYS.values) if name in PITCH.fields and name not in RELATED]
MEMBERS = {field_of(member): member for member in KEYS.values}


def shown(value: Any) -> Any:
    return next(iter(value.values())) if isinstance(value, dict) else value


def selected(name: str) -> str:
    return f"{name} {{ {RELATED[name]} }}" if name in RELATED else name


async def pitches_by(asked: Any, names: list[str]) -> dict[str, Counter[Any]]:
    """Count the pitches of each value of some fields, page by page."""
    found: dict[str, Counter[Any]] = {name: Counter() for name in names}
    fields, after = " ".join(map(selected, names)), None
    while True:
        page = await asked.ask(
            f"query ($after: String) {{ pitches({EARLY}, first: 1000, after: $after) "
            f"{{ pageInfo {{ hasNextPage endCursor }} nodes {{ {fields} }} }} }}",
            after=after,
        )
        for node in page["pitches"]["nodes"]:
            for name in names:
                found[name][shown(node[name])] += 1
        if not page["pitches"]["pageInfo"]["hasNextPage"]:
            return found
        after = page["pitches"]["pageInfo"]["endCursor"]


async def grouped_by(asked: Any, name: str) -> dict[Any, int]:
    """Count the pitches of each group."""
    data = await asked.ask(
        f"{{ pitchStats({EARLY}, groupBy: [{MEMBERS[name]}], first: 5000) "
        f"{{ totalCount nodes {{ count key {{ {selected(name)} }} }} }} }}"
    )
    counts = {shown(node["key"][name]): node["count"] for node in data["pitchStats"]["nodes"]}
    assert len(counts) == len(data["pitchStats"]["nodes"]) == data["pitchStats"]["totalCount"]
    return counts


def test_whatever_is_a_term_a_flag_or_a_whole_number_is_a_key() -> None:
    def groupable(name: str) -> bool:
        kind = get_named_type(PITCH.fields[name].type)
        return isinstance(kind, GraphQLEnumType) or kind.name in {"Boolean", "Int"}

    assert {name for name in PITCH.fields if groupable(name)} <= set(OWN)
    assert {"count", "gameDate", "tilt", "pitcherTeamCode"} <= set(OWN)
    assert set(KEY.fields) == set(MEMBERS) | {"bins"}
    assert all(get_named_type(KEY.fields[name].type) is get_named_type(PITCH.fields[name].type) for name in OWN)


async def test_groups_are_what_counting_the_fields_of_pitches_gives(season: Season) -> None:
    names = [*OWN, *RELATED]
    for name, expected in (await pitches_by(season, names)).items():
        assert await grouped_by(season, name) == dict(expected), name


async def test_what_is_no_term_is_one_group_of_null(league: Any) -> None:
    names = ["pitchCall", "pitchType", "autoPitchType", "taggedPitchType", "inZone", "hitType", "plateAppearanceResult"]
    expected = await pitches_by(league, [*names, "pitcher", "pitcherTeam"])
    assert expected["pitchCall"][None] > expected["pitchCall"]["IN_PLAY"]
    for name, counts in expected.items():
        assert await grouped_by(league, name) == dict(counts), name


async def test_parts_of_the_date(season: Season) -> None:
    parts: dict[str, Callable[[date], int]] = {
        "season": lambda day: day.year,
        "month": lambda day: day.month,
        "week": lambda day: day.isocalendar().week,
        "dayOfWeek": lambda day: day.isoweekday(),
    }
    for name, part in parts.items():
        early = (pitch for pitch in season.pitches if pitch["inning"] == 1)
        assert await grouped_by(season, name) == Counter(part(pitch["game_date"]) for pitch in early)


async def test_ballparks_are_found_through_games(season: Season) -> None:
    groups = await season.groups("count key { ballpark { ballparkId } }", "groupBy: [BALLPARK]")
    expected = Counter(str(pitch["ballpark_id"]) for pitch in season.pitches)
    assert {group["key"]["ballpark"]["ballparkId"]: group["count"] for group in groups} == expected


async def test_a_clubs_codes_are_one_group(season: Season) -> None:
    groups = await season.groups("count key { pitcherTeam { teamId } }", "groupBy: [PITCHER_TEAM]")
    expected = Counter(str(pitch["pitcher_team_id"]) for pitch in season.pitches)
    assert {group["key"]["pitcherTeam"]["teamId"]: group["count"] for group in groups} == expected


async def test_several_keys_and_a_filter(season: Season) -> None:
    groups = await season.groups(
        "count key { pitcher { playerId } pitchGroup count inning swing batter { name } season }",
        "filter: {strikes: {eq: 2}}, groupBy: [PITCHER, COUNT, SWING], first: 5000",
    )
    swings = {"FoulBall", "FoulBallFieldable", "FoulBallNotFieldable", "InPlay", "StrikeSwinging"}
    expected = Counter(
        (str(pitch["pitcher_id"]), f"{pitch['balls']}-2", pitch["pitch_call"] in swings)
        for pitch in season.pitches
        if pitch["strikes"] == 2
    )
    found = {
        (group["key"]["pitcher"]["playerId"], group["key"]["count"], group["key"]["swing"]): group["count"]
        for group in groups
    }
    assert found == expected
    not_grouped_by = {group["key"][name] for group in groups for name in ("pitchGroup", "inning", "batter", "season")}
    assert not_grouped_by == {None}


# Bins


def place(value: float | None, width: str, origin: str) -> float | None:
    """Give the lower edge of a value's bin, worked out in decimals."""
    if value is None:
        return None
    number = (Decimal(repr(value)) - Decimal(origin)) / Decimal(width)
    return float(Decimal(origin) + math.floor(number) * Decimal(width))


@pytest.mark.parametrize(
    ("measure", "column", "width", "origin"),
    [
        ("REL_SPEED", "rel_speed", "1", "0"),
        ("REL_SPEED", "rel_speed", "2.5", "-1.25"),
        ("EXTENSION", "extension", "0.1", "0"),
        ("HORZ_BREAK", "horz_break", "0.3", "0.1"),
        ("SPIN_RATE", "spin_rate", "50", "100000"),
        ("PLATE_LOC_SIDE", "plate_loc_side", "0.00001", "0"),
        ("SPIN_RATE", "spin_rate", "0.000001", "0"),
        ("SPIN_RATE", "spin_rate", "0.00001", "-1000000"),
        ("RUNS_SCORED", "runs_scored", "1", "0"),
    ],
)
async def test_a_histogram(season: Season, measure: str, column: str, width: str, origin: str) -> None:
    groups = await season.groups(
        "count key { bins { of from to } }",
        f"bins: [{{of: {measure}, width: {width}, from: {origin}}}], first: 5000",
    )
    expected = Counter(place(pitch[column], width, origin) for pitch in season.pitches)
    bins = [group["key"]["bins"][0] for group in groups]
    assert {bin_["of"] for bin_ in bins} == {measure}
    if len(expected) <= 5000:
        assert {bin_["from"]: group["count"] for bin_, group in zip(bins, groups, strict=True)} == expected
    assert all(bin_["from"] in expected for bin_ in bins)
    edges = [(bin_["from"], bin_["to"]) for bin_ in bins if bin_["from"] is not None]
    assert edges == sorted(edges)
    assert all(end == pytest.approx(start + float(width), abs=1e-9) for start, end in edges)
    assert (bins[-1]["from"] is None) == (None in expected) or len(expected) > 5000


async def test_edges_are_the_decimals_that_were_asked_for(season: Season) -> None:
    groups = await season.groups("key { bins { from to } }", "bins: [{of: EXTENSION, width: 0.1}], first: 5000")
    edges = {edge for group in groups for edge in group["key"]["bins"][0].values() if edge is not None}
    assert edges == {round(edge, 1) for edge in edges}


async def test_a_grid_of_locations(season: Season) -> None:
    groups = await season.groups(
        "count whiff { count } key { bins { of from to } }",
        "bins: [{of: PLATE_LOC_SIDE, width: 0.5}, {of: PLATE_LOC_HEIGHT, width: 0.5, from: 0.25}], first: 5000",
    )
    expected = Counter(
        (place(pitch["plate_loc_side"], "0.5", "0"), place(pitch["plate_loc_height"], "0.5", "0.25"))
        for pitch in season.pitches
    )
    assert {tuple(bin_["from"] for bin_ in group["key"]["bins"]): group["count"] for group in groups} == expected


async def test_bins_stand_beside_keys(season: Season) -> None:
    groups = await season.groups(
        "count key { pitchType bins { from } }",
        "groupBy: [PITCH_TYPE], bins: [{of: EXIT_VELOCITY, width: 10}, {of: LAUNCH_ANGLE, width: 15, from: -90}, "
        "{of: FASTBALL_VELOCITY, width: 5}], first: 5000",
    )
    assert sum(group["count"] for group in groups) == len(season.pitches)
    (whole,) = await season.groups("exitVelocity { count } fastballVelocity { count }")
    for number, name in ((0, "exitVelocity"), (2, "fastballVelocity")):
        inside = sum(group["count"] for group in groups if group["key"]["bins"][number]["from"] is not None)
        assert inside == whole[name]["count"] > 0
    assert {len(group["key"]["bins"]) for group in groups} == {3}

"""What figures of pitches come to, worked out one pitch at a time in Python from what the files say."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np

Pitch = Mapping[str, Any]
Test = Callable[[Pitch], bool]

FOULS = {"FoulBall", "FoulBallFieldable", "FoulBallNotFieldable"}
BALLS = {"BallCalled", "BallinDirt", "BallIntentional", "AutomaticBall"}
BATTED = ("GroundBall", "LineDrive", "FlyBall", "Popup", "Bunt")


def swing(pitch: Pitch) -> bool:
    return pitch["pitch_call"] in FOULS | {"StrikeSwinging", "InPlay"}


def whiff(pitch: Pitch) -> bool:
    return bool(pitch["pitch_call"] == "StrikeSwinging")


def called(pitch: Pitch) -> bool:
    return bool(pitch["pitch_call"] == "StrikeCalled")


def strike(pitch: Pitch) -> bool:
    return swing(pitch) or called(pitch) or pitch["pitch_call"] == "AutomaticStrike"


def located(pitch: Pitch) -> bool:
    return pitch["plate_loc_side"] is not None and pitch["plate_loc_height"] is not None


def inside(pitch: Pitch) -> bool:
    return located(pitch) and abs(pitch["plate_loc_side"]) <= 10 / 12 and 1.5 <= pitch["plate_loc_height"] <= 3.5


def outside(pitch: Pitch) -> bool:
    return located(pitch) and not inside(pitch)


def in_play(pitch: Pitch) -> bool:
    return bool(pitch["pitch_call"] == "InPlay")


def batted(pitch: Pitch) -> str | None:
    """Give the kind of batted ball, the radar's before the operator's."""
    if not in_play(pitch):
        return None
    kinds = (pitch["auto_hit_type"], pitch["tagged_hit_type"])
    return next((kind for kind in kinds if kind in BATTED), None)


def barrel(pitch: Pitch) -> bool:
    speed, angle = pitch["exit_speed"], pitch["angle"]
    return bool(speed >= 98 and max(8, 124 - speed) <= angle <= min(50, 1.5 * speed - 117))


def result(pitch: Pitch) -> str | None:
    """Give what the plate appearance ends in on this pitch."""
    call, said = pitch["pitch_call"], pitch["k_or_bb"]
    if said == "Walk":
        return "IBB" if call == "BallIntentional" else "BB"
    if said == "Strikeout" or in_play(pitch):
        return "K" if said == "Strikeout" else play(pitch)
    return {"HitByPitch": "HBP", "CatchersInterference": "CI"}.get(call)


def play(pitch: Pitch) -> str:
    if pitch["play_result"] == "Sacrifice":
        tagged = pitch["tagged_hit_type"]
        kind = tagged if tagged in BATTED else pitch["auto_hit_type"]
        return "SH" if kind in {"GroundBall", "Bunt"} else "SF"
    known = {"Single": "1B", "Double": "2B", "Triple": "3B", "HomeRun": "HR", "Error": "E", "FieldersChoice": "FC"}
    return known.get(pitch["play_result"], "out" if pitch["play_result"] == "Out" else "unknown")


def marked(pitches: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mark with `again` the pitches whose plate appearance ends once more, later in the game."""
    marked, last = [], dict[tuple[Any, ...], dict[str, Any]]()
    for pitch in sorted(pitches, key=lambda pitch: (pitch["game_date"], str(pitch["game_id"]), pitch["pitch_number"])):
        marked.append({**pitch, "again": False})
        if result(pitch) is not None:
            place = tuple(pitch[name] for name in ("game_id", "inning", "top_or_bottom", "pa_of_inning"))
            if place in last:
                last[place]["again"] = True
            last[place] = marked[-1]
    return marked


def ended(pitch: Pitch) -> str | None:
    """Give the result of the plate appearance where it is the last."""
    return None if pitch["again"] else result(pitch)


def two_strikes(pitch: Pitch) -> bool:
    return bool(pitch["strikes"] == 2)


def first(pitch: Pitch) -> bool:
    return bool(pitch["pitch_of_pa"] == 1)


def anything(_: Pitch) -> bool:
    return True


def both(*tests: Test) -> Test:
    return lambda pitch: all(test(pitch) for test in tests)


def contact(pitch: Pitch) -> bool:
    return swing(pitch) and not whiff(pitch)


def has(*columns: str) -> Test:
    return lambda pitch: in_play(pitch) and all(pitch[column] is not None for column in columns)


def kind(name: str) -> Test:
    return lambda pitch: batted(pitch) == name


RATES: Mapping[str, tuple[Test, Test]] = {
    "swing": (swing, anything),
    "whiff": (whiff, swing),
    "swingingStrike": (whiff, anything),
    "contact": (contact, swing),
    "zone": (inside, located),
    "zoneSwing": (both(inside, swing), inside),
    "zoneContact": (both(inside, contact), both(inside, swing)),
    "chase": (both(outside, swing), outside),
    "chaseContact": (both(outside, contact), both(outside, swing)),
    "calledStrike": (called, anything),
    "calledStrikePlusWhiff": (lambda pitch: called(pitch) or whiff(pitch), anything),
    "strike": (strike, anything),
    "ball": (lambda pitch: pitch["pitch_call"] in BALLS, anything),
    "firstPitchStrike": (both(first, strike), first),
    "firstPitchSwing": (both(first, swing), first),
    "putaway": (both(two_strikes, lambda pitch: result(pitch) == "K"), two_strikes),
    "hardHit": (both(has("exit_speed"), lambda pitch: pitch["exit_speed"] >= 95), has("exit_speed")),
    "sweetSpot": (both(has("angle"), lambda pitch: 8 <= pitch["angle"] <= 32), has("angle")),
    "barrel": (both(has("exit_speed", "angle"), barrel), has("exit_speed", "angle")),
    "groundBall": (kind("GroundBall"), lambda pitch: batted(pitch) is not None),
    "lineDrive": (kind("LineDrive"), lambda pitch: batted(pitch) is not None),
    "flyBall": (kind("FlyBall"), lambda pitch: batted(pitch) is not None),
    "popup": (kind("Popup"), lambda pitch: batted(pitch) is not None),
    "strikeout": (lambda pitch: ended(pitch) == "K", lambda pitch: ended(pitch) is not None),
    "walk": (lambda pitch: ended(pitch) in {"BB", "IBB"}, lambda pitch: ended(pitch) is not None),
}


def rate(name: str, pitches: Sequence[Pitch]) -> dict[str, Any]:
    part, of = RATES[name]
    numerator, denominator = (sum(map(test, pitches)) for test in (part, of))
    return {"count": numerator, "of": denominator, "rate": numerator / denominator if denominator else None}


def divided(numerator: float, denominator: float) -> float | None:
    return numerator / denominator if denominator else None


def batting(pitches: Iterable[Pitch]) -> dict[str, Any]:
    results = [found for pitch in pitches if (found := ended(pitch)) is not None]
    number = {name: results.count(name) for name in {*results, *ALL_RESULTS}}
    hits = sum(number[name] for name in ("1B", "2B", "3B", "HR"))
    walks = number["BB"] + number["IBB"]
    at_bats = len(results) - walks - number["HBP"] - number["SH"] - number["SF"] - number["CI"]
    bases = number["1B"] + 2 * number["2B"] + 3 * number["3B"] + 4 * number["HR"]
    reached = hits + walks + number["HBP"]
    on_base = divided(reached, at_bats + walks + number["HBP"] + number["SF"])
    slugging = divided(bases, at_bats)
    in_play_at_bats = at_bats - number["K"] - number["HR"] + number["SF"]
    return {
        "plateAppearances": len(results),
        "atBats": at_bats,
        "hits": hits,
        "singles": number["1B"],
        "doubles": number["2B"],
        "triples": number["3B"],
        "homeRuns": number["HR"],
        "totalBases": bases,
        "walks": walks,
        "intentionalWalks": number["IBB"],
        "strikeouts": number["K"],
        "hitByPitch": number["HBP"],
        "sacrifices": number["SH"] + number["SF"],
        "sacrificeBunts": number["SH"],
        "sacrificeFlies": number["SF"],
        "reachedOnError": number["E"],
        "fieldersChoices": number["FC"],
        "catchersInterference": number["CI"],
        "average": divided(hits, at_bats),
        "onBase": on_base,
        "slugging": slugging,
        "ops": None if on_base is None or slugging is None else on_base + slugging,
        "isolatedPower": divided(bases - hits, at_bats),
        "babip": divided(hits - number["HR"], in_play_at_bats),
    }


ALL_RESULTS = ("1B", "2B", "3B", "HR", "K", "BB", "IBB", "HBP", "CI", "SH", "SF", "E", "FC", "out", "unknown")


def pitching(pitches: Sequence[Pitch]) -> dict[str, Any]:
    line = batting(pitches)
    outs = sum(pitch["outs_on_play"] or 0 for pitch in pitches if not pitch["again"]) + line["strikeouts"]
    runs = sum(pitch["runs_scored"] or 0 for pitch in pitches if not pitch["again"])
    faced = line["plateAppearances"]
    return {
        "battersFaced": faced,
        "outs": outs,
        "inningsPitched": outs / 3,
        "hits": line["hits"],
        "homeRuns": line["homeRuns"],
        "walks": line["walks"],
        "strikeouts": line["strikeouts"],
        "hitBatters": line["hitByPitch"],
        "runs": runs,
        "strikeoutRate": divided(line["strikeouts"], faced),
        "walkRate": divided(line["walks"], faced),
        "strikeoutMinusWalkRate": divided(line["strikeouts"] - line["walks"], faced),
        "whip": divided(3 * (line["walks"] + line["hits"]), outs),
        "runsPerNine": divided(27 * runs, outs),
    }


def statistics(values: Sequence[float], fractions: Sequence[float]) -> dict[str, Any]:
    """Give the statistics of some values, and their percentiles by `p0`, `p1` and so on."""
    found: dict[str, Any] = {"count": len(values), "stddev": np.std(values, ddof=1) if len(values) > 1 else None}
    if not values:
        names = ("sum", "avg", "min", "max", "median", *(f"p{n}" for n in range(len(fractions))))
        return found | dict.fromkeys(names)
    return found | {
        "sum": math.fsum(values),
        "avg": math.fsum(values) / len(values),
        "min": min(values),
        "max": max(values),
        "median": np.median(values),
        **{f"p{n}": np.quantile(values, fraction) for n, fraction in enumerate(fractions)},
    }


MEASURES: Mapping[str, Callable[[Pitch], Any]] = {
    **{
        name: itemgetter(column)
        for name, column in {
            "relSpeed": "rel_speed",
            "spinRate": "spin_rate",
            "exitSpeed": "exit_speed",
            "plateLocSide": "plate_loc_side",
            "hitTrajectoryXc8": "hit_trajectory_xc8",
            "popTime": "pop_time",
            "measuredDuration": "measured_duration",
            "runsScored": "runs_scored",
            "pitchOfPa": "pitch_of_pa",
        }.items()
    },
    "fastballVelocity": lambda pitch: pitch["rel_speed"] if fastball(pitch) else None,
    "exitVelocity": lambda pitch: pitch["exit_speed"] if in_play(pitch) else None,
    "launchAngle": lambda pitch: pitch["angle"] if in_play(pitch) else None,
}
"""Some of the measures, of every kind: by name in the graph, the value of a pitch or None."""

_FASTBALLS = {"Four-Seam", "Sinker", "Cutter"}
_TAGGED_FASTBALLS = {"Fastball", "FourSeamFastBall", "TwoSeamFastBall", "OneSeamFastBall", "Sinker", "Cutter"}


def fastball(pitch: Pitch) -> bool:
    auto = pitch["auto_pitch_type"]
    if auto not in {None, "Undefined"}:
        return auto in _FASTBALLS
    return pitch["tagged_pitch_type"] in _TAGGED_FASTBALLS

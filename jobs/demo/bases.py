"""Runners: who is on base, and what a walk, a hit, an out or a steal does to them."""

import random

FIRST, SECOND, THIRD = range(3)
OUTS = 3
"""Outs that end a half inning."""

Bases = list[bool]
"""First, second and third base: occupied or not."""

_DOUBLE_PLAY = 0.42
_FORCE = 0.2
_GROUNDER_SCORES = 0.6
_SECOND_SCORES_ON_SINGLE = 0.72
_FIRST_TO_THIRD = 0.34
_FIRST_SCORES_ON_DOUBLE = 0.52
_DEEP_FLY = 225.0
_TAG_UP = 0.8


def walk(bases: Bases) -> int:
    """Put the batter on first and push the forced runners; returns the runs."""
    for base in (FIRST, SECOND, THIRD):
        if not bases[base]:
            bases[base] = True
            return 0
    return 1


def move_up(bases: Bases) -> int:
    """Move every runner one base, as on a wild pitch; returns the runs."""
    runs = int(bases[THIRD])
    bases[:] = [False, bases[FIRST], bases[SECOND]]
    return runs


def _single(rng: random.Random, bases: Bases) -> int:
    runs = int(bases[THIRD])
    bases[THIRD] = False
    if bases[SECOND]:
        bases[SECOND] = False
        if rng.random() < _SECOND_SCORES_ON_SINGLE:
            runs += 1
        else:
            bases[THIRD] = True
    if bases[FIRST]:
        bases[THIRD if not bases[THIRD] and rng.random() < _FIRST_TO_THIRD else SECOND] = True
    bases[FIRST] = True
    return runs


def _double(rng: random.Random, bases: Bases) -> int:
    runs = bases[SECOND] + bases[THIRD]
    scores = bases[FIRST] and rng.random() < _FIRST_SCORES_ON_DOUBLE
    bases[:] = [False, True, bases[FIRST] and not scores]
    return runs + scores


def hit(rng: random.Random, bases: Bases, result: str) -> int:
    """Run out a hit or an error; returns the runs."""
    if result == "Single":
        return _single(rng, bases)
    if result == "Double":
        return _double(rng, bases)
    if result == "Error":
        runs = move_up(bases)
        bases[FIRST] = True
        return runs
    runs = sum(bases)
    bases[:] = [False, False, result == "Triple"]
    return runs if result == "Triple" else runs + 1


def ground_out(rng: random.Random, bases: Bases, outs: int) -> tuple[str, int, int]:
    """Play a grounder; returns the play result, the outs made and the runs."""
    forced = bases[FIRST] and outs < OUTS - 1
    draw = rng.random()
    if forced and draw < _DOUBLE_PLAY:
        bases[:] = [False, bases[SECOND] and bases[THIRD], bases[SECOND] or bases[THIRD]]
        return "Out", 2, 0
    if forced and draw < _DOUBLE_PLAY + _FORCE:
        bases[:] = [True, bases[SECOND] and bases[THIRD], bases[SECOND] or bases[THIRD]]
        return "FieldersChoice", 1, 0
    runs = 0
    if outs < OUTS - 1:
        if bases[THIRD] and (bases[FIRST] or rng.random() < _GROUNDER_SCORES):
            runs, bases[THIRD] = 1, False
        if not bases[THIRD]:
            bases[:] = [False, bases[FIRST], bases[SECOND]]
    return "Out", 1, runs


def fly_out(rng: random.Random, bases: Bases, outs: int, distance: float) -> tuple[str, int, int]:
    """Catch a fly; a runner on third may score on a deep one, which is a sacrifice."""
    if bases[THIRD] and outs < OUTS - 1 and distance > _DEEP_FLY and rng.random() < _TAG_UP:
        bases[THIRD] = False
        return "Sacrifice", 1, 1
    return "Out", 1, 0


def sacrifice_bunt(bases: Bases) -> tuple[str, int, int]:
    """Give up the batter to move the runners."""
    runs = move_up(bases)
    return "Sacrifice", 1, runs


def steal(rng: random.Random, bases: Bases) -> str:
    """Run from first to second; returns the play result."""
    safe = rng.random() < 0.75  # noqa: PLR2004 (usual share of successful steals)
    bases[FIRST] = False
    bases[SECOND] = safe
    return "StolenBase" if safe else "CaughtStealing"

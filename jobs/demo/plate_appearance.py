"""Batter against pitcher: which pitch comes, whether the batter swings, and what the umpire calls."""

import bisect
import math
import random

from slugger.jobs.demo.arsenal import MIRROR, Arsenal, Offering
from slugger.jobs.demo.batted_ball import BattedBall
from slugger.jobs.demo.chance import clip, logistic
from slugger.jobs.demo.flight import Thrown
from slugger.jobs.demo.roster import Pitcher

BALLS, STRIKES = 4, 3
"""Balls of a walk and strikes of a strikeout."""

FOULS = frozenset({"FoulBallNotFieldable", "FoulBallFieldable"})
CALLED_BALLS = frozenset({"BallCalled", "BallinDirt", "BallIntentional"})
CALLED_STRIKES = frozenset({"StrikeCalled", "StrikeSwinging"})

_HALF_PLATE, _MIDDLE, _HALF_ZONE = 0.83, 2.5, 1.0
_DIRT = 0.45
_HIT_BY_PITCH = 0.0078
_INTENTIONAL = 0.0003
_SWING = {
    (0, 0): -0.72, (1, 0): -0.3, (2, 0): -0.4, (3, 0): -3.2, (0, 1): 0.1, (1, 1): 0.2, (2, 1): 0.45, (3, 1): 0.1,
    (0, 2): 0.8, (1, 2): 0.85, (2, 2): 0.85, (3, 2): 0.9,
}  # fmt: skip
"""Shift of the log odds of a swing by balls and strikes."""


def _place(rng: random.Random, offering: Offering, arm: int, balls: int, strikes: int) -> tuple[float, float]:
    """Draw where a pitch arrives: height and side (+ toward third base) in feet."""
    kind = offering.type
    wide = 1.0 + 0.07 * strikes - 0.05 * balls
    low = -0.12 if strikes == STRIKES - 1 else 0.0
    return rng.gauss(kind.height + low, 0.92 * wide), rng.gauss(kind.side * arm, 0.88 * wide)


def throw(rng: random.Random, pitcher: Pitcher, arm: int, balls: int, strikes: int) -> tuple[Offering, Thrown]:
    """Choose and throw a pitch; `arm` is 1 from the right hand and -1 from the left."""
    arsenal: Arsenal = pitcher.arsenal
    cumulative = arsenal.cumulative
    offering = arsenal.offerings[bisect.bisect(cumulative, rng.random() * cumulative[-1])]
    kind = offering.type
    height, side = _place(rng, offering, arm, balls, strikes)
    rise = rng.gauss(offering.rise, kind.rise.within)
    run = rng.gauss(offering.run, kind.run.within)
    return offering, Thrown(
        speed=rng.gauss(offering.speed, kind.speed.within),
        spin=max(rng.gauss(offering.spin, kind.spin.within), 500.0),
        axis=spin_axis(rise, run * arm, rng.gauss(0, 6)),
        release_height=rng.gauss(arsenal.release_height, 0.09),
        release_side=rng.gauss(arsenal.release_side, 0.15) * arm,
        extension=clip(rng.gauss(arsenal.extension + kind.extension, 0.17), 3.8, 7.6),
        plate_height=height,
        plate_side=side,
        rise=rise,
        run=run * arm,
        drag=rng.gauss(0.00084, 0.00004),
    )


def spin_axis(rise: float, run: float, noise: float) -> float:
    """Give the spin axis in degrees that explains a movement (inches, + toward third base); 180 is pure backspin."""
    return (180 + math.degrees(math.atan2(run, rise)) + noise) % 360


def outside(height: float, side: float) -> float:
    """Measure how far outside the strike zone a pitch arrives, in feet; negative inside."""
    return max(abs(side) - _HALF_PLATE, abs(height - _MIDDLE) - _HALF_ZONE)


def call(rng: random.Random, pitched: tuple[Offering, Thrown], skill: float, count: tuple[int, int]) -> str:
    """Decide the call from where a pitch arrives and the count; `skill` is the batter's, less the pitcher's."""
    offering, thrown = pitched
    off = outside(thrown.plate_height, thrown.plate_side)
    swing = logistic(0.12 - (2.0 if off < 0 else 2.95) * off + _SWING[count])
    if rng.random() < swing:
        whiff = -1.22 + (0.95 if off < 0 else 2.5) * off + offering.type.whiff - skill
        if rng.random() < logistic(whiff):
            return "StrikeSwinging"
        if rng.random() < clip(0.545 - 0.17 * max(off, 0), 0.2, 1):
            return "InPlay"
        return "FoulBallFieldable" if rng.random() < 0.005 else "FoulBallNotFieldable"  # noqa: PLR2004 (their measured share)
    if rng.random() < logistic(0.5 - 6.2 * off):
        return "StrikeCalled"
    in_dirt = thrown.plate_height < _DIRT and rng.random() < _DIRT
    return "BallinDirt" if in_dirt else "BallCalled"


def stray(rng: random.Random, thrown: Thrown, batting_side: str) -> tuple[Thrown, str | None]:
    """Let a few pitches hit the batter or miss on purpose; the call is None for all others."""
    draw = rng.random()
    if draw >= _HIT_BY_PITCH + _INTENTIONAL:
        return thrown, None
    if draw < _HIT_BY_PITCH:
        side = MIRROR[batting_side] * max(rng.gauss(1.75, 0.5), 0.9)
        return _moved(thrown, clip(rng.gauss(2.8, 1.0), 0.3, 5.8), side), "HitByPitch"
    return _moved(thrown, 3.5, -MIRROR[batting_side] * 3.2), "BallIntentional"


def _moved(thrown: Thrown, height: float, side: float) -> Thrown:
    return Thrown(
        thrown.speed, thrown.spin, thrown.axis, thrown.release_height, thrown.release_side, thrown.extension,
        height, side, thrown.rise, thrown.run, thrown.drag,
    )  # fmt: skip


def fence(direction: float, fences: tuple[int, int, int]) -> float:
    """Give the distance in feet to the fence at a direction, between the lines and centre field."""
    left, centre, right = fences
    line = left if direction < 0 else right
    return centre - (centre - line) * min(abs(direction), 45) / 45


_OF_TYPE = {
    "GroundBall": ((0.30, "Single"), (0.325, "Double"), (0.37, "Error")),
    "LineDrive": ((0.48, "Single"), (0.65, "Double"), (0.68, "Triple"), (0.685, "Error")),
    "FlyBall": ((0.05, "Single"), (0.155, "Double"), (0.18, "Triple"), (0.185, "Error")),
    "Popup": ((0.015, "Single"), (0.025, "Error")),
}
"""Cumulative chances of each way to reach base, by batted-ball type."""


def landing(rng: random.Random, ball: BattedBall, kind: str, fences: tuple[int, int, int]) -> str:
    """Decide what a fair ball becomes: a way to reach base, or Out."""
    if kind != "GroundBall" and ball.distance > fence(ball.bearing, fences) and abs(ball.bearing) < 46:  # noqa: PLR2004
        return "HomeRun"
    draw = rng.random() * (1.25 - 0.003 * (ball.exit_speed - 5))
    return next((result for chance, result in _OF_TYPE[kind] if draw < chance), "Out")

"""A batted ball: how it leaves the bat, the path that the radar fits and where it lands."""

import math
import random
from dataclasses import dataclass

from slugger.jobs.demo.chance import clip
from slugger.jobs.demo.flight import FEET_PER_SECOND

FOUL_LINE = 45
"""Direction in degrees beyond which a ball is foul."""

_STEEP, _LONG = -14.0, 6.5
_GRAVITY = 32.174
_RING = 110.0
_QUADRATIC, _WOBBLING, _HIGH_ORDER = 3, 5, 9
_EXACT = 1e-7
_MOST_STEPS = 40


@dataclass(slots=True)
class BattedBall:
    """A tracked ball in feet, seconds and degrees, + toward right field; `landing_tracked`: it was seen to land."""

    exit_speed: float
    angle: float
    direction: float
    path: tuple[tuple[float, ...], ...]
    """Coefficients by axis (toward centre, up, toward right): two, three or nine each."""
    hang_time: float
    distance: float
    bearing: float
    landing_tracked: bool


def _series(start: float, velocity: float, push: float, drag: float, terms: int) -> tuple[float, ...]:
    """Expand a path slowed in proportion to its velocity into powers of time; `push` is a constant acceleration."""
    coefficients = [start, velocity, (push - drag * velocity) / 2]
    for power in range(3, terms):
        coefficients.append(-coefficients[-1] * drag / power)
    return tuple([round(value, 5) for value in coefficients[:terms]])


def _wobble(rng: random.Random, path: tuple[float, ...], seconds: float) -> tuple[float, ...]:
    """Disturb the high powers of a fit, each by some tenths of a foot after `seconds`."""
    return tuple(
        [
            coefficient if power < _WOBBLING else round(coefficient + rng.gauss(0, 0.15) / seconds**power, 5)
            for power, coefficient in enumerate(path)
        ]
    )


def value_and_slope(path: tuple[float, ...], t: float) -> tuple[float, float]:
    """Evaluate a path and its velocity at `t` seconds."""
    value, slope = 0.0, 0.0
    for coefficient in reversed(path):
        slope = slope * t + value
        value = value * t + coefficient
    return value, slope


def _landing_time(height: tuple[float, ...]) -> float:
    """Find when the ball comes down to the ground, by Newton's method from above."""
    if len(height) < _QUADRATIC:
        return -height[0] / height[1]
    t = _fall_time(height)
    for _ in range(0 if len(height) == _QUADRATIC else _MOST_STEPS):
        value, slope = value_and_slope(height, t)
        step = clip(value / slope, -0.4, 0.4) if slope < 0 else -0.2
        t -= step
        if abs(step) < _EXACT:
            break
    return t


def _fall_time(height: tuple[float, ...]) -> float:
    """Find when the ball comes down by the first three powers alone."""
    start, rise, bend = height[:_QUADRATIC]
    return (rise + math.sqrt(rise * rise - 4 * start * bend)) / (-2 * bend)


def apex(ball: BattedBall) -> float:
    """Find the greatest height in feet."""
    height = ball.path[1]
    if height[1] <= 0 or len(height) < _QUADRATIC:
        return height[0]
    t = height[1] / (-2 * height[2])
    for _ in range(4):
        slope = value_and_slope(height, t)[1]
        t += slope / _GRAVITY
    return value_and_slope(height, t)[0]


def crossing(ball: BattedBall) -> tuple[float, float, float] | None:
    """Find where the ball passes 110 ft from the plate, or None when it lands before."""
    x, y, z = ball.path
    if ball.distance < _RING or not ball.landing_tracked:
        return None
    t = 1.1 * _RING / math.hypot(x[1], z[1])
    for _ in range(5):
        (px, vx), (pz, vz) = value_and_slope(x, t), value_and_slope(z, t)
        radius = math.hypot(px, pz)
        t -= (radius - _RING) * radius / (px * vx + pz * vz)
    px, pz = value_and_slope(x, t)[0], value_and_slope(z, t)[0]
    if t >= ball.hang_time or abs(math.hypot(px, pz) - _RING) > _EXACT:
        return None
    return px, value_and_slope(y, t)[0], pz


def strike(rng: random.Random, exit_speed: float, angle: float, direction: float, *, lost: float) -> BattedBall:
    """Let a ball fly; `lost` is the probability that its landing is not tracked."""
    speed = exit_speed * FEET_PER_SECOND
    level = speed * math.cos(math.radians(angle))
    turn = math.radians(direction)
    terms = 2 if angle < _STEEP else _QUADRATIC if angle < _LONG else _HIGH_ORDER
    drag = clip(rng.gauss(0.25, 0.02), 0.18, 0.31)
    fall = 25.5 + 0.17 * abs(angle - 28) + rng.gauss(0, 0.8)
    hook = 0.07 * clip(direction, -60, 60) + rng.gauss(0, 2)
    path = (
        _series(rng.gauss(1.3, 0.7), level * math.cos(turn), -hook * math.sin(turn), drag, terms),
        _series(clip(rng.gauss(2.6, 0.5), 1.2, 4.2), speed * math.sin(math.radians(angle)), -fall, drag, terms),
        _series(rng.gauss(0, 0.5), level * math.sin(turn), hook * math.cos(turn), drag, terms),
    )
    if terms == _HIGH_ORDER:
        seconds = 1.7 * _fall_time(path[1])
        path = _wobble(rng, path[0], seconds), _wobble(rng, path[1], seconds), _wobble(rng, path[2], seconds)
    hang = round(_landing_time(path[1]), 6)
    x, z = value_and_slope(path[0], hang)[0], value_and_slope(path[2], hang)[0]
    return BattedBall(
        exit_speed, angle, direction, path, hang, math.hypot(x, z), math.degrees(math.atan2(z, x)), rng.random() >= lost
    )


def hit_type(angle: float) -> str:
    """Name a batted ball by its launch angle in degrees."""
    if angle < 9:  # noqa: PLR2004 (the three angles are the definition)
        return "GroundBall"
    if angle < 22:  # noqa: PLR2004
        return "LineDrive"
    return "FlyBall" if angle < 50 else "Popup"  # noqa: PLR2004


def in_play(rng: random.Random, power: float, pull: int) -> tuple[float, float, float]:
    """Draw exit speed (mph), launch angle and direction of a fair ball; `pull` is -1 for right-handed batters."""
    angle = rng.gauss(10.5, 27)
    if angle < -10:  # noqa: PLR2004 (the lower tail is longer)
        angle = -10 + (angle + 10) * 1.35
    angle = clip(angle, -80, 80)
    off = angle - 12
    best = 104.9 + power - (min(0.0118 * off * off, 25) if off < 0 else 0.0095 * off * off)
    speed = clip(best - rng.gammavariate(1.5, 6.0) + rng.gauss(0, 4.0), 24, 115)
    direction = rng.gauss(pull * (9 if angle < 10 else 5), 22)  # noqa: PLR2004 (grounders are pulled more)
    while abs(direction) > FOUL_LINE - 1:
        direction = rng.gauss(pull * 5, 22)
    return speed, angle, direction


def foul(rng: random.Random) -> tuple[float, float, float]:
    """Draw exit speed, launch angle and direction of a foul ball."""
    return (
        clip(rng.gauss(72.5, 14), 20, 108),
        clip(rng.gauss(29, 29), -70, 85),
        rng.choice((-1, 1)) * rng.uniform(FOUL_LINE + 2, 178),
    )

"""The catcher's throw after a pitch: exchange, flight and arrival at a base."""

import math
import random
from dataclasses import dataclass

from slugger.jobs.demo.chance import clip
from slugger.jobs.demo.columns import numbers
from slugger.jobs.demo.flight import FEET_PER_SECOND

_BASES = {"second": (127.28, 0.0), "third": (65.0, -62.0), "first": (65.0, 62.0)}
_CAUGHT = 0.6
_ARRIVAL_SEEN = 0.85


@dataclass(frozen=True, slots=True)
class ThrowCells:
    """Cells from ThrowSpeed to BasePositionZ, the nine path coefficients and three confidences."""

    figures: list[str]
    path: list[str]
    confidence: list[str]


def catcher_throw(rng: random.Random, base: str, *, hard: bool) -> ThrowCells:
    """Throw to a base; a `hard` throw has a runner to catch and is seen from catch to arrival."""
    target = _BASES[base]
    speed = clip(rng.gauss(78.5, 2.8) if hard else rng.gauss(65, 8), 42, 88) * FEET_PER_SECOND
    hand = (rng.gauss(-0.5, 1.8), clip(rng.gauss(5.6, 0.6), 3, 7), rng.gauss(1.4, 2.2))
    catch = (rng.gauss(-0.6, 0.9), clip(rng.gauss(2.4, 0.8), 0.4, 4.8), rng.gauss(0.2, 0.8))
    exchange = round(clip(rng.gauss(0.74, 0.06) if hard else rng.uniform(0.75, 1.9), 0.6, 2.0), 6)
    side, depth = target[1] - hand[2] + rng.gauss(0, 2), target[0] - hand[0]
    slowing = -0.055 * speed * math.sqrt(max(depth, 1.0)) / 10
    flight = round(math.hypot(depth, side) / (speed * 0.95), 6)
    seen = hard or rng.random() < _ARRIVAL_SEEN
    caught = seen and (hard or rng.random() < _CAUGHT)
    height = clip(rng.gauss(4.2, 2.2), -1.5, 12)
    fall = rng.gauss(-13.4, 1.2)
    path = [
        round(value, 5)
        for start, way, bend in (
            (hand[0], depth, slowing),
            (hand[1], height - hand[1], fall),
            (hand[2], side, rng.gauss(2, 3)),
        )
        for value in (start, way / flight - bend * flight, bend)
    ]
    arrival = [path[n] + path[n + 1] * flight + path[n + 2] * flight * flight for n in (0, 3, 6)]
    release_speed = math.sqrt(sum(path[n] ** 2 for n in (1, 4, 7))) / FEET_PER_SECOND
    timing = [f"{value:.10G}" for value in (round(exchange + flight, 6), exchange, flight)]
    figures = [
        *numbers((release_speed,)),
        timing[0] if caught else "",
        timing[1] if caught else "",
        timing[2] if seen else "",
        *(numbers(catch) if caught else [""] * 3),
        *numbers((path[0], path[3], path[6])),
        *(numbers(tuple(arrival)) if seen else [""] * 3),
    ]
    return ThrowCells(figures, numbers(tuple(path)), ["High", _confidence(rng), _confidence(rng)])


def _confidence(rng: random.Random) -> str:
    return rng.choices(("High", "Medium", "Low"), (0.72, 0.22, 0.06))[0]

"""Pitchers' offerings: which types a pitcher throws, how fast, how they spin and move, and where they go."""

import random
from dataclasses import dataclass

from slugger.jobs.demo.chance import clip

MIRROR = {"Right": 1, "Left": -1}
"""Sign of arm-side movement in the files: toward third base for right-handers."""

_SINKER_FIRST = 0.2
_AT_LEAST = 3
_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class _Spread:
    """A figure of a pitch type: mean, standard deviation between pitchers, and from pitch to pitch."""

    mean: float
    between: float
    within: float


@dataclass(frozen=True, slots=True)
class PitchType:
    """A type of pitch across the league: mph, rpm, inches of break, feet; arm side positive.

    `extension` and `whiff` are differences to the pitcher's extension and to the log odds of a miss.
    """

    auto: str
    tags: tuple[str, ...]
    share: float
    speed: _Spread
    spin: _Spread
    rise: _Spread
    run: _Spread
    height: float
    side: float
    extension: float
    whiff: float


FOUR_SEAM = PitchType(
    auto="Four-Seam",
    tags=("Fastball", "Fastball", "FourSeamFastBall"),
    share=1.0,
    speed=_Spread(90.2, 2.1, 0.95),
    spin=_Spread(2250, 150, 72),
    rise=_Spread(17.4, 2.2, 1.9),
    run=_Spread(9.0, 3.0, 2.3),
    height=2.74,
    side=-0.05,
    extension=0.12,
    whiff=-0.1,
)
SINKER = PitchType(
    auto="Sinker",
    tags=("Sinker", "Fastball", "TwoSeamFastBall"),
    share=0.45,
    speed=_Spread(89.2, 2.1, 0.9),
    spin=_Spread(2140, 130, 73),
    rise=_Spread(10.5, 3.6, 2.4),
    run=_Spread(15.3, 2.0, 1.9),
    height=2.42,
    side=0.27,
    extension=0.1,
    whiff=-0.35,
)
CUTTER = PitchType(
    auto="Cutter",
    tags=("Cutter",),
    share=0.13,
    speed=_Spread(86.9, 1.8, 1.0),
    spin=_Spread(2325, 150, 80),
    rise=_Spread(13.0, 2.2, 2.0),
    run=_Spread(1.0, 2.2, 2.2),
    height=2.66,
    side=-0.2,
    extension=0.2,
    whiff=-0.1,
)
SLIDER = PitchType(
    auto="Slider",
    tags=("Slider", "Slider", "Sweeper"),
    share=0.75,
    speed=_Spread(81.2, 2.5, 1.4),
    spin=_Spread(2375, 250, 105),
    rise=_Spread(2.9, 2.8, 2.5),
    run=_Spread(-5.9, 4.2, 3.0),
    height=2.18,
    side=-0.4,
    extension=-0.3,
    whiff=0.15,
)
CURVEBALL = PitchType(
    auto="Curveball",
    tags=("Curveball",),
    share=0.65,
    speed=_Spread(76.3, 2.8, 1.3),
    spin=_Spread(2335, 280, 100),
    rise=_Spread(-5.0, 4.0, 2.6),
    run=_Spread(-8.5, 4.2, 3.0),
    height=2.06,
    side=-0.2,
    extension=-0.45,
    whiff=0.4,
)
CHANGEUP = PitchType(
    auto="Changeup",
    tags=("ChangeUp",),
    share=0.8,
    speed=_Spread(82.2, 2.6, 1.6),
    spin=_Spread(1850, 230, 140),
    rise=_Spread(8.0, 3.8, 2.8),
    run=_Spread(13.2, 2.8, 2.6),
    height=2.28,
    side=0.28,
    extension=0.0,
    whiff=0.1,
)
SPLITTER = PitchType(
    auto="Splitter",
    tags=("Splitter",),
    share=0.07,
    speed=_Spread(82.4, 2.6, 1.1),
    spin=_Spread(990, 110, 74),
    rise=_Spread(4.5, 4.0, 3.0),
    run=_Spread(9.2, 2.6, 2.6),
    height=2.26,
    side=0.28,
    extension=-0.1,
    whiff=0.15,
)
TYPES = (FOUR_SEAM, SINKER, CUTTER, SLIDER, CURVEBALL, CHANGEUP, SPLITTER)
"""Every type of pitch."""


@dataclass(frozen=True, slots=True)
class Offering:
    """One pitcher's version of a type: mean and pitch-to-pitch spread, arm side positive."""

    type: PitchType
    speed: float
    spin: float
    rise: float
    run: float


@dataclass(frozen=True, slots=True)
class Arsenal:
    """What a pitcher throws, how often, and from where: height, side (arm side positive) and extension in feet."""

    offerings: tuple[Offering, ...]
    cumulative: tuple[float, ...]
    release_height: float
    release_side: float
    extension: float


def _types(rng: random.Random) -> list[PitchType]:
    """Choose three to five types: a fastball, something that breaks, something slow."""
    leading = FOUR_SEAM if rng.random() >= _SINKER_FIRST else SINKER
    rest = [kind for kind in TYPES if kind is not leading]
    rest.sort(key=lambda t: rng.random() / t.share)
    chosen = [leading, *(t for t in rest if rng.random() < t.share)]
    chosen.extend([t for t in rest if t not in chosen])
    return chosen[: rng.randint(_AT_LEAST, _AT_MOST)]


def draw_arsenal(rng: random.Random) -> Arsenal:
    """Invent the arsenal of one pitcher."""
    strength = rng.gauss(0, 1)
    offerings = []
    for kind in _types(rng):
        speed = kind.speed.mean + kind.speed.between * (0.85 * strength + 0.5 * rng.gauss(0, 1))
        spin = max(rng.gauss(kind.spin.mean, kind.spin.between), 700)
        offerings.append(
            Offering(
                kind,
                speed,
                spin,
                rng.gauss(kind.rise.mean, kind.rise.between),
                rng.gauss(kind.run.mean, kind.run.between),
            )
        )
    shares = [rng.uniform(0.5, 1.0) * (1.5 if n == 0 else 0.4 + kind.type.share) for n, kind in enumerate(offerings)]
    cumulative = tuple(sum(shares[: n + 1]) for n in range(len(shares)))
    height = clip(rng.gauss(5.75, 0.4), 4.4, 6.8)
    return Arsenal(
        tuple(offerings),
        cumulative,
        height,
        clip(rng.gauss(1.65, 0.6), -0.5, 3.2),
        clip(rng.gauss(5.75, 0.45), 4.6, 7.0),
    )

"""Reproducible chance: one stream of random numbers per purpose, and the identifiers drawn from it."""

import math
import random

_UUID_EPOCH_TICKS = 0x01B21DD213814000
"""100 ns ticks from 15 October 1582, where time-based UUIDs begin, to 1 January 1970."""


def stream(*names: object) -> random.Random:
    """Start the stream of random numbers that `names` stand for; the same names always give the same stream."""
    return random.Random("/".join(str(name) for name in names))  # noqa: S311 (reproducible on purpose, nothing is secret)


def logistic(odds: float) -> float:
    """Turn log odds into a probability."""
    return 1 / (1 + math.exp(-odds))


def clip(value: float, low: float, high: float) -> float:
    """Hold `value` between `low` and `high`."""
    return min(max(value, low), high)


def random_uuid(rng: random.Random) -> str:
    """Draw a UUID of version 4."""
    bits = rng.getrandbits(128)
    digits = f"{bits:032x}"
    variant = "89ab"[bits & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def time_uuid(unix_ticks: int, clock_and_node: int) -> str:
    """Make the UUID of version 1 of a moment, in 100 ns ticks since 1970, on a machine of 62 bits."""
    ticks = unix_ticks + _UUID_EPOCH_TICKS
    low, middle, high = ticks & 0xFFFFFFFF, ticks >> 32 & 0xFFFF, ticks >> 48 & 0x0FFF
    tail = f"{0x2 << 62 | clock_and_node:016x}"
    return f"{low:08x}-{middle:04x}-1{high:03x}-{tail[:4]}-{tail[4:]}"


def retimed_uuid(text: str, rng: random.Random) -> str:
    """Make the UUID of version 1 that another machine gives to the moment of `text`, at most a second later."""
    low, middle, high = text.split("-")[:3]
    ticks = int(high[1:] + middle + low, 16) - _UUID_EPOCH_TICKS
    return time_uuid(ticks + rng.randrange(10_000_000), rng.getrandbits(62))

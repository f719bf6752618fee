"""A pitch's flight at constant acceleration, and every figure of the files that follows from it."""

import math
from dataclasses import dataclass

from slugger.jobs.demo.columns import numbers, pattern

MOUND = 60.5
"""Distance in feet from the rubber to the back tip of the plate."""
PLATE_FRONT = 17 / 12
"""Distance in feet from the back tip to the front of the plate."""
FEET_PER_SECOND = 5280 / 3600
"""Feet per second in one mile per hour."""

_GRAVITY = 32.174
_GRAVITY_DROP = 193.04
_STEPS_OF_A_CLOCK = 48
_TILT, _Y0 = 5, 3
_DIGITS = pattern([5, 6, 6, 6, 6, *[5] * 9, 6, 6, 6])


@dataclass(slots=True)
class Thrown:
    """How a pitch leaves the hand and where it goes; side is positive toward third base.

    Speed in mph, spin in rpm, axis in degrees, break in inches, places in feet; `drag` is the t^2 depth coefficient
    over the square of the speed.
    """

    speed: float
    spin: float
    axis: float
    release_height: float
    release_side: float
    extension: float
    plate_height: float
    plate_side: float
    rise: float
    run: float
    drag: float


def _coefficients(thrown: Thrown) -> tuple[float, ...]:
    """Solve the path that joins release and plate with the given break: depth, height, side (+ toward first base)."""
    depth = MOUND - thrown.extension
    way = depth - PLATE_FRONT
    speed = thrown.speed * FEET_PER_SECOND * 0.9985
    slowing = thrown.drag * speed * speed
    flight = 2 * way / (speed + math.sqrt(speed * speed - 4 * slowing * way))
    drop = (thrown.rise - _GRAVITY_DROP * flight * flight) / 12
    climb = speed * (thrown.plate_height - thrown.release_height - drop) / way
    run = -thrown.run / 12
    across = speed * (thrown.release_side - thrown.plate_side - run) / way
    bend = slowing / speed
    return (
        depth, -speed, slowing,
        thrown.release_height, climb, drop / (flight * flight) - climb * bend,
        -thrown.release_side, across, run / (flight * flight) - across * bend,
    )  # fmt: skip


def tilt(axis: float) -> str:
    """Write a spin axis in degrees as a clock face in quarter hours, `10:45` for 145."""
    quarters = round((axis + 180) % 360 / 7.5) % _STEPS_OF_A_CLOCK
    return f"{quarters // 4 or 12}:{quarters % 4 * 15:02d}"


def _time_to(path: tuple[float, ...], depth: float) -> float:
    """Give the seconds from release until the ball is `depth` feet from the plate."""
    xc0, xc1, xc2 = path[:3]
    return 2 * (xc0 - depth) / (-xc1 + math.sqrt(xc1 * xc1 - 4 * xc2 * (xc0 - depth)))


def _fit(path: tuple[float, ...], arrival: float) -> tuple[float, ...]:
    """Give the PITCHf/x values of a path, pfxx to az0 without y0."""
    _, xc1, xc2, yc0, yc1, yc2, zc0, zc1, zc2 = path
    start, last = _time_to(path, 50), (arrival - _time_to(path, 40)) ** 2
    return (
        12 * zc2 * last, 6 * (2 * yc2 + _GRAVITY) * last,
        zc0 + zc1 * start + zc2 * start * start, yc0 + yc1 * start + yc2 * start * start,
        zc1 + 2 * zc2 * start, xc1 + 2 * xc2 * start, yc1 + 2 * yc2 * start,
        2 * zc2, 2 * xc2, 2 * yc2,
    )  # fmt: skip


def flight_cells(thrown: Thrown) -> tuple[list[str], list[str], str, str, list[str]]:
    """Write the cells of a pitch.

    Returns RelSpeed to ZoneTime, pfxx to az0, EffectiveVelo, SpeedDrop, and the nine path coefficients.
    """
    path = _coefficients(thrown)
    xc0, xc1, xc2, yc0, yc1, yc2, zc0, zc1, zc2 = path
    arrival = round(_time_to(path, PLATE_FRONT), 6)
    vx, vy, vz = xc1 + 2 * xc2 * arrival, yc1 + 2 * yc2 * arrival, zc1 + 2 * zc2 * arrival
    speed = math.sqrt(xc1 * xc1 + yc1 * yc1 + zc1 * zc1) / FEET_PER_SECOND
    zone_speed = math.sqrt(vx * vx + vy * vy + vz * vz) / FEET_PER_SECOND
    square = arrival * arrival
    height, side = yc0 + yc1 * arrival + yc2 * square, zc0 + zc1 * arrival + zc2 * square
    vertical = 12 * square * (yc2 - yc1 * xc2 / xc1)
    cells = numbers(
        (
            speed,
            math.degrees(math.atan2(yc1, -xc1)),
            math.degrees(math.atan2(-zc1, -xc1)),
            thrown.spin,
            thrown.axis,
            yc0,
            -zc0,
            MOUND - xc0,
            vertical,
            vertical + _GRAVITY_DROP * square,
            -12 * square * (zc2 - zc1 * xc2 / xc1),
            height,
            -side,
            zone_speed,
            math.degrees(math.atan2(vy, -vx)),
            math.degrees(math.atan2(-vz, -vx)),
            arrival,
        ),
        _DIGITS,
    )
    cells.insert(_TILT, tilt(thrown.axis))
    *fitted, effective, drop = numbers((*_fit(path, arrival), speed * 54 / xc0, speed - zone_speed))
    fitted.insert(_Y0, "50")
    return cells, fitted, effective, drop, numbers(path)

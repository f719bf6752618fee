"""Values as PostgreSQL writes them into JSON, so that each has one text whoever writes it."""

import math
import re
from datetime import datetime, time
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction

import orjson

_LEAST_PLAIN, _LEAST_EXPONENT = 1e-4, 1e15
"""Magnitudes from which on, and up to which, a number is written without an exponent."""


_FIRST_TIE = 2.0**53
"""Magnitude from which on a number halfway between two can have fewer digits than they."""


class Exponential(float):
    """A number that is written with an exponent, or a zero with a sign."""


def number(value: float) -> float | int:
    """Give a number in the form in which it is written: whole ones without a fraction."""
    if _LEAST_PLAIN <= abs(value) < _LEAST_EXPONENT:
        return int(value) if value.is_integer() else value
    if value == 0 and math.copysign(1, value) > 0:
        return 0
    return Exponential(value)


def instant_text(instant: datetime | time) -> str:
    """Write an instant or a time of day in ISO 8601, without zeros at the end of a fraction of seconds."""
    return _ZEROS.sub(r"\1", instant.isoformat())


_ZEROS = re.compile(r"(\.\d*?[1-9])0+(?=$|[+-])")


def written(value: object) -> orjson.Fragment:
    """Write what orjson does not know: `default` of its `dumps`."""
    if isinstance(value, Exponential):
        return orjson.Fragment(_exponential(value))
    raise TypeError(f"{type(value).__name__} is no value of JSON")


def to_json(value: object) -> bytes:
    """Write JSON as PostgreSQL does, without blanks."""
    return orjson.dumps(value, default=written)


def _exponential(value: float) -> str:
    """Write the shortest digits nearer to the number than to any other, and an exponent of two digits or more."""
    if value == 0:
        return "-0"
    digits = Decimal(repr(float(value))).normalize()
    if abs(value) >= _FIRST_TIE and not _is_nearest(digits, value):
        digits = _nearest(value, len(digits.as_tuple().digits))
    mantissa, _, exponent = f"{digits:e}".partition("e")
    return f"{mantissa}e{int(exponent):+03}"


def _is_nearest(digits: Decimal, value: float) -> bool:
    """Tell digits that do not lie halfway to the next number: Python takes those for the even one of the two."""
    nearer, further = (math.nextafter(value, end) for end in (0, math.copysign(math.inf, value)))
    step = abs(Fraction(value) - Fraction(nearer)) if math.isinf(further) else abs(Fraction(further) - Fraction(value))
    away = Fraction(digits) - Fraction(value)
    outward = (away > 0) == (value > 0)
    return abs(away) * 2 < (step if outward else abs(Fraction(value) - Fraction(nearer)))


def _nearest(value: float, length: int) -> Decimal:
    """Give the first digits, `length` or more, that are nearest to the number."""
    roundings = [Context(length, rounding).create_decimal(value) for rounding in (ROUND_FLOOR, ROUND_CEILING)]
    found = [digits for digits in roundings if _is_nearest(digits, value)]
    if not found:
        return _nearest(value, length + 1)
    return min(found, key=lambda digits: abs(Fraction(digits) - Fraction(value))).normalize()

"""Values as PostgreSQL writes them into JSON, so that each has one text whoever writes it."""

import math
import re
from datetime import datetime, time

import orjson

_LEAST_PLAIN, _LEAST_EXPONENT = 1e-4, 1e15
"""Magnitudes from which on, and up to which, a number is written without an exponent."""


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
    """Write the shortest digits that read as the number, and an exponent of two digits or more."""
    text = repr(float(value))
    if value == 0:
        return "-0"
    if "e" in text:
        return text
    digits = text.removesuffix(".0").lstrip("-")
    fraction = digits[1:].rstrip("0")
    return f"{'-' if value < 0 else ''}{digits[0]}{'.' if fraction else ''}{fraction}e+{len(digits) - 1:02}"

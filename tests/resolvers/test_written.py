"""Values are written as PostgreSQL writes them into JSON, to the last character."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any, TypeVar

import asyncpg
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slugger.resolvers.cursor import _plain
from slugger.resolvers.written import instant_text, number, to_json

ASK = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Value = TypeVar("Value")


def many(values: st.SearchStrategy[Value]) -> st.SearchStrategy[list[Value]]:
    return st.lists(values, min_size=1, max_size=300)


async def by_postgres(connection: asyncpg.Connection, kind: str, values: Sequence[Any]) -> list[str]:
    """Give the text of each value in JSON."""
    await connection.execute("SET timezone = 'UTC'")
    rows = await connection.fetch(f"SELECT to_json(v)::text FROM unnest($1::{kind}[]) v", list(values))
    return [text for (text,) in rows]


def by_python(values: Sequence[Any]) -> list[str]:
    return [to_json(_plain(value)).decode() for value in values]


FLOATS = (
    *(0.0, -0.0, 1.0, -1.0, 0.1, 0.30000000000000004, 1 / 3, 95.125, 100.0, 2200.5),
    *(1e-4, 9.999999999999999e-5, 1e-5, -1e-5, 1.5e-5, 1.234e-7, 1e-10, 1e-100, 1.5e-300),
    *(5e-324, -5e-324, 1e-323, 2.2250738585072014e-308, 2.225073858507201e-308),
    *(123456789012345.0, 999999999999999.0, 999999999999999.9, 1e15, -1e15, 1000000000000001.0, 1234567890123456.0),
    *(1e16, 1.5e16, 9007199254740993.0, 12345678901234567.0, 1e17, 1e20, 1e21, 1e22, 1e23, 1.2345e22),
    *(1e99, 1e100, 1.7976931348623157e308, -1.7976931348623157e308),
)


async def test_numbers_at_the_borders(connection: asyncpg.Connection) -> None:
    assert by_python(FLOATS) == await by_postgres(connection, "float8", FLOATS)


@ASK
@given(many(st.floats(allow_nan=False, allow_infinity=False)))
async def test_every_number(connection: asyncpg.Connection, values: list[float]) -> None:
    assert by_python(values) == await by_postgres(connection, "float8", values)


@ASK
@given(many(st.floats(allow_nan=False, allow_infinity=False, width=32)), st.integers(-20, 20))
async def test_numbers_of_every_magnitude(connection: asyncpg.Connection, values: list[float], power: int) -> None:
    scaled = [value for value in (v * 10.0**power for v in values) if math.isfinite(value)]
    whole = [float(round(value)) for value in scaled]
    for some in (scaled, whole):
        assert by_python(some) == await by_postgres(connection, "float8", some)


@ASK
@given(many(st.integers(2**53, 2**70) | st.integers(50, 1023).map(lambda power: 2**power)))
async def test_numbers_that_lie_halfway(connection: asyncpg.Connection, values: list[int]) -> None:
    near = [float(value) for value in values] + [-math.nextafter(float(value), 0) for value in values]
    assert by_python(near) == await by_postgres(connection, "float8", near)


@ASK
@given(many(st.datetimes(timezones=st.just(UTC))))
async def test_every_instant(connection: asyncpg.Connection, values: list[datetime]) -> None:
    assert by_python(values) == await by_postgres(connection, "timestamptz", values)


@ASK
@given(many(st.times()))
async def test_every_time_of_day(connection: asyncpg.Connection, values: list[time]) -> None:
    assert by_python(values) == await by_postgres(connection, "time", values)


@pytest.mark.parametrize(
    ("microsecond", "written"),
    [
        (0, "12:00:00"),
        (100_000, "12:00:00.1"),
        (120_000, "12:00:00.12"),
        (1, "12:00:00.000001"),
        (10, "12:00:00.00001"),
    ],
)
def test_fractions_end_without_zeros(microsecond: int, written: str) -> None:
    at = datetime(2026, 5, 10, 12, 0, 0, microsecond, UTC)
    assert instant_text(at) == f"2026-05-10T{written}+00:00"
    assert instant_text(at.time()) == written


@ASK
@given(many(st.dates()), many(st.uuids()), many(st.booleans()))
async def test_days_keys_and_flags(connection: asyncpg.Connection, days: Any, keys: Any, flags: Any) -> None:
    for kind, values in (("date", days), ("uuid", keys), ("bool", flags)):
        assert by_python(values) == await by_postgres(connection, kind, values)


@ASK
@given(many(st.integers(-(2**63), 2**63 - 1)))
async def test_whole_numbers(connection: asyncpg.Connection, values: list[int]) -> None:
    assert by_python(values) == await by_postgres(connection, "int8", values)


@ASK
@given(many(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))))
async def test_every_text(connection: asyncpg.Connection, values: list[str]) -> None:
    assert by_python(values) == await by_postgres(connection, "text", values)


async def test_control_characters(connection: asyncpg.Connection) -> None:
    values = [chr(code) for code in range(1, 0x100)] + ["\u2028", "\ufeff", "\U0001f3bf", "</script>"]
    assert by_python(values) == await by_postgres(connection, "text", values)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_written_reads_as_it_was(value: float) -> None:
    assert orjson.loads(to_json(number(value))) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_stays_one_for_whoever_counts_with_it(value: float) -> None:
    assert number(value) == value
    assert isinstance(number(value), (int, float))

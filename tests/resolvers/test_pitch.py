"""A delivered local instant is one, or null: in Python and in SQL."""

from datetime import datetime
from types import SimpleNamespace

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slugger.resolvers.pitch import _if_instant, local_instant

INSTANTS = {
    "2026-05-01T19:05:12.1234567-04:00": True,
    "2026-05-01T19:05:12Z": True,
    "2026-12-31T23:59:59.9+14:00": True,
    "2026-05-01T19:05:12": False,
    "2026-05-01 19:05:12Z": False,
    "2026-05-01T19:05:12.Z": False,
    "2026-05-01T19:05:12Z\n": False,
    "2026-05-01T19:05Z": False,
    "2026-13-01T19:05:12Z": False,
    "2026-05-32T19:05:12Z": False,
    "2026-05-01T24:05:12Z": False,
    "2026-05-01T19:60:12Z": False,
    "2026-05-01T19:05:60Z": False,
    "2026-05-01T19:05:12+24:00": False,
    "2026-05-01T19:05:12z": False,
    "\u0662026-05-01T19:05:12Z": False,
    "x2026-05-01T19:05:12Z": False,
    "yesterday": False,
    "": False,
}


def shown(text: str | None) -> str | None:
    return local_instant("at")(SimpleNamespace(at=text))


@pytest.mark.parametrize("text", INSTANTS)
def test_only_an_instant_with_an_offset_is_one(text: str) -> None:
    assert shown(text) == (text if INSTANTS[text] else None)


def test_nothing_is_null() -> None:
    assert shown(None) is None


async def test_the_rule_in_sql_is_the_rule_in_python(connection: asyncpg.Connection) -> None:
    rows = await connection.fetch(f"SELECT t, {_if_instant('t')} FROM unnest($1::text[]) t", [*INSTANTS, None])
    assert [(text, found) for text, found in rows] == [(text, shown(text)) for text in (*INSTANTS, None)]


@given(st.datetimes(), st.integers(0, 9_999_999))
def test_every_instant_that_files_write_is_one(at: datetime, fraction: int) -> None:
    text = f"{at.replace(microsecond=0).isoformat()}.{fraction:07}-04:00"
    assert shown(text) == text

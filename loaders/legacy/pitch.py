"""Pitches as the legacy API lists them: counted by day, and copied out page by page as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Dialect, func, or_, select
from sqlalchemy.dialects import postgresql
from sqlmodel.ext.asyncio.session import AsyncSession

from slugger.loaders.keyset import attribute
from slugger.loaders.legacy.condition import Condition, compared
from slugger.models.legacy import PITCH_COLUMNS, pitch_expressions
from slugger.models.measurement import PITCH, POSITIONING, Kind
from slugger.models.pitch import Pitch

_KINDS = {measurement.name: measurement.kind for measurement in (*PITCH, *POSITIONING)}
COUNTS = tuple(name for name in PITCH_COLUMNS if _KINDS.get(name) is Kind.INTEGER)
NUMBERS = tuple(name for name in PITCH_COLUMNS if _KINDS.get(name) is Kind.NUMBER)
TEXTS = tuple(name for name in PITCH_COLUMNS if name not in {*COUNTS, *NUMBERS})
"""The columns by what their JSON is."""
MARK = "@"
"""Stands in a row that is copied out between its counts, its numbers and its texts."""

Days: TypeAlias = Sequence[tuple[date | None, int]]
"""Days in order, the unknown day last, each with a number of pitches."""

_ASKED = {name: attribute(Pitch, name) for name in PITCH_COLUMNS if hasattr(Pitch, name)}
_DAY, _TIME, _GAME, _NUMBER = (attribute(Pitch, name) for name in ("date", "time", "game_id", "pitch_number"))


@dataclass(frozen=True)
class DayWindow:
    """At most `limit` rows from `offset` on among the pitches of `days`."""

    days: tuple[date | None, ...]
    offset: int
    limit: int
    descending: bool
    """Whether the latest pitch of each day comes first; the days always go up."""


async def days(session: AsyncSession, conditions: Sequence[Condition]) -> Days:
    """Count the pitches that meet the conditions, day by day."""
    statement: Any = (
        select(_DAY, func.count()).where(*compared(_ASKED, conditions)).group_by(_DAY).order_by(_DAY.asc().nulls_last())
    )
    return [(day, number) for day, number in await session.exec(statement)]


async def copied(session: AsyncSession, conditions: Sequence[Condition], window: DayWindow) -> bytes:
    """Give the rows of a window as PostgreSQL's COPY writes them: a line a row, a tab between two columns.

    The columns are COUNTS, the mark, NUMBERS, the mark, TEXTS; texts stand in double quotes, what is missing is null.
    """
    driver: Any = (await (await session.connection()).get_raw_connection()).driver_connection
    received = bytearray()

    async def receive(data: bytes) -> None:
        received.extend(data)

    # COPY takes no parameters: the conditions of pitches are terms, numbers and keys, which the compiler writes out.
    statement = _COPIED.format(
        columns=_columns(),
        chosen=_chosen(conditions, window),
        direction="DESC" if window.descending else "ASC",
    )
    await driver.copy_from_query(statement, output=receive, null="null")
    return bytes(received)


def _chosen(conditions: Sequence[Condition], window: DayWindow) -> str:
    time, number = (key.desc() if window.descending else key.asc() for key in (_TIME, _NUMBER))
    statement = (
        select(attribute(Pitch, "pitch_id"))
        .where(*compared(_ASKED, conditions), _on(window.days))
        .order_by(_DAY.asc(), time, _GAME.asc(), number)
        .limit(window.limit)
        .offset(window.offset)
    )
    return str(statement.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))


def _on(wanted: Sequence[date | None]) -> ColumnElement[bool]:
    known = _DAY.in_([day for day in wanted if day is not None])
    return or_(known, _DAY.is_(None)) if None in wanted else known


@cache
def _columns() -> str:
    expressions = pitch_expressions()
    # The one number that is always whole; written so, a row in which every number has a point is the rule.
    expressions["y0"] = f"CASE p.y0 WHEN 50 THEN '50.0' ELSE ({expressions['y0']})::text END"
    counts = ", ".join(expressions[name] for name in COUNTS)
    numbers = ", ".join(expressions[name] for name in NUMBERS)
    texts = ", ".join(f"""'"' || {expressions[name]} || '"'""" for name in TEXTS)
    return f"{counts}, '{MARK}', {numbers}, '{MARK}', {texts}"


_DIALECT: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
_COPIED = """
    SELECT {columns}
    FROM ({chosen}) AS chosen
    JOIN league.pitch p ON p.pitch_id = chosen.pitch_id
    LEFT JOIN league.positioning f ON f.pitch_id = chosen.pitch_id
    ORDER BY p.date, p.time {direction}, p.game_id, p.pitch_number {direction}
"""

"""From a file's bytes to rows of a temporary table: COPY reads what is well formed, `records` the rest."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

import asyncpg

from slugger.jobs.trackman.delivery import Delivery, Scan
from slugger.jobs.trackman.layout import PITCH_LAYOUT, POSITIONING_LAYOUT, Column, HeaderMatch, Layout
from slugger.jobs.trackman.records import BLANKS, EXTRA, READ, Findings, columns, normalised, read_header
from slugger.models.measurement import Kind
from slugger.models.terms import MISSING, NOT_SAID
from slugger.models.trackman_file import FileKind

TABLES = {FileKind.PITCH: "pitch_delivery", FileKind.POSITIONING: "positioning_delivery"}
"""Temporary table that the rows of each kind of file are staged in."""
LAYOUTS = {FileKind.PITCH: PITCH_LAYOUT, FileKind.POSITIONING: POSITIONING_LAYOUT}
"""Columns of each kind of file."""

PLACE = "place"
"""Name of the column that keeps the order of the file: COPY may put a short row into the room before longer ones."""

_TYPES = {
    Kind.INTEGER: "smallint",
    Kind.NUMBER: "double precision",
    Kind.TEXT: "text",
    Kind.TERM: "text",
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.UUID: "uuid",
    Kind.INSTANT: "timestamptz",
    Kind.LOCAL_INSTANT: "text",
    Kind.FLAG: "text",
}
_INSTANT = r"^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([+-]\d\d:\d\d|Z)$"


def _quoted(texts: Iterable[str]) -> str:
    return ", ".join(f"'{text}'" for text in sorted(texts))


@dataclass(frozen=True)
class Staged:
    """The rows of one file in its temporary table."""

    kind: FileKind
    rows: int
    findings: Findings


def _definition(column: Column) -> str:
    return f"{column.name} {_TYPES[column.kind]} {_check(column)}"


def _check(column: Column) -> str:
    """Give the constraint that lets COPY pass only cells which need no second look."""
    name = column.name
    if column.raw:
        return ""
    if column.vocabulary:
        accepted = [term.value for term in column.vocabulary] + ["Undefined"] * (column.vocabulary in NOT_SAID)
        return f"CHECK ({name} IN ({_quoted(accepted)}) OR {READ})"
    if column.kind is Kind.TEXT:
        return f"CHECK (lower({name}) NOT IN ({_quoted(MISSING)}) AND {name} = btrim({name}, '{BLANKS}'))"
    if column.kind is Kind.LOCAL_INSTANT:
        return f"CHECK ({name} ~ '{_INSTANT}')"
    if column.kind is Kind.FLAG:
        return f"CHECK ({name} IN ('true', 'false'))"
    return ""


def _create(table: str, layout: Layout) -> str:
    definitions = ", ".join(map(_definition, layout.columns))
    more = f"{EXTRA} jsonb, {READ} boolean DEFAULT false, {PLACE} bigint GENERATED ALWAYS AS IDENTITY"
    return f"CREATE TEMPORARY TABLE IF NOT EXISTS {table} ({definitions}, {more}) ON COMMIT DELETE ROWS"


# The tables grow under the plans that a connection keeps, so it is told to use indexes from the first, empty table on.
_SESSION = """
    SET DateStyle = 'ISO, YMD'; SET client_min_messages = error; SET jit = off; SET enable_seqscan = off;
    SET enable_mergejoin = off; SET random_page_cost = 1.1
"""


async def prepare(connection: asyncpg.Connection) -> None:
    """Make the temporary tables of a connection that is going to load files."""
    await connection.execute(_SESSION)
    for kind, table in TABLES.items():
        await connection.execute(_create(table, LAYOUTS[kind]))


class _UnsoundError(Exception):
    """The staged rows hold something that only a careful reading can name."""


async def stage(connection: asyncpg.Connection, delivery: Delivery, scan: Scan, kind: FileKind, game_id: str) -> Staged:
    """Bring the rows of `delivery` into its temporary table, in the order of the file, inside the caller's transaction.

    Raises DeliveryError naming line and column when a row cannot be loaded.
    """
    match = read_header(delivery, LAYOUTS[kind])
    if not (match.unknown or scan.suspicious):
        try:
            async with connection.transaction():
                return await _copy_as_it_is(connection, delivery, match, kind, game_id)
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, _UnsoundError):
            pass  # the careful reading below either mends the file or names the fault
    findings = Findings()
    rows = await _copy(
        connection,
        TABLES[kind],
        columns(match),
        _asynchronous(normalised(delivery, match, game_id, findings)),
        header=False,
    )
    return Staged(kind, rows, findings)


async def _copy_as_it_is(
    connection: asyncpg.Connection, delivery: Delivery, match: HeaderMatch, kind: FileKind, game_id: str
) -> Staged:
    names = [column.name for column in match.columns if column]
    rows = await _copy(connection, TABLES[kind], names, _asynchronous(delivery.blocks()), header=True)
    if not await connection.fetchval(_SOUND[kind], game_id):
        raise _UnsoundError
    return Staged(kind, rows, Findings())


async def _copy(
    connection: asyncpg.Connection, table: str, names: list[str], source: AsyncIterator[bytes], *, header: bool
) -> int:
    status = await connection.copy_to_table(table, columns=names, source=source, format="csv", header=header)
    return int(status.removeprefix("COPY "))


async def _asynchronous(blocks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for block in blocks:
        yield block


def _at_least(kind: FileKind, minimum: int) -> list[str]:
    return [column.name for column in LAYOUTS[kind].columns if column.minimum == minimum]


def _sound(kind: FileKind) -> str:
    filled = " AND ".join(f"count({c.name}) = count(*)" for c in LAYOUTS[kind].columns if c.filled)
    if kind is FileKind.POSITIONING:
        return f"""SELECT {filled} AND count(DISTINCT pitch_uid) = count(pitch_uid)
                   AND count(DISTINCT pitch_number) = count(pitch_number) AND $1::text IS NOT NULL
                   AND count(*) FILTER (WHERE {_UNSURE_INSTANT}) = 0
                   FROM {TABLES[kind]}"""
    return f"""
        SELECT {filled} AND min(trackman_game_id) = $1 AND max(trackman_game_id) = $1
            AND count(DISTINCT pitch_uid) = count(*) AND count(DISTINCT pitch_number) = count(*)
            AND min(least({", ".join(_at_least(kind, 1))})) >= 1 AND min(least({", ".join(_at_least(kind, 0))})) >= 0
            AND count(*) FILTER (WHERE {_UNSURE_CLOCK}) = 0
        FROM {TABLES[kind]}"""


_UNSURE_CLOCK = """
    date IS DISTINCT FROM left(local_date_time, 10)::date OR time IS DISTINCT FROM substr(local_date_time, 12, 11)::time
    OR utc_date_time IS DISTINCT FROM local_date_time::timestamptz
"""
"""Rows whose clocks do not bear each other out: PostgreSQL also reads `today` and `noon`, and guesses at the rest."""
_UNSURE_INSTANT = f"""
    utc_date_time IS DISTINCT FROM (CASE WHEN localdatetime ~ '{_INSTANT}' THEN localdatetime END)::timestamptz
"""


_SOUND = {kind: _sound(kind) for kind in TABLES}

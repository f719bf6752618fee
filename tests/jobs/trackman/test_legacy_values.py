"""What the legacy views show after loading is what the files say, in the types of the legacy tables."""

import csv
import struct
from pathlib import Path
from typing import Any

import asyncpg

from slugger.models.legacy import PITCH_COLUMNS
from slugger.models.measurement import PITCH, POSITIONING, Kind, Measurement
from slugger.models.terms import NOT_SAID
from slugger.tests.jobs.trackman.files import POSITIONED, VERIFIED, Deliveries, Row, load_each, pitches, positioned


def four_bytes(cell: str) -> float:
    """Give a number as a four-byte float holds it."""
    value: float = struct.unpack("f", struct.pack("f", float(cell)))[0]
    return value


def shown(measurement: Measurement, row: Row) -> Any:
    """Give what the legacy view shows of a cell."""
    cell = row.get(measurement.source, "").strip()
    if not cell or (measurement.vocabulary in NOT_SAID and cell == "Undefined"):
        return None
    if measurement.kind is Kind.NUMBER:
        return four_bytes(cell)
    return int(cell) if measurement.kind is Kind.INTEGER else cell


async def compare(connection: asyncpg.Connection, game: str, rows: list[Row], fielders: list[Row]) -> int:
    """Compare every cell of a game with the legacy table; gives the number of cells that hold something."""
    stored = await connection.fetch(
        """SELECT p.* FROM public.pitch p JOIN league.game g ON g.game_id = p.game_id
        WHERE g.trackman_game_id = $1 ORDER BY p.pitch_number""",
        game,
    )
    assert len(stored) == len(rows)
    behind = {row["PitchUID"]: row for row in fielders}
    filled = 0
    for legacy, row in zip(stored, sorted(rows, key=lambda row: int(row["PitchNo"])), strict=True):
        expected = {m.name: shown(m, row) for m in PITCH if m.name in PITCH_COLUMNS}
        expected |= {m.name: shown(m, behind.get(row["PitchUID"], {})) for m in POSITIONING}
        assert {name: legacy[name] for name in expected} == expected
        filled += sum(value is not None for value in expected.values())
    return filled


async def test_a_small_game(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    rows = pitches(12)
    rows[3] |= dict.fromkeys(("Date", "Time", "LocalDateTime", "UTCDateTime", "UTCDate", "UTCTime"), "")
    rows[4] |= {"y0": "50.00025", "HorzBreak": "-5E-05", "SpinRate": "2553.036123", "Tilt": "12:45", "RelSide": "1E-07"}
    fielders = positioned(rows[:10])
    await load_each(loading, [deliveries.put(VERIFIED, rows), deliveries.put(POSITIONED, fielders)])
    assert await compare(loading, VERIFIED.removesuffix(".csv"), rows, fielders) > 400
    clocks = await loading.fetchrow("SELECT date, time, local_date_time FROM public.pitch WHERE pitch_number = 1")
    assert tuple(clocks) == ("2026-04-24", "18:35:23.10", "2026-04-24T18:35:23.1000013-04:00")
    assert tuple(await loading.fetchrow("SELECT date, daily_game_number FROM public.game")) == ("2026-04-24", 1)


async def test_real_games(loading: asyncpg.Connection, real_files: Path) -> None:
    folder = real_files / "league"
    for position in sorted(folder.glob("*playerpositioning*")):
        path = folder / f"{position.name.partition('_')[0]}_unverified.csv"
        await load_each(loading, [position, path])
        with path.open(newline="") as file, position.open(newline="") as other:
            rows, fielders = list(csv.DictReader(file)), list(csv.DictReader(other))
        assert await compare(loading, path.name.partition("_")[0], rows, fielders) > 80 * len(rows)

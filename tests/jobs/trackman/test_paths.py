"""The quick way and the careful way through a file give the same rows."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slugger.jobs.demo.season import write_season
from slugger.jobs.trackman.delivery import Delivery, DeliveryError, delivery_of, find, scan
from slugger.jobs.trackman.file_name import parse_file_name
from slugger.jobs.trackman.records import normalised
from slugger.jobs.trackman.staging import LAYOUTS, TABLES, stage
from slugger.models.terms import NOT_SAID
from slugger.tests.jobs.trackman.files import POSITIONED, VERIFIED, Deliveries, pitches, positioned, text

RAW = {column.name for layout in LAYOUTS.values() for column in layout.columns if column.raw}
UNSAID = {column.name for layout in LAYOUTS.values() for column in layout.columns if column.vocabulary in NOT_SAID}


class Counted:
    """Counts how often the careful way is taken."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.careful = 0

        def counted(*values: Any) -> Any:
            self.careful += 1
            return normalised(*values)

        monkeypatch.setattr("slugger.jobs.trackman.staging.normalised", counted)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Watch the careful way."""
    return Counted(monkeypatch)


def _same(row: asyncpg.Record) -> dict[str, Any]:
    """Give a staged row as it is stored: without the marks of the careful way, and terms that say nothing as null."""
    cells = {name: value for name, value in row.items() if name not in {"read", "extra", "place"}}
    if "pitch_call" in cells:
        cells["pitch_call"] = cells["pitch_call"] or "Undefined"
    cells |= {name: None for name in UNSAID & cells.keys() if cells[name] == "Undefined"}
    return cells | {name: cells[name] or "" for name in RAW & cells.keys()}


def difference(quick: Any, careful: Any) -> Any:
    """Name what the two ways do not share."""
    if quick == careful or isinstance(quick, str) or isinstance(careful, str) or len(quick) != len(careful):
        return None if quick == careful else (quick if isinstance(quick, str) else len(quick), careful)
    return [
        (place, name, one[name], other[name])
        for place, (one, other) in enumerate(zip(quick, careful, strict=True))
        for name in one
        if one[name] != other[name]
    ]


async def rows_of(connection: asyncpg.Connection, delivery: Delivery, *, careful: bool) -> list[dict[str, Any]] | str:
    """Give what is staged of a file, or the reason why nothing is."""
    name, scanned = parse_file_name(delivery.name), scan(delivery)
    if scanned.error:
        return str(scanned.error)
    transaction = connection.transaction()
    await transaction.start()
    try:
        await stage(
            connection, delivery, replace(scanned, suspicious=scanned.suspicious or careful), name.kind, name.game_id
        )
        return [_same(row) for row in await connection.fetch(f"SELECT * FROM {TABLES[name.kind]} ORDER BY place")]
    except DeliveryError as error:
        return str(error)
    finally:
        await transaction.rollback()


async def both(connection: asyncpg.Connection, path: Path) -> tuple[Any, Any]:
    """Give what is staged of a file in both ways."""
    delivery = delivery_of(path)
    return await rows_of(connection, delivery, careful=False), await rows_of(connection, delivery, careful=True)


async def test_real_files(loading: asyncpg.Connection, real_files: Path, counted: Counted) -> None:
    files = find([real_files])
    for delivery in files:
        quick, careful = await both(loading, delivery.path)
        assert difference(quick, careful) is None, delivery.name
    assert counted.careful == len(files)


async def test_files_of_the_demo(loading: asyncpg.Connection, tmp_path: Path, counted: Counted) -> None:
    season = write_season(tmp_path, games=14, seed=7)
    for path in season.paths:
        quick, careful = await both(loading, path)
        assert difference(quick, careful) is None, path.name
    assert len(season.paths) <= counted.careful < 1.4 * len(season.paths)


async def test_a_plain_file_takes_the_quick_way(
    loading: asyncpg.Connection, deliveries: Deliveries, counted: Counted
) -> None:
    for path in (deliveries.put(VERIFIED, pitches(9)), deliveries.put(POSITIONED, positioned(pitches(9)))):
        quick = await rows_of(loading, delivery_of(path), careful=False)
        assert len(quick) == 9
    assert counted.careful == 0


COLUMNS = (
    *("RelSpeed", "y0", "PitchNo", "Balls", "Inning", "RunsScored", "PitchUID", "PlayID", "GameUID", "Date", "Time"),
    *("LocalDateTime", "UTCDateTime", "UTCDate", "PitchCall", "Top/Bottom", "BatterSide", "PitcherThrows", "Notes"),
    *("Tilt", "PitcherTeam", "GameID", "Level", "Pitcher", "PitcherId", "AutoPitchType", "CatcherTeam"),
)
CELLS = (
    st.sampled_from(["nan", "Undefined", "B", "2026-04-24", "18:35:00", "N/A", "1E-5", "Top", "inplay"])
    | st.text("0123456789.+-eExX_nNaAiIfF\"',:T \t\\", max_size=12)
    | st.text(max_size=6)
)


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(column=st.sampled_from(COLUMNS), cell=CELLS, quoted=st.booleans())
async def test_any_cell(
    loading: asyncpg.Connection, deliveries: Deliveries, column: str, cell: str, quoted: bool
) -> None:
    """Both ways agree, in the rows or in the reason for none, however the cell is written.

    Only clocks may be read more kindly in the quick way, where another clock of the row bears them out.
    """
    await _agree(loading, deliveries, column, cell, quoted=quoted)


TRAPS = {
    "RelSpeed": ("0x10", "1_0", "\tnan", '"n"an', "-inf", "1e400", "1e-400", "1e+0005", " 7 ", "\u00a05", "5.\v"),
    "Balls": ("0b1", "0o1", "0x1", "1_0", "1.0", "+1", "-1", "40000", "1e0"),
    "PitchUID": ("0" * 32, "{" + "0" * 32 + "}", "0" * 31 + "_", "urn:uuid:" + "0" * 32, "0-" * 16),
    "Date": ("today", "20260424", "2026-04-25", "2026-W17-5", "epoch", ""),
    "Time": ("noon", "allballs", "24:00:00", "18:35:46.1", "6:35 PM", "23:59:59.999"),
    "UTCDateTime": ("now", "2026-04-24T22:35:46.1000023Z", "2026-04-24 22:35:46Z", "infinity", ""),
    "LocalDateTime": ("2026-04-24T18:35:46.100002", "2026-04-24T24:00:00-04:00", "2026-04-24T18:35:46 junk-04:00"),
    "Notes": ('a "b" c', "a\nb", "a\rb", "\\.", "\n\\.\n", " x", "\tx", "nan", '"a"b', "\\N"),
    "PitchCall": ("inplay", "Balk", "", "\\N", "BallInDirt "),
    "BatterSide": ("L", "both", "undefined", "Undefined", "Top"),
    "Pitcher": ("", " ", "N/A", '""', "x" * 3000),
    "PitcherTeam": ("yor", " YOR", "YOR ", "", "nan"),
}
"""Cells that one way is known to read otherwise than the other would, if it were left to itself."""


@pytest.mark.parametrize("column", TRAPS)
async def test_known_traps(loading: asyncpg.Connection, deliveries: Deliveries, column: str) -> None:
    for cell in TRAPS[column]:
        for quoted in (False, True):
            await _agree(loading, deliveries, column, cell, quoted=quoted)


async def _agree(
    connection: asyncpg.Connection, deliveries: Deliveries, column: str, cell: str, *, quoted: bool
) -> None:
    rows = pitches(2)
    rows[1][column] = "@@"
    written = '"' + cell.replace('"', '""') + '"' if quoted else cell
    content = text(rows).replace(b"@@", written.encode(errors="replace"))
    quick, careful = await both(connection, deliveries.put(VERIFIED, content))
    plain = await rows_of(connection, delivery_of(deliveries.put(VERIFIED, pitches(2))), careful=False)
    assert difference(quick, careful) is None or quick == plain, (column, cell, quoted)

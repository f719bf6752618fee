"""The quick way and the careful way through a file give the same rows."""

import csv
import io
import os
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slugger.jobs.demo.columns import CURRENT
from slugger.jobs.demo.season import write_season
from slugger.jobs.trackman.delivery import Delivery, delivery_of, find
from slugger.jobs.trackman.load import load
from slugger.jobs.trackman.pieces import cut
from slugger.jobs.trackman.records import normalised
from slugger.tests.jobs.trackman.files import (
    OLD,
    POSITIONED,
    TABLES,
    VERIFIED,
    WITH_SPIN,
    Deliveries,
    pitches,
    positioned,
    table,
    text,
)

EXAMPLES = int(os.environ.get("SLUGGER_TEST_EXAMPLES", "300"))
"""How many cells and damages are tried: the same ones every time; a change of the readers deserves some thousands."""


class Counted:
    """Counts how often the careful way is taken."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.careful = 0

        def counted(*values: Any) -> Any:
            self.careful += 1
            return normalised(*values)

        monkeypatch.setattr("slugger.jobs.trackman.reading.normalised", counted)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Watch the careful way."""
    return Counted(monkeypatch)


def difference(quick: Any, careful: Any) -> Any:
    """Name what the two ways do not share."""
    if isinstance(quick, str) or isinstance(careful, str):
        return None if quick == careful else (quick, careful)
    return [(name, sorted({*quick[name]} ^ {*careful[name]})) for name in quick if quick[name] != careful[name]] or None


async def rows_of(connection: asyncpg.Connection, delivery: Delivery, *, careful: bool) -> dict[str, list[str]] | str:
    """Give what a file brings into the tables, or the reason why nothing."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        loaded = await load(connection, delivery, careful=careful)
        if loaded.outcome.reason:
            return loaded.outcome.reason
        rows = {name: await table(connection, name) for name in TABLES}
        return {**rows, "warnings": [str(warning) for warning in loaded.outcome.warnings]}
    finally:
        await transaction.rollback()


async def both(connection: asyncpg.Connection, path: Path) -> tuple[Any, Any]:
    """Give what a file brings in both ways."""
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
        assert isinstance(quick, dict)
        assert len(quick["pitch"]) + len(quick["positioning"]) == 9
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


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(column=st.sampled_from(COLUMNS), cell=CELLS, quoted=st.booleans())
async def test_any_cell(
    loading: asyncpg.Connection, deliveries: Deliveries, column: str, cell: str, quoted: bool
) -> None:
    """Both ways agree, in the rows or in the reason for none, however the cell is written."""
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
    assert difference(quick, careful) is None, (column, cell, quoted)


WRITTEN: tuple[dict[str, Any], ...] = (
    {},
    {"lineterminator": "\n"},
    {"quoting": csv.QUOTE_ALL},
    {"header": CURRENT[::-1]},
    {"header": OLD},
    {"header": WITH_SPIN},
)
BYTES = st.sampled_from(
    [b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\n\n", b" ", b"\\", b"\\.", b"\xef\xbb\xbf", b"e5", b"0", b"nan", b"x"]
)


class Change(NamedTuple):
    """Some bytes in the place of others, beside a comma or anywhere below the header."""

    at: int
    number: int
    beside: bool
    new: bytes


class Damaged(NamedTuple):
    """How a file is written, changed and read."""

    written: dict[str, Any]
    fielders: bool
    ended: bool
    small: bool
    changes: list[Change]

    @property
    def content(self) -> bytes:
        """Write the file."""
        rows = pitches(7, Notes='a "b", c', Level="x, y")
        content = text(positioned(rows)) if self.fielders else text(rows, **self.written)
        content += b"\r\n" * self.ended
        start = content.index(b"\n") + 1
        for at, number, beside, new in self.changes:
            place = start + at % (len(content) - start)
            place = content.find(b",", place) + 1 if beside else place
            content = content[:place] + new + content[place + number :]
        return content


CHANGES = st.builds(Change, st.integers(0, 10**6), st.integers(0, 2), st.booleans(), BYTES)
FLAGS = [st.booleans()] * 3
DAMAGED = st.builds(Damaged, st.sampled_from(WRITTEN), *FLAGS, st.lists(CHANGES, min_size=1, max_size=3))


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(DAMAGED)
async def test_any_bytes(loading: asyncpg.Connection, deliveries: Deliveries, damaged: Damaged) -> None:
    """Both ways agree on a file that was damaged anywhere, also where it is read in many blocks."""
    path = deliveries.put(POSITIONED if damaged.fielders else VERIFIED, damaged.content)
    with pytest.MonkeyPatch.context() as patch:
        if damaged.small:
            patch.setattr("slugger.jobs.trackman.delivery.KEPT_BYTES", 10)
            patch.setattr("slugger.jobs.trackman.delivery.BLOCK_BYTES", 5000)
            patch.setattr("slugger.jobs.trackman.pieces._PORTION_BYTES", 2500)
        quick, careful = await both(loading, path)
    assert difference(quick, careful) is None


@settings(max_examples=2 * EXAMPLES, deadline=None, derandomize=True)
@given(
    st.lists(st.lists(st.text('ab",\n\\ é', max_size=4), min_size=3, max_size=3), min_size=1, max_size=9).filter(
        lambda rows: all(any(row) for row in rows)
    ),
    st.booleans(),
)
def test_pieces_hold_the_cells(rows: list[list[str]], returns: bool) -> None:
    """Lines are cut where the csv module ends a cell."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n" if returns else "\n").writerows(rows)
    first, last = cut(out.getvalue().encode(), 3, (1, 2))
    lines = [",".join(map(bytes.decode, line)) for line in zip(first, last, strict=True)]
    assert [next(csv.reader([line], strict=True)) for line in lines] == rows

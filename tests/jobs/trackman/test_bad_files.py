"""Files that nobody should send: each is told by one line what is wrong, and hurts no other."""

import gzip
import os
import random
import re
import string
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import asyncpg
import pytest

from slugger.jobs.demo.columns import CURRENT
from slugger.jobs.trackman.delivery import BLOCK_BYTES, DeliveryError, delivery_of, find, scan
from slugger.jobs.trackman.ingest import ingest
from slugger.jobs.trackman.load import load
from slugger.models.engine import Database
from slugger.tests.jobs.trackman.files import (
    GAME,
    VERIFIED,
    Deliveries,
    load_each,
    pitch,
    pitches,
    positioned,
    table,
    text,
    uid,
)


class Case(NamedTuple):
    """A file by the venue of its name: what it holds, and what becomes of it."""

    content: Callable[[str], bytes]
    state: str = "failed"
    reason: str | None = None
    suffix: str = ".csv"


def cells(row: int, **changes: str) -> Callable[[str], bytes]:
    """Give a file of four pitches with some cells changed in data row `row`, from 1."""

    def content(game: str) -> bytes:
        rows = pitches(4, game)
        rows[row - 1] |= changes
        return text(rows)

    return content


def every(**changes: str) -> Callable[[str], bytes]:
    """Give a file of four pitches with some cells changed in all rows."""
    return lambda game: text(pitches(4, game, **changes))


def bent(bend: Callable[[bytes], bytes]) -> Callable[[str], bytes]:
    """Give a good file with its bytes changed."""
    return lambda game: bend(text(pitches(4, game)))


def line(number: int, change: Callable[[bytes], bytes]) -> Callable[[str], bytes]:
    """Give a good file with one physical line changed."""

    def bend(content: bytes) -> bytes:
        lines = content.split(b"\r\n")
        lines[number - 1] = change(lines[number - 1])
        return b"\r\n".join(lines)

    return bent(bend)


def noted(game: str) -> bytes:
    """Give a file with a line break in a note, and a bad cell below it."""
    rows = pitches(4, game)
    rows[0]["Notes"] = "radar restarted,\r\nfirst pitch\r\nby hand"
    rows[2]["RelSpeed"] = "fast"
    return text(rows)


def practice(bad: int) -> Callable[[str], bytes]:
    """Give a file of four pitches, `bad` of them with four balls."""
    return lambda game: text([*pitches(bad, game, Balls="4"), *(pitch(n, game) for n in range(bad + 1, 5))])


CELLS = len(CURRENT)
NUMBERS = "91.5", "ninety", "91,5", "1_0", "0x1F", "٣", "1e999", "1e-999", "--5", "5-", "="
LONG_CODE = "".join(random.Random(1).choices(string.ascii_letters, k=20_000))  # noqa: S311 only has to be incompressible
CASES = {
    "NoBytes": Case(lambda _: b"", reason="the file has no bytes"),
    "HeaderOnly": Case(lambda _: text([]), "empty"),
    "HeaderAndLineEnd": Case(lambda _: text([]) + b"\r\n\r\n", "empty"),
    "OnlyBlankLines": Case(lambda _: b"\r\n\r\n", reason="line 1: the file has no header"),
    "Html": Case(lambda _: b"<html><body>500</body></html>", reason="line 1: the header has no column PitchNo, "),
    "Semicolons": Case(lambda g: text(pitches(2, g), delimiter=";"), reason="line 1: the header has no column PitchNo"),
    "NoUid": Case(
        lambda g: text(pitches(2, g), [name for name in CURRENT if name != "PitchUID"]),
        reason="line 1: the header has no column PitchUID",
    ),
    "TwoBalls": Case(
        lambda g: text(pitches(2, g), [*CURRENT, "balls"]), reason="line 1: the header has more than one column Balls"
    ),
    "BothHitTypes": Case(
        lambda g: text(pitches(2, g), [*CURRENT, "HitType"]),
        reason="line 1: the header has more than one column TaggedHitType",
    ),
    "PositioningAsPitches": Case(
        lambda g: text(positioned(pitches(2, g))),
        reason="line 1: the header has no column PAofInning, PitchofPA, ",
    ),
    "CutInARow": Case(bent(lambda b: b[: b.rindex(b"v3,")]), reason=f"line 5: 92 cells where the header has {CELLS}"),
    "CutInAQuote": Case(
        bent(lambda b: b[: b.rindex(b"Regular Pitcher")]), reason="line 5: no CSV: a quote is opened and never closed"
    ),
    "UnclosedQuote": Case(
        line(3, lambda at: at.replace(b',"Regular Batter, LI",', b',"Regular Batter, LI,')),
        reason="line 3: no CSV: ',' expected after '\"'",
    ),
    "QuoteAtTheEnd": Case(line(5, lambda at: at + b',"'), reason="line 5: no CSV: a quote is opened and never closed"),
    "ShortRow": Case(line(3, lambda at: at[:-1]), reason=f"line 3: {CELLS - 1} cells where the header has {CELLS}"),
    "LongRow": Case(line(4, lambda at: at + b",x"), reason=f"line 4: {CELLS + 1} cells where the header has {CELLS}"),
    "Nul": Case(line(3, lambda at: at.replace(b"Regular P", b"Reg\0lar P")), reason="line 3: cell 6: a NUL byte"),
    "Latin1": Case(
        line(2, lambda at: at.replace(b"Regular P", b"R\xe9gular P")),
        reason="line 2: cell 6: the byte 0xe9 is not UTF-8",
    ),
    "Utf16": Case(bent(lambda b: b.decode().encode("utf-16")), reason="the file is written in UTF-16, not in UTF-8"),
    "LoneReturns": Case(
        bent(lambda b: b.replace(b"\r\n", b"\r")), reason="line 1: no CSV: a carriage return without a line feed"
    ),
    "LongLine": Case(line(3, lambda at: at + b"x" * 50_000_000), reason="line 3: the line is longer than 1 MiB"),
    "LongLineOfMany": Case(
        lambda g: text([pitch(1, g), pitch(2, g) | {"Notes": "x" * 1_100_000}, pitch(3, g)]),
        reason="line 3: the line is longer than 1 MiB",
    ),
    "LongCell": Case(
        lambda g: text([pitch(1, g) | {"Notes": "line\n" * 300_000}]),
        reason="line 2: no CSV: field larger than field limit (1048576)",
    ),
    "SameUid": Case(cells(3, PitchUID=uid("a").upper()), "loaded"),
    "TwiceTheUid": Case(
        lambda g: text([pitch(1, g), pitch(2, g), pitch(3, g) | {"PitchUID": uid(g, 1).upper()}]),
        reason="line 4, column PitchUID: {uid} stands in line 2 already",
    ),
    "TwiceTheNumber": Case(cells(2, PitchNo="1.0"), reason="line 3, column PitchNo: 1 stands in line 2 already"),
    "BlankUid": Case(cells(2, PitchUID=""), reason="line 3, column PitchUID: the cell is empty"),
    "BadUid": Case(cells(2, PitchUID="_" * 32), reason="line 3, column PitchUID: '________"),
    "TwoGames": Case(
        cells(3, GameID=GAME),
        reason="line 4, column GameID: the game is 20260424-WellSpanPark-1, the file's name says {game}",
    ),
    "BlankGame": Case(cells(4, GameID=""), reason="line 5, column GameID: the cell is empty"),
    "OtherGame": Case(
        every(GameID=GAME), reason=f"line 2, column GameID: the game is {GAME}, the file's name says {{game}}"
    ),
    "Half": Case(
        cells(1, **{"Top/Bottom": "Middle"}), reason="line 2, column Top/Bottom: 'Middle' is neither Top nor Bottom"
    ),
    "NoHalf": Case(cells(1, **{"Top/Bottom": "n/a"}), reason="line 2, column Top/Bottom: the cell is empty"),
    "TwentyDigits": Case(
        cells(1, PitchNo="12345678901234567890"),
        reason="line 2, column PitchNo: '12345678901234567890' is no whole number in range",
    ),
    "HalfAnInning": Case(cells(1, Inning="1.5"), reason="line 2, column Inning: '1.5' is no whole number in range"),
    "HexInning": Case(cells(1, Inning="0x1"), reason="line 2, column Inning: '0x1' is no number"),
    "BinaryInning": Case(cells(1, Inning="0b1"), reason="line 2, column Inning: '0b1' is no number"),
    "NegativeBalls": Case(cells(4, Balls="-1"), reason="line 5, column Balls: -1 is less than 0"),
    "InningZero": Case(cells(4, Inning="0"), reason="line 5, column Inning: 0 is less than 1"),
    "Number1": Case(cells(1, RelSpeed="ninety"), reason="line 2, column RelSpeed: 'ninety' is no number"),
    "Number2": Case(cells(1, RelSpeed="91,5"), reason="line 2, column RelSpeed: '91,5' is no number"),
    "Number3": Case(cells(1, RelSpeed="1_0"), reason="line 2, column RelSpeed: '1_0' is no number"),
    "Number4": Case(cells(1, RelSpeed="0x1F"), reason="line 2, column RelSpeed: '0x1F' is no number"),
    "Number5": Case(cells(1, RelSpeed="\u0663"), reason="line 2, column RelSpeed: '\u0663' is no number"),
    "Number6": Case(cells(1, RelSpeed="1e999"), reason="line 2, column RelSpeed: '1e999' is no number in range"),
    "Number7": Case(cells(1, RelSpeed="1e-999"), reason="line 2, column RelSpeed: '1e-999' is no number in range"),
    "Number8": Case(cells(1, RelSpeed="-Infinity"), reason="line 2, column RelSpeed: '-Infinity' is no number"),
    "Number9": Case(
        line(2, lambda at: at.replace(b"91.04437", b'i"n"f')), reason="line 2, column RelSpeed: 'i\"n\"f' is no number"
    ),
    "Formula": Case(
        cells(1, SpinRate='=HYPERLINK("x")'), reason="line 2, column SpinRate: '=HYPERLINK(\"x\")' is no number"
    ),
    "FormulaInANote": Case(cells(1, Notes="=1+1", Batter="@SUM(A1)"), "loaded"),
    "LongBadNumber": Case(
        cells(1, SpinRate="9" * 50 + "x"), reason=f"line 2, column SpinRate: '{'9' * 40}…' is no number"
    ),
    "BadDay": Case(
        cells(1, Date="2026-02-30"), reason="line 2, column Date: '2026-02-30' is no day of the form YYYY-MM-DD"
    ),
    "Today": Case(every(Date="today"), reason="line 2, column Date: 'today' is no day of the form YYYY-MM-DD"),
    "Noon": Case(every(Time="allballs"), reason="line 2, column Time: 'allballs' is no time of the form hh:mm:ss"),
    "Now": Case(every(UTCDateTime="now"), reason="line 2, column UTCDateTime: 'now' is no instant with an offset"),
    "NoOffset": Case(
        every(LocalDateTime="2026-05-01T18:35:00"),
        reason="line 2, column LocalDateTime: '2026-05-01T18:35:00' is no instant with an offset",
    ),
    "NoClub": Case(cells(3, PitcherTeam=" "), reason="line 4, column PitcherTeam: the cell is empty"),
    "LongCode": Case(every(BatterTeam=LONG_CODE), reason="the database refuses it: index row "),
    "NoteAboveTheFault": Case(noted, reason="line 6, column RelSpeed: 'fast' is no number"),
    "Practice": Case(practice(3), "held", "more than half of the counts are impossible: a practice session"),
    "HalfPractice": Case(practice(2), "loaded"),
    "Session-Private": Case(every(), "held", "a private session: load it with --allow-private if the club shares it"),
    "GzTruncated": Case(
        lambda g: gzip.compress(text(pitches(4, g)))[:-200],
        reason="the file cannot be unpacked: Compressed file ended before the end-of-stream marker was reached",
        suffix=".csv.gz",
    ),
    "GzNotPacked": Case(
        lambda g: text(pitches(4, g)),
        reason="the file cannot be unpacked: Not a gzipped file (b'Pi')",
        suffix=".csv.gz",
    ),
    "GzBomb": Case(
        lambda _: gzip.compress(text([]) + b"\n" + b",\n" * 20_000_000, 1),
        reason="the file unpacks to more than 200 times its size",
        suffix=".csv.gz",
    ),
    "Tracking": Case(
        lambda _: b"{}", "held", "bat-tracking files are kept for later: they are not read yet", "_battracking.json"
    ),
    "TrackingAsCsv": Case(
        lambda _: b"{}", reason="a battracking file ends in .json, not in .csv", suffix="_battracking.csv"
    ),
    "PitchesAsPositioning": Case(
        every(),
        reason="line 1: the header has no column DetectedShift, 1B_PositionAtReleaseX",
        suffix="_playerpositioning_FHC.csv",
    ),
    "PositionTwice": Case(
        lambda g: text(positioned(pitches(3, g), PitchUID=uid("one"))),
        reason=f"line 3, column PitchUID: {uid('one')} stands in line 2 already",
        suffix="_unverified_playerpositioning_FHC.csv",
    ),
    "Fhc": Case(
        lambda g: text(positioned(pitches(3, g), FHC="maybe")),
        reason="line 2, column FHC: 'maybe' is neither true nor false",
        suffix="_unverified_playerpositioning_FHC.csv",
    ),
    "Bom": Case(bent(lambda b: b"\xef\xbb\xbf" + b), "loaded"),
    "BomAndQuotes": Case(lambda g: b"\xef\xbb\xbf" + text(pitches(4, g), quoting=1), "loaded"),
    "NoReturns": Case(bent(lambda b: b.replace(b"\r\n", b"\n") + b"\n"), "loaded"),
    "BlankLinesAtTheEnd": Case(bent(lambda b: b + b"\r\n\r\n\r\n"), "loaded"),
    "Packed": Case(bent(gzip.compress), "loaded", suffix=".csv.gz"),
}
"""Files by venue."""


def names(venue: str) -> tuple[str, str]:
    """Give the game and the file name of a case."""
    game = f"20260501-{venue}-1"
    return game, game + CASES[venue].suffix


async def test_each_bad_file_is_told_why_and_all_others_are_loaded(database: Database, deliveries: Deliveries) -> None:
    expected: dict[str, tuple[str, str | None]] = {}
    for venue, case in CASES.items():
        game, name = names(venue)
        path = deliveries.put(VERIFIED, case.content(game))
        path.rename(path.with_name(name))
        reason = case.reason and case.reason.replace("{game}", game).replace("{uid}", uid(game, 1))
        expected[name.removesuffix(".gz")] = case.state, reason
    expected |= {
        "games.csv": ("failed", "the name is not of the form YYYYMMDD-Venue-N[_unverified][_kind[_variant]].csv"),
        "20261301-Park-1.csv": ("failed", "the name begins with 20261301, which is no day"),
        VERIFIED: ("loaded", None),
    }
    for name in ("games.csv", "20261301-Park-1.csv", VERIFIED):
        deliveries.put(name, pitches(4))
    (deliveries.root / "20260501-Folder-1.csv").mkdir()
    report = await ingest(database, find([deliveries.root]))
    found = {f.delivery.name: (f.outcome.state.value, f.outcome.reason) for f in report.files}
    wrong = {
        name: found.get(name)
        for name, (state, reason) in expected.items()
        if name not in found
        or found[name][0] != state
        or not (found[name][1] or "").startswith(reason or "")
        or (reason is None) != (found[name][1] is None)
    }
    assert wrong == {}
    assert found.keys() == expected.keys()
    assert report.failed
    assert all("\n" not in (reason or "") for _, reason in found.values())
    await _the_register_says_the_same(database, found)


async def _the_register_says_the_same(database: Database, found: dict[str, tuple[str, str | None]]) -> None:
    connection = await asyncpg.connect(database.url)
    try:
        rows = await connection.fetch("SELECT name, state, reason FROM league.trackman_file")
        assert {row["name"]: (row["state"], row["reason"]) for row in rows} == found
        games = await connection.fetch("SELECT trackman_game_id FROM league.game")
        loaded = {name.removesuffix(".csv") for name, (state, _) in found.items() if state == "loaded"}
        assert {row["trackman_game_id"] for row in games} == loaded
        assert await connection.fetchval("SELECT count(*) FROM league.pitch") == 4 * len(loaded)
        clubs = await connection.fetch("SELECT team_code FROM league.team WHERE NOT confirmed")
        assert clubs == []
    finally:
        await connection.close()


async def test_a_damaged_copy_of_a_loaded_file_leaves_it_loaded(
    loading: asyncpg.Connection, deliveries: Deliveries
) -> None:
    """All rows of the copy can be unpacked, only the checksum behind them is cut off."""
    content = text(pitches(4))
    good = deliveries.put(f"{VERIFIED}.gz", content + b"\n" * (BLOCK_BYTES - len(content)))
    bad = deliveries.put(f"{VERIFIED}.gz", b"", day="2026/05/01")
    bad.write_bytes(good.read_bytes()[:-4])
    states = [done.outcome.state.value for done in await load_each(loading, [good, bad])]
    assert states == ["loaded", "failed"]
    assert sorted(row["state"] for row in await loading.fetch("SELECT state FROM league.trackman_file")) == [
        "failed",
        "loaded",
    ]


async def test_a_failed_file_is_loaded_once_it_is_whole(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    whole = text(pitches(4))
    path = deliveries.put(VERIFIED, whole[:-300])
    assert (await load(loading, delivery_of(path))).outcome.state.value == "failed"
    assert await table(loading, "pitch") == []
    assert (await load(loading, delivery_of(deliveries.put(VERIFIED, whole)))).outcome.rows == 4


@contextmanager
def unprivileged() -> Iterator[None]:
    """Be an account that permissions hold for, even where the tests run as root."""
    user = os.geteuid()
    os.seteuid(user or 65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_file_that_may_not_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder, VERIFIED)
        path.write_bytes(text(pitches(1)))
        path.chmod(0)
        with unprivileged():
            assert str(scan(delivery_of(path)).error) == "the file cannot be read: Permission denied"


async def test_a_name_that_is_not_unicode(loading: asyncpg.Connection, deliveries: Deliveries) -> None:
    path = deliveries.put(VERIFIED, pitches(1))
    odd = path.rename(os.fsdecode(os.fsencode(path.parent) + b"/20260424-Caf\xe9-1.csv"))
    loaded = await load(loading, delivery_of(odd))
    assert loaded.delivery.name == "20260424-Caf\\xe9-1.csv"
    assert (
        loaded.outcome.reason == "line 2, column GameID: the game is 20260424-WellSpanPark-1, "
        "the file's name says 20260424-Caf\\xe9-1"
    )


def test_a_folder_that_is_no_day_counts_by_the_time_of_the_file(deliveries: Deliveries) -> None:
    path = deliveries.put(VERIFIED, pitches(1))
    moved = deliveries.root / "2026" / "13" / "45" / "CSV" / VERIFIED
    moved.parent.mkdir(parents=True)
    path.rename(moved)
    assert delivery_of(moved).delivered_on.isoformat() == "2026-04-25"


def test_a_path_without_files_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match=re.escape("nowhere: no such file or folder")):
        find([tmp_path / "nowhere"])

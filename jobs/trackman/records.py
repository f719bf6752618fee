"""The careful way through a file: record by record, every cell judged, each fault named by line and column."""

import csv
import io
import json
import re
from codecs import getincrementaldecoder
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from math import isfinite
from uuid import UUID

from slugger.jobs.trackman.delivery import BLOCK_BYTES, Delivery, DeliveryError
from slugger.jobs.trackman.layout import Column, HeaderMatch, Layout
from slugger.models.measurement import Kind
from slugger.models.terms import MISSING, NOT_SAID, spellings

csv.field_size_limit(BLOCK_BYTES)

BATCH_RECORDS = 500
"""How many records are handed on at a time."""
EXTRA = "extra"
"""Name of the column that takes the cells of unknown columns, as JSON."""
READ = "read"
"""Name of the column that marks records whose terms have been looked at, so that unknown ones may pass."""
BLANKS = " \t\n\v\f\r"
"""What is trimmed from either end of a cell."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_UUID = re.compile(r"(\{)?(?:[0-9a-f]{4}-?){7}[0-9a-f]{4}(?(1)\})", re.IGNORECASE | re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"\d\d:\d\d:\d\d(?:\.\d+)?", re.ASCII)
_INSTANT = re.compile(rf"{_DAY.pattern}T{_CLOCK.pattern}(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_HUNDREDTHS = len("hh:mm:ss.cc")
_QUOTED = 40
_SMALLEST, _LARGEST = -(1 << 15), (1 << 15) - 1


@dataclass
class Findings:
    """What a careful reading met that does not keep a file from being loaded, by column and value, counted."""

    unknown_values: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown_columns: list[str] = field(default_factory=list)


def read_header(delivery: Delivery, layout: Layout) -> HeaderMatch:
    """Match the first record against `layout`; raises DeliveryError when a key column is missing or one is repeated."""
    for _, cells in _records(delivery):
        match = layout.match(cells)
        if match.missing:
            raise DeliveryError(f"the header has no column {', '.join(match.missing)}", line=1)
        if match.repeated:
            raise DeliveryError(f"the header has more than one column {', '.join(match.repeated)}", line=1)
        return match
    raise DeliveryError("the file has no header", line=1)


def has_records(delivery: Delivery, layout: Layout) -> bool:
    """Tell whether anything follows the header; raises DeliveryError when that is none of `layout`."""
    read_header(delivery, layout)
    return any(cells for number, (_, cells) in zip(range(2), _records(delivery), strict=False) if number)


def columns(match: HeaderMatch) -> list[str]:
    """Name the columns that `normalised` writes, in its order."""
    return [*(column.name for column in match.columns if column), EXTRA, READ]


def normalised(delivery: Delivery, match: HeaderMatch, game_id: str, findings: Findings) -> Iterator[bytes]:
    """Yield the records as CSV without a header: numbers plain, terms in one spelling, no value as an empty cell.

    Raises DeliveryError at the first record that cannot be loaded; notes in `findings` what can, but is unknown.
    """
    findings.unknown_columns = match.unknown
    readers = [_reader(column, findings) if column else None for column in match.columns]
    unique = _Unique(match, game_id)
    records = _records(delivery)
    next(records)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for count, (line, cells) in enumerate(records, 1):
        row = _row(cells, line, match, readers)
        unique.check(row, line)
        writer.writerow(row)
        if count % BATCH_RECORDS == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


Reader = Callable[[str], str | None]


def _row(cells: list[str], line: int, match: HeaderMatch, readers: list[Reader | None]) -> list[str | None]:
    if len(cells) != len(readers):
        raise DeliveryError(f"{len(cells)} cells where the header has {len(readers)}", line=line)
    row: list[str | None] = []
    extra: dict[str, str] = {}
    for place, (cell, reader) in enumerate(zip(cells, readers, strict=True)):
        if reader is None:
            if cell.strip(BLANKS).lower() not in MISSING:
                extra[match.cells[place] or f"column {place + 1}"] = cell
            continue
        try:
            value = reader(cell)
        except ValueError as error:
            raise DeliveryError(str(error), line=line, column=match.cells[place]) from None
        row.append(value)
    return [*row, json.dumps(extra) if extra else None, "t"]


class _Unique:
    """Sees to it that one file holds one game, and each pitch and pitch number once."""

    def __init__(self, match: HeaderMatch, game_id: str) -> None:
        names = columns(match)
        self._game_id = game_id
        self._game = names.index("trackman_game_id") if "trackman_game_id" in names else None
        self._keys = {
            header: (names.index(name), dict[str, int]())
            for name, header in (("pitch_uid", "PitchUID"), ("pitch_number", "PitchNo"))
            if name in names
        }

    def check(self, row: list[str | None], line: int) -> None:
        if self._game is not None and row[self._game] != self._game_id:
            raise DeliveryError(
                f"the game is {row[self._game]}, the file's name says {self._game_id}", line=line, column="GameID"
            )
        for header, (place, seen) in self._keys.items():
            key = row[place]
            if key is not None and (first := seen.setdefault(key, line)) != line:
                raise DeliveryError(f"{key} stands in line {first} already", line=line, column=header)


def _records(delivery: Delivery) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line that it begins in; records may hold line ends inside quotes."""
    reader = csv.reader(_lines(delivery.blocks()), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise DeliveryError(
                f"no CSV: {_CSV_FAULTS.get(str(error).partition(' - ')[0], error)}", line=line
            ) from None
        if cells is None:
            return
        if cells:
            yield line, cells


_CSV_FAULTS = {
    "unexpected end of data": "a quote is opened and never closed",
    "new-line character seen in unquoted field": "a carriage return without a line feed",
}


def _lines(blocks: Iterable[bytes]) -> Iterator[str]:
    decoder = getincrementaldecoder("utf-8-sig")()
    rest = ""
    for block in blocks:
        *whole, rest = (rest + decoder.decode(block)).split("\n")
        for line in whole:
            yield line + "\n"
    if rest:
        yield rest


def _reader(column: Column, findings: Findings) -> Reader:
    """Give the function that reads a cell of `column`: the text to store or None; ValueError for nonsense."""
    read = _term_reader(column, findings) if column.vocabulary else _KINDS[column.kind]

    def reader(cell: str) -> str | None:
        text = cell.strip(BLANKS)
        value = None if text.lower() in MISSING else read(text)
        if value is None and column.filled:
            raise ValueError("the cell is empty")
        if value is not None and column.minimum is not None and int(value) < column.minimum:
            raise ValueError(f"{value} is less than {column.minimum}")
        return value

    return str if column.raw else reader


def _term_reader(column: Column, findings: Findings) -> Reader:
    known = spellings(column.vocabulary) if column.vocabulary else {}
    not_said = NOT_SAID.get(column.vocabulary, frozenset()) if column.vocabulary else frozenset()

    def read(text: str) -> str | None:
        folded = text.casefold()
        if folded in not_said:
            return None
        if folded not in known:
            if column.name == "top_or_bottom":
                raise ValueError(f"{_quote(text)} is neither Top nor Bottom")
            findings.unknown_values[column.headers[0], text] += 1
        return known.get(folded, text)

    return read


def _quote(text: str) -> str:
    return repr(text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…")


def _number(text: str) -> str:
    number = _NUMBER.fullmatch(text)
    if number is None:
        raise ValueError(f"{_quote(text)} is no number")
    value = float(text)
    if not isfinite(value) or (value == 0 and number[1].strip("0.")):
        raise ValueError(f"{_quote(text)} is no number in range")
    return text


def _integer(text: str) -> str:
    value = float(_number(text))
    if not value.is_integer() or not _SMALLEST <= value <= _LARGEST:
        raise ValueError(f"{_quote(text)} is no whole number in range")
    return str(int(value))


def _parsed(form: re.Pattern[str], parse: Callable[[str], object], what: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        try:
            parse(text if form.fullmatch(text) else "")
        except ValueError:
            raise ValueError(f"{_quote(text)} is no {what}") from None
        return text

    return read


_clock = _parsed(_CLOCK, time.fromisoformat, "time of the form hh:mm:ss")
_instant = _parsed(_INSTANT, datetime.fromisoformat, "instant with an offset")
_uuid = _parsed(_UUID, UUID, "UUID")


def _flag(text: str) -> str:
    if text.lower() not in {"true", "false"}:
        raise ValueError(f"{_quote(text)} is neither true nor false")
    return text.lower()


_KINDS: dict[Kind, Reader] = {
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.TEXT: str,
    Kind.DATE: _parsed(_DAY, date.fromisoformat, "day of the form YYYY-MM-DD"),
    Kind.TIME: lambda text: _clock(text)[:_HUNDREDTHS],
    Kind.UUID: lambda text: str(UUID(_uuid(text))),
    Kind.INSTANT: _instant,
    Kind.LOCAL_INSTANT: _instant,
    Kind.FLAG: _flag,
}

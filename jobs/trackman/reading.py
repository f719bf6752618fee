"""From a file's bytes to its sheet: many lines at a time where they are written as usual, else record by record."""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain

from slugger.jobs.trackman.delivery import Scan
from slugger.jobs.trackman.pieces import UnsureError, cut
from slugger.jobs.trackman.plan import LAYOUTS, Plan, plan_of
from slugger.jobs.trackman.records import normalised, read_header
from slugger.jobs.trackman.sheet import Sheet
from slugger.models.trackman_file import FileKind

_BLANK_LINES = re.compile(rb"(?:\r?\n)*")
_SPECIAL = re.compile(r'[",\r\n]')


def read(scanned: Scan, kind: FileKind, game_id: str, *, careful: bool = False) -> Sheet:
    """Read a file, if need be or if asked for the careful way.

    Raises DeliveryError naming line and column when a row cannot be loaded. What the quick way passes is still open to
    the database's doubt about numbers; then the caller asks for the careful way.
    """
    if not careful:
        try:
            return _read_quickly(scanned, kind, game_id)
        except UnsureError:
            pass  # the careful reading below either mends the file or names the fault
    return _read_carefully(scanned, kind, game_id)


def _read_quickly(scanned: Scan, kind: FileKind, game_id: str) -> Sheet:
    blocks = _blocks(scanned)
    header, _, first = next(blocks, b"").partition(b"\n")
    plan = None if b"\r" in header.removesuffix(b"\r") else plan_of(header.removesuffix(b"\r"), kind)
    if plan is None:
        raise UnsureError
    with ExitStack() as unfinished:
        sheet = Sheet(plan, game_id)
        unfinished.callback(sheet.close)
        for block in chain([first], blocks):
            _add(sheet, block)
        sheet.end()
        unfinished.pop_all()
    return sheet


def _blocks(scanned: Scan) -> Iterator[bytes]:
    """Yield whole lines, many at a time, each with its line feed; none of the blocks begins with a blank line."""
    for block in _whole(scanned):
        blank = _BLANK_LINES.match(block)
        if lines := block[blank.end() if blank else 0 :]:
            yield lines


def _whole(scanned: Scan) -> Iterator[bytes]:
    rest = b""
    for block in scanned.blocks():
        if block is scanned.content:
            rest = block
        else:
            whole, newline, rest = (rest + block).rpartition(b"\n")
            yield whole + newline
    if rest:
        yield rest if rest.endswith(b"\n") else rest + b"\n"


def _add(sheet: Sheet, lines: bytes) -> None:
    """Take in lines; if they are not of the common form, then as TrackMan would have written them."""
    try:
        sheet.add(cut(lines, sheet.plan.width, sheet.plan.lasts))
    except UnsureError:
        sheet.add(cut(_rewritten(lines), sheet.plan.width, sheet.plan.lasts))


def _rewritten(text: bytes) -> bytes:
    """Write lines anew without blank ones; raises UnsureError when one of them is no record."""
    text = text.replace(b"\r\n", b"\n")
    if b"\r" in text:
        raise UnsureError
    lines = list(filter(None, text.decode().split("\n")))
    try:
        written = [_line(cells) for cells in csv.reader(lines, strict=True)]
    except csv.Error:
        raise UnsureError from None
    if len(written) != len(lines):
        raise UnsureError
    return "".join(written).encode()


def _line(cells: Iterable[str | None]) -> str:
    """Write a record with quotes only where they are needed."""
    return ",".join([_quoted(cell) if cell else "" for cell in cells]) + "\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _SPECIAL.search(cell) else cell


def _read_carefully(scanned: Scan, kind: FileKind, game_id: str) -> Sheet:
    match = read_header(scanned, LAYOUTS[kind])
    with ExitStack() as unfinished:
        sheet = Sheet(Plan(kind, match, judged=True), game_id)
        unfinished.callback(sheet.close)
        for records in normalised(scanned, match, game_id, sheet.findings):
            further = [(extra,) if sheet.plan.has_extra else () for _, extra in records]
            lines = [_line((*record, *extra)) for (record, _), extra in zip(records, further, strict=True)]
            sheet.add(cut("".join(lines).encode(), sheet.plan.width, sheet.plan.lasts, judged=True))
        unfinished.pop_all()
    return sheet

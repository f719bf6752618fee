"""From a file's bytes to its sheet: lines split at commas where that is safe, the rest record by record."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from operator import itemgetter, methodcaller

from slugger.jobs.trackman.delivery import Scan
from slugger.jobs.trackman.plan import LAYOUTS, Plan, plan_of
from slugger.jobs.trackman.records import Record, normalised, read_header
from slugger.jobs.trackman.sheet import Row, Sheet, UnsureError
from slugger.models.trackman_file import FileKind

_QUOTE, _COMMA = b'"', b","
_LINES = 64
"""How many lines are split at a time: few, so that their cells stay in the processor's cache."""


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
    blocks = _lines(scanned)
    first = next(blocks, [])
    plan = plan_of(first[0], kind) if first else None
    if plan is None:
        raise UnsureError
    with ExitStack() as unfinished:
        sheet = Sheet(plan, game_id)
        unfinished.callback(sheet.close)
        for lines in chain([first[1:]], blocks):
            for at in range(0, len(lines), _LINES):
                sheet.add(_split(plan, lines[at : at + _LINES]))
        sheet.end()
        unfinished.pop_all()
    return sheet


def _lines(scanned: Scan) -> Iterator[list[bytes]]:
    """Yield the lines, some at a time; they end in a line feed, or in a carriage return and a line feed."""
    if scanned.content is not None:
        yield _cut(scanned.content)
        return
    rest = b""
    for block in scanned.blocks():
        whole, newline, rest = (rest + block).rpartition(b"\n")
        if newline:
            yield _cut(whole)
    if rest:
        yield _cut(rest)


def _cut(text: bytes) -> list[bytes]:
    lines = text.replace(b"\r\n", b"\n").removesuffix(b"\r").split(b"\n")
    if any(b"\r" in line for line in lines):
        raise UnsureError
    return lines if all(lines) else list(filter(None, lines))


_slots: Callable[[bytes], Row] = methodcaller("split", _COMMA)


def _split(plan: Plan, lines: list[bytes]) -> list[Row]:
    """Cut lines into slots; those that are not of the common form are read as CSV."""
    rows: list[Row] = [*map(_slots, lines)]
    quotes = 2 * len(plan.names)
    if (
        all(line.count(_QUOTE) == quotes for line in lines)
        and set(map(len, rows)) <= {plan.width}
        and all(_well_named(names) for at in plan.names for names in set(map(itemgetter(at, at + 1), rows)))
    ):
        return rows
    return [
        row
        if len(row) == plan.width
        and line.count(_QUOTE) == quotes
        and all(_well_named(row[at : at + 2]) for at in plan.names)
        else _parsed(plan, line)
        for line, row in zip(lines, rows, strict=True)
    ]


def _well_named(name: Sequence[bytes | None]) -> bool:
    """Tell whether a name stands in quotes, in a line that has as many quotes as its names take."""
    last, first = name
    return bool(last and first and last.startswith(_QUOTE) and first.endswith(_QUOTE))


def _parsed(plan: Plan, line: bytes) -> Row:
    try:
        cells = next(csv.reader([line.decode()], strict=True))
    except csv.Error:
        raise UnsureError from None
    if len(cells) != len(plan.match.columns):
        raise UnsureError
    row = slotted(plan, cells)
    if any(_COMMA in (row[plan.slots[name]] or b"") for name in plan.taken):
        raise UnsureError
    return row


def slotted(plan: Plan, cells: Record | list[str]) -> Row:
    """Put the cells of a record into slots; a name whole into its first one."""
    row: Row = []
    for cell, column in zip(cells, plan.match.columns, strict=True):
        row.append((cell or "").encode())
        if column and column.name.endswith("_name"):
            row.append(None)
    return row


def _read_carefully(scanned: Scan, kind: FileKind, game_id: str) -> Sheet:
    match = read_header(scanned, LAYOUTS[kind])
    with ExitStack() as unfinished:
        sheet = Sheet(Plan(kind, match), game_id, judged=True)
        unfinished.callback(sheet.close)
        for records in normalised(scanned, match, game_id, sheet.findings):
            sheet.add([[*slotted(sheet.plan, record), (extra or "").encode()] for record, extra in records])
        unfinished.pop_all()
    return sheet

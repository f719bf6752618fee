"""What the rows of a file say, gathered in one pass: the lines for the table, the people, and the game."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import itemgetter
from tempfile import SpooledTemporaryFile
from typing import IO

from slugger.jobs.trackman.layout import Column
from slugger.jobs.trackman.people import Mention, spelling
from slugger.jobs.trackman.plan import EXTRA, ROLES, Plan, Role
from slugger.jobs.trackman.records import Findings, reader
from slugger.models.measurement import Kind
from slugger.models.trackman_file import FileKind

Row = list[bytes | None]
"""The cells of a row by slot."""

_MEMORY_BYTES = 8 << 20
_BETWEEN = b"\0"
_PLAIN = b"0123456789.+-eEabcdfTZ:,\n"
_CLOCK = rb"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d"
_UIDS = re.compile(rb"(?:(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?\n)*")
_CLOCKS = re.compile(rb"(?:(?:%b(?:\.\d\d?)?)?\n)*" % _CLOCK)
_INSTANTS = re.compile(rb"(?:(?:\d{4}-\d\d-\d\dT%b(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-5]):[0-5]\d))?\n)*" % _CLOCK)
_SPECIAL = re.compile(rb'[",\r\n]')
_MOST_KNOWN = 1000
_MOST_BALLS, _MOST_STRIKES, _MOST_OUTS = 3, 2, 2


class UnsureError(Exception):
    """The quick way met something that only the careful way can mend or name."""


@dataclass
class Sheet:
    """The rows of one file; `judged` when each cell has been looked at already, so that it is taken as it comes."""

    plan: Plan
    game_id: str
    findings: Findings = field(default_factory=Findings)
    judged: bool = False
    rows: int = 0
    uids: list[bytes] = field(default_factory=list)
    _impossible: int = 0
    _numbers: list[int] = field(default_factory=list)
    _texts: dict[str, dict[bytes, bytes]] = field(default_factory=dict)
    _casts: dict[tuple[bytes | None, ...], int] = field(default_factory=dict)
    _cast_of: list[int] = field(default_factory=list)
    _lines: IO[bytes] = field(default_factory=lambda: SpooledTemporaryFile(_MEMORY_BYTES))  # noqa: SIM115 `close` closes it
    _sizes: list[int] = field(default_factory=list)

    def close(self) -> None:
        """Give back what the rows take."""
        self._lines.close()

    @property
    def kind(self) -> FileKind:
        """Say what the file holds."""
        return self.plan.kind

    @property
    def impossible(self) -> bool:
        """Tell whether more than half of the counts are impossible."""
        return self._impossible * 2 > self.rows

    @property
    def columns(self) -> list[str]:
        """Name the columns of the table that `lines` has, in its order."""
        return [*self.plan.taken, *self._thrown_at, *self.plan.kept, *([EXTRA] if self._has_extra else [])]

    @property
    def _thrown_at(self) -> list[str]:
        return ["thrown_at"] if {"utc_date_time", "local_date_time"} & self.plan.slots.keys() else []

    @property
    def _has_extra(self) -> bool:
        return self.kind is FileKind.PITCH and bool(self.plan.match.unknown)

    def add(self, rows: Sequence[Row]) -> None:
        """Take in some rows; raises UnsureError at what needs a careful look."""
        if not rows:
            return
        self.rows += len(rows)
        if not self.judged and any(len(row) != self.plan.width for row in rows):
            raise UnsureError
        taken = list(map(b",".join, map(self.plan.pick_taken, rows)))
        if not self.judged and b"\n".join(taken).translate(None, _PLAIN):
            raise UnsureError
        self._read(rows)
        parts: list[Sequence[bytes]] = [
            taken,
            *self._instants(rows),
            list(map(b",".join, map(self.plan.pick_kept, rows))),
        ]
        if self._has_extra:
            parts.append([_quoted(row[-1] or b"") for row in rows])
        self._check_keys(rows)
        block = _BETWEEN.join(map(b",".join, zip(*parts, strict=True)))
        self._lines.write(block)
        self._sizes.append(len(block))
        casts = self._casts
        self._cast_of += [casts.setdefault(cast, len(casts)) for cast in map(itemgetter(*self.plan.people), rows)]

    def _column(self, rows: Sequence[Row], name: str) -> list[bytes]:
        at = self.plan.slots[name]
        return [row[at] or b"" for row in rows]

    def _instants(self, rows: Sequence[Row]) -> list[Sequence[bytes]]:
        """Give the instants, that of local time where the other is not given."""
        slots = self.plan.slots
        there = [self._column(rows, name) for name in ("utc_date_time", "local_date_time") if name in slots]
        if not self.judged:
            for column in there:
                _sure(_INSTANTS, column)
                for day in {cell[:10] for cell in column if cell}:
                    _day(day)
            if "time" in self.plan.taken:
                _sure(_CLOCKS, self._column(rows, "time"))
        if there[1:] and not all(there[0]):
            return [[utc or local for utc, local in zip(*there, strict=True)]]
        return list(there[:1])

    def _read(self, rows: Sequence[Row]) -> None:
        """Look at each different text of a column once, and put into the rows how it is stored."""
        columns = dict(
            zip([c.name for c in self.plan.read], zip(*map(self.plan.pick_read, rows), strict=True), strict=True)
        )
        for column in self.plan.read:
            cells = columns[column.name]
            texts = set(cells)
            known = self._known(column)
            if new := texts - known.keys():
                known |= self._judge(column, new)
            if any(known[text] != text for text in texts):
                at = self.plan.slots[column.name]
                for row, cell in zip(rows, cells, strict=True):
                    row[at] = known[cell]
        if self.kind is FileKind.PITCH:
            counts = Counter(map(itemgetter(*(self.plan.slots[name] for name in ("balls", "strikes", "outs"))), rows))
            self._impossible += sum(times for count, times in counts.items() if _impossible(*map(int, count)))

    def _known(self, column: Column) -> dict[bytes, bytes]:
        """Give how the texts of a column are stored that were met so far; terms and numbers also in other files."""
        shared = not self.judged and (column.vocabulary or column.kind is Kind.INTEGER)
        known = (self.plan.known if shared else self._texts).setdefault(column.name, {})
        if shared and len(known) > _MOST_KNOWN:
            known.clear()
        return known

    def _judge(self, column: Column, texts: Iterable[bytes]) -> dict[bytes, bytes]:
        read = _quoted if self.judged else _reading(reader(column, scratch := Findings()))
        found = {text: read(text) for text in texts}
        if not self.judged and scratch.unknown_values:
            raise UnsureError
        if column.name == "pitch_call":
            found |= {text: b"Undefined" for text in texts if not found[text]}
        return found

    def _check_keys(self, rows: Sequence[Row]) -> None:
        slots = self.plan.slots
        if "trackman_game_id" in slots and self._texts["trackman_game_id"].keys() != {self.game_id.encode()}:
            raise UnsureError
        if "pitch_uid" in slots:
            uids = self._column(rows, "pitch_uid")
            _sure(_UIDS, uids)
            self.uids += uids
        if "pitch_number" in slots:
            numbers = self._column(rows, "pitch_number")
            try:
                self._numbers += map(int, filter(None, numbers))
            except ValueError:
                raise UnsureError from None

    def end(self) -> None:
        """See to it that each pitch and pitch number came once; raises UnsureError when one came again."""
        given = [uid for uid in self.uids if uid]
        if len(set(given)) != len(given) or len(set(self._numbers)) != len(self._numbers):
            raise UnsureError

    @cached_property
    def _people(self) -> list[list[tuple[tuple[str, str, str, str], bytes]]]:
        """Give the people of each cast: role, club, name and id, and the side."""
        casts = (dict(zip(self.plan.people, cast, strict=True)) for cast in self._casts)
        return [[self._spelt(role, cells) for role in ROLES[self.kind]] for cells in casts]

    def mentions(self) -> list[Mention]:
        """List the people of the file, each spelling in a role and club once."""
        times = Counter(self._cast_of)
        seen: dict[tuple[str, str, str, str], tuple[bool, bool, int]] = {}
        for number, people in enumerate(self._people):
            for key, side in people:
                left, right, pitches = seen.get(key, (False, False, 0))
                seen[key] = (
                    left or side in {b"Left", b"Both"},
                    right or side in {b"Right", b"Both"},
                    pitches + times[number],
                )
        return [Mention(*key, *counts) for key, counts in seen.items()]

    def _spelt(self, role: Role, cells: Mapping[int, bytes | None]) -> tuple[tuple[str, str, str, str], bytes]:
        slots = self.plan.slots

        def text(name: str | None) -> bytes:
            return (cells[slots[name]] if name in slots else None) or b""

        code = _bare(next(filter(None, map(text, role.codes)), b""))
        at = slots.get(f"{role.person}_name")
        name = b"" if at is None else self._name(cells[at], cells[at + 1])
        return (role.name, code, name.decode(), text(f"{role.person}_trackman_id").decode()), text(role.side)

    def _name(self, last: bytes | None, first: bytes | None) -> bytes:
        if first is None:
            return last or b""
        return (last or b"")[1:] + b"," + first[:-1]

    def given(self, name: str) -> str | None:
        """Give the least of the texts of a column; None when there is none."""
        texts = [text for text in self._texts.get(name, {}).values() if text]
        return _bare(min(texts)) if texts else None

    @property
    def codes(self) -> set[str]:
        """List the codes of the clubs that play."""
        sides = ("home_team_code", "away_team_code", "pitcher_team_code", "batter_team_code")
        return {_bare(text) for name in sides for text in self._texts.get(name, {}).values() if text}

    def lines(self, keys: Sequence[bytes], tail: Callable[[list[str]], bytes]) -> Iterator[bytes]:
        """Yield the rows for COPY, each with its key and then `tail` of the spellings of its people."""
        tails = [tail([spelling(*key[1:]) for key, _ in people]) for people in self._people]
        self._lines.seek(0)
        done = 0
        for size in self._sizes:
            rows = self._lines.read(size).split(_BETWEEN)
            after = [tails[cast] for cast in self._cast_of[done : done + len(rows)]]
            yield b"".join([b"%b,%b%b" % row for row in zip(rows, keys[done : done + len(rows)], after, strict=True)])
            done += len(rows)


def _impossible(balls: int, strikes: int, outs: int) -> bool:
    return balls > _MOST_BALLS or strikes > _MOST_STRIKES or outs > _MOST_OUTS


def _sure(form: re.Pattern[bytes], cells: Sequence[bytes]) -> None:
    """Hold all cells against a form at once."""
    if not form.fullmatch(b"\n".join(cells) + b"\n"):
        raise UnsureError


def _day(text: bytes) -> None:
    try:
        date.fromisoformat(text.decode())
    except ValueError:
        raise UnsureError from None


def _reading(read: Callable[[str], str | None]) -> Callable[[bytes], bytes]:
    def stored(text: bytes) -> bytes:
        try:
            return _quoted((read(text.decode()) or "").encode())
        except ValueError:
            raise UnsureError from None

    return stored


def _quoted(text: bytes) -> bytes:
    """Write a cell for COPY, in quotes where it needs them."""
    return b'"%b"' % text.replace(b'"', b'""') if _SPECIAL.search(text) else text


def _bare(cell: bytes) -> str:
    """Take the quotes off a cell."""
    return (cell[1:-1].replace(b'""', b'"') if cell.startswith(b'"') else cell).decode()

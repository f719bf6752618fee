"""What the rows of a file say, gathered in one pass: the lines for the table, the people, and the game."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain, repeat
from tempfile import SpooledTemporaryFile
from typing import IO

from slugger.jobs.trackman.people import Mention, Person, spelling
from slugger.jobs.trackman.pieces import UnsureError
from slugger.jobs.trackman.plan import Plan, Role
from slugger.jobs.trackman.records import Findings
from slugger.jobs.trackman.stretch import remember
from slugger.models.trackman_file import FileKind

_MEMORY_BYTES = 8 << 20
_PLAIN = b"0123456789.+-eEabcdfTZ:,"
_CLOCK = rb"(?!2[4-9])[0-2]\d:[0-5]\d:[0-5]\d"
_UIDS = re.compile(rb"(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\n|\n)*+")
_CLOCKS = re.compile(rb"(?:%b(?:\.\d\d?)?\n|\n)*+" % _CLOCK)
_INSTANTS = re.compile(rb"(?:\d{4}-\d\d-\d\dT%b(?:\.\d++)?(?:Z|[+-](?:0\d|1[0-5]):[0-5]\d)\n|\n)*+" % _CLOCK)
_INSTANT_COLUMNS = ("utc_date_time", "local_date_time")
_MARK = b"\0"
"""What joins texts: no file has it."""

Pieces = Sequence[list[bytes]]
"""The pieces of some lines, piece by piece."""
Cast = tuple[bytes, ...]
"""What a row says about its people, by the stretches that tell."""


@dataclass
class Sheet:
    """The rows of one file."""

    plan: Plan
    game_id: str
    findings: Findings = field(default_factory=Findings)
    rows: int = 0
    uids: list[bytes] = field(default_factory=list)
    _impossible: int = 0
    _numbers: list[int] = field(default_factory=list)
    _told: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _casts: dict[Cast, int] = field(default_factory=dict)
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
        return [*self._thrown_at, *self.plan.stored]

    @property
    def _thrown_at(self) -> list[str]:
        return ["thrown_at"] if self.plan.alone.keys() & set(_INSTANT_COLUMNS) else []

    def add(self, pieces: Pieces) -> None:
        """Take in some rows, or none of them and raise UnsureError at what needs a careful look."""
        if not pieces[0]:
            return
        taken = [pieces[piece] for piece in self.plan.taken]
        if not self.plan.judged and any(b"".join(cells).translate(None, _PLAIN) for cells in taken):
            raise UnsureError
        instants, uids, numbers = self._instants(pieces), self._keys(pieces), self._pitch_numbers(pieces)
        stored = self._look(pieces)
        self.rows += len(pieces[0])
        self.uids += uids
        self._numbers += numbers
        people = zip(*(pieces[stretch.piece] for stretch in self.plan.people), strict=True)
        self._cast_of += [self._casts.setdefault(cast, len(self._casts)) for cast in people]
        block = b"\n".join(map(b",".join, zip(*instants, *taken, *stored, strict=True)))
        self._lines.write(block)
        self._sizes.append(len(block))

    def _look(self, pieces: Pieces) -> list[list[bytes]]:
        """Look at each different text of the stretches once; gives how those that the table has are stored."""
        stretches = (*self.plan.people, *self.plan.read)
        looks = [stretch.look_at(set(pieces[stretch.piece])) for stretch in stretches]
        stored, impossible = [], []
        for stretch, found in zip(stretches, looks, strict=True):
            for name in stretch.told:
                self._told[name].update([look.values[name] for look in found.values()])
            if stretch.counts and any(look.impossible for look in found.values()):
                impossible.append([found[text].impossible for text in pieces[stretch.piece]])
            if stretch.kept:
                stored.append(_respelt(pieces[stretch.piece], {text: look.stored for text, look in found.items()}))
        self._impossible += sum(map(any, zip(*impossible, strict=True)))
        return stored

    def _column(self, pieces: Pieces, name: str) -> list[bytes]:
        return pieces[self.plan.alone[name]] if name in self.plan.alone else []

    def _instants(self, pieces: Pieces) -> list[list[bytes]]:
        """Give the instants, that of local time where the other is not given."""
        there = [self._column(pieces, name) for name in _INSTANT_COLUMNS if name in self.plan.alone]
        if not self.plan.judged:
            for column in there:
                _sure(_INSTANTS, column)
                for day in {cell[:10] for cell in column if cell}:
                    _day(day)
            if "time" in self.plan.stored:
                _sure(_CLOCKS, self._column(pieces, "time"))
        if there[1:] and not all(there[0]):
            return [[utc or local for utc, local in zip(*there, strict=True)]]
        return there[:1]

    def _keys(self, pieces: Pieces) -> list[bytes]:
        uids = self._column(pieces, "pitch_uid")
        _sure(_UIDS, uids)
        return uids

    def _pitch_numbers(self, pieces: Pieces) -> list[int]:
        try:
            return list(map(int, filter(None, self._column(pieces, "pitch_number"))))
        except ValueError:
            raise UnsureError from None

    def end(self) -> None:
        """See to it that there is one game, with each pitch and pitch number once; raises UnsureError otherwise."""
        given = [uid for uid in self.uids if uid]
        if len(set(given)) != len(given) or len(set(self._numbers)) != len(self._numbers):
            raise UnsureError
        if not self._told["trackman_game_id"] <= {self.game_id}:
            raise UnsureError

    @cached_property
    def _people(self) -> list[tuple[Person, ...]]:
        """Give the people of each cast, by role."""
        return list(zip(*(self._in_role(role, places) for role, places in self.plan.spelt), strict=True))

    def _in_role(self, role: Role, places: tuple[int, ...]) -> list[Person]:
        said = [_MARK.join([cast[place] for place in places]) for cast in self._casts]
        met = self.plan.met[role.person]
        unmet = {text for text in said if text not in met}
        new = {text: self._person(role, zip(places, text.split(_MARK), strict=False)) for text in unmet}
        people = [new.get(text) or met[text] for text in said]
        remember(met, new)
        return people

    def _person(self, role: Role, said: Iterable[tuple[int, bytes]]) -> Person:
        values: dict[str, str] = {}
        for place, text in said:
            values |= self.plan.people[place].look(text).values
        code = next(filter(None, map(values.get, role.codes)), "")
        name, trackman_id = values.get(f"{role.person}_name", ""), values.get(f"{role.person}_trackman_id", "")
        spelt = (role.name, code, name, trackman_id)
        return Person(spelt, values.get(role.side or "", ""), spelling(*spelt[1:]))

    def mentions(self) -> list[Mention]:
        """List the people of the file, each spelling in a role and club once."""
        times = Counter(self._cast_of)
        pitches: Counter[Person] = Counter()
        for number, people in enumerate(self._people):
            for person in people:
                pitches[person] += times[number]
        seen: dict[tuple[str, str, str, str], tuple[bool, bool, int]] = {}
        for person, number in pitches.items():
            left, right, before = seen.get(person.spelt, (False, False, 0))
            left, right = left or person.side in {"Left", "Both"}, right or person.side in {"Right", "Both"}
            seen[person.spelt] = (left, right, before + number)
        return [Mention(*spelt, *counts) for spelt, counts in seen.items()]

    def given(self, name: str) -> str | None:
        """Give the least of the texts of a column; None when there is none."""
        return min(filter(None, self._told[name]), default=None)

    @property
    def codes(self) -> set[str]:
        """List the codes of the clubs that play."""
        sides = ("home_team_code", "away_team_code", "pitcher_team_code", "batter_team_code")
        return {code for name in sides for code in self._told[name] if code}

    def lines(self, keys: Sequence[bytes], tail: Callable[[list[str]], bytes]) -> Iterator[bytes]:
        """Yield the rows for COPY in its text format, each with its key and then `tail` of its people's spellings.

        Cells end in commas, and an empty one is null.
        """
        tails = [tail([person.spelling for person in people]) for people in self._people]
        self._lines.seek(0)
        done = 0
        for size in self._sizes:
            rows = self._lines.read(size).split(b"\n")
            after = [tails[cast] for cast in self._cast_of[done : done + len(rows)]]
            parts = zip(rows, repeat(b","), keys[done : done + len(rows)], after, strict=False)
            yield b"".join(chain.from_iterable(parts))
            done += len(rows)


def _respelt(texts: list[bytes], spelt: Mapping[bytes, bytes]) -> list[bytes]:
    changed = any(text != stored for text, stored in spelt.items())
    return [spelt[text] for text in texts] if changed else texts


def _sure(form: re.Pattern[bytes], cells: Sequence[bytes]) -> None:
    """Hold all cells against a form at once."""
    if not form.fullmatch(b"\n".join(cells) + b"\n"):
        raise UnsureError


def _day(text: bytes) -> None:
    try:
        date.fromisoformat(text.decode())
    except ValueError:
        raise UnsureError from None

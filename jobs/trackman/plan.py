"""What becomes of each column of a file: which cells go into the table as they are, and which are looked at first."""

import csv
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import groupby

from slugger.jobs.trackman.layout import PITCH_LAYOUT, POSITIONING_LAYOUT, Column, HeaderMatch
from slugger.jobs.trackman.people import Person
from slugger.jobs.trackman.stretch import Stretch
from slugger.models.measurement import FIELDERS, PITCH, POSITIONING, Kind
from slugger.models.trackman_file import FileKind

LAYOUTS = {FileKind.PITCH: PITCH_LAYOUT, FileKind.POSITIONING: POSITIONING_LAYOUT}
"""Columns of each kind of file."""
STORED = {
    FileKind.PITCH: frozenset({*(m.name for m in PITCH), "pitch_uid", "extra"}),
    FileKind.POSITIONING: frozenset({*(m.name for m in POSITIONING), "pitch_uid", "play_id", "fhc"}),
}
"""Columns of each kind of file that its table has under the same name."""
_TAKEN = {Kind.NUMBER, Kind.TIME, Kind.UUID, Kind.LOCAL_INSTANT}
_READ = {Kind.TEXT, Kind.TERM, Kind.DATE, Kind.FLAG, Kind.INTEGER, Kind.UUID}
_EXTRA = Column("extra", (), Kind.TEXT)
_ALONE = {"pitch_number", "pitch_uid", "time", "local_date_time", "utc_date_time"}
_TOGETHER = 4
"""How many columns are looked at together: their texts have to come again, in this file or in the next one."""


@dataclass(frozen=True)
class Role:
    """The columns that say who has a role on a pitch; the club is the first of `codes` that is given."""

    name: str
    person: str
    codes: tuple[str, ...]
    side: str | None = None

    @property
    def column(self) -> str:
        """Name the column of the table that takes the player."""
        return f"{self.person}_player_id" if self.name == "fielder" else f"{self.person}_id"

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the columns of the file."""
        return (f"{self.person}_name", f"{self.person}_trackman_id", *self.codes, *([self.side] if self.side else []))


ROLES = {
    FileKind.PITCH: (
        Role("pitcher", "pitcher", ("pitcher_team_code",), "pitcher_throws"),
        Role("batter", "batter", ("batter_team_code",), "batter_side"),
        Role("catcher", "catcher", ("catcher_team_code", "pitcher_team_code"), "catcher_throws"),
    ),
    FileKind.POSITIONING: tuple(Role("fielder", fielder, ("pitcher_team_code",)) for fielder in FIELDERS),
}
"""The roles in each kind of file."""
_OWNERS = {
    kind: {name: role.person for role in reversed(roles) for name in role.columns} for kind, roles in ROLES.items()
}
"""Whom a column tells of; of several the first."""


@dataclass(frozen=True)
class Plan:
    """The columns of one header by what becomes of them; `judged` when each cell has been looked at before."""

    kind: FileKind
    match: HeaderMatch
    judged: bool = False
    met: dict[str, dict[bytes, Person]] = field(default_factory=lambda: defaultdict(dict), compare=False, repr=False)
    """Who has a role, by the texts that say so, in this and in earlier files."""

    @property
    def has_extra(self) -> bool:
        """Tell whether lines end in one more cell, for what stands in unknown columns."""
        return self.kind is FileKind.PITCH and bool(self.match.unknown)

    @cached_property
    def columns(self) -> tuple[Column | None, ...]:
        """List the columns of a line, None where they are unknown."""
        return (*self.match.columns, *([_EXTRA] if self.has_extra else []))

    @property
    def width(self) -> int:
        """Count the cells of a line."""
        return len(self.columns)

    @cached_property
    def lasts(self) -> tuple[int, ...]:
        """Give the place of the last column of each piece that lines are cut into."""
        return tuple(places[-1] for _, places in self._pieces)

    @cached_property
    def taken(self) -> tuple[int, ...]:
        """List the pieces that go into the table as they are."""
        return tuple(piece for piece, (sort, _) in enumerate(self._pieces) if sort == "taken")

    @cached_property
    def alone(self) -> dict[str, int]:
        """Give the pieces that are one cell to be looked at in every line, by the name of the column."""
        return {
            column.name: piece
            for piece, (_, places) in enumerate(self._pieces)
            if (column := self.columns[places[0]]) and column.name in _ALONE
        }

    @cached_property
    def people(self) -> tuple[Stretch, ...]:
        """List the stretches that tell who is on a pitch."""
        return self._stretches(lambda sort: sort not in {"taken", "read", None})

    @cached_property
    def read(self) -> tuple[Stretch, ...]:
        """List the other stretches."""
        return self._stretches(lambda sort: sort == "read")

    @cached_property
    def stored(self) -> tuple[str, ...]:
        """Name the columns of the table that are filled from `taken`, `people` and `read`, in this order."""
        taken = [column.name for piece in self.taken for column in self._columns(piece)]
        return (*taken, *(name for stretch in (*self.people, *self.read) for name in stretch.kept))

    @cached_property
    def spelt(self) -> tuple[tuple[Role, tuple[int, ...]], ...]:
        """List the roles, each with those of the stretches in `people` that tell who has it, by their places."""
        at = {column.name: place for place, stretch in enumerate(self.people) for column in stretch.columns}
        return tuple(
            (role, tuple(sorted({at[name] for name in role.columns if name in at}))) for role in ROLES[self.kind]
        )

    @cached_property
    def _pieces(self) -> list[tuple[str | None, list[int]]]:
        """List neighbouring columns with one fate, by their places."""
        groups = groupby(enumerate(self.columns), key=lambda placed: self._fate(placed[1]))
        runs = [(sort, [place for place, _ in group]) for (sort, _), group in groups]
        return [
            (sort, places[at : at + _TOGETHER] if sort == "read" else places)
            for sort, places in runs
            for at in range(0, len(places), _TOGETHER if sort == "read" else len(places))
        ]

    def _fate(self, column: Column | None) -> tuple[str | None, str | None]:
        """Say what becomes of a column, and its name if it stays alone."""
        if column is None:
            return None, None
        return self._sort(column), column.name if column.name in _ALONE else None

    def _sort(self, column: Column) -> str | None:
        stored = column.name in STORED[self.kind]
        if stored and (column.kind in _TAKEN or column.name == "pitch_number"):
            return "taken"
        if owner := _OWNERS[self.kind].get(column.name):
            return owner
        return "read" if not column.raw and column.kind in _READ and column.name not in _ALONE else None

    def _columns(self, piece: int) -> tuple[Column, ...]:
        return tuple(column for place in self._pieces[piece][1] if (column := self.columns[place]))

    def _stretches(self, of: Callable[[str | None], bool]) -> tuple[Stretch, ...]:
        return tuple(self._stretch(piece) for piece, (sort, _) in enumerate(self._pieces) if of(sort))

    def _stretch(self, piece: int) -> Stretch:
        columns = self._columns(piece)
        names = [column.name for column in columns if not column.raw]
        kept = tuple(name for name in names if name in STORED[self.kind])
        told = tuple(name for name in names if name not in kept or name.endswith("_team_code"))
        return Stretch(piece, columns, kept, told, self.judged)


@lru_cache(maxsize=16)
def plan_of(header: bytes, kind: FileKind) -> Plan | None:
    """Give the plan for a header line; None when it needs a careful look."""
    try:
        cells = next(csv.reader([header.decode("utf-8-sig")], strict=True), [])
    except csv.Error:
        return None
    match = LAYOUTS[kind].match(cells)
    return None if match.missing or match.repeated or match.unknown else Plan(kind, match)

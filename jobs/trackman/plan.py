"""What becomes of each column of a file: which cells go into the table as they are, and which are looked at first."""

import csv
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from slugger.jobs.trackman.layout import PITCH_LAYOUT, POSITIONING_LAYOUT, Column, HeaderMatch
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
_TOGETHER = 6
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

    @property
    def has_extra(self) -> bool:
        """Tell whether lines end in one more cell, for what stands in unknown columns."""
        return self.kind is FileKind.PITCH and bool(self.match.unknown)

    @cached_property
    def columns(self) -> tuple[Column | None, ...]:
        """List the columns of a line, None where they are unknown."""
        return (*self.match.columns, *([_EXTRA] if self.has_extra else []))

    @cached_property
    def places(self) -> dict[str, int]:
        """Give the place of each column."""
        return {column.name: place for place, column in enumerate(self.columns) if column}

    @property
    def width(self) -> int:
        """Count the cells of a line."""
        return len(self.columns)

    @cached_property
    def taken(self) -> tuple[tuple[int, int], ...]:
        """List the runs of columns whose cells go into the table as they are, each by its first and last place."""
        return tuple((run[0], run[-1]) for sort, run in self._runs if sort == "taken")

    @cached_property
    def people(self) -> tuple[Stretch, ...]:
        """List the stretches that tell who is on a pitch."""
        return tuple(self._stretch(run) for sort, run in self._runs if sort not in {"taken", "read", None})

    @cached_property
    def read(self) -> tuple[Stretch, ...]:
        """List the other stretches of which each different text is looked at."""
        runs = [run for sort, run in self._runs if sort == "read"]
        return tuple(self._stretch(run[at : at + _TOGETHER]) for run in runs for at in range(0, len(run), _TOGETHER))

    @cached_property
    def stored(self) -> tuple[str, ...]:
        """Name the columns of the table that are filled from `taken`, `people` and `read`, in this order."""
        taken = [column.name for a, z in self.taken for column in self.columns[a : z + 1] if column]
        return (*taken, *(name for stretch in (*self.people, *self.read) for name in stretch.kept))

    @cached_property
    def spelt(self) -> tuple[tuple[Role, tuple[int, ...]], ...]:
        """List the roles, each with those of the stretches in `people` that tell who has it, by their places."""
        at = {column.name: place for place, stretch in enumerate(self.people) for column in stretch.columns}
        return tuple(
            (role, tuple(sorted({at[name] for name in role.columns if name in at}))) for role in ROLES[self.kind]
        )

    @cached_property
    def _runs(self) -> list[tuple[str | None, list[int]]]:
        """List neighbouring columns of one sort, by their places."""
        groups = groupby(enumerate(self.columns), key=lambda placed: self._sort(placed[1]))
        return [(sort, [place for place, _ in group]) for sort, group in groups]

    def _sort(self, column: Column | None) -> str | None:
        if column is None:
            return None
        stored = column.name in STORED[self.kind]
        if stored and (column.kind in _TAKEN or column.name == "pitch_number"):
            return "taken"
        if owner := _OWNERS[self.kind].get(column.name):
            return owner
        looked_at = not column.raw and column.kind in _READ and column.name not in {"pitch_number", "pitch_uid"}
        return "read" if looked_at else None

    def _stretch(self, places: list[int]) -> Stretch:
        columns = tuple(column for column in self.columns[places[0] : places[-1] + 1] if column)
        names = [column.name for column in columns if not column.raw]
        kept = tuple(name for name in names if name in STORED[self.kind])
        told = tuple(name for name in names if name not in kept or name.endswith("_team_code"))
        return Stretch(places[0], columns, kept, told, self.judged)


@lru_cache(maxsize=16)
def plan_of(header: bytes, kind: FileKind) -> Plan | None:
    """Give the plan for a header line; None when it needs a careful look."""
    try:
        cells = next(csv.reader([header.decode("utf-8-sig")], strict=True), [])
    except csv.Error:
        return None
    match = LAYOUTS[kind].match(cells)
    return None if match.missing or match.repeated or match.unknown else Plan(kind, match)

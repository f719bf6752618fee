"""What becomes of each column of a file: which cells go into the table as they are, and which are looked at first."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any

from slugger.jobs.trackman.layout import PITCH_LAYOUT, POSITIONING_LAYOUT, Column, HeaderMatch
from slugger.models.measurement import FIELDERS, PITCH, POSITIONING, Kind
from slugger.models.trackman_file import FileKind

LAYOUTS = {FileKind.PITCH: PITCH_LAYOUT, FileKind.POSITIONING: POSITIONING_LAYOUT}
"""Columns of each kind of file."""
EXTRA = "extra"
"""Name of the column that takes the cells of unknown columns, as JSON."""
STORED = {
    FileKind.PITCH: frozenset({*(m.name for m in PITCH), "pitch_uid"}),
    FileKind.POSITIONING: frozenset({*(m.name for m in POSITIONING), "pitch_uid", "play_id", "fhc"}),
}
"""Columns of each kind of file that its table has under the same name."""
_TAKEN = {Kind.NUMBER, Kind.TIME, Kind.UUID, Kind.LOCAL_INSTANT}
_READ = {Kind.TEXT, Kind.TERM, Kind.DATE, Kind.FLAG, Kind.INTEGER, Kind.UUID}


Pick = Callable[[Sequence[bytes | None]], tuple[Any, ...]]


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


ROLES = {
    FileKind.PITCH: (
        Role("pitcher", "pitcher", ("pitcher_team_code",), "pitcher_throws"),
        Role("batter", "batter", ("batter_team_code",), "batter_side"),
        Role("catcher", "catcher", ("catcher_team_code", "pitcher_team_code"), "catcher_throws"),
    ),
    FileKind.POSITIONING: tuple(Role("fielder", fielder, ("pitcher_team_code",)) for fielder in FIELDERS),
}
"""The roles in each kind of file."""


@dataclass(frozen=True)
class Plan:
    """The columns of one header by their slots: the places of a line that is split at commas.

    A name fills two slots, because it holds a comma; what unknown columns hold comes last, in a slot of its own.
    """

    kind: FileKind
    match: HeaderMatch
    known: dict[str, dict[bytes, bytes]] = field(default_factory=dict, compare=False, repr=False)
    """By column, what earlier files of this header had for terms and small numbers, and how that is stored."""

    @cached_property
    def slots(self) -> dict[str, int]:
        """Give the first slot of each column."""
        found: dict[str, int] = {}
        at = 0
        for column in self.match.columns:
            if column:
                found[column.name] = at
            at += 2 if column and _is_name(column) else 1
        return found

    @cached_property
    def names(self) -> tuple[int, ...]:
        """List the first slots of names."""
        return tuple(self.slots[column.name] for column in self.match.columns if column and _is_name(column))

    @property
    def width(self) -> int:
        """Count the slots."""
        return len(self.match.columns) + len(self.names)

    @cached_property
    def taken(self) -> tuple[str, ...]:
        """Name the columns whose cells go into the table as they are."""
        return tuple(
            c.name
            for c in self.match.columns
            if c and c.name in STORED[self.kind] and (c.kind in _TAKEN or c.name == "pitch_number")
        )

    @cached_property
    def read(self) -> tuple[Column, ...]:
        """List the columns of which each different text is looked at."""
        return tuple(
            c
            for c in self.match.columns
            if c and not c.raw and c.kind in _READ and c.name not in {*self.taken, "pitch_number", "pitch_uid"}
        )

    @cached_property
    def kept(self) -> tuple[str, ...]:
        """Name those of the columns in `read` that the table has."""
        return tuple(column.name for column in self.read if column.name in STORED[self.kind])

    @cached_property
    def people(self) -> tuple[int, ...]:
        """List the slots that tell who is on a pitch."""
        names = [at for at in self.names for at in (at, at + 1)]
        further = [
            self.slots[name]
            for role in ROLES[self.kind]
            for name in (f"{role.person}_trackman_id", *role.codes, role.side)
            if name in self.slots
        ]
        return tuple(dict.fromkeys([*names, *further]))

    @cached_property
    def pick_taken(self) -> Pick:
        """Give what picks the cells in `taken` out of a row."""
        return itemgetter(*(self.slots[name] for name in self.taken))

    @cached_property
    def pick_read(self) -> Pick:
        """Give what picks the cells in `read` out of a row."""
        return itemgetter(*(self.slots[column.name] for column in self.read))

    @cached_property
    def pick_kept(self) -> Pick:
        """Give what picks the cells in `kept` out of a row; there are always several, as in the other two."""
        return itemgetter(*(self.slots[name] for name in self.kept))


def _is_name(column: Column) -> bool:
    return column.name.endswith("_name")


@lru_cache(maxsize=16)
def plan_of(header: bytes, kind: FileKind) -> Plan | None:
    """Give the plan for a header line; None when it needs a careful look."""
    try:
        cells = next(csv.reader([header.decode("utf-8-sig")], strict=True), [])
    except csv.Error:
        return None
    match = LAYOUTS[kind].match(cells)
    return None if match.missing or match.repeated or match.unknown else Plan(kind, match)

"""The columns of the radar files: which header feeds which column, and of what kind its cells are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from slugger.models.measurement import FIELDERS, PITCH, POSITIONING, Kind, Measurement
from slugger.models.pitch import REQUIRED
from slugger.models.terms import Term


@dataclass(frozen=True)
class Column:
    """One column of a file: `required` in the header, `filled` in every row.

    Cells of `raw` columns are taken as they come, for a later step to normalise.
    """

    name: str
    headers: tuple[str, ...]
    kind: Kind
    required: bool = False
    filled: bool = False
    raw: bool = False
    vocabulary: type[Term] | None = None
    minimum: int | None = None


@dataclass(frozen=True)
class Layout:
    """The columns that a kind of file can have, in any order."""

    columns: tuple[Column, ...]

    @cached_property
    def by_header(self) -> Mapping[str, Column]:
        """Give the columns by header, folded to lower case."""
        return {header.casefold(): column for column in self.columns for header in column.headers}

    def match(self, header: Sequence[str]) -> "HeaderMatch":
        """Find the column of each cell of `header`."""
        cells = [cell.strip() for cell in header]
        return HeaderMatch(self, cells, [self.by_header.get(cell.casefold()) for cell in cells])


@dataclass(frozen=True)
class HeaderMatch:
    """The header of one file against a layout; `columns` holds None where a header is unknown."""

    layout: Layout
    cells: list[str]
    columns: list[Column | None]

    @property
    def missing(self) -> list[str]:
        """Name the key columns that the file does not have."""
        return [c.headers[0] for c in self.layout.columns if c.required and not self._times[c.name]]

    @property
    def repeated(self) -> list[str]:
        """Name the columns that the file has more than once."""
        return [c.headers[0] for c in self.layout.columns if self._times[c.name] > 1]

    @cached_property
    def _times(self) -> Counter[str]:
        return Counter(column.name for column in self.columns if column)

    @property
    def unknown(self) -> list[str]:
        """Name the headers that no column has; a header without a name is called by its place."""
        return [
            cell or f"column {place}"
            for place, (cell, column) in enumerate(zip(self.cells, self.columns, strict=True), 1)
            if column is None
        ]


_MINIMUM = {
    **dict.fromkeys(("pitch_number", "inning", "pa_of_inning", "pitch_of_pa"), 1),
    **dict.fromkeys(("outs", "balls", "strikes"), 0),
}


def _measured(measurement: Measurement, *, required: bool = False) -> Column:
    older = ("HitType",) if measurement.source == "TaggedHitType" else ()
    headers = (measurement.source, *older)
    return Column(
        measurement.name,
        headers,
        measurement.kind,
        required=required,
        filled=measurement.name in REQUIRED and measurement.name != "pitch_call",
        vocabulary=measurement.vocabulary,
        minimum=_MINIMUM.get(measurement.name),
    )


def _text(name: str, header: str, *, required: bool = False, raw: bool = False) -> Column:
    return Column(name, (header,), Kind.TEXT, required=required, filled=required and not raw, raw=raw)


PITCH_LAYOUT = Layout(
    (
        *(_measured(m, required=m.name in REQUIRED) for m in PITCH),
        _text("pitcher_name", "Pitcher", required=True, raw=True),
        _text("pitcher_trackman_id", "PitcherId", raw=True),
        _text("batter_name", "Batter", required=True, raw=True),
        _text("batter_trackman_id", "BatterId", raw=True),
        _text("catcher_name", "Catcher", raw=True),
        _text("catcher_trackman_id", "CatcherId", raw=True),
        _text("catcher_team_code", "CatcherTeam"),
        _text("home_team_code", "HomeTeam", required=True),
        _text("away_team_code", "AwayTeam", required=True),
        _text("stadium", "Stadium"),
        _text("level", "Level"),
        _text("league", "League"),
        _text("trackman_game_id", "GameID", required=True),
        Column("pitch_uid", ("PitchUID",), Kind.UUID, required=True, filled=True),
        Column("game_uid", ("GameUID",), Kind.UUID),
        _text("utc_date", "UTCDate", raw=True),
        _text("utc_time", "UTCTime", raw=True),
        Column("utc_date_time", ("UTCDateTime",), Kind.INSTANT),
        _text("system", "System"),
        _text("home_team_foreign_id", "HomeTeamForeignID"),
        _text("away_team_foreign_id", "AwayTeamForeignID"),
        _text("game_foreign_id", "GameForeignID"),
    )
)
"""Pitch files: the current 170 columns, and every older or wider header."""

_FIELDER_HEADERS = dict(zip(FIELDERS, ("1B", "2B", "3B", "SS", "LF", "CF", "RF"), strict=True))

POSITIONING_LAYOUT = Layout(
    (
        *(_measured(m, required=True) for m in POSITIONING),
        _text("game_uid", "GameUID", raw=True),
        Column("pitch_number", ("PitchNo",), Kind.INTEGER),
        Column("pitch_uid", ("PitchUID",), Kind.UUID),
        Column("play_id", ("PlayID",), Kind.UUID),
        *(_text(name.lower(), name, raw=True) for name in ("Date", "Time", "UTCDate", "UTCTime", "LocalDateTime")),
        Column("utc_date_time", ("UTCDateTime",), Kind.INSTANT),
        _text("pitcher_team_code", "PitcherTeam", required=True),
        _text("batter_team_code", "BatterTeam"),
        *(_text(name.lower(), name, raw=True) for name in ("PitchCall", "PlayResult")),
        *(_text(f"{fielder}_name", f"{header}_Name", raw=True) for fielder, header in _FIELDER_HEADERS.items()),
        *(_text(f"{fielder}_trackman_id", f"{header}_Id", raw=True) for fielder, header in _FIELDER_HEADERS.items()),
        Column("fhc", ("FHC",), Kind.FLAG),
    )
)
"""Player positioning files."""

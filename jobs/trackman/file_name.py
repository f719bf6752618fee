"""What a radar file's name says: the game, the kind of file and whether an operator has verified it.

    name    = game-id [ "_unverified" ] [ "_" kind [ "_" variant ] ] ( ".csv" | ".csv.gz" | ".json" )
    game-id = date "-" venue [ "-Private" ] "-" number

The venue may itself hold hyphens, blanks, dots and underscores, so the name is read from both ends.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from slugger.models.trackman_file import FileKind

_GRAMMAR = re.compile(
    r"""
    (?P<game_id>
        (?P<date>\d{8}) - (?P<venue>.+?) (?P<private>-Private)? - (?P<number>\d{1,9})
    )
    (?P<unverified>_unverified)?
    (?: _ (?P<kind>playerpositioning|battracking) (?: _ (?P<variant>[A-Za-z0-9]+) )? )?
    \. (?P<extension>csv|csv\.gz|json)
    """,
    re.VERBOSE | re.ASCII,
)
_EXTENSIONS = {
    FileKind.PITCH: ("csv", "csv.gz"),
    FileKind.POSITIONING: ("csv", "csv.gz"),
    FileKind.BAT_TRACKING: ("json",),
}


class FileNameError(ValueError):
    """The name is not one of a radar file; the sentence says what is wrong with it."""


@dataclass(frozen=True)
class FileName:
    """The parts of a name; `game_id` is TrackMan's id of the game, `number` the session of the venue that day."""

    game_id: str
    date: date
    venue: str
    number: int
    kind: FileKind
    verified: bool
    private: bool
    variant: str | None


def parse_file_name(name: str) -> FileName:
    """Read the parts of `name`; raises FileNameError when it does not follow the grammar."""
    match = _GRAMMAR.fullmatch(name)
    if match is None:
        raise FileNameError("the name is not of the form YYYYMMDD-Venue-N[_unverified][_kind[_variant]].csv")
    try:
        day = datetime.strptime(match["date"], "%Y%m%d").date()  # noqa: DTZ007 a calendar day has no time zone
    except ValueError:
        raise FileNameError(f"the name begins with {match['date']}, which is no day") from None
    kind = FileKind(match["kind"] or "pitch")
    if match["extension"] not in _EXTENSIONS[kind]:
        raise FileNameError(f"a {kind.value} file ends in .{_EXTENSIONS[kind][0]}, not in .{match['extension']}")
    return FileName(
        game_id=match["game_id"],
        date=day,
        venue=match["venue"],
        number=int(match["number"]),
        kind=kind,
        verified=match["unverified"] is None,
        private=match["private"] is not None,
        variant=match["variant"],
    )

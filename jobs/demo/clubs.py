"""The ten clubs as their files name them."""

from dataclasses import dataclass

from slugger.models import reference

TIME_ZONE = "America/New_York"
"""Time zone of all ten ballparks."""
UNKNOWN_FENCES = (330, 400, 330)
"""Feet to the left, centre and right-field fence where the league does not know them."""


@dataclass(frozen=True, slots=True)
class Club:
    """A club: TrackMan code, TrackMan name of its ballpark, and feet to the left, centre and right-field fence."""

    code: str
    venue: str
    fences: tuple[int, int, int]
    second_code: str | None = None


def _club(club: reference.Club) -> Club:
    left, _, centre, _, right = club.park.outfield
    fences = (left, centre, right) if left and centre and right else UNKNOWN_FENCES
    return Club(club.codes[0], club.park.trackman, fences, *club.codes[1:2])


CLUBS = tuple(map(_club, reference.CLUBS))

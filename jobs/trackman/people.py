"""Who is in a file: from names and ids, as they are spelt, to players.

A person with a real TrackMan id is the player of that id. A person without one is whoever stands with an id under the
same name and club: in the same file, else in the other current files; when there is nobody, or more than one, or when
the file has that player already under another name or club, a player known by name and club alone. The answer depends
on the set of current files only, not on the order in which they came, so it is settled again whenever that set changes.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from slugger.models.names import fold
from slugger.models.terms import MISSING

_REAL_ID = re.compile(r"[0-9]{3,12}")


class Mention(NamedTuple):
    """A person in one role and club, as a file spells them, with the sides seen and the number of pitches."""

    role: str
    code: str
    name: str
    trackman_id: str
    left: bool
    right: bool
    pitches: int

    @property
    def spelling(self) -> str:
        """Give the text that joins a row to its player."""
        return spelling(self.code, self.name, self.trackman_id)


@dataclass(eq=False, slots=True)
class Person:
    """Who has a role in some rows: role, club, name and id, as they are spelt, and the side."""

    spelt: tuple[str, str, str, str]
    side: str
    spelling: str


class Identity(NamedTuple):
    """What tells one person from another: the TrackMan id, or else the name and the club."""

    trackman_id: str | None
    name_key: str
    team_id: UUID


def spelling(code: str, name: str, trackman_id: str) -> str:
    """Give the text that joins a row to its player."""
    return f"{code}\x1f{name}\x1f{trackman_id}"


@lru_cache(maxsize=10_000)
def _key(name: str) -> str:
    return fold(tidy(name))


def tidy(name: str) -> str:
    """Trim a name and collapse its blanks; a cell that means no value gives an empty text."""
    text = " ".join(name.split())
    return "" if text.lower() in MISSING else text


def real_id(text: str) -> str | None:
    """Give a TrackMan id of a person; None for the blank, `N/A` and temporary ones."""
    cell = text.strip()
    return cell if _REAL_ID.fullmatch(cell) and cell.strip("0") else None


def is_somebody(mention: Mention) -> bool:
    """Tell whether a mention says who it is."""
    return bool(tidy(mention.name) or real_id(mention.trackman_id))


def identify(found: Iterable[Mention], clubs: Mapping[str, UUID]) -> list[tuple[Mention, Identity]]:
    """Say who each mention is, as far as the file itself tells."""
    named = [
        (mention, Identity(real_id(mention.trackman_id), _key(mention.name), clubs[mention.code])) for mention in found
    ]
    ids: dict[tuple[str, UUID], set[str]] = defaultdict(set)
    for _, identity in named:
        if identity.trackman_id:
            ids[identity.name_key, identity.team_id].add(identity.trackman_id)
    return [(mention, _fill(identity, ids)) for mention, identity in named]


def _fill(identity: Identity, ids: Mapping[tuple[str, UUID], set[str]]) -> Identity:
    known = ids.get((identity.name_key, identity.team_id), set())
    if identity.trackman_id or len(known) != 1:
        return identity
    return Identity(next(iter(known)), identity.name_key, identity.team_id)

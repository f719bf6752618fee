"""What appearances say of a player, so that most files need no look at the other appearances."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from slugger.jobs.trackman.people import Identity, Mention, tidy

_THROWERS = {"pitcher", "catcher"}


@dataclass
class Appearance:
    """A player in one role, club and name in one file, with the sides seen and the pitches of each spelling."""

    role: str
    name_key: str
    team_id: UUID
    names: dict[str, int]
    identified: bool = False
    left: bool = False
    right: bool = False

    @property
    def name(self) -> str:
        """Give the commonest spelling, the first in the alphabet when there are several."""
        return min(self.names, key=lambda name: (-self.names[name], name))


def appearances(mentions: Iterable[tuple[Mention, Identity]]) -> list[Appearance]:
    """Put together what the mentions of one player say."""
    found: dict[tuple[str, str, UUID], Appearance] = {}
    for mention, identity in mentions:
        key = (mention.role, identity.name_key, identity.team_id)
        appearance = found.setdefault(key, Appearance(*key, {}))
        name = tidy(mention.name) or mention.trackman_id
        appearance.names[name] = appearance.names.get(name, 0) + mention.pitches
        appearance.identified |= identity.trackman_id is not None
        appearance.left |= mention.left
        appearance.right |= mention.right
    return list(found.values())


class Portrait(NamedTuple):
    """The columns of a player that follow from appearances, in the order of `COLUMNS`."""

    player_name: str
    name_key: str
    team_id: UUID | None
    pitching_hand: str | None
    batting_hand: str | None
    is_pitcher: bool
    is_hitter: bool

    def includes(self, other: "Portrait") -> bool:
        """Tell whether appearances that show `other` change nothing here, whenever they were."""
        return (
            (self.player_name, self.name_key, self.team_id) == (other.player_name, other.name_key, other.team_id)
            and other.pitching_hand in {None, self.pitching_hand, *(["Left", "Right"] * (self.pitching_hand == "Both"))}
            and other.batting_hand in {None, self.batting_hand, *(["Left", "Right"] * (self.batting_hand == "Switch"))}
            and self.is_pitcher >= other.is_pitcher
            and self.is_hitter >= other.is_hitter
        )


COLUMNS = (
    *("player_name", "name_key", "team_id", "player_pitching_handedness", "player_batting_handedness"),
    *("is_pitcher", "is_hitter"),
)
"""The columns of a player that follow from appearances."""


def portrait(appearances: Iterable[Appearance]) -> Portrait | None:
    """Say what the appearances of one player in one file show; None when they name several clubs or spellings."""
    seen = list(appearances)
    named = {(a.name, a.name_key, a.team_id) for a in seen}
    if len(named) != 1:
        return None
    throwing = [a for a in seen if a.role in _THROWERS]
    batting = [a for a in seen if a.role == "batter"]
    return Portrait(
        *named.pop(),
        _hand(throwing, "Both"),
        _hand(batting, "Switch"),
        any(a.role == "pitcher" for a in seen),
        bool(batting),
    )


def _hand(seen: Sequence[Appearance], either: str) -> str | None:
    left, right = any(a.left for a in seen), any(a.right for a in seen)
    return either if left and right else "Left" if left else "Right" if right else None

"""Positioning: the seven fielders of a pitch, from the columns of a row to a list."""

from collections.abc import Awaitable
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from slugger.loaders.positioning import positioning_by_pitch_id
from slugger.models.measurement import FIELDERS
from slugger.models.positioning import Positioning
from slugger.resolvers.context import Info
from slugger.resolvers.reading import Computed, One, reads
from slugger.resolvers.vocabulary import FIELDING_POSITION

_FIELDER_COLUMNS = tuple(
    f"{prefix}_{part}"
    for prefix in FIELDERS
    for part in ("position_at_release_x", "position_at_release_z", "player_id")
)


@dataclass(frozen=True)
class Fielder:
    """A fielder when the pitch is released: feet from the plate toward centre field (x) and right field (z)."""

    position: Enum
    player_id: UUID | None
    x: float | None
    z: float | None


@reads(One(positioning_by_pitch_id, "pitch_id"))
def positioning(root: Any, info: Info) -> Awaitable[Positioning | None]:  # noqa: ANN401  a pitch
    """Give the positioning of a pitch."""
    return info.context.loaders.load(positioning_by_pitch_id, root.pitch_id)


@reads(Computed(("pitch_id",)))
async def fielders_of_pitch(root: Any, info: Info) -> list[Fielder]:  # noqa: ANN401  a pitch
    """Give the fielders of a pitch; none where no positioning was delivered."""
    row = await positioning(root, info)
    return [] if row is None else fielders(row)


@reads(Computed(_FIELDER_COLUMNS))
def fielders(root: Positioning) -> list[Fielder]:
    """Give the fielders that are located or known, first base to right field."""
    found = (_fielder(root, prefix) for prefix in FIELDERS)
    return [fielder for fielder in found if (fielder.player_id, fielder.x, fielder.z) != (None, None, None)]


def _fielder(row: Positioning, prefix: str) -> Fielder:
    x, z = (getattr(row, f"{prefix}_position_at_release_{axis}") for axis in "xz")
    return Fielder(FIELDING_POSITION(prefix), getattr(row, f"{prefix}_player_id"), x, z)

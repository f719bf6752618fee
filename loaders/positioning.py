"""Where the fielders stand, by pitch."""

from collections.abc import Sequence
from uuid import UUID

from slugger.loaders.rows import rows_by
from slugger.models.engine import Sessions
from slugger.models.positioning import Positioning


async def positioning_by_pitch_id(sessions: Sessions, ids: Sequence[UUID]) -> list[Positioning | None]:
    """Give the positioning of each pitch."""
    return await rows_by(sessions, Positioning, "pitch_id", ids)

"""Where the fielders stand, by pitch."""

from slugger.loaders.rows import RowsBy
from slugger.models.positioning import Positioning

positioning_by_pitch_id = RowsBy(Positioning, "pitch_id")

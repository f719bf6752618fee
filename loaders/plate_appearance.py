"""Plate appearances by their ids, pitches, games, clubs and players."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, Uuid, and_

from slugger.loaders.keyset import Column, Key, Order, attribute
from slugger.loaders.page import Relation
from slugger.loaders.pitch import (
    PITCHES,
    PITCHES_OF_GAME,
    PITCHES_SEEN_BY_PLAYER,
    PITCHES_SEEN_BY_TEAM,
    PITCHES_THROWN_BY_PLAYER,
)
from slugger.loaders.rows import RowsBy
from slugger.models.pitch import Pitch
from slugger.models.plate_appearance import PLACE, PlateAppearance, key_part

_PARTS = (Uuid(), Integer(), Text(), Integer())


def _together(row: Any, key: Column) -> ColumnElement[bool]:  # noqa: ANN401  a table or an alias of it
    """Ask for rows of a plate appearance: the one of the row whose column `key` is, or the one with that key."""
    return and_(*(attribute(row, name) == part for name, part in zip(PLACE, _place(key), strict=True)))


def _place(key: Any) -> Sequence[Column]:  # noqa: ANN401  a column of a row, or a key
    owner = getattr(key, "parent", None)
    if owner is not None:
        return [attribute(owner.entity, name) for name in PLACE]
    return [key_part(key, number, kind) for number, kind in enumerate(_PARTS, 1)]


@dataclass(frozen=True, eq=False)
class _ByFinalPitch(RowsBy[PlateAppearance]):
    def _belongs(self, entity: object, key: Column) -> ColumnElement[bool]:
        """Compare what a plate appearance is made of: the pitch in hand says it without a look for its last one."""
        return _together(entity, key)


plate_appearances_by_id = RowsBy(PlateAppearance, "plate_appearance_id")
plate_appearances_by_final_pitch = _ByFinalPitch(PlateAppearance, "last_pitch_id")
"""By the key of the last pitch, which is a column of every pitch."""

PITCHES_OF_PLATE_APPEARANCE = Relation(Pitch, _together, Text())


def _ending_in(pitches: Relation) -> Relation:
    """Give the plate appearances whose last pitches are among `pitches`."""
    return replace(pitches, table=PlateAppearance)


PLATE_APPEARANCES = _ending_in(PITCHES)
PLATE_APPEARANCES_OF_GAME = _ending_in(PITCHES_OF_GAME)
PLATE_APPEARANCES_OF_BATTER = _ending_in(PITCHES_SEEN_BY_PLAYER)
PLATE_APPEARANCES_OF_PITCHER = _ending_in(PITCHES_THROWN_BY_PLAYER)
PLATE_APPEARANCES_OF_TEAM = _ending_in(PITCHES_SEEN_BY_TEAM)
AS_ENDED = Order((Key("game_date"), Key("game_id"), Key("pitch_number")))
"""By day, game and number of the last pitch in the game."""

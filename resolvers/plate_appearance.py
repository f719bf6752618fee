"""Plate appearances: one by id."""

from typing import Annotated

import strawberry

from slugger.loaders.plate_appearance import plate_appearances_by_id
from slugger.loaders.rows import RowsBy
from slugger.models.plate_appearance import PlateAppearance
from slugger.resolvers.identity import key_of
from slugger.resolvers.related import sought


def find_plate_appearance(
    identifier: Annotated[
        strawberry.ID,
        strawberry.argument(name="id", description="Global id of the plate appearance, or its plain key."),
    ],
) -> tuple[RowsBy[PlateAppearance], object]:
    """Look for a plate appearance."""
    return plate_appearances_by_id, key_of("PlateAppearance", identifier)


plate_appearance = sought(find_plate_appearance)

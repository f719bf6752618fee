"""Positioning: where the fielders stand when a pitch is released."""

import strawberry

from slugger.loaders.player import players_by_id
from slugger.models.measurement import POSITIONING
from slugger.resolvers.docstring import object_type
from slugger.resolvers.positioning import fielders
from slugger.resolvers.related import known, related
from slugger.resolvers.vocabulary import FIELDING_POSITION
from slugger.schema.directives import Unit
from slugger.schema.measured import measured_fields
from slugger.schema.node import PLAYER, column

_SHIFT = measured_fields(measurement for measurement in POSITIONING if measurement.name == "detected_shift")


@object_type
class Fielder:
    """A fielder when a pitch is released."""

    position = column(FIELDING_POSITION, "Position that the fielder plays.")
    player = strawberry.field(
        related(players_by_id, "player_id"), graphql_type=PLAYER | None, description="The player; null where unknown."
    )
    x = column(float | None, "Distance from the plate toward center field. In ft.", directives=[Unit(symbol="ft")])
    z = column(float | None, "Side, positive toward right field. In ft.", directives=[Unit(symbol="ft")])


@object_type
class Positioning:
    """Where the fielders stand when a pitch is released."""

    detected_shift = _SHIFT["detected_shift"]
    fielders_detected = strawberry.field(
        known("fhc"), graphql_type=bool | None, description="Whether the radar located any fielder."
    )
    fielders = strawberry.field(
        fielders,
        graphql_type=list[Fielder],
        description="Fielders that are located or known, first base to right field.",
    )

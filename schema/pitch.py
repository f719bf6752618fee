"""Pitches, with every measurement of the radar."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import strawberry
from strawberry.scalars import JSON

from slugger.loaders.game import games_by_id
from slugger.loaders.plate_appearance import plate_appearances_by_final_pitch
from slugger.loaders.player import players_by_id
from slugger.loaders.team import teams_by_code
from slugger.models.derived import ALWAYS_DERIVED, PITCH_DERIVED
from slugger.models.measurement import PITCH
from slugger.models.pitch import REQUIRED
from slugger.resolvers.docstring import object_type
from slugger.resolvers.filter import in_season
from slugger.resolvers.pitch import of_player, of_team
from slugger.resolvers.positioning import fielders_of_pitch, positioning
from slugger.resolvers.related import related
from slugger.schema.connection import connection_type
from slugger.schema.filter import filter_type, list_filter_type, order_type
from slugger.schema.game import Game
from slugger.schema.measured import measured_fields
from slugger.schema.node import PLATE_APPEARANCE, PLAYER, TEAM, Node, column, identity
from slugger.schema.positioning import Fielder, Positioning

if TYPE_CHECKING:
    MeasuredPitch = object
else:
    MeasuredPitch = strawberry.type(
        type("MeasuredPitch", (), measured_fields(PITCH, REQUIRED) | measured_fields(PITCH_DERIVED, ALWAYS_DERIVED))
    )


@object_type
class Pitch(Node, MeasuredPitch):
    """A pitch; what the radar did not measure is null."""

    id = identity("Pitch", "pitch_id")
    pitch_id = column(strawberry.ID, "Key of the pitch, a UUID.")
    pitch_uid = column(
        strawberry.ID | None,
        "TrackMan's id, a UUID, the same in every delivery of the pitch; null until a file of an adopted game comes.",
    )
    game_date = column(date, "Day of the game: known for every pitch, unlike `date`.")
    thrown_at = column(datetime | None, "Instant of the pitch; null on rows that were added by hand.")
    extra = column(JSON | None, "Cells of columns that the file has beyond the known ones, by column name.")
    game = strawberry.field(related(games_by_id, "game_id"), graphql_type=Game, description="Game of the pitch.")
    plate_appearance = strawberry.field(
        related(plate_appearances_by_final_pitch, "final_pitch"),
        graphql_type=PLATE_APPEARANCE,
        description="Plate appearance that the pitch belongs to.",
    )
    pitcher = strawberry.field(
        related(players_by_id, "pitcher_id"), graphql_type=PLAYER | None, description="Player who threw the pitch."
    )
    batter = strawberry.field(
        related(players_by_id, "batter_id"), graphql_type=PLAYER | None, description="Player at bat."
    )
    catcher = strawberry.field(
        related(players_by_id, "catcher_id"), graphql_type=PLAYER | None, description="Player behind the plate."
    )
    pitcher_team = strawberry.field(
        related(teams_by_code, "pitcher_team_code"), graphql_type=TEAM, description="Club in the field."
    )
    batter_team = strawberry.field(
        related(teams_by_code, "batter_team_code"), graphql_type=TEAM, description="Club at bat."
    )
    positioning = strawberry.field(
        positioning, graphql_type=Positioning | None, description="Where the fielders stood; null where not delivered."
    )
    fielders = strawberry.field(
        fielders_of_pitch, graphql_type=list[Fielder], description="Fielders that are located or known; often none."
    )


PitchFilter = filter_type(
    Pitch,
    shorthands={
        "season": (int, "Pitches of this calendar year.", in_season("game_date")),
        "teamId": (strawberry.ID, "Pitches that this club threw or saw.", of_team),
        "playerId": (strawberry.ID, "Pitches that this player threw or saw.", of_player),
    },
)
PitchListFilter = list_filter_type(Pitch)
PitchOrder = order_type(
    Pitch, {"CHRONOLOGICAL": "Day of the game, game, and number of the pitch in the game."}, default="CHRONOLOGICAL"
)
PitchConnection = connection_type(Pitch, "pitches")

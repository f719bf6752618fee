"""Plate appearances, each with its pitches in order."""

from datetime import date
from typing import TYPE_CHECKING

import strawberry

from slugger.loaders.game import games_by_id
from slugger.loaders.pitch import pitches_by_id
from slugger.loaders.plate_appearance import PITCHES_OF_PLATE_APPEARANCE
from slugger.loaders.player import players_by_id
from slugger.loaders.team import teams_by_code
from slugger.models import measurement, terms
from slugger.models.pitch import REQUIRED
from slugger.resolvers.docstring import object_type
from slugger.resolvers.filter import in_season
from slugger.resolvers.pitch import of_player, of_team
from slugger.resolvers.related import known, related
from slugger.resolvers.vocabulary import HAND, PITCH_TYPE, SIDE, enum_of, term, terms_of
from slugger.schema.connection import connection_type
from slugger.schema.filter import filter_type, list_filter_type, order_type
from slugger.schema.game import Game
from slugger.schema.listing import window_field
from slugger.schema.measured import measured_fields
from slugger.schema.node import PITCH, PLAYER, TEAM, Node, column, identity

RESULT, PLAY_RESULT, K_OR_BB = map(enum_of, (terms.PlateAppearanceResult, terms.PlayResult, terms.KorBB))
HALF, PITCH_CALL, HIT_TYPE = map(enum_of, (terms.Half, terms.PitchCall, terms.HitType))
_MEASURED = {"inning", "pa_of_inning", "exit_speed", "angle", "distance"}

if TYPE_CHECKING:
    MeasuredPlateAppearance = object
else:
    _FIELDS = measured_fields((m for m in measurement.PITCH if m.name in _MEASURED), REQUIRED)
    MeasuredPlateAppearance = strawberry.type(type("MeasuredPlateAppearance", (), _FIELDS))


@object_type
class PlateAppearance(Node, MeasuredPlateAppearance):
    """A batter's turn at the plate; its pitches share game, inning, half and ordinal in the half."""

    id = identity("PlateAppearance", "plate_appearance_id")
    plate_appearance_id = strawberry.field(
        known("plate_appearance_id", comparable=False),
        graphql_type=strawberry.ID,
        description="Key of the plate appearance, made of what it is known by: game, inning, half and ordinal.",
    )
    top_or_bottom = strawberry.field(term(HALF, "top_or_bottom"), graphql_type=HALF, description="Half of the inning.")
    game_date = column(date, "Day of the game.")
    game = strawberry.field(related(games_by_id, "game_id"), graphql_type=Game, description="Game.")
    result = strawberry.field(
        term(RESULT, "result"),
        graphql_type=RESULT | None,
        description="How it ended: strikeouts and walks are those of the files' KorBB; null where the last pitch does "
        "not say, as when a runner is put out for the third out.",
    )
    k_or_bb = strawberry.field(
        term(K_OR_BB, "k_or_bb"), graphql_type=K_OR_BB | None, description="Strikeout or walk, on the last pitch."
    )
    play_result = strawberry.field(
        term(PLAY_RESULT, "play_result"),
        graphql_type=PLAY_RESULT | None,
        description="Result of the play that the last pitch led to.",
    )
    pitch_call = strawberry.field(
        term(PITCH_CALL, "pitch_call"), graphql_type=PITCH_CALL | None, description="Outcome of the last pitch."
    )
    outs = column(int, "Outs before the last pitch.")
    final_count = column(str, "Count before the last pitch, as balls-strikes: 3-2 is full.")
    count_path = column(list[str], "Count before each pitch, in order, as balls-strikes.")
    pitch_sequence = strawberry.field(
        terms_of(PITCH_TYPE, "pitch_sequence"),
        graphql_type=list[PITCH_TYPE | None],  # type: ignore[valid-type]  # a type that is made when the program runs
        description="Type of each pitch, in order; null where nobody named it.",
    )
    pitch_count = column(int, "Number of pitches.")
    runs_scored = column(int | None, "Runs scored during the plate appearance, on any pitch.")
    hit_type = strawberry.field(
        term(HIT_TYPE, "hit_type"),
        graphql_type=HIT_TYPE | None,
        description="Kind of batted ball: the radar's, else the operator's; null where not in play.",
    )
    batter = strawberry.field(
        related(players_by_id, "batter_id"), graphql_type=PLAYER | None, description="Player at bat on the last pitch."
    )
    batter_side = strawberry.field(
        term(SIDE, "batter_side"),
        graphql_type=SIDE | None,
        description="Side of the plate that the batter stood on for the last pitch.",
    )
    batter_team = strawberry.field(
        related(teams_by_code, "batter_team_code"), graphql_type=TEAM, description="Club at bat."
    )
    pitcher = strawberry.field(
        related(players_by_id, "pitcher_id"), graphql_type=PLAYER | None, description="Player who threw the last pitch."
    )
    first_pitcher = strawberry.field(
        related(players_by_id, "first_pitcher_id"),
        graphql_type=PLAYER | None,
        description="Player who threw the first pitch, where another threw the last.",
    )
    pitcher_throws = strawberry.field(
        term(HAND, "pitcher_throws"),
        graphql_type=HAND | None,
        description="Hand that the last pitch was thrown with.",
    )
    pitcher_team = strawberry.field(
        related(teams_by_code, "pitcher_team_code"), graphql_type=TEAM, description="Club in the field."
    )
    pitches = window_field("Pitch", PITCHES_OF_PLATE_APPEARANCE, "plate_appearance_id", "Pitches, in order.")
    first_pitch = strawberry.field(
        related(pitches_by_id, "first_pitch_id"), graphql_type=PITCH, description="First pitch."
    )
    last_pitch = strawberry.field(
        related(pitches_by_id, "last_pitch_id"), graphql_type=PITCH, description="Last pitch, which ended it."
    )


PlateAppearanceFilter = filter_type(
    PlateAppearance,
    shorthands={
        "season": (int, "Plate appearances of this calendar year.", in_season("game_date")),
        "teamId": (strawberry.ID, "Plate appearances of this club, at bat or in the field.", of_team),
        "playerId": (strawberry.ID, "Plate appearances that ended with this player at bat or pitching.", of_player),
    },
)
PlateAppearanceListFilter = list_filter_type(PlateAppearance)
PlateAppearanceOrder = order_type(
    PlateAppearance,
    {"CHRONOLOGICAL": "Day of the game, game, and number of the last pitch in the game."},
    default="CHRONOLOGICAL",
)
PlateAppearanceConnection = connection_type(PlateAppearance, "plate appearances")

"""Pitches: one by id, and lists of them."""

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, cast

import strawberry

from slugger.loaders.keyset import Order
from slugger.loaders.page import Relation, Rows
from slugger.loaders.pitch import MEASURED_ORDERS, by_measurement, in_time, pitches_by_id, pitches_by_uid
from slugger.loaders.pitch import pitch_type as one_pitch_type
from slugger.models import terms
from slugger.models.measurement import PITCH
from slugger.models.pitch import Pitch
from slugger.resolvers.argument import ABSENT, Direction, asked_for, asked_for_id, conditions, falling, given
from slugger.resolvers.connection import After, Before, Connection, First, Last, connect, paging
from slugger.resolvers.context import Info
from slugger.resolvers.docstring import input_type
from slugger.resolvers.errors import UserInputError
from slugger.resolvers.identity import key_of, uuid_of
from slugger.resolvers.vocabulary import HAND, PITCH_TYPE, SIDE, enum_of


@input_type
class PitchFilter:
    """Which pitches; all that is given must hold."""

    season = asked_for(int, "Calendar year of the game.")
    date_from = asked_for(date, "First day of the game.")
    date_to = asked_for(date, "Last day of the game.")
    game_id = asked_for_id("Game", "Pitches of this game.")
    team_id = asked_for_id("Team", "Pitches that this club threw or saw.")
    pitcher_team_id = asked_for_id("Team", "Pitches that this club threw.")
    batter_team_id = asked_for_id("Team", "Pitches that this club saw.")
    player_id = asked_for_id("Player", "Pitches that this player threw or saw.")
    pitcher_id = asked_for_id("Player", "Pitches that this player threw.")
    pitcher_ids = asked_for_id("Player", "Pitches that one of these players threw.", many=True)
    batter_id = asked_for_id("Player", "Pitches that this player saw.")
    batter_ids = asked_for_id("Player", "Pitches that one of these players saw.", many=True)
    catcher_id = asked_for_id("Player", "Pitches that this player caught.")
    pitch_type = asked_for(list[PITCH_TYPE], "Pitches of one of these types.")  # type: ignore[valid-type]
    pitch_call = asked_for(list[enum_of(terms.PitchCall)], "Pitches with one of these outcomes.")  # type: ignore[misc]
    play_result = asked_for(list[enum_of(terms.PlayResult)], "Pitches that led to one of these.")  # type: ignore[misc]
    k_or_bb = asked_for(enum_of(terms.KorBB), "Pitches that ended a plate appearance by this.")
    pitcher_throws = asked_for(HAND, "Hand that the pitcher throws with.")
    batter_side = asked_for(SIDE, "Side that the batter stands on.")
    inning = asked_for(int, "Inning, from 1.")
    balls = asked_for(int, "Balls before the pitch.")
    strikes = asked_for(int, "Strikes before the pitch.")
    rel_speed_min = asked_for(float, "Least speed at release, in mph.")
    rel_speed_max = asked_for(float, "Greatest speed at release, in mph.")
    exit_speed_min = asked_for(float, "Least speed off the bat, in mph.")
    exit_speed_max = asked_for(float, "Greatest speed off the bat, in mph.")
    distance_min = asked_for(float, "Least distance of the batted ball, in ft.")


_MEANINGS = {measurement.name: measurement.meaning for measurement in PITCH}
_ORDER_FIELDS = {
    "CHRONOLOGICAL": strawberry.enum_value(
        "chronological", description="Day of the game, game, and number of the pitch in the game."
    )
} | {
    name.upper(): strawberry.enum_value(name, description=f"{_MEANINGS[name]} Pitches without it come last.")
    for name in MEASURED_ORDERS
}
PITCH_ORDER_FIELD = strawberry.enum(
    cast("type[Enum]", Enum("PitchOrderField", _ORDER_FIELDS)), description="What pitches can be ordered by."
)


@input_type
class PitchOrder:
    """Order of pitches."""

    field = strawberry.field(
        default=PITCH_ORDER_FIELD["CHRONOLOGICAL"], graphql_type=PITCH_ORDER_FIELD, description="What to order by."
    )
    direction: Direction = strawberry.field(default=Direction.ASC, description="Direction of the order.")


async def pitch(
    info: Info,
    identifier: Annotated[
        strawberry.ID | None, strawberry.argument(name="id", description="Global id or plain UUID of the pitch.")
    ] = ABSENT,
    pitch_uid: Annotated[strawberry.ID | None, strawberry.argument(description="TrackMan's id, a UUID.")] = ABSENT,
) -> Pitch | None:
    """Give the pitch of the one argument that is given."""
    identifier, pitch_uid = given(identifier), given(pitch_uid)
    if identifier is not None and pitch_uid is None:
        return await info.context.loaders.load(pitches_by_id, key_of("Pitch", identifier))
    if pitch_uid is None or identifier is not None:
        raise UserInputError("Give exactly one of id and pitchUid.")
    uid = uuid_of(pitch_uid)
    if uid is None:
        raise UserInputError("pitchUid is not a UUID.")
    return await info.context.loaders.load(pitches_by_uid, uid)


def pitches(relation: Relation, key: str | None = None) -> Callable[..., Connection]:
    """Make the resolver of the pitches in `relation` to the row's column `key`."""

    def resolve_pitches(
        root: Any,  # noqa: ANN401  rows of every table
        info: Info,
        *,
        first: First = ABSENT,
        after: After = ABSENT,
        last: Last = ABSENT,
        before: Before = ABSENT,
        matching: Annotated[
            PitchFilter | None, strawberry.argument(name="filter", description="Which pitches; all unless given.")
        ] = ABSENT,
        order: Annotated[
            PitchOrder | None, strawberry.argument(description="Order of the pitches; as thrown unless given.")
        ] = ABSENT,
    ) -> Connection:
        parent = getattr(root, key) if key else None
        return connect(
            info, Rows(relation, parent, conditions(matching)), paging(first, after, last, before), _chosen(order)
        )

    return resolve_pitches


def _chosen(order: PitchOrder | None) -> Order:
    descending, name = falling(order, Direction.ASC), order.field.value if order else "chronological"
    return by_measurement(name, descending=descending) if name in MEASURED_ORDERS else in_time(descending=descending)


def pitch_type(root: Any) -> Enum | None:  # noqa: ANN401  the columns come from the table of measurements
    """Give the one pitch type: the classifier's, else the operator's."""
    found = one_pitch_type(root.auto_pitch_type, root.tagged_pitch_type)
    return PITCH_TYPE(found.value) if found else None


def local_instant(column: str) -> Callable[[Any], str | None]:
    """Make the resolver of a delivered local instant, digits and offset kept; a text that is no instant is null."""

    def resolve_instant(root: Any) -> str | None:  # noqa: ANN401  as above
        text: str | None = getattr(root, column)
        try:
            return text if text and datetime.fromisoformat(text).tzinfo else None
        except ValueError:
            return None

    return resolve_instant

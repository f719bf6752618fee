"""Pitches: one by id, and the shorthands of their filter."""

import re
from collections.abc import Callable
from typing import Annotated, Any

import strawberry

from slugger.loaders.condition import AnyOf, Belonging, Compared, Condition, Operator, Quantifier
from slugger.loaders.pitch import pitches_by_id, pitches_by_uid
from slugger.loaders.rows import RowsBy
from slugger.loaders.team import teams_by_code
from slugger.models.pitch import Pitch
from slugger.resolvers.argument import ABSENT, given
from slugger.resolvers.errors import UserInputError
from slugger.resolvers.filter import read_uuid
from slugger.resolvers.identity import key_of
from slugger.resolvers.reading import Value, reads
from slugger.resolvers.related import sought


def find_pitch(
    identifier: Annotated[
        strawberry.ID | None, strawberry.argument(name="id", description="Global id or plain UUID of the pitch.")
    ] = ABSENT,
    pitch_uid: Annotated[strawberry.ID | None, strawberry.argument(description="TrackMan's id, a UUID.")] = ABSENT,
) -> tuple[RowsBy[Pitch], Any]:
    """Look for the pitch of the one argument that is given."""
    identifier, pitch_uid = given(identifier), given(pitch_uid)
    if identifier is not None and pitch_uid is None:
        return pitches_by_id, key_of("Pitch", identifier)
    if pitch_uid is None or identifier is not None:
        raise UserInputError("Give exactly one of id and pitchUid.")
    return pitches_by_uid, read_uuid(pitch_uid)


pitch = sought(find_pitch)


def of_player(player: str) -> Condition:
    """Ask for pitches that a player threw or saw."""
    key = key_of("Player", player)
    return AnyOf(tuple(Compared(column, Operator.EQ, key) for column in ("pitcher_id", "batter_id")))


_CLUBS = teams_by_code.relation()


def of_team(team: str) -> Condition:
    """Ask for pitches that a club threw or saw."""
    itself = Compared("team_id", Operator.EQ, key_of("Team", team))
    columns = ("pitcher_team_code", "batter_team_code")
    return AnyOf(tuple(Belonging(_CLUBS, column, Quantifier.ANY, itself) for column in columns))


_INSTANT = re.compile(
    r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)
"""A delivered local instant: day, time of day and offset from UTC."""


def local_instant(column: str) -> Callable[[Any], str | None]:
    """Make the resolver of a delivered local instant, digits and offset kept; a text that is no instant is null."""

    @reads(Value(column, _if_instant, comparable=False))
    def resolve_instant(root: Any) -> str | None:  # noqa: ANN401  the columns come from the table of measurements
        text: str | None = getattr(root, column)
        return text if text and _INSTANT.fullmatch(text) else None

    return resolve_instant


def _if_instant(column: str) -> str:
    return f"CASE WHEN {column} ~ '^{_INSTANT.pattern}$' THEN {column} END"

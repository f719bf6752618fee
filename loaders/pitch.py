"""Pitches by their ids, games, clubs and players."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, case, func, literal, or_
from sqlalchemy.orm import QueryableAttribute
from sqlmodel import col, select

from slugger.loaders.game import in_season, in_year_of
from slugger.loaders.keyset import Column, Key, Order, attribute
from slugger.loaders.page import Conditions, Relation
from slugger.loaders.rows import one_of, rows_by
from slugger.models.engine import Sessions
from slugger.models.pitch import Pitch
from slugger.models.team import TeamCode
from slugger.models.terms import AUTO_PITCH_TYPES, TAGGED_PITCH_TYPES, PitchType


async def pitches_by_id(sessions: Sessions, ids: Sequence[UUID]) -> list[Pitch | None]:
    """Give the pitch of each id."""
    return await rows_by(sessions, Pitch, "pitch_id", ids)


async def pitches_by_uid(sessions: Sessions, uids: Sequence[UUID]) -> list[Pitch | None]:
    """Give the pitch of each TrackMan id."""
    return await rows_by(sessions, Pitch, "pitch_uid", uids)


def pitch_type(automatic: str | None, tagged: str | None) -> PitchType | None:
    """Give the one pitch type: the classifier's, else the operator's, else None."""
    return AUTO_PITCH_TYPES.get(automatic or "") or TAGGED_PITCH_TYPES.get(tagged or "")


def pitch_type_column() -> ColumnElement[str | None]:
    """Give the same rule as `pitch_type` in SQL."""
    spellings = (
        case({text: kind.value for text, kind in types.items()}, value=_column(column))
        for column, types in (("auto_pitch_type", AUTO_PITCH_TYPES), ("tagged_pitch_type", TAGGED_PITCH_TYPES))
    )
    return func.coalesce(*spellings)


def _column(name: str) -> QueryableAttribute[Any]:
    return attribute(Pitch, name)


def _thrown_by(team: UUID | Column) -> ColumnElement[bool]:
    return _of_code("pitcher_team_code", team)


def _seen_by(team: UUID | Column) -> ColumnElement[bool]:
    return _of_code("batter_team_code", team)


def _of_code(column: str, team: UUID | Column) -> ColumnElement[bool]:
    codes = select(TeamCode.code).where(col(TeamCode.team_id) == team)
    return _column(column).in_(codes.correlate_except(TeamCode))


def _holds(column: str) -> Callable[[Any], ColumnElement[bool]]:
    return lambda value: _column(column) == value


def _is_number(column: str) -> Callable[[int], ColumnElement[bool]]:
    """Compare with any integer that a client may send, although the column is narrower."""
    return lambda value: _column(column) == literal(value, Integer())


def _holds_one_of(column: str) -> Callable[[Any], ColumnElement[bool]]:
    return lambda values: one_of(_column(column), values)


def _at_least(column: str) -> Callable[[Any], ColumnElement[bool]]:
    return lambda value: _column(column) >= value


def _at_most(column: str) -> Callable[[Any], ColumnElement[bool]]:
    return lambda value: _column(column) <= value


CONDITIONS: Conditions = {
    "season": lambda year: in_season(attribute(Pitch, "game_date"), year),
    "date_from": _at_least("game_date"),
    "date_to": _at_most("game_date"),
    "game_id": _holds("game_id"),
    "team_id": lambda team: or_(_thrown_by(team), _seen_by(team)),
    "pitcher_team_id": _thrown_by,
    "batter_team_id": _seen_by,
    "player_id": lambda player: or_(_column("pitcher_id") == player, _column("batter_id") == player),
    "pitcher_id": _holds("pitcher_id"),
    "pitcher_ids": _holds_one_of("pitcher_id"),
    "batter_id": _holds("batter_id"),
    "batter_ids": _holds_one_of("batter_id"),
    "catcher_id": _holds("catcher_id"),
    "pitch_type": lambda types: pitch_type_column().in_(types),
    "pitch_call": _holds_one_of("pitch_call"),
    "play_result": _holds_one_of("play_result"),
    "k_or_bb": _holds("k_or_bb"),
    "pitcher_throws": _holds("pitcher_throws"),
    "batter_side": _holds("batter_side"),
    "inning": _is_number("inning"),
    "balls": _is_number("balls"),
    "strikes": _is_number("strikes"),
    "rel_speed_min": _at_least("rel_speed"),
    "rel_speed_max": _at_most("rel_speed"),
    "exit_speed_min": _at_least("exit_speed"),
    "exit_speed_max": _at_most("exit_speed"),
    "distance_min": _at_least("distance"),
}

PITCHES = Relation(Pitch, CONDITIONS)
PITCHES_OF_GAME = Relation(Pitch, CONDITIONS, _holds("game_id"))
PITCHES_OF_SEASON = Relation(Pitch, CONDITIONS, lambda year: in_year_of(attribute(Pitch, "game_date"), year), Integer())
PITCHES_THROWN_BY_PLAYER = Relation(Pitch, CONDITIONS, _holds("pitcher_id"))
PITCHES_SEEN_BY_PLAYER = Relation(Pitch, CONDITIONS, _holds("batter_id"))
PITCHES_CAUGHT_BY_PLAYER = Relation(Pitch, CONDITIONS, _holds("catcher_id"))
PITCHES_THROWN_BY_TEAM = Relation(Pitch, CONDITIONS, _thrown_by)
PITCHES_SEEN_BY_TEAM = Relation(Pitch, CONDITIONS, _seen_by)

CHRONOLOGICAL = ("game_date", "game_id", "pitch_number")
MEASURED_ORDERS = (
    *("rel_speed", "spin_rate", "induced_vert_break", "horz_break", "extension", "exit_speed", "angle", "distance"),
    *("hang_time", "hit_spin_rate", "throw_speed", "pop_time", "exchange_time", "bat_speed"),
)
"""Measurements that pitches can be ordered by."""


def in_time(*, descending: bool = False) -> Order:
    """Order pitches as they were thrown: by day, game and number in the game."""
    return Order("CHRONOLOGICAL", tuple(Key(column, descending) for column in CHRONOLOGICAL))


def by_measurement(name: str, *, descending: bool = False) -> Order:
    """Order pitches by a measurement, those without it last, and equal ones as they were thrown."""
    return Order(name.upper(), (Key(name, descending), *in_time().keys))

"""Plate appearances: the pitches of one batter's turn, read from the pitches as one row, that of the last pitch."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from operator import eq
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Text, and_, any_, case, func, inspect, literal_column, select
from sqlalchemy import Uuid as UuidType
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import aliased, column_property
from sqlalchemy.sql.elements import BinaryExpression, CollectionAggregate

from slugger.models import derived, terms  # noqa: F401  the first adds the columns that follow from others to the pitches
from slugger.models.metadata import Table
from slugger.models.pitch import Pitch
from slugger.models.terms import Term

PLACE = ("game_id", "inning", "top_or_bottom", "pa_of_inning")
"""The columns that the pitches of a plate appearance share: what its key is made of."""
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[1-9][0-9]{0,4}/(Top|Bottom)/[1-9][0-9]{0,4}")
"""The key of a plate appearance: game, inning, half, and ordinal in the half inning."""


class PlateAppearanceKey(Text):
    """Keys of plate appearances; those that are equal to given ones are looked for in their games, by an index."""

    class comparator_factory(Text.Comparator[str]):  # noqa: N801  SQLAlchemy's name
        """How keys are compared."""

        def operate(self, op: Any, *other: Any, **options: Any) -> ColumnElement[Any]:  # noqa: ANN401  as SQLAlchemy
            """Compare; the games of the given keys are compared too."""
            compared = super().operate(op, *other, **options)
            beside = getattr(getattr(self.expr, "table", None), "c", {})
            if op is not eq or not isinstance(compared, BinaryExpression) or "game_id" not in beside:
                return compared
            return and_(beside["game_id"] == _games(compared.right), compared)


class PlateAppearance:
    """The pitches of a game that share inning, half and ordinal in it; columns without a word are the last pitch's."""

    plate_appearance_id: str
    game_id: UUID
    game_date: date
    inning: int
    top_or_bottom: str
    pa_of_inning: int
    pitch_number: int
    last_pitch_id: UUID
    first_pitch_id: UUID
    pitch_count: int
    outs: int
    batter_id: UUID | None
    batter_side: str | None
    batter_team_code: str
    pitcher_id: UUID | None
    first_pitcher_id: UUID | None
    """Who threw the first pitch, where another pitcher threw the last."""
    pitcher_throws: str | None
    pitcher_team_code: str
    pitch_call: str | None
    k_or_bb: str | None
    play_result: str | None
    result: str | None
    final_count: str
    count_path: Sequence[str]
    """The count before each pitch, in order."""
    pitch_sequence: Sequence[str | None]
    """The type of each pitch, in order."""
    runs_scored: int | None
    """Runs on all pitches."""
    exit_speed: float | None
    angle: float | None
    distance: float | None
    hit_type: str | None


def _games(keys: ColumnElement[Any]) -> ColumnElement[Any]:
    """Give the game of a key, or those of any of several keys."""
    if not isinstance(keys, CollectionAggregate):
        return key_part(keys, 1, UuidType())
    each = func.unnest(keys.element).column_valued("each_key")
    return any_(select(key_part(each, 1, UuidType())).scalar_subquery())


def key_part(key: ColumnElement[Any], number: int, kind: Any) -> ColumnElement[Any]:  # noqa: ANN401  a type of a column
    """Give the part of a key at `number`, from 1, in SQL."""
    return sql_cast(func.split_part(key, literal_column("'/'"), literal_column(str(number))), kind)


_PITCH: Any = Pitch
_SAME = (
    *("game_id", "game_date", "inning", "top_or_bottom", "pa_of_inning", "pitch_number", "outs"),
    *("batter_id", "batter_team_code", "pitcher_id", "pitcher_team_code"),
    *("exit_speed", "angle", "distance", "hit_type"),
)
"""Columns of the last pitch under their own names."""
_TERMS: Mapping[str, type[Term]] = {
    "batter_side": terms.Side,
    "pitcher_throws": terms.Hand,
    "pitch_call": terms.PitchCall,
    "k_or_bb": terms.KorBB,
    "play_result": terms.PlayResult,
}
"""Columns of the last pitch that hold terms, of which only what is known is kept."""


def _key() -> Any:  # noqa: ANN401  an expression
    first, *rest = (getattr(Pitch, name) for name in PLACE)
    return func.concat(first, *(part for column in rest for part in (_text("/"), column)), type_=PlateAppearanceKey())


def _text(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", Text())


def _known(name: str, vocabulary: type[Term]) -> ColumnElement[Any]:
    column = getattr(Pitch, name)
    spelt = [_text(term.value) for term in vocabulary if term.value != terms.UNDEFINED]
    return case((column.in_(spelt), column)).label(name)


_APPEARANCES = (
    select(
        _key().label("plate_appearance_id"),
        *(getattr(Pitch, name) for name in _SAME),
        *(_known(name, vocabulary) for name, vocabulary in _TERMS.items()),
        _PITCH.pitch_id.label("last_pitch_id"),
        _PITCH.count.label("final_count"),
        _PITCH.plate_appearance_result.label("result"),
    )
    .where(_PITCH.last_pitch_of_plate_appearance)
    .subquery("plate_appearance")
)
Table._sa_registry.map_imperatively(PlateAppearance, _APPEARANCES, primary_key=[_APPEARANCES.c.plate_appearance_id])

_EACH: Any = aliased(Pitch, name="each_pitch")
_FIRST, _LAST = _EACH.pitch_number.asc(), _EACH.pitch_number.desc()


def _of_each(figure: Any, of: Any = PlateAppearance) -> Any:  # noqa: ANN401  a figure of any type, a class
    """Select a figure of the pitches of a plate appearance, or of the one that a pitch belongs to."""
    together = (getattr(_EACH, name) == getattr(of, name) for name in PLACE)
    return select(figure).where(*together).correlate(of)


def _at(end: Any, value: Any, of: Any = PlateAppearance) -> Any:  # noqa: ANN401  an order, a value
    return _of_each(value, of).order_by(end).limit(literal_column("1")).scalar_subquery()


def _in_order(value: Any) -> Any:  # noqa: ANN401  a value of every pitch
    ordered = func.array_agg(aggregate_order_by(value, _FIRST), type_=ARRAY(Text()))
    return _of_each(ordered).scalar_subquery()


def _number(figure: Any) -> Any:  # noqa: ANN401  an aggregate
    return sql_cast(_of_each(figure).scalar_subquery(), Integer)


def _add(table: type[Any], **rules: ColumnElement[Any]) -> None:
    for name, rule in rules.items():
        inspect(table).add_property(name, column_property(rule.label(name)))


_THROWER = _EACH.pitcher_id
_add(
    PlateAppearance,
    first_pitch_id=_at(_FIRST, _EACH.pitch_id),
    first_pitcher_id=_at(_FIRST, case((_APPEARANCES.c.pitcher_id != _THROWER, _THROWER))),
    pitch_count=_number(func.count()),
    runs_scored=_number(func.sum(_EACH.runs_scored)),
    count_path=_in_order(_EACH.count),
    pitch_sequence=_in_order(_EACH.pitch_type),
)
_add(Pitch, final_pitch=_at(_LAST, _EACH.pitch_id, Pitch))

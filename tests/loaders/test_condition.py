"""Conditions are values: equal ones ask for the same, and the values in them can be changed in their order."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql

from slugger.loaders.bound import Slot
from slugger.loaders.condition import (
    EVERYTHING,
    All,
    AnyOf,
    Belonging,
    Compared,
    Condition,
    Not,
    Operator,
    Quantifier,
    holds,
    mapped,
    names,
)
from slugger.loaders.keyset import attribute
from slugger.loaders.pitch import PITCHES_OF_GAME
from slugger.models import Game, Pitch, Team
from slugger.models.engine import Database

DIALECT: Any = postgresql.asyncpg.dialect
HARD = Compared("rel_speed", Operator.GT, 95.0)
LATE = Compared("inning", Operator.IN, (8, 9))
NAMED = Compared("notes", Operator.IS_NULL)
IN_GAME = Belonging(PITCHES_OF_GAME, "game_id", Quantifier.EVERY, All((HARD, LATE)))
TREE = All((AnyOf((HARD, Not(LATE))), NAMED, IN_GAME))


def test_values_are_changed_in_their_order() -> None:
    met: list[Any] = []

    def slot(value: Any) -> Slot:
        met.append(value)
        return Slot(len(met) - 1)

    changed = mapped(TREE, slot)
    assert met == [95.0, (8, 9), 95.0, (8, 9)]
    assert changed == mapped(TREE, _numbered())
    assert mapped(changed, lambda value: met[value.number]) == TREE


def _numbered() -> Any:
    numbers = iter(range(10))
    return lambda _: Slot(next(numbers))


def test_equal_conditions_are_one_key() -> None:
    again = All((AnyOf((Compared("rel_speed", Operator.GT, 95.0), Not(LATE))), NAMED, IN_GAME))
    assert {TREE: 1}[again] == 1
    assert All((AnyOf((Compared("rel_speed", Operator.GT, 96.0), Not(LATE))), NAMED, IN_GAME)) != TREE


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (EVERYTHING, []),
        (HARD, ["rel_speed gt"]),
        (All((HARD, LATE)), ["inning in", "rel_speed gt"]),
        (All((LATE, All((HARD,)))), ["inning in", "rel_speed gt"]),
        (AnyOf((HARD, LATE)), ["(inning in or rel_speed gt)"]),
        (AnyOf(()), ["()"]),
        (Not(HARD), ["not (rel_speed gt)"]),
        (IN_GAME, ["every by game_id (inning in rel_speed gt)"]),
    ],
)
def test_names_say_what_is_asked_without_values(condition: Condition, said: list[str]) -> None:
    assert names(condition) == said


def test_a_condition_of_slots_is_one_statement() -> None:
    condition = mapped(TREE, _numbered())
    compiled = select(func.count()).where(holds(condition, Pitch)).compile(dialect=DIALECT())
    assert {name for name in compiled.params if name.startswith("slot_")} == {f"slot_{n}" for n in range(4)}


def test_each_relation_is_asked_of_rows_of_its_own() -> None:
    there_and_back = Belonging(PITCHES_OF_GAME, "game_id", Quantifier.ANY, HARD)
    twice = All((there_and_back, Not(there_and_back)))
    text = str(select(attribute(Game, "game_id")).where(holds(twice, Game)).compile(dialect=DIALECT()))
    assert text.count("FROM league.pitch AS") == 2
    assert "FROM league.game" in text
    assert "league.pitch," not in text


@pytest.mark.parametrize(
    ("condition", "number"),
    [
        (Compared("team_name", Operator.IS_NULL), 0),
        (Compared("team_name", Operator.NOT_IN, ()), 10),
        (Not(Compared("pointstreak_code", Operator.EQ, "nope")), 10),
        (Compared("team_name", Operator.CONTAINS, "REVÖLUTION"), 1),
        (Compared("team_name", Operator.STARTS_WITH, "%"), 0),
        (AnyOf((Compared("team_name", Operator.EQ, "York Revolution"), AnyOf(()))), 1),
    ],
)
async def test_conditions_on_clubs(database: Database, condition: Condition, number: int) -> None:
    statement: Any = select(func.count()).select_from(Team).where(holds(condition, Team))
    async with database.sessions() as session:
        assert [*await session.exec(statement)] == [(number,)]


async def test_values_wider_than_a_column_are_compared(database: Database) -> None:
    wide = AnyOf((Compared("inning", Operator.IN, (2**31 - 1,)), Compared("inning", Operator.GT, 2**31 - 1)))
    early = Compared("game_date", Operator.LT, date(1, 1, 2))
    statement: Any = select(func.count()).select_from(Pitch).where(holds(All((wide, early)), Pitch))
    async with database.sessions() as session:
        assert [*await session.exec(statement)] == [(0,)]

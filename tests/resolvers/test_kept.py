"""What is kept is bounded in number and in weight, and made anew only when it is gone."""

import pytest
from graphql import parse

from slugger.resolvers.kept import Kept
from slugger.resolvers.plan.planner import USUAL_WEIGHT, Planner
from slugger.resolvers.plan.shapes import USUAL_TOKENS
from slugger.schema.sdl import schema


def test_the_longest_unused_go_first() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key

    kept = Kept(make, len, most=3, heaviest=10)
    for key in ("a", "bb", "ccc", "a", "dddd", "a", "bb"):
        assert kept(key) == key
    assert made == ["a", "bb", "ccc", "dddd", "bb"]
    assert kept("e" * 9) == "e" * 9
    assert (len(kept), kept.weight) == (1, 9)
    assert kept("f" * 11) == "f" * 11
    assert (len(kept), kept.weight) == (1, 9)


def test_what_cannot_be_made_is_not_kept() -> None:
    def make(key: str) -> int:
        return int(key)

    kept = Kept(make, lambda _: 1, most=3, heaviest=10)
    for _ in range(2):
        with pytest.raises(ValueError, match="x"):
            kept("x")
    assert len(kept) == 0


def test_plans_of_ever_other_wide_queries() -> None:
    planner = Planner(schema, size=10)
    for number in range(20):
        text = f"{{ pitches {{ nodes {{ {' '.join(f'a{number}_{field}: relSpeed' for field in range(200))} }} }} }}"
        assert planner.prepare(text, parse(text), None, {})
    assert 0 < planner._trees.weight <= 10 * USUAL_TOKENS
    assert 0 < planner._statements.weight <= 10 * USUAL_WEIGHT

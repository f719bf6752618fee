"""The command line chooses questions and contestants, and says what it does not know."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def program(bench: Callable[[str], Any]) -> Any:
    return bench("__main__")


def test_everything_is_measured_unless_chosen(program: Any) -> None:
    chosen = program.parse([])
    assert chosen.only is None
    assert chosen.questions == ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6"]
    assert chosen.contestants == ["handwritten", "json", "postgraphile", "strawchemy", "tutorial", "slugger", "unkept"]


def test_what_is_chosen_comes_in_the_order_of_the_tables(program: Any) -> None:
    chosen = program.parse(["--only", "query", "--questions", "Q4,Q1", "--contestants", "slugger,json"])
    assert (chosen.questions, chosen.contestants) == (["Q1", "Q4"], ["json", "slugger"])


@pytest.mark.parametrize("only", ["ingest", "query", "rest", "scale", "startup"])
def test_each_table_can_be_had_alone(program: Any, only: str) -> None:
    assert program.parse(["--only", only]).only == only


@pytest.mark.parametrize("wrong", [["--questions", "Q1,Q7"], ["--contestants", "hasura"], ["--only", "nothing"]])
def test_unknown_names_are_told(program: Any, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        program.parse(wrong)
    assert wrong[1].split(",")[-1] in capsys.readouterr().err

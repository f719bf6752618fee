"""Tables show medians with their spread, each ratio against the contestant that it names, and who has no figures."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest


@pytest.fixture
def table(bench: Callable[[str], Any]) -> Any:
    return bench("table")


def test_ratios_are_of_medians_and_each_column_has_its_own_base(table: Any, capsys: pytest.CaptureFixture[str]) -> None:
    figures = {"hand-written": [90.0, 100.0, 300.0], "rival": [50.0], "ours": [200.0, 150.0, 250.0]}
    columns = {name: {"bytes": str(len(name))} for name in figures}
    notes = {"another": "n/a: it cannot"}
    against = {"of hand-written": "hand-written", "of rival": "rival", "of another": "another"}
    table.print_table("Q1: pitches", "answers/s", figures, against, columns=columns, notes=notes)
    title, head, *rows = capsys.readouterr().out.strip().splitlines()
    assert title == "Q1: pitches"
    assert head.split()[:3] == ["median", "min", "max"]
    assert head.endswith("bytes   (answers/s)")
    assert rows[0].split() == ["hand-written", "100", "90.0", "300", "1.00", "2.00", "-", "12"]
    assert rows[2].split() == ["ours", "200", "150", "250", "2.00", "4.00", "-", "4"]
    assert rows[3].split(maxsplit=1) == ["another", "n/a: it cannot"]
    assert len({len(row) for row in (head.removesuffix("   (answers/s)"), *rows[:3])}) == 1


def test_contestants_run_in_turn(table: Any) -> None:
    order: list[str] = []

    def run(name: str) -> float:
        order.append(name)
        return float(len(order))

    assert table.rounds({name: partial(run, name) for name in ("a", "b")}, 2) == {"a": [1.0, 3.0], "b": [2.0, 4.0]}
    assert order == ["a", "b", "a", "b"]

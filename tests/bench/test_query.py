"""The benchmark of queries compares like with like: both contestants give the same data for each query."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from slugger.jobs.demo import write_season
from slugger.models import embedded


@pytest.fixture
def query(bench: Callable[[str], Any]) -> Any:
    return bench("query")


def test_contestants_give_the_same_data_and_a_table_of_it(
    query: Any,
    server: embedded.EmbeddedPostgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_season(tmp_path / "season", games=4, seed=2026, season=2025)
    for name, value in {"SECONDS": 0.1, "WARM_UP_SECONDS": 0.1, "CONCURRENCY": 1}.items():
        monkeypatch.setattr(query, name, value)
    query.measure(server, tmp_path / "season", 1)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines if line.startswith("Q")] == ["Q1", "Q2", "Q3"]
    assert [line.split()[-2] for line in lines if line.startswith(query.RIVAL)] == ["1+1", "2+1", "1+1"]
    assert sum(line.startswith(query.OURS) for line in lines) == 3


def test_answers_that_differ_are_refused(query: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    question = query.questions("8b6f6a2e-6d0b-4d0e-9a55-0d1b1f2a3c4d")[2]
    bodies = {1: b'{"data": {"player": null}}', 2: b'{"data": {"player": {"name": "Doe, Jo"}}}'}
    monkeypatch.setattr(query, "ask", lambda port, _: bodies[port])
    assert query.compare(question, {query.OURS: 1, query.RIVAL: 1})[query.OURS].length == len(bodies[1])
    with pytest.raises(query.ContestantError, match="answer differently to Q3"):
        query.compare(question, {query.OURS: 1, query.RIVAL: 2})

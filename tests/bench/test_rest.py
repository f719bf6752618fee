"""The benchmark of the REST surface compares like with like: the contestants list the same rows."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from slugger.jobs.demo import write_season
from slugger.models import embedded


@pytest.fixture
def rest(bench: Callable[[str], Any]) -> Any:
    return bench("rest")


def test_contestants_list_the_same_rows(
    rest: Any, server: embedded.EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rest, "OURS", {rest.KEPT: {}})
    write_season(tmp_path / "season", games=1, seed=2026, season=2025)
    asyncio.run(rest.prepare(server.url, tmp_path / "season"))
    url = rest.on(server.url, "bench_query")
    asyncio.run(rest.keep_as_tables(url))
    with rest.contestants(url) as ports:
        assert rest.count_pages(ports[rest.KEPT]) == 1
        asked = [rest.pitches(1), *rest.players()[:2]]
        found = rest.compared(ports, asked)
        rows = [rest.listed(rest.ask(ports[rest.OLD], request).body) for request in asked[:2]]
    assert list(found) == [*rest.RIVALS, *rest.OURS]
    assert all(len(contestant.calls) == len(asked) for contestant in found.values())
    assert len(rows[0]) > 200
    assert len(rows[0][0]) == 170
    assert set(rows[1][0]) >= {"player_id", "is_pitcher", "team_name"}


def test_rows_that_differ_are_refused(rest: Any, bench: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    answer = bench("contestant").Answer
    bodies = {1: b'{"data": [{"player_name": "Doe, Jo"}]}', 2: b'{"data": [{"player_name": "Doe, Joe"}]}'}
    monkeypatch.setattr(rest, "ask", lambda port, _: answer(bodies[port], "", True))
    request = rest.players()[0]
    assert rest.compared({rest.JSON: 1, rest.KEPT: 1}, [request])[rest.KEPT].calls[0].length == len(bodies[1])
    with pytest.raises(rest.ContestantError, match="slugger serve answers /ALPBAPI/players"):
        rest.compared({rest.JSON: 1, rest.KEPT: 2}, [request])


def test_pages_in_turn_lie_far_apart_and_reach_the_last(rest: Any) -> None:
    pages = rest.spread(150)
    assert (pages[0], max(pages), len(set(pages))) == (1, 150, rest.PAGES)
    assert max(pages[: rest.OLD_PAGES]) > 100
    assert rest.spread(1) == [1]

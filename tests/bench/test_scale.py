"""The grown database holds every pitch ten times over ten seasons, and the same questions are asked of both."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from slugger.jobs.demo import write_season
from slugger.models import embedded


@pytest.fixture
def scale(bench: Callable[[str], Any]) -> Any:
    return bench("scale")


async def fetched(url: str, statement: str) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(statement)
    await connection.close()
    return [tuple(row) for row in rows]


SEASONS = """
    SELECT extract(year FROM g.date)::int, count(*), count(DISTINCT g.game_id), count(DISTINCT p.pitch_id),
        sum(p.rel_speed)::numeric(12, 3), bool_and(p.game_date = g.date AND f.game_date = g.date),
        bool_and(f.trackman_game_id = g.trackman_game_id)
    FROM league.pitch p JOIN league.game g USING (game_id) JOIN league.trackman_file f USING (file_id)
    GROUP BY 1 ORDER BY 1
"""


def test_each_year_has_the_games_again_and_both_sizes_are_measured(
    scale: Any,
    server: embedded.EmbeddedPostgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_season(tmp_path / "season", games=8, seed=2026, season=2025)
    for name, value in {"SECONDS": 0.1, "WARM_UP_SECONDS": 0.1, "CONCURRENCY": 1}.items():
        monkeypatch.setattr(scale, name, value)
    scale.measure(server, tmp_path / "season", 1)
    printed = capsys.readouterr().out
    seasons = asyncio.run(fetched(scale.on(server.url, scale.GROWN), SEASONS))
    (original,) = asyncio.run(fetched(scale.on(server.url, scale.DATABASE), SEASONS))
    assert original[1] > 2000
    assert seasons == [(2025 + later, *original[1:]) for later in range(10)]
    assert original[5:] == (True, True)
    assert printed.count(f"{original[1]:,} pitches ") == printed.count(f"{10 * original[1]:,} pitches ") == 5
    assert printed.count("p95 in ms") == 5

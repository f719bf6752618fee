"""Make a season, then measure: `python -m bench --help` tells how to make it smaller."""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import ingest, query, rest, startup
from slugger.jobs.demo import write_season
from slugger.models import embedded

TABLES = {"ingest": ingest.measure, "query": query.measure, "rest": rest.measure}
"""What is measured on the season."""


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--games", type=int, default=630, help="games of the season; 630 hold about 200,000 pitches")
    parser.add_argument("--rounds", type=int, default=5, help="how often each contestant runs")
    parser.add_argument("--only", choices=(*TABLES, "startup"), help="measure one thing alone")
    chosen = parser.parse_args()
    if chosen.only != "startup":
        _measure_season(chosen.games, chosen.rounds, [chosen.only] if chosen.only else [*TABLES])
    if chosen.only in {None, "startup"}:
        startup.measure()


def _measure_season(games: int, rounds: int, names: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="slugger-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        season = write_season(folder / "season", games=games, seed=2026)
        print(f"{season.games} games, {season.pitches:,} pitches, {sum(season.files.values())} files")
        with embedded.start(folder / "data") as server:
            for table in names:
                TABLES[table](server, folder / "season", rounds)


if __name__ == "__main__":
    main()

"""Make a season, then measure: `python -m bench --help` tells how to make it smaller."""

import argparse
import tempfile
from pathlib import Path

from bench import ingest, query, startup
from slugger.jobs.demo import write_season
from slugger.models import embedded


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--games", type=int, default=630, help="games of the season; 630 hold about 200,000 pitches")
    parser.add_argument("--rounds", type=int, default=5, help="how often each contestant runs")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="slugger-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        season = write_season(folder / "season", games=chosen.games, seed=2026)
        print(f"{season.games} games, {season.pitches:,} pitches, {sum(season.files.values())} files")
        with embedded.start(folder / "data") as server:
            ingest.measure(server, folder / "season", chosen.rounds)
            query.measure(server, folder / "season", chosen.rounds)
    startup.measure()


if __name__ == "__main__":
    main()

"""Make a season, then measure: `python -m bench --help` tells how to make it smaller."""

import argparse
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path

from bench import ingest, query, rest, scale, startup
from bench.lineup import LINEUP
from bench.question import QUESTIONS
from bench.season import write
from slugger.models import embedded

Table = Callable[[embedded.EmbeddedPostgres, Path, int], None]
"""What measures on a season below a folder, in a number of rounds, and prints."""
ON_A_SEASON: Mapping[str, Table] = {
    "ingest": ingest.measure,
    "query": query.measure,
    "rest": rest.measure,
    "scale": scale.measure,
}


def main() -> None:
    """Print every table that is asked for."""
    chosen = parse()
    tables = dict(ON_A_SEASON)
    tables["query"] = partial(query.measure, questions=chosen.questions, contestants=chosen.contestants)
    if chosen.only != "startup":
        _measure_season(chosen.games, chosen.rounds, [tables[chosen.only]] if chosen.only else [*tables.values()])
    if chosen.only in {None, "startup"}:
        startup.measure()


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--games", type=int, default=670, help="games; 670 hold about 200,000 pitches")
    parser.add_argument("--rounds", type=int, default=5, help="how often each contestant runs")
    parser.add_argument("--only", choices=(*ON_A_SEASON, "startup"), help="measure one thing alone")
    parser.add_argument(
        "--questions",
        type=partial(_some, QUESTIONS),
        default=[*QUESTIONS],
        help=f"which questions, such as Q1,Q4; all unless given: {','.join(QUESTIONS)}",
    )
    parser.add_argument(
        "--contestants",
        type=partial(_some, LINEUP),
        default=[*LINEUP],
        help=f"who answers them, beside the hand-written endpoint; all unless given: {','.join(LINEUP)}",
    )
    return parser.parse_args(arguments)


def _some(known: Collection[str], text: str) -> list[str]:
    """Read names that commas separate, and give them in the order of those that are known."""
    asked = text.split(",")
    for name in asked:
        if name not in known:
            raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(known)}")
    return [name for name in known if name in asked]


def _measure_season(games: int, rounds: int, tables: Sequence[Table]) -> None:
    with tempfile.TemporaryDirectory(prefix="slugger-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        print(write(folder / "season", games))
        with embedded.start(folder / "data") as server:
            for measure in tables:
                measure(server, folder / "season", rounds)


if __name__ == "__main__":
    main()

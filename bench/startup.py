"""How long `slugger serve` takes from the command to the first answered query, over its embedded database."""

import tempfile
from pathlib import Path
from time import perf_counter

from bench.contestant import SLUGGER, Request, ask, running
from bench.table import print_table

_FIRST = Request("POST", "/graphql", '{"query": "{ teams { name } }"}')


def measure(number: int = 3) -> None:
    """Print the table."""
    figures: dict[str, list[float]] = {"cold, the database is made": [], "warm, it is there": []}
    for _ in range(number):
        with tempfile.TemporaryDirectory(prefix="slugger-bench-") as name:
            Path(name).chmod(0o755)
            for seconds in figures.values():
                seconds.append(_first_answer(Path(name) / "data"))
    print_table(
        "Start-up: from `slugger serve` to the first answered query", "s", figures, {"ratio": "warm, it is there"}
    )


def _first_answer(data_dir: Path) -> float:
    started = perf_counter()
    with running(SLUGGER, data_dir=str(data_dir)) as port:
        ask(port, _FIRST)
        return perf_counter() - started

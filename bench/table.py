"""Measurements as a table: medians with their spread, and ratios within the same run."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import perf_counter


def rounds(contestants: Mapping[str, Callable[[], float]], number: int) -> dict[str, list[float]]:
    """Run the contestants in turn, `number` times each; every one gives its own figure, the more the better."""
    figures: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(number):
        for name, run in contestants.items():
            figures[name].append(run())
    return figures


def rate(amount: int, work: Callable[[], object]) -> float:
    """Do `work` and give `amount` per second of wall-clock time."""
    started = perf_counter()
    work()
    return amount / (perf_counter() - started)


def print_table(title: str, unit: str, figures: Mapping[str, Sequence[float]], against: str) -> None:
    """Print a row a contestant: median, least and greatest figure, and the ratio of medians to `against`."""
    width = max(map(len, figures))
    base = median(figures[against])
    print(f"\n{title}\n{'':{width}}  {'median':>10} {'min':>10} {'max':>10}  ratio   ({unit})")
    for name, values in figures.items():
        middle = median(values)
        print(f"{name:{width}}  {middle:10,.0f} {min(values):10,.0f} {max(values):10,.0f}  {middle / base:5.2f}")

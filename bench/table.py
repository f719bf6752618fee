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


def print_table(
    title: str,
    unit: str,
    figures: Mapping[str, Sequence[float]],
    against: str,
    columns: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Print a row a contestant: median, least and greatest figure, and the ratio of medians to `against`.

    `columns` has further cells by contestant and column.
    """
    width = max(map(len, figures))
    base = median(figures[against])
    further = columns or {}
    heads = "".join(f"  {head:>8}" for head in further.get(against, ()))
    print(f"\n{title}\n{'':{width}}  {'median':>10} {'min':>10} {'max':>10}  ratio{heads}   ({unit})")
    for name, values in figures.items():
        middle, cells = median(values), "".join(f"  {cell:>8}" for cell in further.get(name, {}).values())
        shown = " ".join(f"{_figure(value):>10}" for value in (middle, min(values), max(values)))
        print(f"{name:{width}}  {shown}  {middle / base:5.2f}{cells}")


def _figure(value: float) -> str:
    """Write a figure with three digits or more."""
    return f"{value:,.{0 if value >= 100 else 1 if value >= 10 else 2}f}"

"""Measurements as a table: medians with their spread, and ratios within the same run."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import perf_counter

_NARROWEST = 8
"""Least width of a column, in characters."""


def rounds(contestants: Mapping[str, Callable[[], float]], number: int) -> dict[str, list[float]]:
    """Run the contestants in turn, `number` times each; every one gives its own figure."""
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
    against: Mapping[str, str],
    *,
    columns: Mapping[str, Mapping[str, str]] | None = None,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Print a row a contestant: median, least and greatest figure, and ratios of medians.

    `against` names the contestant that each column of ratios compares with; one that has no figures gives `-`.
    `columns` has further cells by contestant and column, `notes` a sentence for each contestant without figures.
    """
    middles = {name: median(values) for name, values in figures.items()}
    further = {name: cells for name, cells in (columns or {}).items() if name in figures}
    rows = [
        [name, *map(_figure, (middles[name], min(values), max(values))), *_ratios(name, middles, against), *cells]
        for name, values in figures.items()
        for cells in [further.get(name, {}).values()]
    ]
    heads = ["", "median", "min", "max", *against, *next(iter(further.values()), {})]
    widths = [max(map(len, cells)) for cells in zip(heads, *rows, strict=True)]
    widths[0] = max(widths[0], *map(len, notes or [""]))
    print(f"\n{title}\n{_line(heads, widths)}   ({unit})")
    for row in rows:
        print(_line(row, widths))
    for name, note in (notes or {}).items():
        print(f"{name:{widths[0]}}  {note}")


def _ratios(name: str, middles: Mapping[str, float], against: Mapping[str, str]) -> list[str]:
    return [f"{middles[name] / middles[other]:.2f}" if other in middles else "-" for other in against.values()]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    further = (f"{cell:>{max(width, _NARROWEST)}}" for cell, width in zip(cells[1:], widths[1:], strict=True))
    return "  ".join([f"{cells[0]:{widths[0]}}", *further])


def _figure(value: float) -> str:
    """Write a figure with three digits or more."""
    return f"{value:,.{0 if value >= 100 else 1 if value >= 10 else 2}f}"

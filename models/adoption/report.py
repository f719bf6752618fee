"""What an adoption found and did."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

Progress: TypeAlias = Callable[[str], None]
"""What is told, in one line, which phase begins."""


@dataclass(frozen=True)
class Tally:
    """The rows of one legacy table: all, and of these the kept and the quarantined."""

    rows: int
    kept: int
    quarantined: int


@dataclass(frozen=True)
class Finding:
    """Something that was found `count` times, in `table`, with a few examples; `done` says what becomes of it."""

    table: str
    kind: str
    count: int
    done: str
    column: str | None = None
    examples: tuple[str, ...] = ()


@dataclass
class Report:
    """What was found in each table; `adopted` is False after a dry run."""

    adopted: bool
    tables: dict[str, Tally]
    findings: list[Finding]
    seconds: float = 0.0
    made: dict[str, int] = field(default_factory=dict)
    """Rows that the league's tables got beyond those of the legacy tables, by table."""

    def as_json(self) -> dict[str, Any]:
        """Give the report as plain values."""
        return asdict(self)

"""What the tests of the benchmark share: its modules, which lie outside the package, and a PostgreSQL of their own."""

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from slugger.models import embedded


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Import a module of the benchmark."""
    monkeypatch.syspath_prepend(Path(__file__).parents[2])
    return lambda name: importlib.import_module(f"bench.{name}")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[embedded.EmbeddedPostgres]:
    """Give a fresh PostgreSQL."""
    with embedded.start(tmp_path / "data") as started:
        yield started

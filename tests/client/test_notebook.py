"""The notebook: its cells, run in order against the demo season, give what it shows.

`jupyter nbconvert --to notebook --execute --inplace docs/notebooks/pitches.ipynb` writes its outputs anew beside
`make run`.
"""

import ast
import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebooks" / "pitches.ipynb"


def cells() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == "code"]


def run(source: str, names: dict[str, Any]) -> str | None:
    """Run a cell; give the text of its last line's value, as a notebook shows it."""
    module = ast.parse(source)
    last = module.body.pop() if module.body and isinstance(module.body[-1], ast.Expr) else None
    exec(compile(module, NOTEBOOK.name, "exec"), names)  # noqa: S102  the notebook is ours
    if not isinstance(last, ast.Expr):
        return None
    value = eval(compile(ast.Expression(last.value), NOTEBOOK.name, "eval"), names)  # noqa: S307  as above
    return None if value is None else repr(value)


def results(cell: dict[str, Any]) -> list[str]:
    return ["".join(out["data"]["text/plain"]) for out in cell["outputs"] if out["output_type"] == "execute_result"]


def printed(cell: dict[str, Any]) -> str:
    """What a cell prints, without the bars of progress."""
    lines = "".join("".join(out["text"]) for out in cell["outputs"] if out["output_type"] == "stream").splitlines()
    return "\n".join(line for line in lines if "░" not in line and "█" not in line)


def without_spaces(text: str) -> str:
    """Forget where a notebook breaks long values."""
    return "".join(text.split())


def test_the_cells_give_what_the_notebook_shows(
    served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    mpl.use("agg")
    monkeypatch.setattr("matplotlib.pyplot.show", lambda: None)
    names: dict[str, Any] = {}
    for cell in cells():
        source = "".join(cell["source"]).replace("http://127.0.0.1:8000", served)
        value = run(source, names)
        given = [] if value is None else [without_spaces(value)]
        assert given == list(map(without_spaces, results(cell))), source
        assert capsys.readouterr().out.strip() == printed(cell).strip()
    (figure,) = names["plt"].get_fignums()
    names["plt"].close(figure)


def test_the_notebook_is_small_and_has_a_picture_and_no_faults() -> None:
    assert NOTEBOOK.stat().st_size < 200_000
    kinds = [out["output_type"] for cell in cells() for out in cell["outputs"]]
    assert "display_data" in kinds
    assert "error" not in kinds
    assert str(Path.home()) not in NOTEBOOK.read_text("utf-8")

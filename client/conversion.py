"""Tables of the library that the caller works with; values and nulls stay what they are."""

from importlib.util import find_spec
from typing import Any, Final, Literal, TypeAlias

import polars as pl

from slugger.client.errors import ArgumentError, MissingPackageError

Kind: TypeAlias = Literal["polars", "pandas", "arrow"]

NEEDED: Final = {"polars": (), "pandas": ("pandas", "pyarrow"), "arrow": ("pyarrow",)}
"""Packages that each kind of table needs beside Polars."""


def require(kind: str) -> None:
    """Raise ArgumentError for an unknown kind of table, MissingPackageError for one that needs what is not there."""
    if kind not in NEEDED:
        raise ArgumentError(f"to={kind!r} is none of {', '.join(NEEDED)}.")
    missing = [name for name in NEEDED[kind] if find_spec(name) is None]
    if missing:
        words = " and ".join(missing)
        raise MissingPackageError(f"to={kind!r} needs {words}: pip install {' '.join(missing)}")


def converted(frame: pl.DataFrame, kind: Kind) -> Any:  # noqa: ANN401  what it is follows from `kind`
    """Give the table as `kind`; pandas gets Arrow's types, so that integers stay integers beside nulls."""
    if kind == "pandas":
        return frame.to_pandas(use_pyarrow_extension_array=True)
    return frame.to_arrow() if kind == "arrow" else frame

"""Days that were fetched before, kept as Parquet files on the disk.

An entry is one day of one question to one server. It is trusted for some days, because a day's pitches may be
corrected after all its games are verified, and only as long as the day's games have the numbers of pitches that they
had; whether the day may be kept at all is for the caller to say.
"""

import io
import json
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from slugger.client.columns import Column, schema_of
from slugger.client.days import GameDay
from slugger.client.errors import CacheWarning

FORMAT = 1
"""Number of the layout of the files; another one is another entry."""
_ABOUT, _SEAL = "slugger.cache", "slugger.sha256"
_UNSEALED = b"the digest of this file stands here".center(64, b"-")
_UNREADABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError, LookupError, TypeError)


def default_folder() -> Path:
    """Give the folder for caches of this platform."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "slugger"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "slugger" / "Cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "slugger"


def _now() -> datetime:
    return datetime.now(UTC)


class Cache:
    """A folder of days, which several processes may use at a time."""

    def __init__(self, folder: Path, lifetime: timedelta, clock: Callable[[], datetime] = _now) -> None:
        """Use `folder`, which is made when the first entry is written; entries count for `lifetime` by `clock`."""
        self.folder = folder
        self.lifetime = lifetime
        self.clock = clock

    def path(self, question: Mapping[str, Any], day: GameDay) -> Path:
        """Give the file of a day of a question, whose name shows the day and not the question."""
        known = json.dumps([FORMAT, question, day.day.isoformat()], sort_keys=True, default=str)
        return self.folder / f"pitches-{day.day}-{sha256(known.encode()).hexdigest()[:32]}.parquet"

    def read(self, question: Mapping[str, Any], day: GameDay, columns: Sequence[Column]) -> pl.DataFrame | None:
        """Give the rows of a day; None where there is no entry, or an old one, or one that cannot be read."""
        path = self.path(question, day)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            _ignored(path, error)
            return None
        try:
            return self._rows(content, day, columns)
        except _UNREADABLE as error:
            _ignored(path, error)
            return None

    def _rows(self, content: bytes, day: GameDay, columns: Sequence[Column]) -> pl.DataFrame | None:
        stated = pl.read_parquet_metadata(content)
        seal = stated.get(_SEAL, "none")
        if sha256(content.replace(seal.encode(), _UNSEALED)).hexdigest() != seal:
            raise ValueError("other bytes than were written")
        about = json.loads(stated[_ABOUT])
        age = self.clock() - datetime.fromisoformat(about["written"])
        if not timedelta(0) <= age < self.lifetime or about["games"] != dict(day.pitches):
            return None
        frame = pl.read_parquet(content)
        if frame.schema != schema_of(columns):
            raise ValueError("other columns than were asked for")
        return frame

    def write(self, question: Mapping[str, Any], day: GameDay, frame: pl.DataFrame) -> None:
        """Keep the rows of a day: whole under its name, or not at all. A disk that is full is a warning."""
        path = self.path(question, day)
        about = {"written": self.clock().isoformat(), "games": dict(day.pitches)}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _replace(path, _sealed(frame, json.dumps(about)))
        except (OSError, pl.exceptions.PolarsError) as error:
            _ignored(path, error)


def _sealed(frame: pl.DataFrame, about: str) -> bytes:
    """Write a file that holds the digest of its own bytes, its own left out: Parquet itself notices few faults."""
    file = io.BytesIO()
    frame.write_parquet(file, metadata={_ABOUT: about, _SEAL: _UNSEALED.decode()})
    content = file.getvalue()
    return content.replace(_UNSEALED, sha256(content).hexdigest().encode())


def _replace(path: Path, content: bytes) -> None:
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _ignored(path: Path, error: BaseException) -> None:
    warnings.warn(f"{path} is left aside: {str(error).splitlines()[0]}.", CacheWarning, stacklevel=2)

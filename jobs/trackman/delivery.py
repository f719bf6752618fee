"""Delivered files on disk: finding them, reading their bytes within bounds, and telling one delivery from another."""

import codecs
import glob
import gzip
import hashlib
import os
import re
import stat
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

BLOCK_BYTES = 1 << 20
"""How much is read at a time, and the longest line that is accepted."""
KEPT_BYTES = 4 << 20
"""The largest file, unpacked, that is kept in memory between its scan and its reading."""
MOST_BYTES = 4 << 30
"""The largest file that is accepted, unpacked."""
MOST_EXPANSION = 200
"""How many times its packed size a .gz file may unpack to, beyond the first block; radar files reach about 6."""
_NAMES = re.compile(r".*(\.csv|\.csv\.gz|_battracking.*\.json)", re.IGNORECASE | re.DOTALL)
_UPLOAD_FOLDER = re.compile(r"/(\d{4})/(\d{2})/(\d{2})/CSV/[^/]+$")


class DeliveryError(Exception):
    """A file that cannot be read as a delivery: the sentence says why, with line and column where there is one."""

    def __init__(self, reason: str, *, line: int | None = None, column: str | None = None) -> None:
        """Keep `reason`, and say where: `line` counts from 1 at the header, `column` is a header name."""
        where = [f"line {line}"] if line else []
        where += [f"column {column}"] if column else []
        super().__init__(": ".join([", ".join(where), reason]) if where else reason)


@dataclass(frozen=True)
class Delivery:
    """One file as delivered; `name` is the file's name without its folder, whatever it is packed in."""

    path: Path
    name: str
    delivered_on: date
    modified_at: datetime

    @property
    def rank(self) -> tuple[date, datetime]:
        """Order deliveries of equal standing: the greater one is newer."""
        return self.delivered_on, self.modified_at

    def state(self) -> tuple[int, ...] | None:
        """Give what changes when the file is written to; None when it cannot be seen."""
        try:
            seen = self.path.stat()
        except OSError:
            return None
        return seen.st_ino, seen.st_size, seen.st_mtime_ns

    def blocks(self) -> Iterator[bytes]:
        """Yield the unpacked bytes, at most BLOCK_BYTES at a time; raises DeliveryError when they cannot be read."""
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise DeliveryError("it is no regular file")
            with self.path.open("rb") as packed:
                if not self.path.name.endswith(".gz"):
                    yield from iter(lambda: packed.read(BLOCK_BYTES), b"")
                    return
                allowed = BLOCK_BYTES + MOST_EXPANSION * self.path.stat().st_size
                with gzip.open(packed) as unpacked:
                    for block in iter(lambda: unpacked.read(BLOCK_BYTES), b""):
                        allowed -= len(block)
                        if allowed < 0:
                            raise DeliveryError(f"the file unpacks to more than {MOST_EXPANSION} times its size")
                        yield block
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise DeliveryError(f"the file cannot be unpacked: {error}") from error
        except OSError as error:
            raise DeliveryError(f"the file cannot be read: {error.strerror or error}") from error


@dataclass
class Scan:
    """What one pass over the bytes tells: their number, their digest, and whether each line can be read."""

    delivery: Delivery
    size: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    error: DeliveryError | None = None
    seen: tuple[int, ...] | None = None
    """State of the file before it was read."""
    content: bytes | None = b""
    """All bytes of a file that is small enough to be kept; None when it has to be read again."""

    @property
    def sha256(self) -> str:
        """Give the digest of all bytes, in hexadecimal."""
        return self.digest.hexdigest()

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes that were scanned; raises DeliveryError when the file is another by now."""
        if self.content is not None:
            yield self.content
            return
        for block in self.delivery.blocks():
            self._check_unchanged()
            yield block
        self._check_unchanged()

    def _check_unchanged(self) -> None:
        if self.delivery.state() != self.seen:
            raise DeliveryError("the file changed while it was read: give it again")


def scan(delivery: Delivery) -> Scan:
    """Read `delivery` once; the first fault of its bytes is kept in `error`, with its line, and ends the reading."""
    result = Scan(delivery, seen=delivery.state())
    lines = _LineReader()
    try:
        for block in delivery.blocks():
            result.size += len(block)
            result.digest.update(block)
            lines.read(block)
            if result.content is not None:
                result.content = result.content + block if result.size <= KEPT_BYTES else None
        lines.end()
    except DeliveryError as error:
        result.error = error
        _digest_as_packed(result, delivery.path)
    return result


def _digest_as_packed(result: Scan, path: Path) -> None:
    """Tell a file that cannot be read to its end by what lies on disk, never by the part that could be read."""
    result.digest, result.size = hashlib.sha256(), 0
    if not path.is_file():
        return
    try:
        with path.open("rb") as packed:
            result.digest = hashlib.file_digest(packed, hashlib.sha256)
            result.size = packed.tell()
    except OSError:
        return


class _LineReader:
    """Follows the lines over block boundaries, and refuses bytes that no line of text has."""

    def __init__(self) -> None:
        self._line = 1
        self._rest = b""
        self._size = 0

    def read(self, block: bytes) -> None:
        if not self._size and block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise DeliveryError("the file is written in UTF-16, not in UTF-8")
        self._size += len(block)
        if self._size > MOST_BYTES:
            raise DeliveryError(f"the file is larger than {MOST_BYTES >> 30} GiB")
        text = self._rest + block
        end = text.rfind(b"\n") + 1
        whole, rest = text[:end], text[end:]
        if len(rest) > BLOCK_BYTES or (end > BLOCK_BYTES and max(map(len, whole.split(b"\n"))) > BLOCK_BYTES):
            raise DeliveryError(f"the line is longer than {BLOCK_BYTES >> 20} MiB", line=self._line)
        self._check(whole)
        self._line += int(np.count_nonzero(np.frombuffer(whole, np.uint8) == ord("\n")))
        self._rest = rest

    def end(self) -> None:
        if not self._size:
            raise DeliveryError("the file has no bytes")
        self._check(self._rest)

    def _check(self, text: bytes) -> None:
        if (at := text.find(b"\0")) >= 0:
            self._refuse(text, at, "a NUL byte")
        try:
            text.isascii() or text.decode("utf-8")
        except UnicodeDecodeError as error:
            self._refuse(text, error.start, f"the byte 0x{text[error.start]:02x} is not UTF-8")

    def _refuse(self, text: bytes, at: int, reason: str) -> None:
        start = text.rfind(b"\n", 0, at) + 1
        cells = re.sub(rb'"[^"]*"', b"", text[start:at]).count(b",") + 1
        raise DeliveryError(f"cell {cells}: {reason}", line=self._line + text.count(b"\n", 0, at))


def find(paths: Iterable[Path | str]) -> list[Delivery]:
    """List the deliveries under `paths` (files, folders, globs), each once; raises DeliveryError when one has none."""
    found: dict[str, Delivery] = {}
    for path in paths:
        try:
            files = _files(Path(path)) if str(path) else []
        except OSError as error:
            raise DeliveryError(f"{path}: {error.strerror}") from error
        if not files and not (str(path) and Path(path).is_dir()):
            raise DeliveryError(f"{path or 'an empty path'}: no such file or folder")
        for file in files:
            found.setdefault(os.path.realpath(file), delivery_of(file))
    return list(found.values())


def delivery_of(path: Path, name: str | None = None) -> Delivery:
    """Describe the file at `path`; the upload folder, if it lies in one, gives the day of delivery."""
    try:
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        modified = datetime.now(UTC)  # reading it will say what is wrong
    readable = os.fsencode(name or path.name).decode(errors="backslashreplace")
    return Delivery(path, readable.removesuffix(".gz"), _upload_day(path) or modified.date(), modified)


def _upload_day(path: Path) -> date | None:
    folder = _UPLOAD_FOLDER.search(Path(os.path.realpath(path)).as_posix())
    try:
        return date(*map(int, folder.groups())) if folder else None
    except ValueError:
        return None


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if _NAMES.fullmatch(file.name) and not file.is_dir())
    if path.exists() or path.is_symlink():
        return [path]
    matches = sorted(Path(match) for match in glob.glob(str(path), recursive=True))  # noqa: PTH207 absolute patterns
    return [file for match in matches for file in (_files(match) if match.is_dir() else [match])]

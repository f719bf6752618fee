"""Files of lines: CSV and NDJSON, which PostgreSQL writes but for the first and the last line."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from slugger.gateway.export.form import CSV, Form
from slugger.resolvers.plan.table import Table

Pass: TypeAlias = Callable[[bytes], Awaitable[None]]
"""Passes a piece of a file on to whoever waits for it."""
PIECE_BYTES = 256 * 1024
"""Bytes from which on a piece is passed on: many enough to be compressed in a thread."""


class TextFile:
    """A file in the making; the last line tells of all bytes before it, unless `end` is false."""

    def __init__(self, form: Form, table: Table, pass_on: Pass, *, end: bool) -> None:
        """Begin with the names of the columns, in CSV."""
        self._form, self._pass_on, self._end = form, pass_on, end
        self._digest = hashlib.sha256()
        head = ",".join(column.name for column in table.columns) + "\n" if form is CSV else ""
        self._waiting = bytearray(head.encode())
        self._begun = False

    async def take(self, lines: bytes) -> None:
        """Go on with some lines; the first ones are passed on at once."""
        self._waiting += lines
        if not self._begun or len(self._waiting) >= PIECE_BYTES:
            await self._pass()

    async def finish(self, rows: int) -> None:
        """End the file, which has so many rows."""
        await self._pass()
        if self._end:
            await self._pass_on(self._last_line(rows).encode())

    async def close(self) -> None:
        """Hold nothing."""

    async def _pass(self) -> None:
        self._begun = True
        piece, self._waiting = bytes(self._waiting), bytearray()
        self._digest.update(piece)
        await self._pass_on(piece)

    def _last_line(self, rows: int) -> str:
        digest = self._digest.hexdigest()
        if self._form is CSV:
            return f"# rows={rows} sha256={digest}\n"
        return json.dumps({"end": {"rows": rows, "sha256": digest}}) + "\n"

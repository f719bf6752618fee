"""Files of columns: Parquet and Arrow, which a process beside this one makes of CSV."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from pathlib import Path

from slugger.gateway.export.form import Form
from slugger.gateway.export.text import Pass
from slugger.gateway.settings import PREFIX
from slugger.resolvers.plan.copied import names
from slugger.resolvers.plan.table import Table

PIECE_BYTES = 512 * 1024
"""Bytes of CSV that are converted at once."""
STOP_SECONDS = 5.0
"""How long the process may take to end, before it is killed."""
_PROGRAM = Path(__file__).with_name("converter.py")
_FRUGAL = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "131072"}
"""Has the C library give memory back, for a fifth of what the process holds otherwise."""


class ConverterError(Exception):
    """The process that makes files of columns ended in the middle of one; why stands on standard error."""


class Converter:
    """The process, which is started when it is needed and lives as long as this one."""

    def __init__(self) -> None:
        """Begin without it."""
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    async def connect(self) -> tuple[StreamReader, StreamWriter]:
        """Open a connection for one file."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._started(), [b"1"], [theirs.fileno()])
        return await asyncio.open_unix_connection(sock=ours)

    async def close(self) -> None:
        """End the process, and whatever it is making."""
        if self._process is None or self._control is None:
            return
        self._control.close()
        try:
            await asyncio.to_thread(self._process.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _started(self) -> socket.socket:
        if self._control is None or self._process is None or self._process.poll() is not None:
            if self._control is not None:
                self._control.close()
            self._control, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 - a program of ours
                    [sys.executable, "-P", str(_PROGRAM)],
                    stdin=theirs.fileno(),
                    env=_environment(),
                    start_new_session=True,  # a Ctrl+C is for this process to answer
                )
        return self._control


def _environment() -> dict[str, str]:
    """Give the process this one's environment, without the settings, some of which are secret."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**_FRUGAL, **kept, "PYTHONPATH": os.pathsep.join(sys.path)}


class ColumnarFile:
    """A file in the making, which tells of itself in the metadata at its end."""

    def __init__(self, form: Form, table: Table, pass_on: Pass, converter: Converter) -> None:
        """Begin with nothing."""
        columns = [(column.name, column.kind.value, names(column)) for column in table.columns]
        self._order = json.dumps({"form": form.name, "columns": columns}).encode()
        self._pass_on, self._converter = pass_on, converter
        self._waiting = bytearray()
        self._writer: StreamWriter | None = None
        self._passing: asyncio.Task[None] | None = None

    async def take(self, lines: bytes) -> None:
        """Go on with some lines of CSV. Raises ConverterError."""
        self._waiting += lines
        if len(self._waiting) >= PIECE_BYTES:
            await self._give(bytes(self._waiting))
            self._waiting.clear()

    async def finish(self, rows: int) -> None:  # noqa: ARG002 - the process counts them itself
        """End the file. Raises ConverterError."""
        if self._waiting:
            await self._give(bytes(self._waiting))
        await self._give(b"")
        if self._passing:
            await self._passing

    async def close(self) -> None:
        """Give up what is not finished."""
        if self._passing:
            self._passing.cancel()
            await asyncio.wait([self._passing])
        if self._writer:
            self._writer.transport.abort()  # what it holds is of no use, and nobody takes it

    async def _give(self, piece: bytes) -> None:
        try:
            if self._writer is None:
                reader, self._writer = await self._converter.connect()
                self._passing = asyncio.create_task(self._pass(reader))
                _frame(self._writer, self._order)
            if self._passing and self._passing.done():
                self._passing.result()
            _frame(self._writer, piece)
            await self._writer.drain()
        except ConnectionError as error:
            raise ConverterError("The process that makes files of columns is gone.") from error

    async def _pass(self, reader: StreamReader) -> None:
        """Pass the file on as it is made."""
        try:
            while size := int.from_bytes(await reader.readexactly(4), "big"):
                await self._pass_on(await reader.readexactly(size))
        except (IncompleteReadError, ConnectionError) as error:
            raise ConverterError("The process that makes files of columns did not finish one.") from error


def _frame(writer: StreamWriter, piece: bytes) -> None:
    writer.write(len(piece).to_bytes(4, "big"))
    writer.write(piece)

"""What the exports of a process share: their turns, their connections, and the process that makes files of columns."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slugger.gateway.export.columnar import Converter
from slugger.gateway.settings import Settings
from slugger.models.copying import Copying, Snapshot


class BusyError(Exception):
    """As many exports as may be made at once are being made, and none ended in time."""


class Exports:
    """The exports of one process."""

    def __init__(self, dsn: str, settings: Settings) -> None:
        """Read from `dsn` when an export begins."""
        self.converter = Converter()
        self.most_rows = settings.export_rows
        self._copying = Copying(dsn, size=settings.exports, seconds=settings.export_seconds)
        self._turns = asyncio.Semaphore(settings.exports)
        self._patience = settings.request_seconds

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Snapshot]:
        """Wait for a turn and open a snapshot. Raises BusyError after the longest time of a request."""
        try:
            async with asyncio.timeout(self._patience):
                await self._turns.acquire()
        except TimeoutError:
            raise BusyError("As many exports as this server makes at once are under way: try again later.") from None
        try:
            async with self._copying.snapshot() as snapshot:
                yield snapshot
        finally:
            self._turns.release()

    async def close(self) -> None:
        """End what is under way, and hold nothing."""
        await self.converter.close()
        await self._copying.close()

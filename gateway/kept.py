"""Rows of statements that take long, kept as long as the data that they were read from stand."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slugger.gateway.flight import Flights, Latest
from slugger.gateway.store import Store
from slugger.loaders.change import data_version
from slugger.models.engine import Database
from slugger.resolvers.plan.planner import Statement


@dataclass(frozen=True)
class _Kept:
    version: str
    row: Sequence[Any]


class KeptRows:
    """Reads the rows of statements, and keeps `limit` bytes of them at most; equal statements at once are sent once.

    Nobody gets a row from before the moment of asking: the version of the data is read first, and each row tells the
    version that it was read from. A statement that nobody waits for any more is ended.
    """

    def __init__(self, database: Database, limit: int, seconds: float) -> None:
        """Begin empty; no reading of the version takes longer than `seconds`."""
        self._database = database
        self._seconds = seconds
        self._store = Store(limit)
        self._flights = Flights(ending=True)
        self._version = Latest(self._read_version)

    async def row(self, statement: Statement, values: Sequence[Any]) -> Sequence[Any]:
        """Give the row of a statement that tells its version."""
        asked = (statement.written.text, *(tuple(value) if isinstance(value, list) else value for value in values))
        version = await self._version.get()
        kept: _Kept | None = self._store.get(asked)
        if kept is not None and kept.version == version:
            return kept.row
        return await self._flights.join((version, asked), lambda: self._read(asked, statement, values))

    async def _read(self, asked: object, statement: Statement, values: Sequence[Any]) -> Sequence[Any]:
        row = await self._database.direct.fetchrow(statement.written.text, *values)
        cells = tuple(row)
        self._store.put(asked, _Kept(statement.written.version_of(cells), cells), sum(map(_size, cells)))
        return cells

    async def _read_version(self) -> str:
        async with asyncio.timeout(self._seconds):
            return await data_version(self._database.reads)


def _size(cell: object) -> int:
    return len(cell) if isinstance(cell, (bytes, str)) else 0

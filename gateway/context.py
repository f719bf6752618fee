"""What lives as long as the process, and what it makes for each request."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property

from starlette.requests import HTTPConnection

from slugger.gateway.database import open_database, open_reader
from slugger.gateway.export.process import Exports
from slugger.gateway.kept import KeptRows
from slugger.gateway.rest.answers import Answers
from slugger.gateway.settings import Settings
from slugger.models.engine import Database
from slugger.resolvers.admission import Doorkeeper
from slugger.resolvers.context import RequestContext, request_context


@dataclass(frozen=True)
class ProcessContext:
    """The settings and the databases of a running process."""

    settings: Settings
    database: Database
    reader: Database
    started: float = field(default_factory=time.monotonic)

    def request(self) -> RequestContext:
        """Make the context of one request, whose loaders batch and remember within it."""
        # Whoever reaches the server is anybody: what may be written is the same for all.
        writes = self.database.sessions if self.settings.saves_queries else None
        return request_context(self.reader.reads, self.settings.limit, writes)

    @cached_property
    def answers(self) -> Answers:
        """Give the answers of the legacy REST surface, which are kept between requests."""
        settings = self.settings
        return Answers(self.reader.reads, cache_bytes=settings.rest_cache_bytes, seconds=settings.request_seconds)

    @cached_property
    def kept_rows(self) -> KeptRows:
        """Give the rows of planned statements that are kept between requests."""
        settings = self.settings
        return KeptRows(self.reader, settings.stats_cache_bytes, settings.request_seconds)

    @cached_property
    def exports(self) -> Exports:
        """Give what the exports of the process share."""
        return Exports(self.reader.url, self.settings)

    @cached_property
    def doorkeeper(self) -> Doorkeeper:
        """Give what admits requests by their API keys."""
        return Doorkeeper(self.database, required=self.settings.keys_required)

    def uptime(self) -> float:
        """Give the seconds since the start."""
        return time.monotonic() - self.started


@dataclass
class Connection:
    """An open WebSocket; each operation on it gets a request context of its own."""

    process: ProcessContext
    connection_params: Mapping[str, object] = field(default_factory=dict)


@asynccontextmanager
async def open_process(settings: Settings) -> AsyncIterator[ProcessContext]:
    """Open the databases for as long as the process serves. Raises what `open_database` does."""
    async with open_database(settings) as database, open_reader(settings, database) as reader:
        process = ProcessContext(settings, database, reader)
        await process.doorkeeper.requires_keys()
        try:
            yield process
        finally:
            await process.exports.close()


def process_of(connection: HTTPConnection) -> ProcessContext:
    """Give the process that serves a request or a WebSocket."""
    process: ProcessContext = connection.app.state.process
    return process

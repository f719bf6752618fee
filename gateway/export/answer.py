"""The answer that is an export: headers and file, streamed until the end, an error, or the client's going away."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from graphql import GraphQLError
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from slugger.gateway.export.columnar import ColumnarFile, ConverterError
from slugger.gateway.export.form import CSV, NDJSON, Form
from slugger.gateway.export.process import BusyError, Exports
from slugger.gateway.export.text import TextFile
from slugger.gateway.failures import DATABASE_FAILURES, failure, log_defect, log_failure, unavailable
from slugger.gateway.operation import shown
from slugger.models.copying import Snapshot
from slugger.resolvers.errors import SizeError
from slugger.resolvers.plan import copied
from slugger.resolvers.plan.tables import PreparedTable

LOG = logging.getLogger("slugger.gateway")
RETRY_SECONDS = 10
"""When a client that got no turn may ask again."""


@dataclass(frozen=True)
class Order:
    """What is exported, as what, and under which name."""

    prepared: PreparedTable
    form: Form
    name: str
    end: bool
    raw: bool

    @property
    def copied(self) -> copied.Copied:
        """What is copied out of PostgreSQL for the file."""
        table = self.prepared.table
        if self.form is CSV:
            return copied.csv(table, raw=self.raw)
        return copied.lines(table) if self.form is NDJSON else copied.cells(table)


class ExportAnswer(Response):
    """Answers with a file. What goes wrong before its first byte is an error in JSON; later, the connection breaks."""

    def __init__(self, order: Order, exports: Exports) -> None:
        """Answer with what is ordered."""
        self.order, self.exports = order, exports
        self.status_code = HTTPStatus.OK
        self.media_type = order.form.media_type
        self.background = None
        name = f"{order.name}-{datetime.now(UTC):%Y-%m-%d}{order.form.suffix}"
        self.init_headers({"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Make the file as long as its client is there."""
        making = asyncio.ensure_future(_Making(self, scope, receive, send).run())
        leaving = asyncio.ensure_future(_left(receive))
        try:
            await asyncio.wait({making, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (making, leaving):
                task.cancel()
            await asyncio.wait({making, leaving})
        if not making.cancelled():
            making.result()


def refused(errors: list[GraphQLError]) -> Response:
    """Answer with what is wrong with a request."""
    body = {"errors": [shown(error).formatted for error in errors]}
    return JSONResponse(body, HTTPStatus.BAD_REQUEST, {"cache-control": "no-store"})


class _Making:
    """One file and its answer in the making."""

    def __init__(self, answer: ExportAnswer, scope: Scope, receive: Receive, send: Send) -> None:
        self.answer, self.order, self.exports = answer, answer.order, answer.exports
        self.scope, self.receive, self.send = scope, receive, send
        self.begun = False

    async def run(self) -> None:
        if self.scope["method"] == "HEAD":
            await self._pass(b"")
            await self._end()
            return
        try:
            await self._make()
        except GraphQLError as error:
            await self._refuse(refused([error]))
        except BusyError as error:
            again = {"retry-after": str(RETRY_SECONDS)}
            await self._refuse(failure(HTTPStatus.SERVICE_UNAVAILABLE, str(error), headers=again))
        except ConverterError as error:
            if not self.begun:
                raise
            log_defect(error)
        except DATABASE_FAILURES as error:
            await self._fail(error)

    async def _make(self) -> None:
        async with self.exports.turn() as snapshot, self._file() as file:
            await self._hold(snapshot)
            what, values = self.order.copied, self.order.prepared.values
            await file.finish(await snapshot.copy(what.text, values, file.take, what.options))
        await self._end()

    @asynccontextmanager
    async def _file(self) -> AsyncIterator[TextFile | ColumnarFile]:
        order, table = self.order, self.order.prepared.table
        file: TextFile | ColumnarFile
        if order.form in {CSV, NDJSON}:
            file = TextFile(order.form, table, self._pass, end=order.end)
        else:
            file = ColumnarFile(order.form, table, self._pass, self.exports.converter)
        try:
            yield file
        finally:
            await file.close()

    async def _hold(self, snapshot: Snapshot) -> None:
        """Raise SizeError for more rows than may be exported, before the first of them is."""
        table, most = self.order.prepared.table, self.exports.most_rows
        if most is None or (table.limit is not None and table.limit <= most):
            return
        if await snapshot.tell(copied.more_than(table, most), self.order.prepared.values):
            raise SizeError(f"The export has more than {most} rows: ask for fewer, by a filter or by first.")

    async def _pass(self, piece: bytes) -> None:
        if not self.begun:
            self.begun = True
            start = {"type": "http.response.start", "status": HTTPStatus.OK, "headers": self.answer.raw_headers}
            await self.send(start)
        await self.send({"type": "http.response.body", "body": piece, "more_body": True})

    async def _end(self) -> None:
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _fail(self, error: Exception) -> None:
        message = unavailable(error)
        if message is None and not self.begun:
            raise error
        trace_id = log_failure(error)
        if message and not self.begun:
            await self._refuse(failure(HTTPStatus.SERVICE_UNAVAILABLE, message, traceId=trace_id))

    async def _refuse(self, response: Response) -> None:
        await response(self.scope, self.receive, self.send)


async def _left(receive: Receive) -> None:
    """Wait until the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass

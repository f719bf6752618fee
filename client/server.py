"""One server: its questions, its types, and the rows of a list by whichever way it offers."""

import io
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from http import HTTPStatus
from threading import Event
from typing import Any

import httpx
import polars as pl

from slugger.client.answers import data_of, refuse
from slugger.client.columns import conform, from_rows, schema_of
from slugger.client.errors import DamagedError, QueryError
from slugger.client.introspection import INTROSPECTION, Types, types_in
from slugger.client.listing import Listing, Pages, listing
from slugger.client.paging import pages
from slugger.client.reading import is_query
from slugger.client.retries import Retries
from slugger.client.transport import Transport

ROWS, BYTES, SHA256 = "slugger.rows", "slugger.bytes", "slugger.sha256"
"""What an exported file may say of itself: its rows, and the digest of so many of its bytes, those before its end."""
_NO_EXPORT = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
_UNREADABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError, OSError)
_GOING = Event()


class Server:
    """A SLUGGER that is asked with patience."""

    def __init__(self, transport: Transport, retries: Retries) -> None:
        """Ask nothing yet."""
        self.transport = transport
        self.retries = retries
        self._exports = True
        self._unexportable: set[str] = set()

    @cached_property
    def types(self) -> Types:
        """The types of its schema, asked for once."""
        return types_in(self.query(INTROSPECTION, {}))

    def listing(self, text: str) -> Listing:
        """Find the one list of a query; raises ArgumentError for a query that has none."""
        return listing(text, self.types)

    def query(
        self, text: str, variables: Mapping[str, Any], operation: str | None = None, stopped: Event = _GOING
    ) -> dict[str, Any]:
        """Ask a query and give its data; a mutation is asked once and never again."""
        body = {"query": text, "variables": variables} | ({"operationName": operation} if operation else {})

        def ask() -> dict[str, Any]:
            return data_of(self.transport.post("graphql", body))

        return self.retries.run(ask, stopped) if is_query(text, operation) else ask()

    def frame(self, wanted: Listing, variables: Mapping[str, Any], stopped: Event = _GOING) -> pl.DataFrame:
        """Give the rows of a list: exported where the server exports it, else page by page, in the same columns."""
        text = wanted.document.text
        tried = self._exports and wanted.pages is not Pages.WHOLE and text not in self._unexportable
        exported = self._export(text, variables, stopped) if tried else None
        return self._paged(wanted, variables, stopped) if exported is None else conform(exported, wanted.columns)

    def _paged(self, wanted: Listing, variables: Mapping[str, Any], stopped: Event) -> pl.DataFrame:
        walked = pages(lambda text, given: self.query(text, given, stopped=stopped), wanted, variables)
        frames = [from_rows(rows, wanted.columns) for rows in walked]
        return pl.concat([pl.DataFrame(schema=schema_of(wanted.columns)), *frames])

    def _export(self, text: str, variables: Mapping[str, Any], stopped: Event) -> pl.DataFrame | None:
        """Give the exported rows; None where the server is older than exports, or does not export this list."""
        body = {"query": text, "variables": variables}

        def ask() -> pl.DataFrame | None:
            response = self.transport.post("export?format=parquet", body)
            return None if response.status_code in _NO_EXPORT else _table(response)

        try:
            found = self.retries.run(ask, stopped)
        except QueryError as error:
            if error.codes != {"NOT_EXPORTABLE"}:
                raise
            self._unexportable.add(text)
            return None
        self._exports = found is not None
        return found


def _table(response: httpx.Response) -> pl.DataFrame:
    """Read the file of an answer; raises DamagedError for one that ended early or is not what it says."""
    if not response.is_success or "json" in response.headers.get("content-type", ""):
        refuse(response)
    content = response.content
    try:
        frame, told = pl.read_parquet(io.BytesIO(content)), pl.read_parquet_metadata(io.BytesIO(content))
    except _UNREADABLE as error:
        raise DamagedError(f"The exported file cannot be read: {error}.") from error
    rows, digest = told.get(ROWS), told.get(SHA256)
    if rows not in {None, str(frame.height)}:
        raise DamagedError(f"The exported file has {frame.height} rows and says that it has {rows}.")
    if digest not in {None, sha256(content[: int(told.get(BYTES, 0))]).hexdigest()}:
        raise DamagedError("The exported file has other bytes than it says.")
    return frame

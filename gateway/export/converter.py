"""The process that makes Parquet and Arrow of CSV: a program of its own, which imports nothing of this package.

Its standard input is a socket over which it receives other sockets, one a file. Over each it is sent frames, a length
of four bytes and as many bytes: first the order in JSON, then pieces of CSV, then an empty one. It answers with frames
of the file and an empty one at its end; where it cannot, the socket is closed before. It ends when its input does.
"""

import hashlib
import json
import os
import socket
import sys
import threading
from collections.abc import Iterator
from typing import IO, Any, cast

# pyarrow takes numpy along where it is installed, for conversions that nobody asks for here: 12 MB.
sys.modules["numpy"] = None  # type: ignore[assignment]  # an import that fails

import pyarrow as pa  # noqa: E402
import pyarrow.csv  # noqa: E402
import pyarrow.parquet  # noqa: E402

MOST_ROWS, MOST_CELLS = 20_000, 1_000_000
"""Rows of a row group or a batch: so many, or fewer of more columns. The same rows always give the same bytes."""
FRAME_BYTES = 256 * 1024
"""Bytes from which on a piece of the file is sent."""

TYPES = {
    "integer": pa.int32(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "date": pa.date32(),
    "time": pa.time64("us"),
    "instant": pa.timestamp("us", "UTC"),
    "text": pa.string(),
    "token": pa.string(),
    "json": pa.string(),
    "term": pa.int32(),
}
"""By what the cells of a column hold; a term is the number of its name."""


class Input:
    """The order and the pieces of CSV of one file."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Read the order."""
        self._stream = stream
        order = json.loads(self._frame())
        self.form: str = order["form"]
        self._names: list[str] = [name for name, _, _ in order["columns"]]
        self._terms = [pa.array(terms, pa.string()) if terms else None for _, _, terms in order["columns"]]
        kinds = [TYPES[kind] for _, kind, _ in order["columns"]]
        self.schema = pa.schema(
            (name, kind if terms is None else pa.dictionary(pa.int32(), pa.string()))
            for name, kind, terms in zip(self._names, kinds, self._terms, strict=True)
        )
        self._parsing = pa.csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False)
        self._converting = pa.csv.ConvertOptions(
            column_types=dict(zip(self._names, kinds, strict=True)),
            null_values=[""],
            true_values=["t"],
            false_values=["f"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            check_utf8=False,
        )

    def tables(self) -> Iterator[Any]:
        """Give the rows, so many at a time as a row group has."""
        size = max(1, min(MOST_ROWS, MOST_CELLS // len(self._names)))
        waiting, rows = [self.schema.empty_table()], 0
        while piece := self._frame():
            waiting.append(self._table(piece))
            rows += waiting[-1].num_rows
            while rows >= size:
                whole = pa.concat_tables(waiting)
                yield whole.slice(0, size).combine_chunks()
                waiting, rows = [whole.slice(size)], rows - size
        if rows:
            yield pa.concat_tables(waiting).combine_chunks()

    def _table(self, piece: bytes) -> Any:  # noqa: ANN401  pyarrow tells mypy nothing of its types
        reading = pa.csv.ReadOptions(column_names=self._names, use_threads=False, block_size=len(piece) + 1)
        read = pa.csv.read_csv(pa.BufferReader(piece), reading, self._parsing, self._converting)
        columns = (
            column.chunk(0) if terms is None else pa.DictionaryArray.from_arrays(column.chunk(0), terms)
            for column, terms in zip(read.columns, self._terms, strict=True)
        )
        return pa.table(list(columns), self.schema)

    def none(self) -> Any:  # noqa: ANN401  as above
        """Give a batch without a row, of the same dictionaries."""
        kinds = (
            field.type if terms is None else terms.type for field, terms in zip(self.schema, self._terms, strict=True)
        )
        return pa.record_batch([pa.array([], kind) for kind in kinds], self.schema)

    def _frame(self) -> bytes:
        size = int.from_bytes(self._exactly(4), "big")
        return self._exactly(size)

    def _exactly(self, size: int) -> bytes:
        found = self._stream.read(size)
        if len(found) < size:
            raise BrokenPipeError
        return found


class Output:
    """The file as pyarrow writes it, sent in frames."""

    closed = False

    def __init__(self, connection: socket.socket) -> None:
        """Send over a socket."""
        self._connection = connection
        self._waiting = bytearray()
        self._digest = hashlib.sha256()
        self._bytes = 0

    def write(self, data: Any) -> int:  # noqa: ANN401  a buffer of pyarrow
        """Go on with some bytes."""
        self._waiting += data
        self._bytes += len(data)
        if len(self._waiting) >= FRAME_BYTES:
            self.send()
        return len(data)

    def tell(self) -> int:
        """Give the number of bytes so far."""
        return self._bytes

    def flush(self) -> None:
        """Leave it to `send`."""

    def send(self) -> None:
        """Send what waits."""
        if self._waiting:
            self._digest.update(self._waiting)
            self._connection.sendall(len(self._waiting).to_bytes(4, "big") + self._waiting)
            self._waiting.clear()

    def told(self, rows: int) -> dict[str, str]:
        """Tell of what was written so far, for the metadata at the end."""
        self.send()
        return {
            "slugger.rows": f"{rows}",
            "slugger.bytes": f"{self._bytes}",
            "slugger.sha256": self._digest.hexdigest(),
        }

    def end(self) -> None:
        """Send the rest and the end."""
        self.send()
        self._connection.sendall(bytes(4))


def write_parquet(given: Input, output: Output) -> None:
    """Write a Parquet file, with what it holds told in the metadata of its footer."""
    rows = 0
    worded = [field.name for field in given.schema if not pa.types.is_floating(field.type)]
    with pa.parquet.ParquetWriter(pa.PythonFile(output, "w"), given.schema, use_dictionary=worded) as writer:
        for table in given.tables():
            writer.write_table(table)
            rows += table.num_rows
        writer.add_key_value_metadata(output.told(rows))


def write_arrow(given: Input, output: Output) -> None:
    """Write a stream of Arrow, with what it holds told by an empty batch at its end."""
    rows = 0
    with pa.ipc.new_stream(pa.PythonFile(output, "w"), given.schema) as writer:
        for table in given.tables():
            writer.write_table(table)
            rows += table.num_rows
        (empty,) = given.schema.empty_table().to_batches() or [pa.RecordBatch.from_pylist([], given.schema)]
        writer.write_batch(empty, custom_metadata=output.told(rows))


WRITERS = {"parquet": write_parquet, "arrow": write_arrow}


def convert(connection: socket.socket) -> None:
    """Make one file; whoever waits for it may go away at any time."""
    with connection, connection.makefile("rb", 1024 * 1024) as stream:
        try:
            given, output = Input(cast("IO[bytes]", stream)), Output(connection)
            WRITERS[given.form](given, output)
            output.end()
        except (BrokenPipeError, ConnectionResetError):
            return


def main() -> None:
    """Take sockets until the input ends."""
    pa.set_memory_pool(pa.system_memory_pool())
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    with socket.socket(fileno=sys.stdin.fileno()) as source:
        while True:
            told, descriptors, _, _ = socket.recv_fds(source, 1, 1)
            if not told:
                os._exit(0)  # files in the making are nobody's any more
            for descriptor in descriptors:
                threading.Thread(target=convert, args=(socket.socket(fileno=descriptor),), daemon=True).start()


if __name__ == "__main__":
    main()

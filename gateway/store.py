"""What the process keeps between requests, bounded in bytes: what was not used for longest goes first."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

ENTRY_BYTES = 1_000
"""About what an entry takes beside its value: its key, and its place in the table."""


@dataclass
class _Entry:
    value: Any
    size: int


class Store:
    """Values by key; together they take at most `limit` bytes as their sizes are told."""

    def __init__(self, limit: int) -> None:
        """Begin empty; with a limit of 0 nothing is kept."""
        self.limit = limit
        self.size = 0
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()

    def get(self, key: Hashable) -> Any:  # noqa: ANN401  values of every kind
        """Give the value of `key`, None if it is not kept."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry.value

    def put(self, key: Hashable, value: object, size: int) -> None:
        """Keep `value`, which takes `size` bytes, in place of what `key` had; one larger than the limit is not kept."""
        self._drop(key)
        if size + ENTRY_BYTES > self.limit:
            return
        self._entries[key] = _Entry(value, size + ENTRY_BYTES)
        self.size += size + ENTRY_BYTES
        while self.size > self.limit:
            self._drop(next(iter(self._entries)))

    def _drop(self, key: Hashable) -> None:
        if entry := self._entries.pop(key, None):
            self.size -= entry.size

"""The loaders of one request: what is asked for in the same moment is read by one statement."""

from asyncio import Future, ensure_future, get_running_loop, shield
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Sequence
from typing import Any, TypeAlias, TypeVar

from aiodataloader import DataLoader

from slugger.models.engine import Sessions

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")
Batch: TypeAlias = Callable[[Sessions, Sequence[Key]], Awaitable[Sequence[Found]]]
"""What reads many keys by one statement; it gives one thing a key, in the order of the keys."""
Whole: TypeAlias = Callable[[Sessions], Coroutine[Any, Any, Found]]
"""What reads a whole table, or one figure about it."""


class Loaders:
    """One loader for each batch function; each remembers what it read for a key as long as the request lives.

    Who stops waiting, such as a field whose sibling failed, does not stop the reading for others.
    """

    def __init__(self, sessions: Sessions) -> None:
        """Begin empty, bound to the running event loop."""
        self._sessions = sessions
        self._loaders: dict[Batch[Any, Any], DataLoader[Any, Any]] = {}
        self._wholes: dict[Whole[Any], Future[Any]] = {}

    def load(self, batch: Batch[Key, Found], key: Key) -> Awaitable[Found]:
        """Give what `batch` gives for `key`, read together with the keys that others ask for in this moment."""
        if batch not in self._loaders:
            self._loaders[batch] = self._loader(batch)
        return shield(self._loaders[batch].load(key))

    def load_whole(self, whole: Whole[Found]) -> Awaitable[Found]:
        """Give what `whole` gives, read once whoever asks."""
        if whole not in self._wholes:
            self._wholes[whole] = ensure_future(whole(self._sessions))
        return shield(self._wholes[whole])

    def _loader(self, batch: Batch[Any, Any]) -> DataLoader[Any, Any]:
        async def load(keys: list[Any]) -> list[Any]:
            return list(await batch(self._sessions, keys))

        return DataLoader(load, loop=get_running_loop())

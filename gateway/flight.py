"""Work that several requests wait for and that is done once."""

import asyncio
from asyncio import Task
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from functools import partial
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class Flights:
    """Work under way by its key: who asks for a key that is under way waits for that one.

    Who stops waiting does not stop the work for others. Where `ending`, the last one to stop does end it.
    """

    def __init__(self, *, ending: bool = False) -> None:
        """Begin with none."""
        self._tasks: dict[Hashable, Task[Any]] = {}
        self._waiting: Counter[Task[Any]] = Counter()
        self._ending = ending

    async def join(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
        """Give what `work` gives, begun now unless it is under way."""
        task = self._tasks.get(key)
        if task is None or task.cancelling():
            task = self._tasks[key] = asyncio.create_task(work())
            task.add_done_callback(_forgotten)
            task.add_done_callback(partial(self._over, key))
        self._waiting[task] += 1
        try:
            value: Value = await asyncio.shield(task)
            return value
        finally:
            self._waiting[task] -= 1
            if self._waiting[task] == 0:
                del self._waiting[task]
                if self._ending:
                    task.cancel()

    def _over(self, key: Hashable, task: Task[Any]) -> None:
        if self._tasks.get(key) is task:
            del self._tasks[key]


class Latest(Generic[Value]):
    """A reading that begins after it was asked for: those who ask while one is under way share the next."""

    def __init__(self, read: Callable[[], Awaitable[Value]]) -> None:
        """Read with `read`."""
        self._read = read
        self._under_way: Task[Value] | None = None
        self._next: Task[Value] | None = None

    async def get(self) -> Value:
        """Give what is read from now on."""
        if self._next is None:
            self._next = asyncio.create_task(self._read_after(self._under_way))
            self._next.add_done_callback(_forgotten)
        return await asyncio.shield(self._next)

    async def _read_after(self, earlier: Task[Value] | None) -> Value:
        if earlier is not None:
            await asyncio.wait([earlier])
        self._under_way, self._next = self._next, None
        return await self._read()


def _forgotten(task: Task[Any]) -> None:
    """Take note of an error, so that one which nobody waits for any more is not reported as lost."""
    if not task.cancelled():
        task.exception()

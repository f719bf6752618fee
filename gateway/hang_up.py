"""Giving up work whose client is gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import Receive

UNWATCHED_SECONDS = 0.1
"""Work that is done sooner costs no look at its client."""


@asynccontextmanager
async def while_connected(receive: Receive) -> AsyncIterator[None]:
    """Cancel the block when the client hangs up, and go on behind it; the request's body has been received."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - requests are answered in tasks
    cancelling = task.cancelling()
    watcher = _Watcher(receive, task)
    timer = asyncio.get_running_loop().call_later(UNWATCHED_SECONDS, watcher.start)
    try:
        yield
    except asyncio.CancelledError:
        if not watcher.gone or task.uncancel() > cancelling:
            raise
    finally:
        timer.cancel()
        watcher.stop()


class _Watcher:
    """Looks out for the end of a connection, and cancels the task that works for it."""

    def __init__(self, receive: Receive, task: asyncio.Task[object]) -> None:
        self.gone = False
        self._receive = receive
        self._task = task
        self._watching: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._watching = asyncio.create_task(self._watch())

    def stop(self) -> None:
        """Look no more."""
        if self._watching:
            self._watching.cancel()

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        self._task.cancel()

"""Giving up work whose client is gone, or that takes longer than a request may."""

import asyncio
from types import TracebackType

from starlette.types import Receive

UNWATCHED_SECONDS = 0.1
"""Work that is done sooner costs no look at its client."""


class Attended:
    """A block that is left quietly when the client hangs up; raises TimeoutError after `seconds`."""

    def __init__(self, seconds: float) -> None:
        """Give the block its time."""
        self._seconds = seconds
        self._receive: Receive | None = None
        self._watching: asyncio.Task[None] | None = None
        self._gone = self._late = False

    def watch(self, receive: Receive) -> None:
        """Look out for the end of the connection from now on; the request's body has been received."""
        self._receive = receive

    async def __aenter__(self) -> "Attended":
        """Begin, in the task of a request."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - requests are answered in tasks
        self._task, self._cancelling = task, task.cancelling()
        self._loop = asyncio.get_running_loop()
        self._deadline = self._loop.time() + self._seconds
        self._timer = self._loop.call_later(min(UNWATCHED_SECONDS, self._seconds), self._look)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """End: what was cancelled from here ends quietly, or in TimeoutError."""
        self._timer.cancel()
        if self._watching:
            self._watching.cancel()
        if not (self._gone or self._late):
            return False
        from_here = self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError
        if from_here and self._late:
            raise TimeoutError from error
        return from_here

    def _look(self) -> None:
        now = self._loop.time()
        if now >= self._deadline:
            self._late = True
            self._task.cancel()
            return
        if self._receive and not self._watching:
            self._watching = self._loop.create_task(self._watch(self._receive))
        next_look = self._deadline if self._watching else min(self._deadline, now + UNWATCHED_SECONDS)
        self._timer = self._loop.call_at(next_look, self._look)

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        if not self._late:
            self._gone = True
            self._task.cancel()

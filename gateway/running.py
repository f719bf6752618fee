"""Running a command's work so that a signal ends it in order: what it opened is closed and released."""

import asyncio
import signal
from asyncio import AbstractEventLoop
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from slugger.gateway.errors import StoppedError

Value = TypeVar("Value")

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl+C, the end of a container, and the closing of a terminal; the last is left alone under nohup."""


def run(
    work: Coroutine[Any, Any, Value],
    *,
    drain: Callable[[], bool] = lambda: False,
    loop_factory: Callable[[], AbstractEventLoop] | None = None,
) -> Value:
    """Run `work` in an event loop of its own to the end, and give its value.

    A signal first calls `drain`, which returns True when the work now ends by itself; otherwise the work is cancelled
    and StoppedError is raised.
    """

    async def stoppable() -> Value:
        task, loop = asyncio.ensure_future(work), asyncio.get_running_loop()

        def stop() -> None:
            if not drain():
                task.cancel()

        for number in STOP_SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                loop.add_signal_handler(number, stop)
        await asyncio.wait([task])
        if task.cancelled():
            raise StoppedError("Stopped by a signal before the end.")
        return task.result()

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(stoppable())

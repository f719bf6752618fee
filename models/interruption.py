"""Interrupting what the database does for somebody who no longer waits for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession


@dataclass
class Work:
    """The tasks that ask the database something on behalf of one request."""

    tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    over: bool = False


_work: ContextVar[Work | None] = ContextVar("work", default=None)


@asynccontextmanager
async def interruptible() -> AsyncIterator[None]:
    """Interrupt, when the block ends, each task that was begun in it and has opened a session.

    A statement that still runs is cancelled in PostgreSQL, which takes a moment that is waited for, and its connection
    is given up. A task that would open a session later is cancelled then.
    """
    outer, work = _work.get(), Work()
    _work.set(work)
    try:
        yield
    finally:
        _work.set(outer)
        work.over = True
        tasks = {task for task in work.tasks if not task.done() and task is not asyncio.current_task()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


def enlist() -> None:
    """Have the current task interrupted with the request that it works for; raises CancelledError if that is over."""
    work = _work.get()
    task = asyncio.current_task()
    if work is None or task is None:
        return
    if work.over:
        raise asyncio.CancelledError("The request is over.")
    work.tasks.add(task)


class Session(AsyncSession):
    """A session that is interrupted with the request it was opened for."""

    async def __aenter__(self) -> "Session":
        """Open it; raises CancelledError when the request is over."""
        enlist()
        await super().__aenter__()
        return self

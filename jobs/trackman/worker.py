"""Processes that load files beside this one: each has a connection of its own, and is asked for one file at a time.

A worker is held by a pipe alone, without threads or semaphores. It ends in order when the other end is closed, also by
the death of the process that held it: what it is loading is rolled back. Signals are for that process to answer.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from typing import Any, TypeAlias

from slugger.jobs.trackman.delivery import Delivery
from slugger.jobs.trackman.load import Loaded, load
from slugger.jobs.trackman.session import connected

if sys.platform != "win32":
    from uvloop import new_event_loop
else:
    new_event_loop = None

Pipe: TypeAlias = "Connection[Any, Any]"
"""One end of what connects a worker with the process that started it."""

FEWEST_FILES = 8
"""Files for each worker from which on it is worth its start."""
MOST_WORKERS = 8
"""Most workers that are started unasked: what players are is settled by one load at a time."""
STOP_SECONDS = 10
"""How long a worker may take to roll back and end, before the kernel ends it."""
_STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP} if sys.platform != "win32" else {signal.SIGINT}


class WorkerError(Exception):
    """A worker ended by itself, or was killed; one sentence says how."""


def suitable(files: int) -> int:
    """Say how many workers suit a run of so many files: as many as processors, as none waits for the disk."""
    return min(len(_processors()), MOST_WORKERS, files // FEWEST_FILES)


def _processors() -> Sequence[int]:
    if sys.platform == "linux":
        return list(os.sched_getaffinity(0))
    return range(os.cpu_count() or 1)


@dataclass(frozen=True)
class _Order:
    url: str
    delivery: Delivery
    allow_private: bool


@dataclass(frozen=True)
class _Failure:
    """Why an order was not carried out: the error and its causes, first to last, and where it happened."""

    errors: Sequence[BaseException]
    place: str

    @classmethod
    def of(cls, error: BaseException) -> "_Failure":
        chain = [error]
        while cause := chain[-1].__cause__ or chain[-1].__context__:
            chain.append(cause)
        return cls([_portable(one) for one in chain], "".join(traceback.format_exception(error)))

    def error(self) -> BaseException:
        """Give the error as it was where it happened."""
        for error, cause in zip(self.errors, self.errors[1:], strict=False):
            error.__cause__ = cause
        self.errors[0].add_note(f"In a worker:\n{self.place}")
        return self.errors[0]


def _portable(error: BaseException) -> BaseException:
    try:
        ForkingPickler.loads(ForkingPickler.dumps(error))
    except Exception:  # noqa: BLE001 whatever an unknown error does when it is packed, its words arrive
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


@dataclass(frozen=True)
class Worker:
    """A process that loads files."""

    process: BaseProcess
    pipe: Pipe

    async def load(self, url: str, delivery: Delivery, *, allow_private: bool = False) -> Loaded:
        """Have `delivery` loaded into the database at `url`, always the same one; raises what loading it raises."""
        try:
            self.pipe.send(_Order(url, delivery, allow_private))
            await _readable(self.pipe.fileno())
            answer: Loaded | _Failure = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise WorkerError(self._end()) from error
        if isinstance(answer, _Failure):
            raise answer.error()
        return answer

    def _end(self) -> str:
        self.process.join(STOP_SECONDS)
        code = self.process.exitcode or 0
        if code == -signal.SIGKILL:
            return "a process that loads files was killed, maybe for want of memory"
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with exit status {code}"
        return f"a process that loads files ended {how}"

    async def end(self) -> None:
        """Let the worker roll back what it is loading, close its connection and end."""
        self.pipe.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await _readable(self.process.sentinel)


@contextmanager
def workers(number: int) -> Iterator[list[Worker]]:
    """Start workers, before the event loop and what else makes threads; none where processes cannot be started.

    They are gone at the end, whatever happened.
    """
    started: list[Worker] = []
    try:
        with suppress(OSError), _undisturbed():
            for _ in range(number if sys.platform != "win32" else 0):
                started.append(_start(started))
        yield started
    finally:
        for worker in started:
            worker.pipe.close()
        for worker in started:
            worker.process.join(STOP_SECONDS)
            worker.process.kill()
            worker.process.join()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep signals waiting, so that none meets a new process before that ignores it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(elder: Sequence[Worker]) -> Worker:
    """Start a process: forked where that is safe, which takes a hundredth of the time of starting afresh."""
    forked = sys.platform == "linux" and threading.active_count() == 1
    make = multiprocessing.get_context("fork").Process if forked else multiprocessing.get_context("spawn").Process
    ours, theirs = multiprocessing.Pipe()
    inherited = [*(worker.pipe for worker in elder), ours] if forked else []
    process = make(target=_serve, args=(theirs, inherited), daemon=True)
    with theirs:
        process.start()
    return Worker(process, ours)


def _serve(pipe: Pipe, inherited: Sequence[Pipe]) -> None:
    """Live as a worker. The ends of pipes that are the parent's are closed: nobody else may keep a worker alive."""
    for number in _STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)
    for other in inherited:
        other.close()
    with suppress(EOFError, OSError, asyncio.CancelledError), asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(_answer(pipe))


async def _answer(pipe: Pipe) -> None:
    async with AsyncExitStack() as stack:
        connection = None
        while True:
            await _readable(pipe.fileno())
            order: _Order = pipe.recv()
            answer: Loaded | _Failure
            try:
                with _ending_with(pipe):
                    if connection is None:
                        connection = await stack.enter_async_context(connected(order.url))
                        stack.callback(signal.alarm, STOP_SECONDS)
                    answer = await load(connection, order.delivery, allow_private=order.allow_private)
            except Exception as error:  # noqa: BLE001 defects too are the parent's to show
                answer = _Failure.of(error)
            pipe.send(answer)


@contextmanager
def _ending_with(pipe: Pipe) -> Iterator[None]:
    """Cancel the work when the other end is closed, and bound what it then takes, even if the database is silent."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def stop() -> None:
        loop.remove_reader(pipe.fileno())
        signal.alarm(STOP_SECONDS)
        if task:
            task.cancel()

    loop.add_reader(pipe.fileno(), stop)
    try:
        yield
    finally:
        loop.remove_reader(pipe.fileno())


async def _readable(descriptor: int) -> None:
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(descriptor, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)

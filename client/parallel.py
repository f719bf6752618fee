"""Days fetched side by side by a few threads, given in the order of the days."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Event
from typing import TypeAlias

import polars as pl

from slugger.client.days import GameDay
from slugger.client.progress import Progress

Fetch: TypeAlias = Callable[[GameDay, Event], pl.DataFrame]
"""What gives the rows of a day; the event tells it to wait for nothing any more."""


def side_by_side(days: Sequence[GameDay], fetch: Fetch, jobs: int, progress: Progress) -> list[pl.DataFrame]:
    """Fetch every day, `jobs` at a time; the first failure stops the days that have not begun and is raised."""
    stopped, rows = Event(), 0
    progress(0, len(days), 0)
    with ThreadPoolExecutor(jobs, thread_name_prefix="slugger") as pool:
        try:
            futures = [pool.submit(fetch, day, stopped) for day in days]
            for done, future in enumerate(as_completed(futures), 1):
                rows += future.result().height
                progress(done, len(days), rows)
        except BaseException:
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [future.result() for future in futures]

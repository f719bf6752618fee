"""How often a read is asked again, and how long the client waits before it asks."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Event
from typing import TypeVar

from slugger.client.errors import ArgumentError, TransientError

Answer = TypeVar("Answer")
_JITTER = 0.5


@dataclass(frozen=True, slots=True)
class Retries:
    """Patience: attempts in all, and the first and the longest wait between two, in seconds.

    The wait doubles from attempt to attempt and is shortened by chance, so that many clients do not come back together.
    A server that says `Retry-After` is given that time, but no more than the longest wait.
    """

    attempts: int = 5
    first_wait: float = 0.5
    longest_wait: float = 60.0

    def __post_init__(self) -> None:
        """Raise ArgumentError for a patience that never asks."""
        if self.attempts < 1:
            raise ArgumentError(f"{self.attempts} attempts are none.")

    def wait(self, attempt: int, retry_after: float | None) -> float:
        """Give the seconds to wait after the failure of `attempt`, which counts from 1."""
        if retry_after is not None:
            return min(retry_after, self.longest_wait)
        chance = random.uniform(_JITTER, 1)  # noqa: S311  nothing secret hangs on it
        return float(min(self.first_wait * 2 ** (attempt - 1), self.longest_wait)) * chance

    def run(self, ask: Callable[[], Answer], stopped: Event) -> Answer:
        """Call `ask` until it succeeds or patience ends; raises the last TransientError. `stopped` ends every wait."""
        for attempt in range(1, self.attempts + 1):
            try:
                return ask()
            except TransientError as error:
                error.attempts = attempt
                if attempt == self.attempts or self._in_vain(attempt, error):
                    raise
                if stopped.wait(self.wait(attempt, error.retry_after)):
                    raise
        raise AssertionError("a patience of no attempts")

    def _in_vain(self, attempt: int, error: TransientError) -> bool:
        """Tell a server that wants to be left alone for longer than all waits that remain."""
        return (error.retry_after or 0) > self.longest_wait * (self.attempts - attempt)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read `Retry-After`, seconds or a date, as seconds from the server's own clock; None without a usable one."""
    given = headers.get("retry-after", "").strip()
    if given.isascii() and given.isdecimal():
        return float(given)
    at, now = _instant(given), _instant(headers.get("date", ""))
    return None if at is None else max(0.0, (at - (now or datetime.now(UTC))).total_seconds())


def _instant(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found.replace(tzinfo=found.tzinfo or UTC)

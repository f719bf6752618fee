"""What can go wrong between a question and its rows, as one tree.

    ClientError
    ├── ArgumentError             what was asked for makes no question; also a ValueError
    ├── MissingPackageError       the chosen kind of table needs a package that is not there; also an ImportError
    ├── QueryError                the server refused the question: messages, codes and paths
    └── ServerError               no answer that could be used
        ├── AnswerError               something else than a SLUGGER answered, or a SLUGGER of another kind
        └── TransientError            worth asking again, and asked again in vain
            ├── UnreachableError          no connection, or one that broke before the answer was whole
            ├── BusyError                 429, 502, 503 or 504; `retry_after` as the server gave it
            └── DamagedError              an answer that ended early or cannot be read

A CacheWarning says that the cache could not be used; the rows are then fetched. A TruncatedWarning says that a list of
an answer ends at the server's own limit, where the question gave none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class ClientError(Exception):
    """A question that got no rows; its text says in a sentence why."""


class ArgumentError(ClientError, ValueError):
    """What was asked for makes no question: days in the wrong order, a field that pitches do not have."""


class MissingPackageError(ClientError, ImportError):
    """A package that the chosen kind of table needs is not installed."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One error of an answer: its sentence, the server's code for it, the field that it befell, what else it says."""

    message: str
    code: str | None = None
    path: tuple[str | int, ...] = ()
    extensions: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        """Give the sentence with code and path, as far as there are any."""
        where = f" at {'.'.join(map(str, self.path))}" if self.path else ""
        return f"{self.message} [{self.code}]{where}" if self.code else f"{self.message}{where}"


class QueryError(ClientError):
    """The server refused the question, or a part of it; `data` holds what it answered all the same."""

    def __init__(self, failures: Sequence[Failure], data: Mapping[str, Any] | None = None) -> None:
        """Say what failed, every failure on a line of its own."""
        super().__init__("\n".join(map(str, failures)))
        self.failures = tuple(failures)
        self.data = data

    @property
    def codes(self) -> frozenset[str]:
        """Codes of the failures, such as `BAD_USER_INPUT`."""
        return frozenset(failure.code for failure in self.failures if failure.code)


class ServerError(ClientError):
    """The server gave no answer that could be used."""


class AnswerError(ServerError):
    """The answer is not what a SLUGGER gives; asking again would not help."""


class TransientError(ServerError):
    """A failure that may pass; `attempts` says how often the server was asked."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        """Say what failed, and after how many seconds the server wants to be asked again."""
        super().__init__(message)
        self.retry_after = retry_after
        self.attempts = 1

    def __str__(self) -> str:
        """Give the sentence, with the number of attempts where there was more than one."""
        said = super().__str__()
        return said if self.attempts == 1 else f"{said} Asked {self.attempts} times."


class UnreachableError(TransientError):
    """There is no connection to the server, or it broke before the answer was whole."""


class BusyError(TransientError):
    """The server, or what stands before it, has no room for the question: 429, 502, 503 or 504."""


class DamagedError(TransientError):
    """The answer ended early, or its bytes cannot be read."""


class CacheWarning(UserWarning):
    """An entry of the cache could not be read or written."""


class TruncatedWarning(UserWarning):
    """A list of an answer ends at a limit that nobody asked for: it has more rows, which `first` asks for."""

"""Why a mutation did nothing: the failures that are expected, as members of its result and not as errors."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """A mutation did nothing; the message is one sentence for a person."""

    message: str


@dataclass(frozen=True)
class NotAllowed(Failure):
    """Whoever asks may not do this."""


@dataclass(frozen=True)
class InvalidInput(Failure):
    """A field of the input has a value that it cannot have."""

    field: str


@dataclass(frozen=True)
class InputTooLong(Failure):
    """A field of the input is longer than it may be."""

    field: str
    most: int


class Refusal(Exception):  # noqa: N818  it carries the failure, which is the answer
    """Ends a mutation, which answers with `failure`."""

    def __init__(self, failure: Failure) -> None:
        """Carry a failure to the resolver of the mutation."""
        super().__init__(failure.message)
        self.failure = failure

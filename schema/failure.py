"""Why a mutation did nothing: members of the unions that mutations give."""

from collections.abc import Callable

import strawberry

from slugger.resolvers import failure
from slugger.resolvers.docstring import interface_type, object_type
from slugger.schema.node import column


@interface_type
class Failure:
    """Why a mutation did nothing."""

    message: str = strawberry.field(description="What is wrong, in one sentence for a person.")


def is_result(kind: type) -> Callable[..., bool]:
    """Make the test by which the member of a union tells what a resolver gave."""
    return staticmethod(lambda value, *_: isinstance(value, kind))


@object_type
class NotAllowed(Failure):
    """Whoever asks may not do this."""

    is_type_of = is_result(failure.NotAllowed)


@object_type
class InvalidInput(Failure):
    """A field of the input has a value that it cannot have."""

    is_type_of = is_result(failure.InvalidInput)
    field = column(str, "The field of the input.")


@object_type
class InputTooLong(Failure):
    """A field of the input is longer than it may be."""

    is_type_of = is_result(failure.InputTooLong)
    field = column(str, "The field of the input.")
    most = column(int, "How long it may be: characters of a text, bytes of the variables.")

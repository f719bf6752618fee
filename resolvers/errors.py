"""What a client did wrong, as errors of GraphQL that it can tell apart by `extensions.code`.

    GraphQLError
    └── RequestError
        ├── UserInputError         BAD_USER_INPUT
        │   ├── IdentifierError        an id that is none, or of another type
        │   └── PageError              page arguments that contradict each other or exceed the size of a page
        ├── CursorError            BAD_CURSOR
        ├── NotExportableError     NOT_EXPORTABLE
        └── ComplexityError
            ├── DepthError         QUERY_TOO_DEEP
            └── SizeError          QUERY_TOO_LARGE: more than a limit allows; `extensions.limit` names it

A row that is not there is null, not an error. Everything else that goes wrong is a fault of the server.
"""

from collections.abc import Sequence
from typing import ClassVar

from graphql import GraphQLError


class RequestError(GraphQLError):
    """A request that cannot be answered as it stands; the message says in one sentence why."""

    code: ClassVar[str]

    def __init__(self, message: str) -> None:
        """Make the error with its class's code in the extensions."""
        super().__init__(message, extensions={"code": self.code})


class UserInputError(RequestError):
    """An argument has a value that it cannot have."""

    code = "BAD_USER_INPUT"


class IdentifierError(UserInputError):
    """An id is malformed, or is the id of something else."""


class PageError(UserInputError):
    """The page arguments are negative, too large or contradict each other."""


class CursorError(RequestError):
    """A cursor is malformed, or comes from another table, order or set of conditions."""

    code = "BAD_CURSOR"


class NotExportableError(RequestError):
    """A query does not lead to one list of rows, or a row holds what cannot be a column; the path says where."""

    code = "NOT_EXPORTABLE"

    def __init__(self, message: str, path: Sequence[str | int] = ()) -> None:
        """Say why, and at which keys of the answer."""
        super().__init__(message)
        self.path = list(path) or None


class ComplexityError(RequestError):
    """A query asks for more than one request may."""


class DepthError(ComplexityError):
    """The fields of a query are nested too deep."""

    code = "QUERY_TOO_DEEP"


class SizeError(ComplexityError):
    """A query may give too many rows, or take too many statements."""

    code = "QUERY_TOO_LARGE"

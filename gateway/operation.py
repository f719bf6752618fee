"""What happens around each GraphQL operation over any transport: its document, its context, its time, its errors."""

import asyncio
import copy
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from graphql import ExecutionResult as CoreResult
from graphql import GraphQLError, GraphQLSyntaxError
from strawberry import Schema
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import StreamExecutionResult

from slugger.gateway.context import Connection
from slugger.gateway.documents import Documents
from slugger.gateway.failures import UNEXPECTED, log_defect, log_unavailable, unavailable
from slugger.models.interruption import interruptible
from slugger.resolvers.limits import Limits
from slugger.schema.limits import Document, QueryLimits, coded

REFUSALS = (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError)
"""What Strawberry raises for an operation that it does not begin."""


class Operation(QueryLimits):
    """Takes the document from the cache, gives a WebSocket operation its own context, masks what is streamed."""

    def __init__(self, documents: Documents, seconds: float) -> None:
        """Serve one operation with the process's documents, for at most `seconds`."""
        self.documents = documents
        self.seconds = seconds

    async def on_operation(self) -> AsyncIterator[None]:
        """Make the context; when the operation ends, whoever ends it, the database does nothing more for it."""
        execution = self.execution_context
        if isinstance(execution.context, Connection):
            execution.context = execution.context.process.request()
        async with interruptible():
            yield

    async def on_execute(self) -> AsyncIterator[None]:
        """Keep an operation to its time; a subscription only until it has begun."""
        async with deadline(self.seconds):
            yield

    def document(self, text: str, limits: Limits) -> Document:  # noqa: ARG002 - the cache has the widest limit
        """Take the parsed document."""
        return self.documents.get(text)

    def on_stream_result(self, result: StreamExecutionResult) -> Iterator[None]:
        """Mask the errors of one result of a stream; WebSockets send it as it is."""
        if isinstance(result, (CoreResult, ExecutionResult)):
            mask(result)
        yield


def with_operation(schema: Schema, documents: Documents, seconds: float) -> Schema:
    """Give a schema that is `schema`, served with `Operation`; `schema` itself stays as it is."""
    served = copy.copy(schema)
    others = (extension for extension in schema.extensions if extension is not QueryLimits)
    served.extensions = (*others, lambda: Operation(documents, seconds))
    return served


@asynccontextmanager
async def deadline(seconds: float) -> AsyncIterator[None]:
    """Give up what takes longer than `seconds`, with an error for the client."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise coded(GraphQLError(too_slow(seconds)), "SERVICE_UNAVAILABLE") from error


def too_slow(seconds: float) -> str:
    """Say that a request took too long."""
    return f"The request took longer than {seconds:g} seconds."


def mask(result: CoreResult | ExecutionResult) -> None:
    """Replace every defect among the errors of a result; expected errors keep their message and get a code.

    A result that is masked already stays as it is.
    """
    if result.errors:
        masks = _Masks()
        result.errors = [shown(error) if is_for_the_client(error) else masks.mask(error) for error in result.errors]


class _Masks:
    """Masks the defects of one result; one cause is logged once, however many fields it fails."""

    def __init__(self) -> None:
        self._logged: dict[tuple[type, str], str] = {}

    def mask(self, error: GraphQLError) -> GraphQLError:
        """Give what the client reads of a defect: where it happened, and a trace id or that the database is away."""
        cause = error.original_error or error
        message = unavailable(cause)
        kind = (type(cause), message or str(cause))
        if kind not in self._logged:
            self._logged[kind] = log_unavailable(message, cause) if message else log_defect(cause)
        code = "SERVICE_UNAVAILABLE" if message else "INTERNAL_SERVER_ERROR"
        trace = {"traceId": self._logged[kind]}
        return coded(GraphQLError(message or UNEXPECTED, nodes=error.nodes, path=error.path, extensions=trace), code)


def shown(error: GraphQLError) -> GraphQLError:
    """Give an error of the request as a whole its code; the errors of fields have their own."""
    if isinstance(error, GraphQLSyntaxError):
        return coded(error, "GRAPHQL_PARSE_FAILED")
    return error if error.path else coded(error, "BAD_USER_INPUT")


def is_for_the_client(error: GraphQLError) -> bool:
    """Tell an error that was meant for the client: of the document, or raised as a GraphQLError by a resolver."""
    return error.original_error is None or isinstance(error.original_error, (GraphQLError, *REFUSALS))

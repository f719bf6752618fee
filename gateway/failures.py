"""What a client reads when a request fails: one JSON shape, which is GraphQL's, for every path."""

import logging
import secrets
from collections.abc import Mapping
from http import HTTPStatus

import asyncpg
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from slugger.models.engine import reason

LOG = logging.getLogger("slugger.gateway")

CODES = {
    400: "BAD_REQUEST",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    413: "CONTENT_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    500: "INTERNAL_SERVER_ERROR",
    501: "NOT_IMPLEMENTED",
    503: "SERVICE_UNAVAILABLE",
}
"""`extensions.code` by HTTP status; Python's own names of some change between its versions."""

UNEXPECTED = "Unexpected error"
"""All that a client learns of a defect, beside the trace id under which it is logged."""
UNREACHABLE = "The database is not reachable."
"""What a client learns when the database does not take connections."""
TOO_SLOW = "The database took longer than a request may."
"""What a client learns when a statement ran into its time limit."""
_NOT_REACHED = (
    OSError,
    PoolTimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.TooManyConnectionsError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InternalClientError,  # what is left of a connection between the server's farewell and its end
)

DATABASE_FAILURES = (
    *(OSError, SQLAlchemyError),
    *(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError),
)
"""What a statement raises when the database does not answer it, running out of time included."""


def failure(status: int, message: str, *, headers: Mapping[str, str] | None = None, **extensions: str) -> Response:
    """Answer with one error, with `extensions` and the code of its status."""
    code = {"code": CODES.get(status, f"HTTP_{status}")}
    return JSONResponse({"errors": [{"message": message, "extensions": code | extensions}]}, status, headers)


def log_defect(error: BaseException) -> str:
    """Log an unexpected exception with its traceback under a new trace id, and give the id."""
    trace_id = secrets.token_hex(16)
    LOG.error("%s, trace id %s", UNEXPECTED, trace_id, exc_info=error)
    return trace_id


def unavailable(error: BaseException) -> str | None:
    """Say what a client learns of an error that is the database's state and no defect; None for a defect."""
    while error.__cause__ is not None and not isinstance(error, (*_NOT_REACHED, asyncpg.QueryCanceledError)):
        error = error.__cause__
    if isinstance(error, asyncpg.QueryCanceledError):
        return TOO_SLOW
    return UNREACHABLE if isinstance(error, _NOT_REACHED) else None


def log_unavailable(message: str, error: BaseException) -> str:
    """Log in one line why the database does not answer under a new trace id, and give the id."""
    trace_id = secrets.token_hex(16)
    LOG.warning("%s %s, trace id %s", message, reason(error), trace_id)
    return trace_id


def log_failure(error: BaseException) -> str:
    """Log why a statement was not answered, whether it is the database's state or a defect, and give the trace id."""
    message = unavailable(error)
    return log_unavailable(message, error) if message else log_defect(error)


async def answer_http_exception(_: Request, error: Exception) -> Response:
    """Answer a refused request: unknown path, wrong method, bad body."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    if error.status_code in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
        return Response(status_code=error.status_code, headers=error.headers)
    return failure(error.status_code, error.detail, headers=error.headers)


async def answer_defect(_: Request, error: Exception) -> Response:
    """Answer a request that ran into a defect, without saying which; a client that is gone is none."""
    if isinstance(error, ClientDisconnect):
        return failure(HTTPStatus.BAD_REQUEST, "The request ended before its body did.")
    return failure(HTTPStatus.INTERNAL_SERVER_ERROR, UNEXPECTED, traceId=log_defect(error))

"""The door of the legacy REST surface: who may pass with which API key, in the answers of an API gateway."""

import asyncio
from http import HTTPStatus

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from slugger.gateway.context import process_of
from slugger.gateway.failures import DATABASE_FAILURES, log_failure
from slugger.resolvers.admission import ADMITTED, Admission, Verdict

HEADER = "x-api-key"

REFUSALS = {
    Verdict.FORBIDDEN: (HTTPStatus.FORBIDDEN, "Forbidden"),
    Verdict.TOO_MANY_REQUESTS: (HTTPStatus.TOO_MANY_REQUESTS, "Too Many Requests"),
    Verdict.LIMIT_EXCEEDED: (HTTPStatus.TOO_MANY_REQUESTS, "Limit Exceeded"),
}
"""Status and message of each refusal."""


class KeyGuard:
    """Middleware that lets a request pass when its API key admits it.

    A preflight (OPTIONS) and what is no HTTP request pass. Where no key is required, a key that is sent is not looked
    at: an old client with an old key goes on working. A database that does not answer is a 500, never a pass.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Guard `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it."""
        is_asked = scope["type"] == "http" and scope["method"] != "OPTIONS"
        answer = await answer_for(HTTPConnection(scope)) if is_asked else None
        await (answer or self.app)(scope, receive, send)


async def answer_for(request: HTTPConnection) -> JSONResponse | None:
    """Give the answer to a request that may not pass; None for one that may."""
    process = process_of(request)
    # Two keys in one request are one that nobody has.
    keys = request.headers.getlist(HEADER)
    try:
        async with asyncio.timeout(process.settings.request_seconds):
            admission = await process.doorkeeper.admit(",".join(keys) if keys else None)
    except DATABASE_FAILURES as error:
        log_failure(error)
        return JSONResponse({"message": "Internal server error"}, HTTPStatus.INTERNAL_SERVER_ERROR)
    return None if admission == ADMITTED else _refusal(admission)


def _refusal(admission: Admission) -> JSONResponse:
    status, message = REFUSALS[admission.verdict]
    waiting = {"retry-after": str(admission.retry_after)} if admission.retry_after else {}
    return JSONResponse({"message": message}, status, waiting)

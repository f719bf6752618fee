"""The door of the legacy REST surface: who may pass with which API key, in the answers of an API gateway."""

import asyncio
from http import HTTPStatus

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from slugger.gateway.context import process_of
from slugger.gateway.rest.envelope import gateway_says
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
    at: an old client with an old key goes on working. A database that does not answer raises, and is never a pass.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Guard `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it."""
        is_asked = scope["type"] == "http" and scope["method"] != "OPTIONS"
        answer = await refusal_of(HTTPConnection(scope)) if is_asked else None
        await (answer or self.app)(scope, receive, send)


async def refusal_of(request: HTTPConnection) -> Response | None:
    """Give the answer to a request that may not pass; None for one that may."""
    process = process_of(request)
    # Two keys in one request are one that nobody has; blanks around a value are no part of it.
    keys = [key.strip(" \t") for key in request.headers.getlist(HEADER)]
    async with asyncio.timeout(process.settings.request_seconds):
        admission = await process.doorkeeper.admit(",".join(keys) if keys else None)
    return None if admission == ADMITTED else _refusal(admission)


def _refusal(admission: Admission) -> Response:
    status, message = REFUSALS[admission.verdict]
    waiting = {"retry-after": str(admission.retry_after)} if admission.retry_after else {}
    return gateway_says(status, message, waiting)

"""Leave for browsers: answers can be read by pages of any origin, which may send an API key."""

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ORIGIN = {"access-control-allow-origin": "*"}
PREFLIGHT = ORIGIN | {
    "access-control-allow-headers": "x-api-key, Content-Type",
    "access-control-allow-methods": "GET,POST,OPTIONS",
}


class Cors:
    """Middleware that answers preflights itself and lets every other answer be read."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer OPTIONS; pass everything else on."""

        async def send_readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(ORIGIN)
            await send(message)

        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            await Response(status_code=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)(scope, receive, send)
        else:
            await self.app(scope, receive, send_readable)

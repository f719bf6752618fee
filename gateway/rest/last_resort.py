"""What is left when a request fails where nobody expected it: an answer in the gateway's shape."""

from http import HTTPStatus

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from slugger.gateway.failures import log_failure
from slugger.gateway.rest.envelope import gateway_says


class LastResort:
    """Middleware that logs an error, and answers 500 unless an answer has begun."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on."""
        begun = False

        async def send_noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        except ClientDisconnect:
            raise
        except Exception as error:
            if begun:
                raise
            told = {"x-trace-id": log_failure(error)}
            await gateway_says(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal server error", told)(scope, receive, send)

"""Compression of answers, for clients that accept it."""

from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import Message, Receive, Scope, Send

from slugger.gateway.export.form import COMPACT
from slugger.gateway.negotiation import accepts

GZIP_LEVEL = 4
LEAST_BYTES = 1_000
"""A shorter body goes as it is."""
AS_THEY_ARE = (*DEFAULT_EXCLUDED_CONTENT_TYPES, *COMPACT)
"""Media types that are not compressed. A stream is compressed piece by piece: nothing of it waits for more."""


def takes_gzip(scope: Scope) -> bool:
    """Tell whether the client of a request reads gzip; one that does not say so need not."""
    wishes = [value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-encoding"]
    return bool(wishes) and accepts(",".join(wishes) or "identity", "gzip")


class Compression(GZipMiddleware):
    """Middleware that compresses, but never what a client refuses: Starlette's takes `gzip;q=0` for a wish."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and its answer back."""
        if scope["type"] == "http" and takes_gzip(scope):
            await super().__call__(scope, receive, send)
            return

        async def send_as_it_is(message: Message) -> None:
            if message["type"] == "http.response.start" and all(name != b"vary" for name, _ in message["headers"]):
                message["headers"].append((b"vary", b"Accept-Encoding"))
            await send(message)

        await self.app(scope, receive, send_as_it_is)

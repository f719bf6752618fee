"""Compression of answers, for clients that accept it."""

from starlette.datastructures import Headers
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import Receive, Scope, Send

from slugger.gateway.export.form import COMPACT
from slugger.gateway.negotiation import accepts

GZIP_LEVEL = 4
LEAST_BYTES = 1_000
"""A shorter body goes as it is."""
AS_THEY_ARE = (*DEFAULT_EXCLUDED_CONTENT_TYPES, *COMPACT)
"""Media types that are not compressed. A stream is compressed piece by piece: nothing of it waits for more."""


def takes_gzip(scope: Scope) -> bool:
    """Tell whether the client of a request reads gzip; one that does not say so need not."""
    return accepts(",".join(Headers(scope=scope).getlist("accept-encoding")) or "identity", "gzip")


class Compression(GZipMiddleware):
    """Middleware that compresses, but never what a client refuses: Starlette's takes `gzip;q=0` for a wish."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and its answer back."""
        if scope["type"] == "http" and not takes_gzip(scope):
            refusing = [item for item in scope["headers"] if item[0] != b"accept-encoding"]
            scope = {**scope, "headers": refusing}
        await super().__call__(scope, receive, send)

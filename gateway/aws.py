"""SLUGGER on AWS Lambda behind an API Gateway: `slugger.gateway.aws.handler`."""

import asyncio
from contextlib import AsyncExitStack
from functools import cached_property
from typing import Any

from mangum import Mangum
from mangum.adapter import DEFAULT_TEXT_MIME_TYPES
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from slugger.gateway.app import create_app
from slugger.gateway.errors import SettingsError
from slugger.gateway.negotiation import RESPONSE_JSON
from slugger.gateway.rest.routes import PREFIX as STAGE
from slugger.gateway.settings import PREFIX, Settings, load_settings

LEGACY_PATHS = frozenset(
    {
        "/teams",
        "/players",
        "/games",
        "/pitches",
        "/ballparks",
        "/ballpark",
        "/validate-token",
        "/openapi.json",
        "/docs",
    },
)
"""Paths of the legacy surface as they arrive: its stage `ALPBAPI` is no part of them."""
TEXT_TYPES = [*DEFAULT_TEXT_MIME_TYPES, RESPONSE_JSON, "application/x-ndjson"]
"""Media types that are handed to the API Gateway as text, not as base64."""
MOST_CONNECTIONS = 2
"""Connections of one Lambda to each database: it answers one request at a time, which may read two lists at once."""


def with_stage(path: str) -> str:
    """Give the path at which the application serves what arrives at `path`."""
    return STAGE + path if path in LEGACY_PATHS else path


class LegacyPaths:
    """Middleware that puts the stage before the legacy paths."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, legacy requests at their own paths."""
        await self.app({**scope, "path": with_stage(scope["path"])}, receive, send)


class Handler:
    """Answers the events of one Lambda; the databases are opened at the first and stay open."""

    def __init__(self, settings: Settings | None = None) -> None:
        """Answer with `settings`, those of the environment unless given; they are read at the first event."""
        self._settings = settings
        self._databases = AsyncExitStack()

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - AWS's object
        """Answer an event of an API Gateway, REST (1.0) or HTTP (2.0).

        Raises SettingsError, or what opening the databases raises; the gateway answers 502, and the next event tries
        again.
        """
        asyncio.set_event_loop(self._loop)
        return self._mangum(event, context)

    def close(self) -> None:
        """Close the databases; Lambda never does."""
        self._loop.run_until_complete(self._databases.aclose())
        self._loop.close()

    @cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        # Of its own, because Mangum runs on whatever loop is current, and an asyncio.run leaves none behind.
        return asyncio.new_event_loop()

    @cached_property
    def _mangum(self) -> Mangum:
        app = create_app(lambda_settings(self._settings or load_settings()))
        self._loop.run_until_complete(self._open(app))
        return Mangum(LegacyPaths(app), lifespan="off", text_mime_types=TEXT_TYPES)

    async def _open(self, app: Starlette) -> None:
        await self._databases.enter_async_context(app.router.lifespan_context(app))


def lambda_settings(settings: Settings) -> Settings:
    """Give the settings of a Lambda: few connections. Raises SettingsError without the address of a database."""
    if settings.database_url is None:
        raise SettingsError(f"{PREFIX}DATABASE_URL is not set: on Lambda there is no embedded database.")
    return settings.model_copy(update={"pool_size": min(settings.pool_size, MOST_CONNECTIONS)})


handler = Handler()
"""What Lambda calls."""

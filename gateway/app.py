"""The web application: every path that SLUGGER answers, in one list."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Route, WebSocketRoute
from strawberry import Schema

from slugger.gateway import saved
from slugger.gateway.compression import AS_THEY_ARE, GZIP_LEVEL, LEAST_BYTES, Compression
from slugger.gateway.context import open_process
from slugger.gateway.export.exporter import Exporter
from slugger.gateway.failures import answer_defect, answer_http_exception
from slugger.gateway.graphql import Endpoint
from slugger.gateway.headers import DefaultHeaders
from slugger.gateway.health import api_health, healthz, readyz
from slugger.gateway.rest.routes import routes as rest_routes
from slugger.gateway.settings import Settings, load_settings
from slugger.schema.sdl import schema as league_schema
from slugger.widgets import playground


def create_app(settings: Settings | None = None, schema: Schema = league_schema) -> Starlette:
    """Make the application; its lifespan opens the databases. `settings` are the environment's unless given."""
    settings = settings or load_settings()
    # Strawberry logs a traceback for every mistake in a client's query; defects are logged where they are masked.
    logging.getLogger("strawberry.execution").setLevel(logging.CRITICAL)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with open_process(settings) as app.state.process:
            # What was loaded so far stays: the collector need not look at it again during requests.
            gc.freeze()
            yield

    app = Starlette(
        routes=routes(Endpoint(schema, settings), Exporter(schema, settings)),
        middleware=[
            Middleware(DefaultHeaders),
            Middleware(
                Compression, minimum_size=LEAST_BYTES, compresslevel=GZIP_LEVEL, exclude_content_types=AS_THEY_ARE
            ),
        ],
        exception_handlers={
            HTTPException: answer_http_exception,
            ClientDisconnect: answer_defect,
            Exception: answer_defect,
        },
        lifespan=lifespan,
    )
    # A redirect to the same path without its slash would repeat whatever host the request named.
    app.router.redirect_slashes = False
    return app


def routes(graphql: Endpoint, exporter: Exporter) -> list[BaseRoute]:
    """Give the paths in the order in which they are tried."""
    return [
        Route("/graphql", graphql, methods=["GET", "POST"]),
        WebSocketRoute("/graphql", graphql),
        Route("/export", exporter.endpoint, methods=["GET", "POST"]),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/api/health", api_health),
        *rest_routes(),
        *saved.routes(graphql, partial(exporter.export, end=False)),
        *playground.routes(),
    ]

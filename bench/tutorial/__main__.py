"""The server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from bench import orm
from bench.rival import serve
from bench.tutorial.loaders import Loaders
from bench.tutorial.query import Query
from bench.tutorial.types import Context
from slugger.gateway.settings import Settings


class Endpoint(GraphQL[Context, None]):
    """The endpoint, with loaders of its own for each request."""

    def __init__(self, sessions: orm.Sessions) -> None:
        """Read through `sessions`."""
        super().__init__(strawberry.Schema(Query), graphql_ide=None)
        self.sessions = sessions

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:  # noqa: ARG002
        """Make the context of a request."""
        return Context(self.sessions, Loaders(self.sessions))


def make_app(settings: Settings) -> Starlette:
    """Make the application over the database of the settings."""
    engine, sessions = orm.connect(settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    return Starlette(routes=[Route("/graphql", Endpoint(sessions))], lifespan=lifespan)


if __name__ == "__main__":
    serve(make_app)

"""The paths of the legacy REST surface, in one list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import chain
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from slugger.gateway.rest import ballparks, games, openapi, pitches, players, reference, teams, token_document
from slugger.gateway.rest.cors import Cors
from slugger.gateway.rest.endpoint import METHODS, Endpoint
from slugger.gateway.rest.envelope import gateway_says
from slugger.gateway.rest.items import JsonSchema
from slugger.gateway.rest.keys import KeyGuard
from slugger.gateway.rest.last_resort import LastResort
from slugger.gateway.rest.validate_token import validate_token

PREFIX = "/ALPBAPI"
"""The stage of the gateway, under which all paths lie."""

NOUNS = (teams.NOUN, players.NOUN, games.NOUN, pitches.NOUN, ballparks.NOUN)
"""The listings: their parameters are what the documentation of the surface is made from."""

FURTHER: Mapping[str, JsonSchema] = {token_document.PATH: token_document.ITEM}
"""The OpenAPI path items of what is no listing."""


def routes() -> list[BaseRoute]:
    """Give the paths under the prefix; what is not among them is refused as the gateway did, with or without a key."""
    described = reference.endpoints(lambda: openapi.document(PREFIX, NOUNS, FURTHER))
    listings = {f"/{name}": Endpoint(noun) for noun in NOUNS for name in (noun.name, *noun.aliases)}
    missing = Refused(HTTPStatus.FORBIDDEN, "Missing Authentication Token")
    served = [
        *chain.from_iterable(_served(path, endpoint, METHODS) for path, endpoint in described.items()),
        *chain.from_iterable(_served(path, endpoint, METHODS, _GUARD) for path, endpoint in listings.items()),
        *_served(token_document.PATH, validate_token, ("POST",), _GUARD),
        Route("/{path:path}", missing),
    ]
    # Cors stands outside of all others, so that browsers can read refusals and failures.
    middleware = [Middleware(Cors), Middleware(LastResort)]
    return [Mount(PREFIX, routes=served, middleware=middleware), Route(PREFIX, missing, middleware=middleware)]


_GUARD = (Middleware(KeyGuard),)


def _served(
    path: str, endpoint: Callable[..., Any], methods: Sequence[str], guard: Sequence[Middleware] = ()
) -> list[Route]:
    """Give the route of an endpoint behind its guard, and of what refuses other methods, with or without a key."""
    allow = {"allow": ", ".join((*methods, "OPTIONS"))}
    return [
        Route(path, endpoint, methods=list(methods), middleware=guard),
        Route(path, Refused(HTTPStatus.METHOD_NOT_ALLOWED, "Method Not Allowed", allow)),
    ]


@dataclass(frozen=True)
class Refused:
    """Answers what is not served, in the gateway's shape and whatever the method."""

    status: HTTPStatus
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse."""
        await gateway_says(self.status, self.message, self.headers)(scope, receive, send)

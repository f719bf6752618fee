"""The paths of the legacy REST surface, in one list."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from slugger.gateway.rest import ballparks, games, openapi, pitches, players, reference, teams
from slugger.gateway.rest.cors import Cors
from slugger.gateway.rest.endpoint import Endpoint
from slugger.gateway.rest.envelope import gateway_says
from slugger.gateway.rest.items import JsonSchema

PREFIX = "/ALPBAPI"
"""The stage of the gateway, under which all paths lie."""

NOUNS = (teams.NOUN, players.NOUN, games.NOUN, pitches.NOUN, ballparks.NOUN)
"""The listings: their parameters are what the documentation of the surface is made from."""

FURTHER: Mapping[str, JsonSchema] = {}
"""The OpenAPI path items of what is no listing: `{token_document.PATH: token_document.ITEM}` with its route."""


def routes() -> list[BaseRoute]:
    """Give the paths under the prefix; what is not among them is refused as the gateway did."""
    described = reference.routes(lambda: openapi.document(PREFIX, NOUNS, FURTHER))
    listings = [Route(f"/{name}", Endpoint(noun)) for noun in NOUNS for name in (noun.name, *noun.aliases)]
    # Middleware from the outside in: what guards the surface stands behind Cors, so that browsers can read a refusal.
    middleware = [Middleware(Cors)]
    return [
        Mount(PREFIX, routes=[*described, *listings, Route("/{path:path}", Missing())], middleware=middleware),
        Route(PREFIX, Missing(), middleware=middleware),
    ]


class Missing:
    """Answers a path that is not there."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, whatever the method."""
        await gateway_says(HTTPStatus.FORBIDDEN, "Missing Authentication Token")(scope, receive, send)

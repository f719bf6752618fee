"""The paths of the legacy REST surface, in one list."""

from http import HTTPStatus

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from slugger.gateway.rest import ballparks, games, pitches, players, teams
from slugger.gateway.rest.cors import Cors
from slugger.gateway.rest.endpoint import Endpoint
from slugger.gateway.rest.envelope import gateway_says

PREFIX = "/ALPBAPI"
"""The stage of the gateway, under which all paths lie."""

NOUNS = (teams.NOUN, players.NOUN, games.NOUN, pitches.NOUN, ballparks.NOUN)
"""The listings: their parameters are what the documentation of the surface is made from."""


def routes() -> list[BaseRoute]:
    """Give the paths under the prefix; what is not among them is refused as the gateway did."""
    listings = [Route(f"/{name}", Endpoint(noun)) for noun in NOUNS for name in (noun.name, *noun.aliases)]
    # Middleware from the outside in: what guards the surface stands behind Cors, so that browsers can read a refusal.
    middleware = [Middleware(Cors)]
    return [
        Mount(PREFIX, routes=[*listings, Route("/{path:path}", Missing())], middleware=middleware),
        Route(PREFIX, Missing(), middleware=middleware),
    ]


class Missing:
    """Answers a path that is not there."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, whatever the method."""
        await gateway_says(HTTPStatus.FORBIDDEN, "Missing Authentication Token")(scope, receive, send)

"""Saved queries by their addresses: `/q/{slug}` opens one in the playground, `/q/{slug}.json` runs it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import urlencode

import orjson
from graphql import get_operation_ast, parse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from strawberry.http import GraphQLRequestData

from slugger.gateway.context import process_of
from slugger.gateway.export.form import FORMS
from slugger.gateway.failures import DATABASE_FAILURES, failure, log_unavailable, unavailable
from slugger.gateway.graphql import Endpoint
from slugger.gateway.variables import variables_of
from slugger.loaders.saved_query import saved_queries_by_slug
from slugger.models.saved_query import SavedQuery
from slugger.resolvers.saved_query import SLUG

Export: TypeAlias = Callable[[Request, str, Mapping[str, object], str | None, str], Awaitable[Response]]
"""Answers a request by a query, its variables, the name of its operation, and the form of the answer."""


def routes(graphql: Endpoint, export: Export) -> list[BaseRoute]:
    """Give the paths of saved queries, which `graphql` runs and `export` gives in forms beside JSON."""
    saved = SavedQueries(graphql, export)
    return [
        Route("/q/{slug}.{form}", saved.run, methods=["GET"]),
        Route("/q/{slug}", saved.open, methods=["GET"]),
    ]


@dataclass(frozen=True)
class SavedQueries:
    """Answers requests by the saved queries that they name; parameters are values for a query's variables."""

    graphql: Endpoint
    export: Export

    async def open(self, request: Request) -> Response:
        """Send a person to the playground, which opens the query."""
        found = await _found(request)
        if isinstance(found, Response):
            return found
        fields = {"saved": found.slug}
        if given := self._given(found, request):
            fields["variables"] = orjson.dumps(found.variables | given).decode()
        return RedirectResponse(f"../playground#{urlencode(fields)}", HTTPStatus.SEE_OTHER)

    async def run(self, request: Request) -> Response:
        """Run the query, and answer as GraphQL does or in the form that the path ends with."""
        form = request.path_params["form"]
        if form != "json" and form not in FORMS:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        found = await _found(request)
        if isinstance(found, Response):
            return found
        variables = found.variables | self._given(found, request)
        if form == "json":
            asked = GraphQLRequestData(found.query, variables, found.operation_name, None)
            return await self.graphql.answer(request, asked) or Response()
        return await self.export(request, found.query, variables, found.operation_name, form)

    def _given(self, found: SavedQuery, request: Request) -> dict[str, object]:
        operation = get_operation_ast(parse(found.query), found.operation_name)
        assert operation is not None  # noqa: S101 - it was there when the query was saved
        return variables_of(self.graphql.types, operation, request.query_params.multi_items())


async def _found(request: Request) -> SavedQuery | Response:
    """Find the query of a request, or give the answer that says why not; refuses an unknown slug with 404."""
    slug, process = request.path_params["slug"], process_of(request)
    if not SLUG.fullmatch(slug):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    try:
        async with asyncio.timeout(process.settings.request_seconds):
            found = await process.request().loaders.load(saved_queries_by_slug, slug)
    except DATABASE_FAILURES as error:
        message = unavailable(error)
        if message is None:
            raise
        trace_id = log_unavailable(message, error)
        return failure(HTTPStatus.SERVICE_UNAVAILABLE, message, traceId=trace_id)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no saved query {slug}.")
    return found

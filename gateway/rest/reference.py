"""The description of the surface over HTTP: for programs as OpenAPI, for people as a page."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from slugger.gateway.rest.envelope import JSON
from slugger.widgets import reference

DOCUMENT = "/openapi.json"
PAGE = "/docs"
OPEN_PATHS = frozenset({DOCUMENT, PAGE})
"""What is answered without an API key, as paths under the prefix."""


def routes(describe: Callable[[], Mapping[str, Any]]) -> list[BaseRoute]:
    """Give the paths of the description, which is made when it is first asked for, and kept."""
    document = cache(describe)
    described = cache(lambda: json.dumps(document()).encode())
    page = cache(lambda: reference.page(document()))

    async def answer_document(_: Request) -> Response:
        return Response(described(), media_type=JSON)

    async def answer_page(_: Request) -> Response:
        return HTMLResponse(page(), headers=reference.PAGE_HEADERS)

    return [Route(DOCUMENT, answer_document), Route(PAGE, answer_page)]

"""The description of the surface over HTTP: for programs as OpenAPI, for people as a page."""

import json
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from slugger.gateway.rest.envelope import JSON
from slugger.widgets import reference

DOCUMENT = "/openapi.json"
PAGE = "/docs"


def endpoints(describe: Callable[[], Mapping[str, Any]]) -> dict[str, Callable[[Request], Awaitable[Response]]]:
    """Give what answers each path of the description, which is made when it is first asked for, and kept."""
    document = cache(describe)
    described = cache(lambda: json.dumps(document()).encode())
    page = cache(lambda: reference.page(document()))

    async def answer_document(_: Request) -> Response:
        return Response(described(), media_type=JSON)

    async def answer_page(_: Request) -> Response:
        return HTMLResponse(page(), headers=reference.PAGE_HEADERS)

    return {DOCUMENT: answer_document, PAGE: answer_page}

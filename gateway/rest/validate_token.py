"""`POST /validate-token`: whether the token in a widget's address is that of a logged-in user."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from slugger.gateway.body import bounded, expect_json
from slugger.gateway.context import process_of
from slugger.gateway.failures import DATABASE_FAILURES, log_failure
from slugger.gateway.negotiation import JSON
from slugger.gateway.rest.envelope import failed
from slugger.gateway.settings import Settings
from slugger.resolvers.token_validation import TokenKeys, is_valid

LONGEST_BODY = 16_384
"""Bytes; a token has a few hundred."""
HEADERS = {"access-control-allow-methods": "POST,PATCH,OPTIONS"}

TOKEN_FIELDS = ("alpbToken", "alpb_token")
WIDGET_FIELDS = ("widgetId", "widget_id")
"""The spelling of the legacy system's code, which wins, and that of its documentation."""


async def validate_token(request: Request) -> Response:
    """Answer 200 for a valid token, 403 for any other, without saying why; 400, 408, 413 or 415 for another body."""
    process = process_of(request)
    try:
        async with asyncio.timeout(process.settings.request_seconds):
            fields = await _body(request)
    except HTTPException as refusal:
        return _answer(refusal.status_code, refusal.detail, refusal.headers)
    except TimeoutError:
        return _answer(HTTPStatus.REQUEST_TIMEOUT, "The request body did not come in time", {"connection": "close"})
    token, widget = _first(fields, TOKEN_FIELDS), _first(fields, WIDGET_FIELDS)
    if token is None or widget is None:
        return _answer(HTTPStatus.BAD_REQUEST, "Missing required field(s) in request body")
    try:
        async with asyncio.timeout(process.settings.request_seconds):
            # The writer's: a login that has just begun need not have come to the reader yet.
            valid = await is_valid(process.database.reads, token_keys(process.settings), token, widget)
    except DATABASE_FAILURES as error:
        return failed("Could not validate token", log_failure(error))
    if valid:
        return _answer(HTTPStatus.OK, "Token validated successfully", valid=True)
    return _answer(HTTPStatus.FORBIDDEN, "Unauthorized", valid=False)


def token_keys(settings: Settings) -> TokenKeys:
    """Give the keys of the settings."""
    legacy, modern = settings.legacy_token_secret, settings.widget_token_secret
    return TokenKeys(
        legacy=legacy.get_secret_value().encode() if legacy else None,
        modern=modern.get_secret_value() if modern else None,
    )


async def _body(request: Request) -> object:
    """Read the body as JSON; a request that does not say its content type is believed to be JSON."""
    expect_json(request.headers.get("content-type") or JSON)
    received = await Request(request.scope, bounded(request.receive, request.scope, LONGEST_BODY)).body()
    try:
        return orjson.loads(received)
    except orjson.JSONDecodeError:
        raise HTTPException(400, "The request body is not JSON") from None


def _first(fields: object, names: tuple[str, ...]) -> str | None:
    """Give the first of `names` that holds a text that is not empty."""
    given = (fields.get(name) for name in names) if isinstance(fields, dict) else iter(())
    return next((value for value in given if isinstance(value, str) and value), None)


def _answer(status: int, message: str, headers: Mapping[str, str] | None = None, **verdict: bool) -> JSONResponse:
    body = {"success": status == HTTPStatus.OK, "message": message} | verdict
    return JSONResponse(body, status, {**HEADERS, **(headers or {})})

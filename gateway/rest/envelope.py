"""The JSON around every answer, byte for byte as Python's `json.dumps` writes it."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from pydantic import ValidationError
from starlette.responses import Response

JSON = "application/json"


def json_rows(rows: Iterable[Mapping[str, object]]) -> bytes:
    """Give rows as objects with commas between them."""
    return json.dumps(list(rows))[1:-1].encode()


def success(message: str, rows: bytes, meta: Mapping[str, int | bool] | None = None) -> bytes:
    """Give the body of an answer with rows."""
    head = f'{{"success": true, "message": {json.dumps(message)}, "data": ['.encode()
    tail = f', "meta": {json.dumps(meta)}}}'.encode() if meta is not None else b"}"
    return b"".join((head, rows, b"]", tail))


def refused(error: ValidationError) -> Response:
    """Answer parameters that are not valid with pydantic's text."""
    body = {"success": False, "message": "Invalid request parameters", "errors": str(error)}
    return _json(HTTPStatus.BAD_REQUEST, body)


def failed(message: str, trace_id: str) -> Response:
    """Answer a request that the server could not fulfil."""
    return _json(HTTPStatus.INTERNAL_SERVER_ERROR, {"success": False, "message": message}, {"x-trace-id": trace_id})


def gateway_says(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Answer as the gateway before the endpoints did."""
    return _json(status, {"message": message}, headers)


def _json(status: int, body: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Response:
    return Response(json.dumps(body), status, headers, JSON)

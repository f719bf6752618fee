"""The bodies of requests: how long they may be, and that they are JSON."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

from slugger.gateway.negotiation import JSON, content_type

LONGEST_NUMBER = 18
"""Digits of a Content-Length."""


def bounded(receive: Receive, scope: Scope, limit: int) -> Receive:
    """Give a `receive` that refuses a body of more than `limit` bytes, announced or not, with 413.

    Refuses a Content-Length that is no number with 400, at once.
    """
    announced = _announced(scope)
    received = 0

    async def receive_bounded() -> Message:
        nonlocal received
        message = await receive() if announced <= limit else {}
        received += len(message.get("body", b""))
        if max(announced, received) > limit:
            words = f"The request body is larger than {limit} bytes."
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, words, {"connection": "close"})
        return message

    return receive_bounded


def _announced(scope: Scope) -> int:
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    if not (length.isdigit() and len(length) <= LONGEST_NUMBER):
        raise HTTPException(HTTPStatus.BAD_REQUEST, "Content-Length is no number of bytes.", {"connection": "close"})
    return int(length)


def expect_json(header: str) -> None:
    """Refuse a body whose Content-Type is not JSON in UTF-8 with 415."""
    media_type, charset = content_type(header)
    if media_type != JSON or charset not in {"utf-8", "utf8"}:
        words = "The content type of a request body is application/json in UTF-8."
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, words)

"""The media types of GraphQL over HTTP, and which of them a client accepts."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from starlette.exceptions import HTTPException

RESPONSE_JSON = "application/graphql-response+json"
JSON = "application/json"
EVENTS = "text/event-stream"
KEPT_HEADERS = 256
"""Texts of headers that are remembered as read: nearly all clients send one of a few."""


def negotiate(accept: str | None) -> str:
    """Choose the media type of an answer; clients that accept anything get JSON. Refuses with 406."""
    ranges = _ranges(accept)
    if accepts(accept, EVENTS):
        return JSON
    named = {offer: ranges.get(offer, 0.0) for offer in (RESPONSE_JSON, JSON)}
    best = max(named, key=lambda offer: named[offer])
    if named[best] > 0:
        return best
    if JSON not in ranges and max(ranges.get("application/*", 0.0), ranges.get("*/*", 0.0)) > 0:
        return JSON
    raise HTTPException(406, f"Answers come as {RESPONSE_JSON}, {JSON} or {EVENTS}.")


def accepts(accept: str | None, media_type: str) -> bool:
    """Tell whether an Accept header names a media type itself."""
    return _ranges(accept).get(media_type, 0.0) > 0


def named_best(accept: str | None, offers: Iterable[str]) -> str | None:
    """Give the media type that an Accept header names with the highest quality; None where it names none of them."""
    ranges = _ranges(accept)
    best = max(offers, key=lambda offer: ranges.get(offer, 0.0))
    return best if ranges.get(best, 0.0) > 0 else None


@lru_cache(KEPT_HEADERS)
def content_type(header: str) -> tuple[str, str]:
    """Read the media type and the charset, by default UTF-8, of a Content-Type header; both in lower case."""
    named, *parameters = (part.strip().lower() for part in header.split(";"))
    charset = next((part[len("charset=") :] for part in parameters if part.startswith("charset=")), "utf-8")
    return named, charset.strip('"')


@lru_cache(KEPT_HEADERS)
def _ranges(accept: str | None) -> Mapping[str, float]:
    """Read an Accept header: the quality of each media range, 1 unless given."""
    ranges = {}
    for item in (accept or "*/*").lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        quality = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        ranges[name] = float(quality) if quality.replace(".", "", 1).isdecimal() else 0.0
    return ranges

"""Requests to one server over HTTP, and what their failures mean."""

import json
from collections.abc import Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

import httpx

from slugger.client.answers import said
from slugger.client.errors import ArgumentError, BusyError, UnreachableError
from slugger.client.retries import retry_after

BUSY = frozenset({429, 502, 503, 504})
"""Statuses that say: not now."""
_BROKEN = (httpx.NetworkError, httpx.TimeoutException, httpx.RemoteProtocolError, httpx.DecodingError)


class Transport:
    """Connections to one server, which several threads may use at a time."""

    def __init__(self, url: str, key: str | None, timeout: float) -> None:
        """Open nothing yet; raises ArgumentError for an address or a key that cannot be one."""
        address = _checked(url)
        self.url = str(address.copy_with(userinfo=b"")).rstrip("/")
        self._http = httpx.Client(
            base_url=address,
            headers={"user-agent": "slugger-client"} | ({"x-api-key": _sendable(key)} if key else {}),
            timeout=timeout,
        )

    def post(self, path: str, body: Mapping[str, Any]) -> httpx.Response:
        """Send `body` as JSON and read the whole answer; raises UnreachableError or BusyError."""
        content = to_json(body)
        try:
            response = self._http.post(path, content=content, headers={"content-type": "application/json"})
        except _BROKEN as error:
            words = f"The connection to {self.url} failed: {str(error) or type(error).__name__}."
            raise UnreachableError(words) from error
        if response.status_code in BUSY:
            words = f"{self.url} answered {response.status_code}: {said(response) or response.reason_phrase}"
            raise BusyError(f"{words.rstrip('.')}.", retry_after(response.headers))
        return response

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


def to_json(value: object) -> str:
    """Write JSON, with days, instants and UUIDs as text and numbers of NumPy as numbers; raises ArgumentError."""
    try:
        return json.dumps(value, default=_plain, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"A variable cannot be sent: {error}.") from error


def _plain(value: Any) -> object:  # noqa: ANN401  whatever a caller put among the variables
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} is no value of GraphQL")


def _checked(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ArgumentError(f"{url!r} is not an address: {error}.") from error
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise ArgumentError(f"{url!r} is not an address such as http://127.0.0.1:8000.")
    return parsed


def _sendable(key: str) -> str:
    if not key.isascii() or not key.isprintable() or key != key.strip():
        raise ArgumentError("The key holds characters that no API key has.")
    return key

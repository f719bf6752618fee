"""Answers of GraphQL: the data, or the errors that stand in its place."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from slugger.client.errors import AnswerError, BusyError, Failure, QueryError, TruncatedWarning

_PASSING = {"SERVICE_UNAVAILABLE"}
"""Codes of errors that say no more than: not now."""


def data_of(response: httpx.Response) -> dict[str, Any]:
    """Give the data of an answer; raises QueryError for errors, BusyError for passing ones, else AnswerError.

    Warns of lists that end before their rows do.
    """
    body = _object(response)
    raise_errors(body)
    data = body.get("data")
    if not isinstance(data, dict):
        raise strange(response)
    for path in (body.get("extensions") or {}).get("truncated", ()):
        words = f"{path} has more rows than the server gives unasked: say how many with first."
        warnings.warn(words, TruncatedWarning, stacklevel=2)
    return data


def refuse(response: httpx.Response) -> None:
    """Raise what an answer of JSON says went wrong where something else than JSON was asked for."""
    raise_errors(_object(response))
    raise strange(response)


def raise_errors(body: Mapping[str, Any]) -> None:
    """Raise QueryError, or BusyError, for the errors of an answer; nothing without any."""
    given = body.get("errors")
    if not given or not isinstance(given, Sequence):
        return
    failures = [_failure(error) for error in given]
    if all(failure.code in _PASSING for failure in failures):
        raise BusyError(failures[0].message)
    data = body.get("data")
    raise QueryError(failures, data if isinstance(data, dict) else None)


def said(response: httpx.Response) -> str:
    """Give the first sentence that an answer says of its failure; nothing where it says none."""
    try:
        return _failure(response.json()["errors"][0]).message
    except (ValueError, LookupError, TypeError):
        return ""


def strange(response: httpx.Response) -> AnswerError:
    """Make the error for an answer that no SLUGGER gives."""
    kind = response.headers.get("content-type", "no type")
    moved = f", which points to {response.headers['location']}" if "location" in response.headers else ""
    url = response.url.copy_with(userinfo=b"")
    return AnswerError(f"{url} answered {response.status_code} with {kind}{moved}, which is no answer of a SLUGGER.")


def _object(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError as error:
        raise strange(response) from error
    if not isinstance(body, dict):
        raise strange(response)
    return body


def _failure(error: object) -> Failure:
    if not isinstance(error, dict):
        return Failure(str(error))
    extensions = error.get("extensions") or {}
    return Failure(str(error.get("message")), extensions.get("code"), tuple(error.get("path") or ()), extensions)

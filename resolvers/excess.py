"""The errors of a request that asks for more than its role may."""

from collections.abc import Mapping

from slugger.resolvers.errors import DepthError, PageError, RequestError, SizeError, UserInputError
from slugger.resolvers.limits import Limits

LARGEST_TOLD = 10**15
"""Largest figure in an error; what is larger is told as this."""

_NOUNS: Mapping[str, str] = {
    "characters": "characters",
    "tokens": "tokens",
    "depth": "fields inside each other",
    "nesting": "selections or values inside each other",
    "root_fields": "fields at its root",
    "selections": "fields and fragments",
    "aliases": "aliases",
    "directives": "directives",
    "comparisons": "comparisons of fields under one name",
    "inputs": "values in its variables",
    "text": "characters in one text",
    "page_rows": "rows on one page",
    "nodes": "objects",
    "values": "values",
    "statements": "SQL statements",
}
_KINDS: Mapping[str, type[RequestError]] = {
    "depth": DepthError,
    "nesting": DepthError,
    "text": UserInputError,
    "page_rows": PageError,
}


def hold(limits: Limits, name: str, requested: int) -> None:
    """Raise the error of the limit `name` where `requested` is more than it allows."""
    allowed: int = getattr(limits, name)
    if requested > allowed:
        raise excess(name, allowed, requested)


def excess(name: str, allowed: int, requested: int) -> RequestError:
    """Make the error of a limit; its extensions tell `limit`, what it has `allowed` and what was `requested`.

    Where counting stopped at the limit, `requested` is one more than it.
    """
    told = min(requested, LARGEST_TOLD)
    error = _KINDS.get(name, SizeError)(
        f"The request takes {told:,} {_NOUNS[name]}, and `{name}` is limited to {allowed:,}."
    )
    error.extensions = {**(error.extensions or {}), "limit": name, "allowed": allowed, "requested": told}
    return error

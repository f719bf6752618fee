"""Automatic persisted queries, as Apollo's clients ask: documents that a client names by their hash once it sent them.

Each process keeps its own, so one that does not know a hash costs its client one more round trip and nothing else.
"""

import re
from collections.abc import Mapping
from hashlib import sha256

from slugger.gateway.store import Store
from slugger.resolvers.errors import RequestError

EXTENSION = "persistedQuery"
"""Where the extensions of a request name its document."""
_HASH = re.compile("[0-9a-f]{64}")


class PersistedQueryError(RequestError):
    """A request names a document by a hash that leads to none."""

    code = "BAD_REQUEST"


class UnknownHashError(PersistedQueryError):
    """The hash is not known here: the client sends the document along once."""

    code = "PERSISTED_QUERY_NOT_FOUND"


class UnsupportedError(PersistedQueryError):
    """Nothing is kept here: the client sends every document."""

    code = "PERSISTED_QUERY_NOT_SUPPORTED"


def names_document(extensions: object) -> bool:
    """Tell extensions that name a document, which then need not come with the request."""
    return isinstance(extensions, dict) and extensions.get(EXTENSION) is not None


class PersistedQueries:
    """The documents that clients have sent with their hash; `limit` bytes of them at most, the latest asked for."""

    def __init__(self, limit: int) -> None:
        """Begin empty; with a limit of 0 nothing is kept."""
        self._store = Store(limit)

    def document(self, text: str | None, extensions: Mapping[str, object] | None) -> str | None:
        """Give the text that a request means, kept from now on where it comes with its hash.

        Raises PersistedQueryError, whose messages are those that clients look for.
        """
        named = (extensions or {}).get(EXTENSION)
        if named is None:
            return text
        digest = _digest(named)
        return self._known(digest) if text is None else self._kept(digest, text)

    def _known(self, digest: str) -> str:
        if self._store.limit == 0:
            raise UnsupportedError("PersistedQueryNotSupported")
        text: str | None = self._store.get(digest)
        if text is None:
            raise UnknownHashError("PersistedQueryNotFound")
        return text

    def _kept(self, digest: str, text: str) -> str:
        document = text.encode()
        if sha256(document).hexdigest() != digest:
            raise PersistedQueryError("provided sha does not match query")
        self._store.put(digest, text, len(document))
        return text


def _digest(named: object) -> str:
    match named:
        case {"version": 1, "sha256Hash": str(digest)} if _HASH.fullmatch(digest):
            return digest
        case {"version": 1}:
            raise PersistedQueryError("The sha256Hash of a persisted query is 64 hexadecimal digits in lower case.")
    raise PersistedQueryError("Unsupported persisted query version")

"""GraphQL documents that are asked for again: parsed, measured and validated once for each text."""

from strawberry import Schema

from slugger.resolvers.kept import Kept
from slugger.schema.limits import Document, read

LONGEST_KEPT = 20_000
"""Documents of more characters are not kept, however many there are."""
USUAL_TOKENS = 200
"""Tokens for which there is room in each document; fewer documents are kept where they have more."""


class Documents:
    """The documents of one schema, none of more than `tokens` tokens; `size` of usual length, last asked for, stay."""

    def __init__(self, schema: Schema, *, size: int, tokens: int) -> None:
        """Begin empty."""
        self.schema = schema
        self.tokens = tokens
        self._kept = Kept(self._read, lambda document: document.node.token_count or 0, size, size * USUAL_TOKENS)

    def get(self, text: str) -> Document:
        """Give the document of `text`, read now unless it is kept; raises GraphQLError for one that is none."""
        return self._kept(text) if len(text) <= LONGEST_KEPT else self._read(text)

    def _read(self, text: str) -> Document:
        return read(self.schema._schema, text, self.tokens)

"""GraphQL documents that are asked for again: parsed, measured and validated once for each text."""

from functools import lru_cache

from strawberry import Schema

from slugger.schema.limits import Document, read

LONGEST_KEPT = 20_000
"""Documents of more characters are not kept, which bounds the memory that the cache can take."""


class Documents:
    """The documents of one schema. The most recently used `size` of them stay; none has more than `tokens` tokens."""

    def __init__(self, schema: Schema, *, size: int, tokens: int) -> None:
        """Begin empty."""
        self.schema = schema
        self.tokens = tokens
        self._kept = lru_cache(maxsize=size)(self._read)

    def get(self, text: str) -> Document:
        """Give the document of `text`, read now unless it is kept; raises GraphQLError for one that is none."""
        return self._kept(text) if len(text) <= LONGEST_KEPT else self._read(text)

    def _read(self, text: str) -> Document:
        return read(self.schema._schema, text, self.tokens)

"""GraphQL documents, parsed and validated once for each text."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from graphql import ASTValidationRule, DocumentNode, GraphQLError, parse, specified_rules
from strawberry import Schema
from strawberry.schema.schema import validate_document

Rules: TypeAlias = tuple[type[ASTValidationRule], ...]

LONGEST_KEPT = 20_000
"""Documents of more characters are not kept, which bounds the memory that the cache can take."""


@dataclass(frozen=True)
class Document:
    """A parsed text and what validation says against it; a text that is not GraphQL has no node."""

    node: DocumentNode | None
    errors: tuple[GraphQLError, ...] = ()


class Documents:
    """The documents of one schema. The most recently used `size` of them stay; none has more than `tokens` tokens."""

    def __init__(self, schema: Schema, *, size: int, tokens: int) -> None:
        """Begin empty."""
        self.schema = schema
        self.tokens = tokens
        self._kept = lru_cache(maxsize=size)(self._prepare)

    def get(self, text: str, rules: Rules = tuple(specified_rules)) -> Document:
        """Give the document of `text`, held against `rules`; prepared now unless it is kept."""
        return self._kept(text, rules) if len(text) <= LONGEST_KEPT else self._prepare(text, rules)

    def _prepare(self, text: str, rules: Rules) -> Document:
        try:
            node = parse(text, max_tokens=self.tokens)
        except GraphQLError:
            return Document(None)
        errors = validate_document(self.schema._schema, node, rules)
        return Document(node, tuple(coded(error, "GRAPHQL_VALIDATION_FAILED") for error in errors))


def coded(error: GraphQLError, code: str) -> GraphQLError:
    """Give the error with `extensions.code`, unless it has one."""
    error.extensions = {"code": code, **(error.extensions or {})}
    return error

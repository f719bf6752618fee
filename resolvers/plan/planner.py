"""Answers whole operations by one statement each, written once and kept for all operations of the same shape."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, GraphQLError, get_operation_ast
from strawberry import Schema

from slugger.resolvers.kept import Kept
from slugger.resolvers.plan.frame import Written
from slugger.resolvers.plan.json_text import MARKER
from slugger.resolvers.plan.parameters import Parameters
from slugger.resolvers.plan.shapes import InvalidError, Shape, Shapes
from slugger.resolvers.plan.tree import UnplannedError
from slugger.resolvers.plan.writer import Writer

LOG = logging.getLogger("slugger.resolvers")
USUAL_WEIGHT = 10_000
"""Weight for which there is room in each statement that is kept."""
TOKEN_WEIGHT = 25
"""What a token of the document that a statement is written for weighs; a character of the statement weighs 1."""


@dataclass(frozen=True)
class Statement:
    """A statement for every operation of one shape."""

    written: Written
    parameters: Parameters
    weight: int
    """About how much is kept with it."""


@dataclass(frozen=True)
class Planned:
    """The answer to an operation."""

    data: bytes
    """Its `data` as JSON."""
    objects: int
    """How many objects with members they hold, without the one that holds them all."""
    truncated: frozenset[str]
    """Paths of the lists that end at a limit nobody asked for."""


def planned(statement: Statement, row: Sequence[Any]) -> Planned | None:
    """Make the answer of the row of a statement; None where it shows what only the executor can answer."""
    data, objects, truncated = statement.written.data(row)
    return None if MARKER in data else Planned(data, objects, truncated)


class Planner(Shapes):
    """The plans of one schema; of usual ones, as many trees and statements are kept as `size` says."""

    def __init__(self, schema: Schema, size: int = 1_000) -> None:
        """Begin without plans."""
        super().__init__(schema, size)
        self._statements = Kept(self._statement, lambda statement: statement.weight, size, size * USUAL_WEIGHT)

    def prepare(
        self, text: str, document: DocumentNode, name: str | None, variables: Mapping[str, Any]
    ) -> tuple[Statement, list[Any]] | None:
        """Give the statement of an operation and the values to send with it; None where only the executor can answer.

        Whatever is wrong with the operation, the executor finds too, and says where.
        """
        node = get_operation_ast(document, name)
        if node is None:
            return None
        try:
            asked = self.read(text, document, node, name, variables)
            statement = self._statements(asked.shape)
        except UnplannedError as reason:
            LOG.debug("Left to the executor: %s.", reason)
            return None
        except InvalidError as error:
            LOG.debug("Left to the executor: a variable is refused, %s", error)
            return None
        except GraphQLError as error:
            LOG.debug("Left to the executor: an argument is refused, %s", error.message)
            return None
        return statement, statement.parameters.values(asked.slots)

    def _statement(self, shape: Shape) -> Statement:
        writer = Writer(dict(zip(shape.tree.asking, shape.asked, strict=True)))
        written = writer.statement(shape.tree.root)
        return Statement(written, writer.parameters, len(written.text) + TOKEN_WEIGHT * shape.tree.tokens)

"""Queries that are answered by one statement, around the executor; whatever cannot be is left to it."""

import logging
import marshal
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple

from graphql import GraphQLError
from starlette.responses import Response
from strawberry import Schema
from strawberry.http import GraphQLRequestData

from slugger.gateway.answer import answer
from slugger.gateway.context import ProcessContext
from slugger.gateway.documents import Documents
from slugger.gateway.failures import DATABASE_FAILURES, log_defect
from slugger.resolvers.kept import Kept
from slugger.resolvers.limits import Limits
from slugger.resolvers.plan.planner import Planned, Planner, Statement, planned
from slugger.resolvers.written import to_json

LOG = logging.getLogger("slugger.gateway")
_PLAIN = 2
"""The format of marshal that writes each value out, however often it is met."""


_LONGEST_KEPT = 20_000
"""Characters of a query and bytes of its variables beyond which they are read anew each time."""
_USUAL_LENGTH = 2_000
"""The same, for which there is room in each that is kept."""


class Question(NamedTuple):
    """An operation with its variables, which are written so that only equal ones of equal types are alike."""

    text: str
    name: str | None
    variables: bytes
    limits: Limits

    def length(self) -> int:
        """Give about how many bytes it takes."""
        return len(self.text) + len(self.variables)


@dataclass(frozen=True)
class Prepared:
    """A statement to send, and how many objects it may give."""

    statement: Statement
    values: Sequence[Any]
    requested: int


class PlannedQueries:
    """Answers queries of one schema by plans, which live as long as the process."""

    def __init__(self, schema: Schema, documents: Documents, size: int) -> None:
        """Keep as many plans as `size` says, and as many operations that were asked with the same variables."""
        self.documents = documents
        self.planner = Planner(schema, size)
        self._asked = Kept(self._prepare, lambda found: found[1], size, size * _USUAL_LENGTH)

    async def answer(self, asked: GraphQLRequestData, process: ProcessContext, media_type: str) -> Response | None:
        """Answer a query; None for an operation that is the executor's, be it to say what is wrong with it."""
        limits = process.settings.limit
        if asked.protocol != "http" or not asked.query or len(asked.query) > limits.characters:
            return None
        question = Question(asked.query, asked.operation_name, marshal.dumps(asked.variables or {}, _PLAIN), limits)
        found = await self._planned(question, process)
        if found is None:
            return None
        requested, given = found
        told: dict[str, Any] = {"cost": {"requested": requested, "actual": given.objects}}
        if given.truncated:
            told["truncated"] = sorted(given.truncated)
        body = to_json(answer(given.data, (), told))
        return Response(body, HTTPStatus.OK, {"cache-control": "no-store"}, f"{media_type}; charset=utf-8")

    async def _planned(self, question: Question, process: ProcessContext) -> tuple[int, Planned] | None:
        """Answer by a plan; None where there is none, or it fails."""
        try:
            long = question.length() > _LONGEST_KEPT
            prepared, _ = self._prepare(question) if long else self._asked(question)
            given = prepared and planned(prepared.statement, await _row(process, prepared))
        except DATABASE_FAILURES as error:
            # Who reads again finds the same, and warns of it.
            LOG.info("A planned statement failed, and is left to the executor: %s", error)
        except Exception as error:  # noqa: BLE001 - a defect of a plan need not be the client's: the executor is there
            log_defect(error)
        else:
            return (prepared.requested, given) if prepared and given else None
        return None

    def _prepare(self, question: Question) -> tuple[Prepared | None, int]:
        """Plan an operation that is sound and within the limits; None for any other. The number is what it weighs."""
        text, name, limits = question.text, question.name, question.limits
        nothing, variables = (None, question.length()), marshal.loads(question.variables)  # noqa: S302 - our own bytes
        try:
            document = self.documents.get(text)
        except GraphQLError:
            return nothing
        checked = document.check(name, variables, limits)
        if checked.errors or checked.requested is None:
            return nothing
        found = self.planner.prepare(text, document.node, name, variables)
        if found is None:
            return nothing
        return Prepared(*found, checked.requested), question.length()


async def _row(process: ProcessContext, prepared: Prepared) -> Sequence[Any]:
    if prepared.statement.written.versioned:
        return await process.kept_rows.row(prepared.statement, prepared.values)
    return await process.reader.direct.fetchrow(prepared.statement.written.text, *prepared.values)

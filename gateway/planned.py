"""Queries that are answered by one statement, around the executor; whatever cannot be is left to it."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from graphql import DocumentNode, GraphQLError
from starlette.responses import Response
from strawberry import Schema
from strawberry.http import GraphQLRequestData

from slugger.gateway.answer import answer
from slugger.gateway.context import ProcessContext
from slugger.gateway.documents import Documents
from slugger.gateway.failures import DATABASE_FAILURES, log_defect
from slugger.resolvers.plan.planner import Planned, Planner, Statement, planned
from slugger.resolvers.written import to_json

LOG = logging.getLogger("slugger.gateway")


class PlannedQueries:
    """Answers queries of one schema by plans, which live as long as the process."""

    def __init__(self, schema: Schema, documents: Documents, size: int) -> None:
        """Keep as many plans as `size` says."""
        self.documents = documents
        self.planner = Planner(schema, size)

    async def answer(self, asked: GraphQLRequestData, process: ProcessContext, media_type: str) -> Response | None:
        """Answer a query; None for an operation that is the executor's, be it to say what is wrong with it."""
        limits = process.settings.limit
        if asked.protocol != "http" or not asked.query or len(asked.query) > limits.characters:
            return None
        variables = asked.variables or {}
        try:
            document = self.documents.get(asked.query)
        except GraphQLError:
            return None
        checked = document.check(asked.operation_name, variables, limits)
        if checked.errors or checked.requested is None:
            return None
        found = await self._planned(asked, document.node, process)
        if found is None:
            return None
        told: dict[str, Any] = {"cost": {"requested": checked.requested}}
        if found.truncated:
            told["truncated"] = sorted(found.truncated)
        body = to_json(answer(found.data, (), told))
        return Response(body, HTTPStatus.OK, {"cache-control": "no-store"}, f"{media_type}; charset=utf-8")

    async def _planned(
        self, asked: GraphQLRequestData, document: DocumentNode, process: ProcessContext
    ) -> Planned | None:
        """Answer by a plan; None where there is none, or it fails."""
        try:
            prepared = self.planner.prepare(asked.query or "", document, asked.operation_name, asked.variables or {})
            return None if prepared is None else planned(prepared[0], await _row(process, *prepared))
        except DATABASE_FAILURES as error:
            # Who reads again finds the same, and warns of it.
            LOG.info("A planned statement failed, and is left to the executor: %s", error)
        except Exception as error:  # noqa: BLE001 - a defect of a plan need not be the client's: the executor is there
            log_defect(error)
        return None


async def _row(process: ProcessContext, statement: Statement, values: Sequence[Any]) -> Sequence[Any]:
    if statement.written.versioned:
        return await process.kept_rows.row(statement, values)
    return await process.reader.direct.fetchrow(statement.written.text, *values)

"""Queries that are answered by one statement, around the executor; whatever cannot be is left to it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from graphql import DocumentNode, OperationDefinitionNode, specified_rules
from graphql.validation import MaxIntrospectionDepthRule
from starlette.responses import Response
from strawberry import Schema
from strawberry.http import GraphQLRequestData

from slugger.gateway.context import ProcessContext
from slugger.gateway.documents import Documents, Rules
from slugger.resolvers.plan.planner import Planner
from slugger.schema.limits import check

RULES: Rules = (*specified_rules, MaxIntrospectionDepthRule)
"""What documents are held against."""


class PlannedQueries:
    """Answers queries of one schema by plans, which live as long as the process."""

    def __init__(self, schema: Schema, documents: Documents, size: int) -> None:
        """Keep as many plans as `size` says."""
        self.documents = documents
        self.planner = Planner(schema, self._cost(schema), size)

    async def answer(self, asked: GraphQLRequestData, process: ProcessContext, media_type: str) -> Response | None:
        """Answer a query; None for an operation that is the executor's."""
        if asked.protocol != "http" or not asked.query:
            return None
        document = self.documents.get(asked.query, RULES)
        if document.node is None or document.errors:
            return None
        planned = await self.planner.answer(
            asked.query, document.node, asked.operation_name, asked.variables or {}, process.reader.direct
        )
        if planned is None:
            return None
        body = b'{"data":%b}' % planned.data
        headers = {"cache-control": "no-store"}
        return Response(body, HTTPStatus.OK, headers, f"{media_type}; charset=utf-8")

    def _cost(self, schema: Schema) -> Any:  # noqa: ANN401  TODO
        def cost(document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> int:
            check(schema._schema, document, operation, variables)
            return 0

        return cost

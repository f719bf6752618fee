"""`/export`: the list that a query leads to as a file, asked for by POST or by an address."""

from collections.abc import Mapping

import orjson
from graphql import GraphQLError, get_operation_ast
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from strawberry import Schema

from slugger.gateway.body import bounded, expect_json
from slugger.gateway.context import process_of
from slugger.gateway.documents import Documents
from slugger.gateway.export.answer import ExportAnswer, Order, refused
from slugger.gateway.export.cost import row_check
from slugger.gateway.export.form import flag, form_named, form_of
from slugger.gateway.requested import requested
from slugger.gateway.settings import Settings
from slugger.resolvers.errors import DepthError, UserInputError
from slugger.resolvers.excess import hold
from slugger.resolvers.plan.shapes import InvalidError
from slugger.resolvers.plan.tables import Tables

KEPT = 100
"""Queries whose statements are kept."""


class Exporter:
    """Exports the lists of one schema."""

    def __init__(self, schema: Schema, settings: Settings) -> None:
        """Begin without any query."""
        self.settings = settings
        self.documents = Documents(schema, size=KEPT, tokens=settings.limit.tokens)
        self.tables = Tables(schema, row_check(schema, settings.limit), KEPT)

    async def endpoint(self, request: Request) -> Response:
        """Answer a request that holds the query."""
        asked = requested(await self._parameters(request), "http")
        try:
            if not asked.query:
                raise UserInputError("An export takes its query as a text, and not by its hash.")
            form = form_of(request.query_params, request.headers)
            end = flag(request.query_params, "end", default=True)
            raw = flag(request.query_params, "raw", default=False)
        except GraphQLError as error:
            return refused([error])
        variables = asked.variables or {}
        return await self.export(request, asked.query, variables, asked.operation_name, form.name, end=end, raw=raw)

    async def export(
        self,
        request: Request,
        query: str,
        variables: Mapping[str, object],
        operation_name: str | None,
        form: str,
        *,
        end: bool = True,
        raw: bool = False,
    ) -> Response:
        """Answer with the rows of a query's list as a file of the form `csv`, `ndjson`, `parquet` or `arrow`.

        Lines of text `end` with one that tells of the others. Texts that a spreadsheet would take for formulas stay as
        they are in a `raw` CSV. A query that cannot be exported is answered with status 400 and why.
        """
        try:
            order = self._order(query, variables, operation_name, form, end=end, raw=raw)
        except InvalidError as error:
            return refused(error.errors)
        except GraphQLError as error:
            return refused([error])
        except RecursionError:
            return refused([DepthError("The fields of the query are nested too deep.")])
        return ExportAnswer(order, process_of(request).exports)

    def _order(
        self, query: str, variables: Mapping[str, object], name: str | None, form: str, *, end: bool, raw: bool
    ) -> Order:
        hold(self.settings.limit, "characters", len(query))
        document = self.documents.get(query)
        operation = get_operation_ast(document.node, name)
        if operation is None:
            raise UserInputError("The request does not name one operation of its document.")
        if errors := document.sound(operation, variables, self.settings.limit):
            raise InvalidError(errors)
        prepared = self.tables.table(query, document.node, operation, name, variables)
        named = operation.name.value if operation.name else prepared.table.name
        return Order(prepared, form_named(form), named, end, raw)

    async def _parameters(self, request: Request) -> object:
        """Read what a request asks for; refuses with 400, 413 or 415."""
        if request.method != "POST":
            given: dict[str, object] = dict(request.query_params)
            if variables := request.query_params.get("variables"):
                given["variables"] = _json(variables.encode())
            return given
        expect_json(request.headers.get("content-type", ""))
        read = bounded(request.receive, request.scope, self.settings.request_bytes)
        return _json(await Request(request.scope, read).body())


def _json(text: bytes) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise HTTPException(400, "The request is not JSON where it should be.") from None

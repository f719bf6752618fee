"""The endpoint of GraphQL: from requests over HTTP and WebSocket to operations, and from results to answers."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import cast

import orjson
from cross_web import AsyncHTTPRequestAdapter
from cross_web import HTTPException as Refusal
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry import Schema
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.types import QueryParams
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult, SubscriptionExecutionResult
from strawberry.types.execution import PreExecutionError

from slugger.gateway.answer import answer
from slugger.gateway.attended import Attended
from slugger.gateway.body import bounded, expect_json
from slugger.gateway.context import Connection, process_of
from slugger.gateway.documents import Documents
from slugger.gateway.negotiation import EVENTS, RESPONSE_JSON, accepts, negotiate
from slugger.gateway.operation import mask, too_slow, with_operation
from slugger.gateway.persisted import PersistedQueries, PersistedQueryError
from slugger.gateway.planned import PlannedQueries
from slugger.gateway.requested import requested
from slugger.gateway.settings import Settings
from slugger.gateway.socket import Handler, Socket
from slugger.resolvers.context import RequestContext
from slugger.resolvers.written import to_json


class Endpoint(GraphQL[RequestContext | Connection, None]):
    """The endpoint `/graphql` of one schema; its answers to bad requests are GraphQL errors and never status 500."""

    websocket_adapter_class = Socket
    graphql_transport_ws_handler_class = Handler

    def __init__(self, schema: Schema, settings: Settings) -> None:
        """Serve `schema` within the limits of `settings`."""
        tokens = max(settings.limit.tokens, settings.limit_signed_in.tokens)
        documents = Documents(schema, size=settings.document_cache, tokens=tokens)
        served = with_operation(schema, documents, settings.request_seconds)
        super().__init__(served, subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL))
        self.types = schema._schema
        self.persisted = PersistedQueries(settings.persisted_query_bytes)
        self.settings = settings
        self.planned = PlannedQueries(schema, documents, settings.document_cache)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hold a WebSocket."""
        if scope["type"] == "websocket":
            await self.run(WebSocket(scope, receive, send))
            return
        request = Request(_as_get(scope), bounded(receive, scope, self.settings.request_bytes))
        response = await self._in_time(request, partial(self._requested, request))
        if response:
            await response(scope, receive, send)

    async def answer(self, request: Request, asked: GraphQLRequestData) -> Response | None:
        """Answer an operation that the request itself does not hold, as if it did; None for a client that is gone."""
        as_get = Request(_as_get(request.scope), request.receive)
        return await self._in_time(as_get, partial(self._answer, as_get, asked))

    async def _requested(self, request: Request) -> Response:
        if request.method == "GET" and not request.query_params:
            return await self.run(request)
        asked = await self.parse_http_body(self.request_adapter_class(request))
        return await self._planned(request, asked) or await self.run(request)

    async def _answer(self, request: Request, asked: GraphQLRequestData) -> Response:
        planned = await self._planned(request, asked)
        if planned:
            return planned
        response = await self.get_sub_response(request)
        context, adapter = await self.get_context(request, response), self.request_adapter_class(request)
        result = await self.execute_operation(request, adapter, asked, context, None, response)
        assert isinstance(result, ExecutionResult)  # noqa: S101 - neither a batch nor a stream
        return self.create_response(await self.process_result(request, result), response)

    async def _planned(self, request: Request, asked: GraphQLRequestData) -> Response | None:
        try:
            text = self.persisted.document(asked.query, asked.extensions)
        except PersistedQueryError:  # which the executor's way says
            return None
        named = asked if text is asked.query else replace(asked, query=text)
        return await self.planned.answer(named, process_of(request), negotiate(request.headers.get("accept")))

    async def _in_time(self, request: Request, answer: Callable[[], Awaitable[Response]]) -> Response | None:
        response = None
        try:
            # A stream begins within the deadline and goes on beyond it.
            async with Attended(self.settings.request_seconds) as attended:
                await request.body()
                attended.watch(request.receive)
                response = await answer()
        except Refusal as refusal:
            raise _as_http_exception(refusal) from refusal
        except TimeoutError as error:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, too_slow(self.settings.request_seconds)) from error
        return response

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> RequestContext | Connection:
        """Make the context of a request; a WebSocket's makes one for each operation."""
        process = process_of(request)
        return Connection(process) if isinstance(response, WebSocket) else process.request()

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """Begin the answer: its media type is chosen before anything is executed."""
        response = await super().get_sub_response(request)
        response.headers["cache-control"] = "no-store"
        response.media_type = negotiate(request.headers.get("accept"))
        return response

    def should_render_graphql_ide(self, request: object) -> bool:
        """Tell a person who opened the endpoint in a browser."""
        assert isinstance(request, AsyncHTTPRequestAdapter)  # noqa: S101 - ASGI has no other kind
        return (
            request.method == "GET" and not request.query_params and accepts(request.headers.get("accept"), "text/html")
        )

    async def render_graphql_ide(self, request: Request) -> Response:  # noqa: ARG002 - Strawberry's signature
        """Send that person to the playground."""
        return RedirectResponse("playground", HTTPStatus.SEE_OTHER)

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """Read the operation out of the body or the query string; refuses with 400, 413 or 415."""
        if request.method == "GET":
            parameters = self.parse_query_params(request.query_params)
        else:
            parameters = self.parse_json(await _json_body(request))
        return requested(parameters, "sse" if accepts(request.headers.get("accept"), EVENTS) else "http")

    def parse_query_params(self, params: QueryParams) -> dict[str, object]:
        """Read the parameters of a GET request, of which two are JSON."""
        return {
            name: self.parse_json(text) if name in {"variables", "extensions"} and text else text
            for name, text in params.items()
        }

    async def execute_operation(  # noqa: PLR0917 - Strawberry's signature
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        request_data: GraphQLRequestData | list[GraphQLRequestData],
        context: RequestContext | Connection,
        root_value: None,
        sub_response: Response,
    ) -> ExecutionResult | list[ExecutionResult] | SubscriptionExecutionResult:
        """Execute an operation whose document the request holds or names by its hash."""
        assert isinstance(request_data, GraphQLRequestData)  # noqa: S101 - batches are refused
        try:
            text = self.persisted.document(request_data.query, request_data.extensions)
        except PersistedQueryError as error:
            refused = PreExecutionError(None, [error])
            return cast("SubscriptionExecutionResult", _once(refused)) if request_data.protocol == "sse" else refused
        named = replace(request_data, query=text)
        return await super().execute_operation(request, request_adapter, named, context, root_value, sub_response)

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:  # noqa: ARG002
        """Write a result as the specification has it: without `data` when the operation never began."""
        mask(result)
        errors = result.errors or []
        executed = result.data is not None or any(error.path for error in errors) or not errors
        data = to_json(result.data) if executed else None
        return answer(data, [error.formatted for error in errors], result.extensions)

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """Answer 200, or 400 to an operation that never began when the client reads the newer media type."""
        refused = sub_response.media_type == RESPONSE_JSON and "data" not in response_data
        status = sub_response.status_code or (HTTPStatus.BAD_REQUEST if refused else HTTPStatus.OK)
        media_type = f"{sub_response.media_type}; charset=utf-8"
        return Response(to_json(response_data), status, dict(sub_response.headers), media_type)

    def decode_json(self, data: str | bytes) -> object:
        """Read JSON."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        """Write JSON."""
        return to_json(data)


def _as_get(scope: Scope) -> Scope:
    """Have HEAD answered as GET is; the server leaves the body out."""
    return {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope


async def _once(result: ExecutionResult) -> AsyncGenerator[ExecutionResult, None]:
    yield result


async def _json_body(request: AsyncHTTPRequestAdapter) -> bytes:
    expect_json(request.content_type or "")
    return await request.get_body()


def _as_http_exception(refusal: Refusal) -> HTTPException:
    words = f"{refusal.reason.rstrip('.')}."
    if isinstance(refusal.__cause__, InvalidOperationTypeError):
        return HTTPException(405, words[:1].upper() + words[1:], {"allow": "POST"})
    return HTTPException(refusal.status_code, words)

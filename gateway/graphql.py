"""GraphQL over HTTP and WebSocket: which bodies are requests, and how results become answers."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from http import HTTPStatus
from typing import Any, TypeGuard

import orjson
from cross_web import AsyncHTTPRequestAdapter
from cross_web import HTTPException as Refusal
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry import Schema
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData, GraphQLRequestProtocol
from strawberry.http.exceptions import NonJsonMessageReceived
from strawberry.http.types import QueryParams
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult

from slugger.gateway.answer import answer
from slugger.gateway.body import bounded, expect_json
from slugger.gateway.context import Connection, process_of
from slugger.gateway.documents import Documents
from slugger.gateway.hang_up import while_connected
from slugger.gateway.negotiation import EVENTS, RESPONSE_JSON, accepts, negotiate
from slugger.gateway.operation import mask, too_slow, with_operation
from slugger.gateway.settings import Settings
from slugger.resolvers.context import RequestContext


class Socket(ASGIWebSocketAdapter):
    """A WebSocket of text frames; a message of the wrong shape closes it."""

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object, None]:
        """Give the messages as they come."""
        async for message in super().iter_json(ignore_parsing_errors=ignore_parsing_errors):
            if not is_message(message):
                raise NonJsonMessageReceived
            yield message

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message as text, which is what the protocol knows."""
        if message["type"] == "next":
            message = {**message, "payload": _answered(message["payload"])}
        await self.ws.send_text(orjson.dumps(message).decode())


class Endpoint(GraphQL[RequestContext | Connection, None]):
    """The endpoint `/graphql` of one schema; its answers to bad requests are GraphQL errors and never status 500."""

    websocket_adapter_class = Socket

    def __init__(self, schema: Schema, settings: Settings) -> None:
        """Serve `schema` within the limits of `settings`."""
        tokens = max(settings.limit.tokens, settings.limit_signed_in.tokens)
        documents = Documents(schema, size=settings.document_cache, tokens=tokens)
        served = with_operation(schema, documents, settings.request_seconds)
        super().__init__(served, subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL))
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hold a WebSocket."""
        if scope["type"] == "websocket":
            await self.run(WebSocket(scope, receive, send))
            return
        request = Request(scope, bounded(receive, scope, self.settings.request_bytes))
        response = None
        try:
            # A stream begins within the deadline and goes on beyond it.
            async with asyncio.timeout(self.settings.request_seconds):
                await request.body()
                async with while_connected(receive):
                    response = await self.run(request)
        except Refusal as refusal:
            raise _as_http_exception(refusal) from refusal
        except TimeoutError as error:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, too_slow(self.settings.request_seconds)) from error
        if response:
            await response(scope, receive, send)

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

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:  # noqa: ARG002
        """Write a result as the specification has it: without `data` when the operation never began."""
        mask(result)
        errors = result.errors or []
        executed = result.data is not None or any(error.path for error in errors) or not errors
        data = orjson.dumps(result.data) if executed else None
        return answer(data, [error.formatted for error in errors], result.extensions)

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """Answer 200, or 400 to an operation that never began when the client reads the newer media type."""
        refused = sub_response.media_type == RESPONSE_JSON and "data" not in response_data
        status = sub_response.status_code or (HTTPStatus.BAD_REQUEST if refused else HTTPStatus.OK)
        media_type = f"{sub_response.media_type}; charset=utf-8"
        return Response(orjson.dumps(response_data), status, dict(sub_response.headers), media_type)

    def decode_json(self, data: str | bytes) -> object:
        """Read JSON."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        """Write JSON."""
        return orjson.dumps(data)


def requested(parameters: object, protocol: GraphQLRequestProtocol) -> GraphQLRequestData:
    """Check the parameters of a request; refuses with 400."""
    if not isinstance(parameters, dict):
        raise HTTPException(400, "The body is not a JSON object with a `query`.")
    query, name = parameters.get("query"), parameters.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise HTTPException(400, "The request has no `query`, the text of a GraphQL document.")
    if not isinstance(name, str | None):
        raise HTTPException(400, "The request's `operationName` is not a string.")
    return GraphQLRequestData(
        query=query,
        variables=_object(parameters, "variables"),
        operation_name=name or None,
        extensions=_object(parameters, "extensions"),
        protocol=protocol,
    )


def _object(parameters: dict[str, object], name: str) -> dict[str, Any] | None:
    value = parameters.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, dict):
        raise HTTPException(400, f"The request's `{name}` is not an object.")
    return value


def is_message(message: object) -> TypeGuard[dict[str, object]]:
    """Tell a message that the WebSocket protocol knows the shape of."""
    match message:
        case {"type": "subscribe", "id": str(), "payload": {"query": str(), **rest}}:
            return isinstance(rest.get("variables"), dict | None) and isinstance(rest.get("operationName"), str | None)
        case {"type": "complete", "id": str()} | {"type": "connection_init" | "ping" | "pong"}:
            return True
    return False


def _answered(payload: Any) -> GraphQLHTTPResponse:  # noqa: ANN401 - as Strawberry makes it
    return answer(orjson.dumps(payload["data"]), payload.get("errors", ()), payload.get("extensions"))


async def _json_body(request: AsyncHTTPRequestAdapter) -> bytes:
    expect_json(request.content_type or "")
    return await request.get_body()


def _as_http_exception(refusal: Refusal) -> HTTPException:
    words = f"{refusal.reason.rstrip('.')}."
    if isinstance(refusal.__cause__, InvalidOperationTypeError):
        return HTTPException(405, words[:1].upper() + words[1:], {"allow": "POST"})
    return HTTPException(refusal.status_code, words)

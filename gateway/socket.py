"""GraphQL over a WebSocket: which messages are of its protocol, and how results are sent."""

from collections.abc import AsyncGenerator, Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http import GraphQLHTTPResponse
from strawberry.http.exceptions import NonJsonMessageReceived
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.subscriptions.protocols.graphql_transport_ws.types import SubscribeMessage

from slugger.gateway.answer import answer
from slugger.gateway.context import Connection
from slugger.gateway.persisted import PersistedQueryError, names_document
from slugger.resolvers.context import RequestContext
from slugger.resolvers.written import to_json

if TYPE_CHECKING:
    from slugger.gateway.graphql import Endpoint


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
        await self.ws.send_text(to_json(message).decode())


class Handler(BaseGraphQLTransportWSHandler[RequestContext | Connection, None]):
    """Holds a WebSocket, whose operations may name their documents by hash."""

    view: "Endpoint"

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Begin an operation; answers one whose document is not known with an error."""
        payload = message["payload"]
        try:
            text = self.view.persisted.document(payload.get("query"), payload.get("extensions"))
        except PersistedQueryError as error:
            if self.connection_acknowledged and message["id"] not in self.operations:
                await self.send_message({"id": message["id"], "type": "error", "payload": [error.formatted]})
                return
            text = ""
        await super().handle_subscribe({**message, "payload": {**payload, "query": text or ""}})


def is_message(message: object) -> TypeGuard[dict[str, object]]:
    """Tell a message that the WebSocket protocol knows the shape of."""
    match message:
        case {"type": "subscribe", "id": str(), "payload": {"query": str(), **rest}}:
            return _is_operation(rest)
        case {"type": "subscribe", "id": str(), "payload": {"extensions": extensions, **rest}}:
            return rest.get("query") is None and names_document(extensions) and _is_operation(rest)
        case {"type": "complete", "id": str()} | {"type": "connection_init" | "ping" | "pong"}:
            return True
    return False


def _answered(payload: Any) -> GraphQLHTTPResponse:  # noqa: ANN401 - as Strawberry makes it
    return answer(to_json(payload["data"]), payload.get("errors", ()), payload.get("extensions"))


def _is_operation(payload: Mapping[Any, object]) -> bool:
    parts = {"variables": dict, "operationName": str, "extensions": dict}
    return all(isinstance(payload.get(name), kind | None) for name, kind in parts.items())

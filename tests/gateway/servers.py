"""A real server in this process, on a real socket, and GraphQL over a real WebSocket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect

from slugger.gateway.serving import Server, address, bind


@asynccontextmanager
async def serving(app: Starlette) -> AsyncIterator[str]:
    """Serve `app` with its lifespan, and give its address."""
    ready = asyncio.Event()
    config = uvicorn.Config(app, lifespan="off", ws="websockets-sansio", log_config=None, access_log=False)
    server = Server(config, ready.set)
    with bind("127.0.0.1", 0) as listener:
        async with app.router.lifespan_context(app):
            running = asyncio.create_task(server.serve([listener]))
            await asyncio.wait_for(ready.wait(), 10)
            yield address(listener)
            server.drain()
            await running


@asynccontextmanager
async def websocket(url: str) -> AsyncIterator[ClientConnection]:
    """Give an acknowledged connection to the GraphQL of the server at `url`."""
    where = f"{url.replace('http', 'ws', 1)}/graphql"
    async with connect(where, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]  # a NewType
        await socket.send('{"type": "connection_init"}')
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        yield socket


async def subscribe(socket: ClientConnection, query: str, name: str = "1", **variables: Any) -> None:
    """Ask for an operation."""
    payload = {"query": query, "variables": variables}
    await socket.send(json.dumps({"id": name, "type": "subscribe", "payload": payload}))

"""Serving the application on a socket: from the bound port to the last drained request."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette

from slugger.gateway.errors import AddressError
from slugger.gateway.settings import Settings

BACKLOG = 2048


class Server(uvicorn.Server):
    """A server that tells when it accepts requests."""

    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        """Call `when_ready` once, after the start."""
        super().__init__(config)
        self.when_ready = when_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started:
            self.when_ready()


def bind(host: str, port: int) -> socket.socket:
    """Take the address, so that nobody else can. Raises AddressError when that fails."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        # Listening now makes a second program fail at once; requests wait in the backlog until the start is through.
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise AddressError(
            f"Cannot listen on {host} port {port} ({(error.strerror or str(error)).lower()}): "
            "stop what runs there, or choose another with --port."
        ) from error
    listener.setblocking(False)
    return listener


def address(listener: socket.socket) -> str:
    """Give the web address of a bound socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: Starlette, listener: socket.socket, settings: Settings, when_ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT: then running requests finish, and the databases are released.

    What the lifespan raises, such as DatabaseError, comes out as it is.
    """
    config = uvicorn.Config(
        app,
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=settings.request_bytes,
        access_log=False,
        server_header=False,
        log_config=None,
        log_level=logging.WARNING,
        backlog=BACKLOG,
        timeout_graceful_shutdown=settings.drain_seconds,
    )
    server = Server(config, when_ready)

    async def run() -> None:
        _stop_on_signals(server)
        try:
            # Entered here rather than by uvicorn, which would print a traceback for what is a sentence to the user.
            async with app.router.lifespan_context(app):
                await server.serve([listener])
        except asyncio.CancelledError:
            if server.started:
                raise

    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(run())


def _stop_on_signals(server: Server) -> None:
    """Let a signal end the start. While serving uvicorn handles signals itself, and raises them again afterwards."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()

    def stop() -> None:
        if task and not server.started:
            task.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)

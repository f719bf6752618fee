"""Serving the application on a socket: from the bound port to the last drained request."""

import ctypes
import logging
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from starlette.applications import Starlette

from slugger.gateway.errors import AddressError, StoppedError
from slugger.gateway.running import run
from slugger.gateway.settings import Settings

BACKLOG = 2048
_MALLOC = {-1: 16 << 20, -3: 8 << 20}
"""M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of glibc's mallopt, in bytes."""


class Server(uvicorn.Server):
    """A server that tells when it accepts requests, and can be asked to end."""

    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        """Call `when_ready` once, after the start."""
        super().__init__(config)
        self.when_ready = when_ready

    def drain(self) -> bool:
        """Take no more requests and end after the running ones; False when it has not started to serve."""
        self.should_exit = self.started
        return self.started

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


def keep_memory() -> None:
    """Have glibc keep up to 16 MB of freed memory: fresh pages for each answer cost more than copying it."""
    with suppress(AttributeError, OSError):  # another C library has no such setting
        mallopt = ctypes.CDLL(None).mallopt
        for setting, value in _MALLOC.items():
            mallopt(setting, value)


def serve(app: Starlette, listener: socket.socket, settings: Settings, when_ready: Callable[[], None]) -> None:
    """Serve until a signal: then running requests finish, and the databases are released.

    What the lifespan raises, such as DatabaseError, comes out as it is.
    """
    keep_memory()
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

    async def work() -> None:
        # Entered here rather than by uvicorn, which would print a traceback for what is a sentence to the user.
        async with app.router.lifespan_context(app):
            await server.serve([listener])

    with suppress(StoppedError):
        run(work(), drain=server.drain, loop_factory=config.get_loop_factory())

"""How a rival runs: as a program that serves its application exactly as `slugger serve` does."""

import argparse
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import asyncpg
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from slugger.gateway import serving
from slugger.gateway.settings import Settings, load_settings

_TEXTS = Path(__file__).parent / "questions"
_START = (date.min, "00000000-0000-0000-0000-000000000000", 0)
"""Place before every pitch."""

Place = tuple[date, str, int]
"""Day, game and number of a pitch: where it stands in time."""


def text(name: str) -> str:
    """Give a statement or query, such as `own_json/Q1.sql`."""
    return (_TEXTS / name).read_text()


def address(settings: Settings) -> str:
    """Give the address of the database, with its password."""
    assert settings.database_url is not None  # noqa: S101  the benchmark always gives one
    return settings.database_url.get_secret_value()


def place(cursor: str | None) -> Place:
    """Give the place that a cursor names; without one, the place before every pitch."""
    if cursor is None:
        return _START
    day, game, number = cursor.split("_")
    return date.fromisoformat(day), game, int(number)


def pooled(
    settings: Settings,
    routes: Sequence[BaseRoute],
    prepare: Callable[[asyncpg.Connection], Awaitable[None]],
    when_ready: Callable[[], None] = lambda: None,
) -> Starlette:
    """Make an application whose `state.pool` has as many prepared connections as SLUGGER has."""
    size = settings.pool_size

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        pool = asyncpg.create_pool(address(settings), min_size=size, max_size=size, init=prepare)
        async with pool as app.state.pool:
            when_ready()
            yield

    return Starlette(routes=routes, lifespan=lifespan)


def serve(make_app: Callable[[Settings], Starlette]) -> None:
    """Serve on a port of 127.0.0.1 until stopped."""
    parser = argparse.ArgumentParser(description="A rival of the benchmark.")
    parser.add_argument("--port", type=int, default=0, help="TCP port; 0 takes a free one")
    settings = load_settings(port=parser.parse_args().port)
    with serving.bind("127.0.0.1", settings.port) as listener:
        ready = f"The rival is at {serving.address(listener)}"
        serving.serve(make_app(settings), listener, settings, lambda: print(ready, flush=True))

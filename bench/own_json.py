"""The rival that passes PostgreSQL's own JSON on, from one statement a question; enums are the texts of the tables."""

from typing import Any

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.bare import json_as_bytes
from bench.rival import place, pooled, serve, text
from slugger.gateway.settings import Settings

PITCHES, GAMES, PLAYER, MIX, PAGE = (text(f"own_json/{question}.sql") for question in ("Q1", "Q2", "Q3", "Q4", "Q5"))


async def pitches(request: Request) -> Response:
    """Answer with the first pitches in time."""
    return await answer(request, PITCHES, int(request.query_params["first"]))


async def games(request: Request) -> Response:
    """Answer with the first games by day, with clubs, ballpark and their first pitches."""
    return await answer(request, GAMES, *(int(request.query_params[name]) for name in ("first", "pitches")))


async def player(request: Request) -> Response:
    """Answer with one player and the club."""
    return await answer(request, PLAYER, request.path_params["player"])


async def mix(request: Request) -> Response:
    """Answer with each pitcher's pitch types of a season."""
    return await answer(request, MIX, int(request.query_params["season"]))


async def page(request: Request) -> Response:
    """Answer with the pitches after a cursor."""
    return await answer(request, PAGE, int(request.query_params["first"]), *place(request.query_params.get("after")))


async def answer(request: Request, statement: str, *values: Any) -> Response:  # noqa: ANN401  parameters of any type
    """Answer with the one JSON value of a statement."""
    return Response(await request.app.state.pool.fetchval(statement, *values), media_type="application/json")


def make_app(settings: Settings) -> Starlette:
    """Make the application over the database of the settings."""
    routes = [
        Route("/pitches", pitches),
        Route("/games", games),
        Route("/players/{player:uuid}", player),
        Route("/mix", mix),
        Route("/pages", page),
    ]
    return pooled(settings, routes, prepare)


async def prepare(connection: asyncpg.Connection) -> None:
    """Have a connection give JSON as bytes and take ids as text."""
    await json_as_bytes(connection)
    await connection.set_type_codec("uuid", schema="pg_catalog", encoder=str, decoder=str)


if __name__ == "__main__":
    serve(make_app)

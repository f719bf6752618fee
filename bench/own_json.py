"""The rival that passes PostgreSQL's own JSON on, from one statement a question; enums are the texts of the tables."""

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
    found: bytes = await request.app.state.pool.fetchval(PITCHES, _number(request, "first"))
    return answer(b'{"pitches": {"nodes": %b}}' % found)


async def games(request: Request) -> Response:
    """Answer with the first games by day, with clubs, ballpark and their first pitches."""
    found: bytes = await request.app.state.pool.fetchval(GAMES, _number(request, "first"), _number(request, "pitches"))
    return answer(b'{"games": {"nodes": %b}}' % found)


async def player(request: Request) -> Response:
    """Answer with one player and the club."""
    found: bytes | None = await request.app.state.pool.fetchval(PLAYER, request.path_params["player"])
    return answer(b'{"player": %b}' % (found or b"null"))


async def mix(request: Request) -> Response:
    """Answer with each pitcher's pitch types of a season."""
    found: bytes = await request.app.state.pool.fetchval(MIX, _number(request, "season"))
    return answer(b'{"pitchStats": {"nodes": %b}}' % found)


async def page(request: Request) -> Response:
    """Answer with the pitches after a cursor, and where they end."""
    start = place(request.query_params.get("after"))
    nodes, end = await request.app.state.pool.fetchrow(PAGE, _number(request, "first"), *start)
    end = end or b'{"hasNextPage": false, "endCursor": null}'
    return answer(b'{"pitches": {"nodes": %b, "pageInfo": %b}}' % (nodes, end))


def answer(data: bytes) -> Response:
    """Answer with `data`, in the envelope of GraphQL."""
    return Response(b'{"data": %b}' % data, media_type="application/json")


def _number(request: Request, name: str) -> int:
    return int(request.query_params[name])


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

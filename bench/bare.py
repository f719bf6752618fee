"""The rival that passes PostgreSQL's own JSON on as it is, from as good a plan as the tables allow."""

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.legacy import window
from bench.rival import pooled, serve
from slugger.gateway.settings import Settings
from slugger.models.legacy import pitch_expressions

_COLUMNS = ", ".join(f"{expression} AS {name}" for name, expression in pitch_expressions().items())
PITCHES = f"""
    SELECT coalesce(json_agg(r), '[]') FROM (
        SELECT {_COLUMNS}
        FROM (
            SELECT pitch_id FROM league.pitch
            ORDER BY date, time DESC, game_id, pitch_number DESC LIMIT $1 OFFSET $2
        ) AS chosen
        JOIN league.pitch p USING (pitch_id)
        LEFT JOIN league.positioning f USING (pitch_id)
        ORDER BY p.date, p.time DESC, p.game_id, p.pitch_number DESC
    ) AS r
"""
PLAYERS = """
    SELECT coalesce(json_agg(r), '[]') FROM (
        SELECT p.player_id, p.player_name,
            CASE p.player_pitching_handedness WHEN 'Both' THEN 'Switch' ELSE p.player_pitching_handedness END
                AS player_pitching_handedness, p.player_batting_handedness,
            p.is_hitter, p.is_pitcher, coalesce(t.legacy_name, t.team_name) AS team_name
        FROM league.player p LEFT JOIN league.team t USING (team_id)
        ORDER BY p.name_key, p.player_name, p.player_id
        LIMIT $1 OFFSET $2
    ) AS r
"""


async def pitches(request: Request) -> Response:
    """Answer with a page of pitches."""
    return await answer(request, PITCHES)


async def players(request: Request) -> Response:
    """Answer with a page of players."""
    return await answer(request, PLAYERS)


async def answer(request: Request, statement: str) -> Response:
    """Answer with the one JSON value of a statement."""
    found: bytes = await request.app.state.pool.fetchval(statement, *window(request).values())
    return Response(b'{"data": %b}' % found, media_type="application/json")


def make_app(settings: Settings) -> Starlette:
    """Make the application over the database of the settings."""
    routes = [Route("/ALPBAPI/pitches", pitches), Route("/ALPBAPI/players", players)]
    return pooled(settings, routes, json_as_bytes)


async def json_as_bytes(connection: asyncpg.Connection) -> None:
    """Have JSON values of a connection come as the bytes that PostgreSQL sends."""
    await connection.set_type_codec("json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary")


if __name__ == "__main__":
    serve(make_app)

"""The rival that works as the legacy API did: a new connection a request, `SELECT *`, a dict a row, `json.dumps`.

Two things differ, neither to its harm: its order has a tie-break, so that its answers can be compared, and it takes
no NaN out of its rows.
"""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.rival import address, serve
from slugger.gateway.settings import Settings

SCHEMA = "legacy"
"""Holds the tables as the legacy system had them."""
PITCHES = """
    SELECT * FROM pitch
    ORDER BY date, time DESC, game_id, pitch_number DESC
    LIMIT %(limit)s OFFSET %(offset)s
"""
PLAYERS = """
    SELECT p.player_id, p.player_name, p.player_pitching_handedness, p.player_batting_handedness,
        p.is_hitter, p.is_pitcher, t.team_name
    FROM player p LEFT JOIN team t ON t.team_id = p.team_id
    ORDER BY p.player_name, p.player_id
    LIMIT %(limit)s OFFSET %(offset)s
"""
PLAYERS_COUNT = "SELECT count(*) AS total FROM player p LEFT JOIN team t ON t.team_id = p.team_id"


@dataclass(frozen=True)
class Endpoints:
    """The endpoints over the database at `url`; Starlette runs each request in a thread."""

    url: str

    def connected(self) -> closing[Any]:
        """Open a connection for the time of a `with`."""
        return closing(psycopg2.connect(self.url, options=f"-c search_path={SCHEMA}"))

    def pitches(self, request: Request) -> Response:
        """Answer with a page of pitches."""
        with self.connected() as connection:
            rows = fetched(connection, PITCHES, window(request))
        return answer(request, rows, len(rows))

    def players(self, request: Request) -> Response:
        """Answer with a page of players, whose total counts all of them."""
        with self.connected() as connection:
            total = fetched(connection, PLAYERS_COUNT, {})[0]["total"]
            rows = fetched(connection, PLAYERS, window(request))
        return answer(request, rows, total)


def window(request: Request) -> dict[str, int]:
    """Give the rows that are asked for, as LIMIT and OFFSET."""
    limit, page = (int(request.query_params.get(name, default)) for name, default in (("limit", 20), ("page", 1)))
    return {"limit": limit, "offset": (page - 1) * limit}


def fetched(connection: Any, statement: str, values: Mapping[str, object]) -> list[dict[str, Any]]:  # noqa: ANN401
    """Give the rows of a statement, a dict each."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def answer(request: Request, rows: list[dict[str, Any]], total: int) -> Response:
    """Answer with `rows` in the legacy envelope."""
    asked = window(request)
    meta = {"page": asked["offset"] // asked["limit"] + 1, "limit": asked["limit"], "total": total}
    body = {"success": True, "message": "Retrieved successfully", "data": rows, "meta": meta}
    return Response(json.dumps(body, default=str), media_type="application/json")


def make_app(settings: Settings) -> Starlette:
    """Make the application over the database of the settings."""
    endpoints = Endpoints(address(settings))
    return Starlette(
        routes=[Route("/ALPBAPI/pitches", endpoints.pitches), Route("/ALPBAPI/players", endpoints.players)]
    )


if __name__ == "__main__":
    serve(make_app)

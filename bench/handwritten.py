"""The rival: one endpoint a question, as someone in a hurry for speed writes it: SQL, asyncpg rows, dicts, orjson.

It answers the very JSON of the GraphQL queries in `bench.query`, without their freedom: the fields are fixed.
"""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.rival import address, serve
from slugger.gateway.settings import Settings
from slugger.models import terms

PITCHES = """
    SELECT pitch_id AS "pitchId", game_date AS "gameDate", thrown_at AS "thrownAt", pitch_number AS "pitchNumber",
        inning, top_or_bottom AS "topOrBottom", outs, balls, strikes, pitch_call AS "pitchCall",
        play_result AS "playResult", pitcher_throws AS "pitcherThrows", batter_side AS "batterSide",
        pitcher_team_code AS "pitcherTeamCode", batter_team_code AS "batterTeamCode", rel_speed AS "relSpeed",
        spin_rate AS "spinRate", spin_axis AS "spinAxis", induced_vert_break AS "inducedVertBreak",
        horz_break AS "horzBreak", vert_appr_angle AS "vertApprAngle", extension, rel_height AS "relHeight",
        rel_side AS "relSide", plate_loc_height AS "plateLocHeight", plate_loc_side AS "plateLocSide",
        exit_speed AS "exitSpeed", angle, distance, auto_pitch_type AS "pitchType", tagged_pitch_type AS tagged
    FROM league.pitch
    ORDER BY game_date, game_id, pitch_number
    LIMIT $1
"""
GAMES = """
    SELECT g.game_id, g.date, home.team_id, home.team_name, visiting.team_id, visiting.team_name,
        p.ballpark_id, p.display_name, p.city
    FROM league.game g
    JOIN league.team home ON home.team_id = g.home_team_id
    JOIN league.team visiting ON visiting.team_id = g.visiting_team_id
    JOIN league.ballpark p USING (ballpark_id)
    ORDER BY g.date, g.trackman_game_id
    LIMIT $1
"""
PITCHES_OF_GAMES = """
    SELECT p.*, r.player_name
    FROM unnest($1::uuid[]) AS g (game_id)
    CROSS JOIN LATERAL (
        SELECT game_id, pitch_id, pitch_number, inning, top_or_bottom, balls, strikes, pitch_call, rel_speed,
            spin_rate, exit_speed, pitcher_id
        FROM league.pitch WHERE game_id = g.game_id ORDER BY game_date, game_id, pitch_number LIMIT $2
    ) AS p
    LEFT JOIN league.player r ON r.player_id = p.pitcher_id
    ORDER BY p.game_id, p.pitch_number
"""
PLAYER = """
    SELECT player_id, player_name, player_pitching_handedness, player_batting_handedness, is_pitcher, is_hitter,
        t.team_id, t.team_name, t.league
    FROM league.player
    LEFT JOIN league.team t USING (team_id)
    WHERE player_id = $1
"""


def _names(vocabulary: type[terms.Term]) -> Callable[[str | None], str | None]:
    return {term.value: term.name for term in vocabulary if term.value != "Undefined"}.get


HALF, CALL, RESULT = _names(terms.Half), _names(terms.PitchCall), _names(terms.PlayResult)
HAND, SIDE, BATTING = _names(terms.Hand), _names(terms.Side), _names(terms.BattingHand)
AUTO = {text: kind.name for text, kind in terms.AUTO_PITCH_TYPES.items()}
TAGGED = {text: kind.name for text, kind in terms.TAGGED_PITCH_TYPES.items()}
DIVISION = {"north": "NORTH", "south": "SOUTH"}


def _pitch(row: asyncpg.Record) -> dict[str, Any]:
    pitch = dict(row)
    tagged = pitch.pop("tagged")
    pitch["pitchType"] = AUTO.get(pitch["pitchType"]) or TAGGED.get(tagged)
    pitch["topOrBottom"] = HALF(pitch["topOrBottom"])
    pitch["pitchCall"] = CALL(pitch["pitchCall"])
    pitch["playResult"] = RESULT(pitch["playResult"])
    pitch["pitcherThrows"] = HAND(pitch["pitcherThrows"])
    pitch["batterSide"] = SIDE(pitch["batterSide"])
    return pitch


def _game(row: asyncpg.Record, pitches: list[dict[str, Any]]) -> dict[str, Any]:
    game, day, home, home_name, visiting, visiting_name, ballpark, ballpark_name, city = row
    return {
        "gameId": game,
        "date": day,
        "homeTeam": {"teamId": home, "name": home_name},
        "visitingTeam": {"teamId": visiting, "name": visiting_name},
        "ballpark": {"ballparkId": ballpark, "name": ballpark_name, "city": city},
        "pitches": {"nodes": pitches},
    }


def _pitch_of_game(row: asyncpg.Record) -> dict[str, Any]:
    _, pitch, number, inning, half, balls, strikes, call, speed, spin, exit_speed, pitcher, name = row
    return {
        "pitchId": pitch,
        "pitchNumber": number,
        "inning": inning,
        "topOrBottom": HALF(half),
        "balls": balls,
        "strikes": strikes,
        "pitchCall": CALL(call),
        "relSpeed": speed,
        "spinRate": spin,
        "exitSpeed": exit_speed,
        "pitcher": {"name": name} if pitcher else None,
    }


async def pitches(request: Request) -> Response:
    """Answer with the first pitches in time."""
    rows = await request.app.state.pool.fetch(PITCHES, int(request.query_params["first"]))
    return answer({"pitches": {"nodes": [_pitch(row) for row in rows]}})


async def games(request: Request) -> Response:
    """Answer with the first games by day, with clubs, ballpark and their first pitches."""
    first, each = int(request.query_params["first"]), int(request.query_params["pitches"])
    async with request.app.state.pool.acquire() as connection:
        found = await connection.fetch(GAMES, first)
        rows = await connection.fetch(PITCHES_OF_GAMES, [game["game_id"] for game in found], each)
    of_game: dict[Any, list[dict[str, Any]]] = {game["game_id"]: [] for game in found}
    for row in rows:
        of_game[row["game_id"]].append(_pitch_of_game(row))
    return answer({"games": {"nodes": [_game(game, of_game[game["game_id"]]) for game in found]}})


async def player(request: Request) -> Response:
    """Answer with one player and the club."""
    row = await request.app.state.pool.fetchrow(PLAYER, request.path_params["player"])
    if row is None:
        return answer({"player": None})
    key, name, throws, bats, is_pitcher, is_hitter, team, team_name, division = row
    club = {"teamId": team, "name": team_name, "division": DIVISION.get(division)}
    found = {"playerId": key, "name": name, "throws": HAND(throws), "bats": BATTING(bats)}
    return answer({"player": found | {"isPitcher": is_pitcher, "isHitter": is_hitter, "team": club if team else None}})


def answer(data: dict[str, Any]) -> Response:
    """Answer with `data`, in the envelope of GraphQL."""
    return Response(orjson.dumps({"data": data}), media_type="application/json")


def make_app(settings: Settings) -> Starlette:
    """Make the application over the database of the settings, with as many connections as SLUGGER has."""
    url = address(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        size = settings.pool_size
        async with asyncpg.create_pool(url, min_size=size, max_size=size, init=_ids_as_text) as app.state.pool:
            gc.freeze()
            yield

    paths = [Route("/pitches", pitches), Route("/games", games), Route("/players/{player:uuid}", player)]
    return Starlette(routes=paths, lifespan=lifespan)


async def _ids_as_text(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("uuid", schema="pg_catalog", encoder=str, decoder=str)


if __name__ == "__main__":
    serve(make_app)

"""The rival: one endpoint a question, as someone in a hurry for speed writes it: SQL, asyncpg rows, dicts, orjson.

It answers the very JSON of the GraphQL queries that `slugger serve` gets, without their freedom: the fields are fixed.
The export goes from PostgreSQL's CSV to Parquet without a Python object a cell.
"""

import gc
import io
from collections.abc import Iterable
from typing import Any

import asyncpg
import orjson
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.rival import place, pooled, serve, text
from bench.vocabulary import NAMES, pitch_type
from slugger.gateway.settings import Settings

PITCHES, GAMES, PITCHES_OF_GAMES, PLAYER, MIX, PAGE, EXPORT = (
    text(f"handwritten/{name}.sql")
    for name in ("pitches", "games", "pitches_of_games", "player", "mix", "page", "export")
)
HALF, CALL, RESULT, TYPE = (NAMES[field].get for field in ("topOrBottom", "pitchCall", "playResult", "pitchType"))
HAND, SIDE, BATTING = (NAMES[field].get for field in ("pitcherThrows", "batterSide", "bats"))
DIVISION = NAMES["division"].get
TERMS = ("topOrBottom", "pitchCall")
"""Columns of the export that hold terms."""


def _pitch(row: asyncpg.Record) -> dict[str, Any]:
    pitch = dict(row)
    tagged = pitch.pop("tagged")
    pitch["pitchType"] = pitch_type(pitch["pitchType"], tagged)
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


def _group(row: asyncpg.Record) -> dict[str, Any]:
    name, pitcher, kind, pitches, speed, rise, run, whiff_rate = row
    return {
        "key": {"pitcher": {"name": name} if pitcher else None, "pitchType": TYPE(kind)},
        "count": pitches,
        "relSpeed": {"avg": speed},
        "inducedVertBreak": {"avg": rise},
        "horzBreak": {"avg": run},
        "whiff": {"rate": whiff_rate},
    }


def _pitch_of_page(row: asyncpg.Record) -> dict[str, Any]:
    pitch, day, number, inning, half, balls, strikes, call, speed, spin, rise, run, _ = row
    return {
        "pitchId": pitch,
        "gameDate": day,
        "pitchNumber": number,
        "inning": inning,
        "topOrBottom": HALF(half),
        "balls": balls,
        "strikes": strikes,
        "pitchCall": CALL(call),
        "relSpeed": speed,
        "spinRate": spin,
        "inducedVertBreak": rise,
        "horzBreak": run,
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
    club = {"teamId": team, "name": team_name, "division": DIVISION(division)}
    found = {"playerId": key, "name": name, "throws": HAND(throws), "bats": BATTING(bats)}
    return answer({"player": found | {"isPitcher": is_pitcher, "isHitter": is_hitter, "team": club if team else None}})


async def mix(request: Request) -> Response:
    """Answer with each pitcher's pitch types of a season."""
    rows = await request.app.state.pool.fetch(MIX, int(request.query_params["season"]))
    return answer({"pitchStats": {"nodes": [_group(row) for row in rows]}})


async def page(request: Request) -> Response:
    """Answer with the pitches after a cursor, and the cursor of the last of them."""
    first, start = int(request.query_params["first"]), place(request.query_params.get("after"))
    rows = await request.app.state.pool.fetch(PAGE, first + 1, *start)
    shown = rows[:first]
    last = shown[-1] if shown else None
    end = last and f"{last['game_date']}_{last['game_id']}_{last['pitch_number']}"
    info = {"hasNextPage": len(rows) > first, "endCursor": end}
    return answer({"pitches": {"nodes": [_pitch_of_page(row) for row in shown], "pageInfo": info}})


async def export(request: Request) -> Response:
    """Answer with the first pitches in time as Parquet."""
    cells, body = io.BytesIO(), io.BytesIO()
    async with request.app.state.pool.acquire() as connection:
        first = int(request.query_params["first"])
        await connection.copy_from_query(EXPORT, first, output=cells, format="csv", header=True)
    cells.seek(0)
    words = pa.dictionary(pa.int32(), pa.string())
    options = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(TERMS, words), strings_can_be_null=True)
    table = pyarrow.csv.read_csv(cells, convert_options=options).unify_dictionaries()
    for name in TERMS:
        table = table.set_column(table.schema.get_field_index(name), name, _named(table[name].chunks, NAMES[name]))
    pyarrow.parquet.write_table(table, body)
    return Response(body.getvalue(), media_type="application/vnd.apache.parquet")


def _named(chunks: Iterable[Any], names: Any) -> Any:  # noqa: ANN401  pyarrow tells mypy nothing of its types
    return pa.chunked_array(
        [
            pa.DictionaryArray.from_arrays(chunk.indices, [names.get(word) for word in chunk.dictionary.to_pylist()])
            for chunk in chunks
        ]
    )


def answer(data: dict[str, Any]) -> Response:
    """Answer with `data`, in the envelope of GraphQL."""
    return Response(orjson.dumps({"data": data}), media_type="application/json")


def make_app(settings: Settings) -> Starlette:
    """Make the application over the database of the settings."""
    routes = [
        Route("/pitches", pitches),
        Route("/games", games),
        Route("/players/{player:uuid}", player),
        Route("/mix", mix),
        Route("/pages", page),
        Route("/export", export),
    ]
    return pooled(settings, routes, _ids_as_text, gc.freeze)


async def _ids_as_text(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("uuid", schema="pg_catalog", encoder=str, decoder=str)


if __name__ == "__main__":
    serve(make_app)

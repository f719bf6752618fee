"""A season as a file of every form: the same cells as the graph gives page by page, told of at its end."""

import csv
import gzip
import hashlib
import io
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time
from typing import Any

import asyncpg
import httpx
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from graphql import get_named_type, get_nullable_type, is_leaf_type, is_list_type

from slugger.gateway.app import create_app
from slugger.gateway.settings import Settings
from slugger.jobs.demo import write_season
from slugger.jobs.trackman.delivery import find
from slugger.jobs.trackman.ingest import ingest
from slugger.models.engine import Database
from slugger.resolvers.written import number, to_json
from slugger.schema.sdl import schema
from slugger.tests.databases import copy_of
from slugger.tests.gateway.servers import serving

FORMS = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "ndjson": ("application/x-ndjson", "ndjson"),
    "parquet": ("application/vnd.apache.parquet", "parquet"),
    "arrow": ("application/vnd.apache.arrow.stream", "arrows"),
}
FIELDS = [
    name
    for name, field in schema._schema.type_map["Pitch"].fields.items()  # type: ignore[attr-defined]  # it is an object
    if is_leaf_type(get_named_type(field.type)) and not is_list_type(get_nullable_type(field.type))
]
NESTED = "pitcher { name throws team { name division } } game { date homeTeam { name } ballpark { city } }"
PATHS = ("pitcher.name", "pitcher.throws", "pitcher.team.name", "pitcher.team.division")
GAME_PATHS = ("game.date", "game.homeTeam.name", "game.ballpark.city")
SEASON = f"query Season {{ pitches {{ nodes {{ {' '.join(FIELDS)} {NESTED} }} }} }}"
PAGE = f"""query Page($after: String) {{ pitches(first: 1000, after: $after) {{
    nodes {{ {" ".join(FIELDS)} {NESTED} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
COLUMNS = [*FIELDS, *PATHS, *GAME_PATHS]


@pytest.fixture(scope="module")
async def season(template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    """A database with the demo season."""
    folder = tmp_path_factory.mktemp("season")
    write_season(folder, games=20, seed=2026)
    async with copy_of(template) as database:
        await ingest(database, find([folder]))
        yield database


@pytest.fixture(scope="module")
async def client(season: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings.model_validate({"database_url": season.url, "limit": {"values": 1_000_000}}))
    async with serving(app) as url, httpx.AsyncClient(base_url=url, timeout=120) as client:
        yield client


@pytest.fixture(scope="module")
async def paged(client: httpx.AsyncClient) -> list[list[Any]]:
    """The cells of the season, as the graph gives them in pages of 1000 pitches."""
    rows, after = list[list[Any]](), None
    while True:
        answer = await client.post("/graphql", json={"query": PAGE, "variables": {"after": after}})
        page = json.loads(answer.content, parse_int=whole)["data"]["pitches"]
        rows += [[cell(node, name) for name in COLUMNS] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return rows
        after = page["pageInfo"]["endCursor"]


def whole(text: str) -> float:
    """Read a number without a fraction, with the sign of a zero."""
    return -0.0 if text == "-0" else int(text)


def cell(row: Any, name: str) -> Any:
    for part in name.split("."):
        row = row[part] if row is not None else None
    return row


async def export(client: httpx.AsyncClient, query: str, form: str, **more: Any) -> httpx.Response:
    parameters = {"format": form, **more.pop("parameters", {})}
    body = {"query": query, **more}
    return await client.post("/export", params=parameters, json=body, headers={"accept-encoding": "identity"})


async def file(client: httpx.AsyncClient, query: str, form: str, **more: Any) -> bytes:
    answer = await export(client, query, form, **more)
    assert answer.status_code == 200, answer.text
    return answer.content


def split(written: bytes) -> tuple[bytes, bytes]:
    """Part a file of lines from its last one."""
    place = written.rstrip(b"\n").rfind(b"\n") + 1
    return written[:place], written[place:]


# What the files hold


async def test_ndjson_holds_what_the_pages_do(client: httpx.AsyncClient, paged: list[list[Any]]) -> None:
    lines, last = split(await file(client, SEASON, "ndjson"))
    rows = [json.loads(line) for line in lines.splitlines()]
    assert list(rows[0]) == COLUMNS
    assert [list(row.values()) for row in rows] == paged
    assert json.loads(last) == {"end": {"rows": len(paged), "sha256": hashlib.sha256(lines).hexdigest()}}


async def test_csv_holds_what_the_pages_do(client: httpx.AsyncClient, paged: list[list[Any]]) -> None:
    lines, last = split(await file(client, SEASON, "csv", parameters={"raw": "true"}))
    head, *rows = csv.reader(io.StringIO(lines.decode(), newline=""))
    assert head == COLUMNS
    for found, wanted in zip(rows, paged, strict=True):
        assert dict(zip(COLUMNS, found, strict=True)) == dict(zip(COLUMNS, map(shown, wanted), strict=True))
    assert last == f"# rows={len(paged)} sha256={hashlib.sha256(lines).hexdigest()}\n".encode()


def shown(value: Any) -> str:
    """Write a cell as CSV has it: numbers as in JSON answers."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return to_json(number(value)).decode()
        case dict():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


@pytest.mark.parametrize("form", ["parquet", "arrow"])
async def test_columns_hold_what_the_pages_do(client: httpx.AsyncClient, paged: list[list[Any]], form: str) -> None:
    table = read(await file(client, SEASON, form), form)
    assert table.column_names == COLUMNS
    columns = [list(map(plain, column.to_pylist())) for column in table.columns]
    wanted = [list(map(comparable, values)) for values in zip(*paged, strict=True)]
    for name, found, values in zip(COLUMNS, columns, wanted, strict=True):
        assert list(map(comparable, found)) == values, name


def read(written: bytes, form: str) -> Any:
    return pq.read_table(io.BytesIO(written)) if form == "parquet" else pa.ipc.open_stream(written).read_all()


def plain(value: Any) -> Any:
    """Give a cell as the graph writes it."""
    match value:
        case datetime() | time():
            return re.sub(r"(\.\d*?[1-9])0+(?=$|[+-])", r"\1", value.isoformat())
        case date():
            return value.isoformat()
    return value


def comparable(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict) else value


async def test_a_season_read_back_from_parquet_is_the_table(client: httpx.AsyncClient, season: Database) -> None:
    """Every measured column by polars against PostgreSQL's own rows, types and all."""
    query = """{ pitches { nodes { pitchId gameDate inning relSpeed spinRate thrownAt time strikes inZone: inZone
        pitcher { name } } } }"""
    frame = pl.read_parquet(io.BytesIO(await file(client, query, "parquet")))
    connection = await asyncpg.connect(season.url)
    rows = await connection.fetch(
        """SELECT pitch_id::text, game_date, inning, rel_speed, spin_rate, thrown_at, time, strikes, player_name
        FROM league.pitch LEFT JOIN league.player ON player_id = pitcher_id ORDER BY game_date, game_id, pitch_number"""
    )
    await connection.close()
    assert frame.drop("inZone").rows() == [tuple(row) for row in rows]
    assert len(rows) > 5000
    assert dict(frame.schema) == {
        "pitchId": pl.String,
        "gameDate": pl.Date,
        "inning": pl.Int32,
        "relSpeed": pl.Float64,
        "spinRate": pl.Float64,
        "thrownAt": pl.Datetime("us", "UTC"),
        "time": pl.Time,
        "strikes": pl.Int32,
        "inZone": pl.Boolean,
        "pitcher.name": pl.String,
    }


async def test_groups(client: httpx.AsyncClient) -> None:
    query = """{ pitchStats(groupBy: [PITCHER, PITCH_TYPE]) { nodes {
        key { pitcher { name } pitchType } count relSpeed { avg percentile(at: 0.9) } whiff { rate of } } } }"""
    table = read(await file(client, query, "parquet"), "parquet")
    assert table.column_names == [
        *("key.pitcher.name", "key.pitchType", "count"),
        *("relSpeed.avg", "relSpeed.percentile", "whiff.rate", "whiff.of"),
    ]
    asked = query.replace("pitchStats(", "pitchStats(first: 5000, ")
    nodes = (await client.post("/graphql", json={"query": asked})).json()["data"]["pitchStats"]["nodes"]
    found = [[row[name] for name in table.column_names] for row in table.to_pylist()]
    wanted = [[cell(node, name) for name in table.column_names] for node in nodes]
    assert [[*map(rounded, row)] for row in found] == [[*map(rounded, row)] for row in wanted]
    assert len(nodes) > 100, "more groups than a page has unasked"


def rounded(value: Any) -> Any:
    return round(value, 9) if isinstance(value, float) else value


async def test_lists_inside_rows_are_json(client: httpx.AsyncClient) -> None:
    query = "{ games(first: 3) { nodes { date homeTeam { codes } pitches(first: 2) { nodes { relSpeed } } } } }"
    nodes = (await client.post("/graphql", json={"query": query})).json()["data"]["games"]["nodes"]
    table = read(await file(client, query, "arrow"), "arrow")
    assert [json.loads(row) for row in table["pitches"].to_pylist()] == [node["pitches"] for node in nodes]
    assert [json.loads(row) for row in table["homeTeam.codes"].to_pylist()] == [
        node["homeTeam"]["codes"] for node in nodes
    ]
    lines, _ = split(await file(client, query, "ndjson"))
    assert [json.loads(line)["pitches"] for line in lines.splitlines()] == [node["pitches"] for node in nodes]


NONE = SEASON.replace("pitches {", 'pitches(filter: { notes: { eq: "nothing of the kind" } }) {', 1)


async def test_no_rows(client: httpx.AsyncClient) -> None:
    """The same names and types as with rows."""
    assert (await file(client, NONE, "csv")).splitlines()[0].decode() == ",".join(COLUMNS)
    digest = hashlib.sha256(b"").hexdigest()
    assert json.loads(await file(client, NONE, "ndjson")) == {"end": {"rows": 0, "sha256": digest}}
    for form in ("parquet", "arrow"):
        empty, full = [read(await file(client, query, form), form) for query in (NONE, SEASON)]
        assert empty.num_rows == 0
        assert empty.schema.equals(full.schema, check_metadata=False)


async def test_terms_are_dictionaries_of_all_names(client: httpx.AsyncClient) -> None:
    query = "{ pitches(first: 2) { nodes { pitchCall } } }"
    for form in ("parquet", "arrow"):
        column = read(await file(client, query, form), form)["pitchCall"]
        assert column.type == pa.dictionary(pa.int32(), pa.string())
    assert "SWINGING_STRIKE" in column.chunk(0).dictionary.to_pylist()
    assert pl.read_ipc_stream(io.BytesIO(await file(client, query, "arrow"))).schema["pitchCall"] == pl.Categorical


# What the files tell of themselves


@pytest.mark.parametrize("query", [SEASON, NONE])
async def test_parquet_tells_what_it_holds(client: httpx.AsyncClient, query: str) -> None:
    written = await file(client, query, "parquet")
    footer = len(written) - 8 - int.from_bytes(written[-8:-4], "little")
    metadata = pq.read_metadata(io.BytesIO(written))
    assert told(metadata.metadata) == (metadata.num_rows, footer, hashlib.sha256(written[:footer]).hexdigest())


@pytest.mark.parametrize("query", [SEASON, NONE])
async def test_arrow_tells_what_it_holds(client: httpx.AsyncClient, query: str) -> None:
    written = await file(client, query, "arrow")
    stream, rows, metadata = pa.ipc.open_stream(written), 0, None
    while True:
        try:
            batch, metadata = stream.read_next_batch_with_custom_metadata()
        except StopIteration:
            break
        rows += batch.num_rows
    assert metadata is not None
    place = int(metadata[b"slugger.bytes"])
    assert told(metadata) == (rows, place, hashlib.sha256(written[:place]).hexdigest())


def told(metadata: Any) -> tuple[int, int, str]:
    rows, place, digest = (metadata[f"slugger.{name}".encode()].decode() for name in ("rows", "bytes", "sha256"))
    return int(rows), int(place), digest


@pytest.mark.parametrize("form", FORMS)
async def test_the_same_rows_are_the_same_bytes(client: httpx.AsyncClient, form: str) -> None:
    assert await file(client, SEASON, form) == await file(client, SEASON, form)


async def test_row_groups_do_not_depend_on_arrival(client: httpx.AsyncClient) -> None:
    metadata = pq.read_metadata(io.BytesIO(await file(client, SEASON, "parquet")))
    sizes = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    assert set(sizes[:-1]) == {1_000_000 // len(COLUMNS)}
    assert 0 < sizes[-1] <= sizes[0]


# How they are asked for


@pytest.mark.parametrize("form", FORMS)
async def test_headers(client: httpx.AsyncClient, form: str) -> None:
    media_type, suffix = FORMS[form]
    query = "query Few { teams { name } }"
    answer = await export(client, query, form)
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="Few-{today}.{suffix}"'
    assert answer.headers["cache-control"] == "no-store"
    unnamed = await export(client, '{ team(code: "YOR") { games { nodes { date } } } }', form)
    assert f'"games-{today}.{suffix}"' in unnamed.headers["content-disposition"]
    accepting = {"accept": f"{media_type.partition(';')[0]}, text/csv;q=0.5"}
    asked = await client.post("/export", json={"query": query}, headers=accepting)
    assert asked.headers["content-type"] == media_type
    assert asked.content == answer.content


async def test_csv_unless_asked(client: httpx.AsyncClient) -> None:
    query = {"query": "{ teams { name } }"}
    for accept in ("*/*", "text/*", "text/html, */*;q=0.8"):
        answer = await client.post("/export", json=query, headers={"accept": accept})
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"


async def test_by_an_address(client: httpx.AsyncClient) -> None:
    query = "query Of($code: String) { team(code: $code) { name: codes } }"
    parameters = {"query": query, "variables": '{"code": "YOR"}', "operationName": "Of", "end": "false"}
    answer = await client.get("/export", params=parameters)
    assert answer.text == "name\nYOR\nYOR_REV2\n"
    head = await client.head("/export", params=parameters)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-disposition"] == answer.headers["content-disposition"]


async def test_without_the_last_line(client: httpx.AsyncClient) -> None:
    query = "{ seasons { year } }"
    assert await file(client, query, "csv", parameters={"end": "false"}) == b"year\n2026\n"
    assert await file(client, query, "ndjson", parameters={"end": "false"}) == b'{"year":2026}\n'


async def test_lines_are_compressed_and_columns_are_not(client: httpx.AsyncClient) -> None:
    for form, encoding in (("csv", "gzip"), ("ndjson", "gzip"), ("parquet", None), ("arrow", None)):
        body = {"query": SEASON}
        async with client.stream("POST", "/export", params={"format": form}, json=body) as answer:
            assert answer.headers.get("content-encoding") == encoding
            raw = b"".join([piece async for piece in answer.aiter_raw()])
        assert (gzip.decompress(raw) if encoding else raw) == await file(client, SEASON, form)


# What is refused


async def refused(answer: httpx.Response, status: int = 400) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    (error,) = answer.json()["errors"]
    return dict(error)


@pytest.mark.parametrize(
    ("query", "code", "path"),
    [
        ("{ pitches { nodes", "GRAPHQL_PARSE_FAILED", None),
        ("{ pitches { nodes { speed } } }", "GRAPHQL_VALIDATION_FAILED", None),
        ("{ teams { name } seasons { year } }", "NOT_EXPORTABLE", None),
        ('{ team(code: "YOR") { name } }', "NOT_EXPORTABLE", ["team", "name"]),
        ("{ pitches { nodes { fielders { x } } } }", "NOT_EXPORTABLE", ["pitches", "nodes", "fielders"]),
        ("{ games { nodes { pitches { nodes { id } } } } }", "NOT_EXPORTABLE", ["games", "nodes", "pitches"]),
        ("{ __schema { types { name } } }", "NOT_EXPORTABLE", ["__schema"]),
        ("{ pitches(first: -1) { nodes { id } } }", "BAD_USER_INPUT", None),
        ("{ pitches(first: 1, last: 1) { nodes { id } } }", "BAD_USER_INPUT", None),
        ('{ pitches(after: "forged") { nodes { id } } }', "BAD_CURSOR", None),
        ('{ game(id: "nonsense") { pitches { nodes { id } } } }', "BAD_USER_INPUT", None),
        ("query A { teams { name } } query B { teams { name } }", "BAD_USER_INPUT", None),
        ("query A($n: Int!) { pitches(first: $n) { nodes { id } } }", "BAD_USER_INPUT", None),
        (
            "{ seasons { pitches(first: 1000) { nodes { game { pitches(first: 1000) { nodes { id } } } } } } }",
            "QUERY_TOO_LARGE",
            None,
        ),
    ],
)
async def test_queries_that_are_no_export(
    client: httpx.AsyncClient, query: str, code: str, path: list[str] | None
) -> None:
    error = await refused(await export(client, query, "csv"))
    assert (error["extensions"]["code"], error.get("path")) == (code, path)


async def test_mutations_and_subscriptions(client: httpx.AsyncClient) -> None:
    mutation = schema._schema.mutation_type
    assert mutation
    error = await refused(await export(client, "mutation { __typename }", "csv"))
    assert error["extensions"]["code"] == "NOT_EXPORTABLE"


@pytest.mark.parametrize("parameters", [{"format": "xlsx"}, {"end": "maybe"}, {"raw": "1"}, {"format": ""}])
async def test_parameters_that_are_none(client: httpx.AsyncClient, parameters: dict[str, str]) -> None:
    answer = await client.post("/export", params=parameters, json={"query": "{ teams { name } }"})
    assert (await refused(answer))["extensions"]["code"] == "BAD_USER_INPUT"


async def test_requests_that_are_none(client: httpx.AsyncClient) -> None:
    asked = {"query": "{ teams { name } }"}
    await refused(await client.post("/export", json=asked, headers={"accept": "application/json"}))
    await refused(await client.post("/export", json=[asked]))
    await refused(await client.post("/export", content=b"{", headers={"content-type": "application/json"}))
    await refused(await client.post("/export", content=b"query=x", headers={"content-type": "text/plain"}), 415)
    await refused(await client.get("/export"))
    await refused(await client.get("/export", params={**asked, "variables": "{"}))
    await refused(await client.delete("/export"), 405)

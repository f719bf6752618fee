"""What odd requests for exports are answered with, and what odd texts become in CSV."""

import csv
import io
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import httpx
import pytest
from pydantic import SecretStr

from slugger.gateway.app import create_app
from slugger.gateway.settings import Settings
from slugger.models.engine import Database
from slugger.tests.gateway.servers import serving

QUERY = "{ players { nodes { name } } }"
INSERT = """
INSERT INTO league.player (player_id, player_name, name_key, is_pitcher, is_hitter) VALUES ($1, $2, $3, true, false)
"""
FORMULAS = ("=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff201")
TEXTS = ("Avery, Vito", "N\u00fa\u00f1ez", "1=1", "#1", "\\.", "a\r\n=1")


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(database_url=SecretStr(database.url)))
    async with serving(app) as url, httpx.AsyncClient(base_url=url) as opened:
        yield opened


async def test_texts_that_a_spreadsheet_would_take_for_formulas(
    client: httpx.AsyncClient, connection: asyncpg.Connection
) -> None:
    names = [(uuid4(), name, name) for name in (*FORMULAS, *TEXTS)]
    await connection.executemany(INSERT, names)
    answer = await client.post("/export", json={"query": QUERY})
    rows = csv.reader(io.StringIO(answer.text, newline=""))
    shown = {row[0] for row in rows if not row[0].startswith("# rows=")} - {"name"}
    assert shown == {*(f"'{name}" for name in FORMULAS), *TEXTS}


async def test_a_query_by_its_hash(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/export", json={"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}}
    )
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (
        400,
        "An export takes its query as a text, and not by its hash.",
    )

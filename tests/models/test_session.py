"""The view `session`: what the website's session store says to it works as on the legacy table."""

import json

import asyncpg
import pytest

SET = """INSERT INTO "session" (sess, expire, sid) SELECT $1::json, to_timestamp($2), $3
         ON CONFLICT (sid) DO UPDATE SET sess = $1::json, expire = to_timestamp($2) RETURNING sid"""
GET = 'SELECT sess FROM "session" WHERE sid = $1 AND expire >= to_timestamp($2)'
TOUCH = 'UPDATE "session" SET expire = to_timestamp($1) WHERE sid = $2 RETURNING sid'
DESTROY = 'DELETE FROM "session" WHERE sid = $1'
PRUNE = 'DELETE FROM "session" WHERE expire < to_timestamp($1)'
"""The statements of connect-pg-simple."""


async def sids(connection: asyncpg.Connection) -> set[str]:
    return {row["sid"] for row in await connection.fetch("SELECT sid FROM league.session")}


async def test_the_store_sets_gets_touches_and_destroys(connection: asyncpg.Connection) -> None:
    assert await connection.fetchval(SET, json.dumps({"user": {"user_id": 7}}), 2e9, "one") == "one"
    assert await connection.fetchval(SET, json.dumps({"user": {"user_id": 8}}), 2e9, "one") == "one"
    assert json.loads(await connection.fetchval(GET, "one", 1.9e9)) == {"user": {"user_id": 8}}
    assert await connection.fetchval(TOUCH, 1.5e9, "one") == "one"
    assert await connection.fetchval(GET, "one", 1.9e9) is None
    await connection.execute(SET, "{}", 2e9, "two")
    await connection.execute(PRUNE, 1.6e9)
    assert await sids(connection) == {"two"}
    await connection.execute(DESTROY, "two")
    assert await sids(connection) == set()


@pytest.mark.parametrize("missing", ["sid", "sess", "expire"])
async def test_the_table_wants_every_column(connection: asyncpg.Connection, missing: str) -> None:
    values = {"sid": "'one'", "sess": "'{}'", "expire": "now()"} | {missing: "NULL"}
    with pytest.raises(asyncpg.NotNullViolationError):
        await connection.execute(f"INSERT INTO session ({', '.join(values)}) VALUES ({', '.join(values.values())})")

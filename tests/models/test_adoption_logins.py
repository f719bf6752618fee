"""Logins to the website in a legacy database: nobody has to sign in again."""

import asyncpg
import pytest

from slugger.models.adoption import AdoptionError
from slugger.models.engine import Database
from slugger.tests.models.legacy import adopt, digests, make_legacy

TABLE = "CREATE TABLE session (sid varchar {key}, sess {kind}, expire timestamp(6))"
PUT = "INSERT INTO session (sid, sess, expire) VALUES ($1, $2, $3::text::timestamp)"


async def put(connection: asyncpg.Connection, *rows: tuple[str | None, str | None, str | None]) -> None:
    await connection.executemany(PUT, rows)


async def held(connection: asyncpg.Connection, table: str) -> list[tuple[str, str, str]]:
    rows = await connection.fetch(f"SELECT sid, sess::jsonb::text, expire::text FROM {table} ORDER BY sid")
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("kind", ["json", "jsonb", "text"])
async def test_logins_go_on(database: Database, connection: asyncpg.Connection, kind: str) -> None:
    await make_legacy(connection)
    await connection.execute(TABLE.format(key="PRIMARY KEY", kind=kind))
    await put(
        connection,
        ("one", '{"user": {"user_id": 7, "first": "Zo\\u00e9"}}', "2026-05-01 10:00:00.25"),
        ("two", "{}", "2020-01-01"),
    )
    before = await held(connection, "session")
    await adopt(database)
    await connection.reload_schema_state()
    assert await held(connection, "public.session") == before == await held(connection, "legacy.session")
    await connection.execute("UPDATE session SET expire = '2030-01-01' WHERE sid = 'one'")
    assert [expire for _, _, expire in await held(connection, "league.session")] == [
        "2030-01-01 00:00:00",
        "2020-01-01 00:00:00",
    ]


async def test_without_a_key_the_last_of_each_login_counts_and_no_row_is_lost(
    database: Database, connection: asyncpg.Connection
) -> None:
    await make_legacy(connection)
    await connection.execute(TABLE.format(key="", kind="json"))
    await put(connection, ("one", "1", "2026-05-01"), ("one", "2", "2026-05-03"), ("one", "3", "2026-05-02"))
    await put(connection, (None, "4", "2026-05-01"), ("two", None, "2026-05-01"), ("three", "5", None))
    await adopt(database)
    await connection.reload_schema_state()
    assert await held(connection, "public.session") == [("one", "2", "2026-05-03 00:00:00")]
    assert await connection.fetchval("SELECT count(*) FROM legacy.session") == 6


async def test_a_table_of_somebody_else_is_left_alone(database: Database, connection: asyncpg.Connection) -> None:
    await make_legacy(connection)
    await connection.execute("CREATE TABLE session (sid integer, term text)")
    before = await digests(connection)
    with pytest.raises(AdoptionError, match=r"is not the session store's: it lacks expire, sess"):
        await adopt(database)
    assert await digests(connection) == before


async def test_a_login_that_is_being_written_is_waited_for(
    database: Database, connection: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_legacy(connection)
    await connection.execute(TABLE.format(key="PRIMARY KEY", kind="json"))
    monkeypatch.setattr("slugger.models.adoption.takeover.LOCK_SECONDS", 1)
    async with connection.transaction():
        await put(connection, ("one", "{}", "2026-05-01"))
        with pytest.raises(AdoptionError, match="Somebody else has used the legacy tables"):
            await adopt(database)
    await adopt(database)
    assert await connection.fetchval("SELECT count(*) FROM league.session") == 1

"""Logins to the website in a legacy database: nobody has to sign in again."""

import re

import asyncpg
import pytest
from sqlalchemy.engine import Connection

from slugger.models.adoption import AdoptionError, Tally, logins
from slugger.models.adoption.survey import Sources
from slugger.models.engine import Database
from slugger.models.migration import MigrationError, upgrade
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
    report = await adopt(database)
    assert report.tables["session"] == Tally(2, 2, 0)
    assert report.made == {}
    await connection.reload_schema_state()
    assert await held(connection, "public.session") == before == await held(connection, "legacy.session")
    await connection.execute("UPDATE session SET expire = '2030-01-01' WHERE sid = 'one'")
    assert [expire for _, _, expire in await held(connection, "league.session")] == [
        "2030-01-01 00:00:00",
        "2020-01-01 00:00:00",
    ]


async def test_what_is_no_login_is_put_aside_and_no_row_is_lost(
    database: Database, connection: asyncpg.Connection
) -> None:
    await make_legacy(connection)
    await connection.execute(TABLE.format(key="", kind="text"))
    await put(connection, ("one", "1", "2026-05-01"), ("one", "2", "2026-05-03"), ("one", "3", "2026-05-02"))
    await put(connection, (None, "4", "2026-05-01"), ("two", None, "2026-05-01"), ("three", "5", None))
    await put(
        connection,
        ("four", '{"user": ', "2026-05-04"),
        ("four", "6", "2026-05-01"),
        ("five", "[" * 99_999, "2026-05-05"),
    )
    before = await digests(connection)
    planned = await adopt(database, dry_run=True)
    assert await digests(connection) == before
    report = await adopt(database)
    assert planned.tables == report.tables
    assert planned.findings == report.findings
    assert report.tables["session"] == Tally(9, 2, 7)
    assert {finding.kind: finding.count for finding in report.findings} == (
        reasons := {
            "another row of this sid ends later": 2,
            "an impossible sess": 2,
            "no sid": 1,
            "no sess": 1,
            "no expire": 1,
        }
    )
    await connection.reload_schema_state()
    assert await held(connection, "public.session") == [
        ("four", "6", "2026-05-01 00:00:00"),
        ("one", "2", "2026-05-03 00:00:00"),
    ]
    aside = await connection.fetch("SELECT reason, row FROM league.quarantine WHERE source = 'session'")
    assert {reason: [row["reason"] for row in aside].count(reason) for reason in reasons} == reasons
    kept = await connection.fetch("SELECT to_jsonb(s) FROM (SELECT sid, sess::text, expire FROM league.session) s")
    all_rows = await connection.fetch("SELECT to_jsonb(s) FROM legacy.session s")
    found = [*(row["row"] for row in aside), *(row[0] for row in kept)]
    assert sorted(found) == sorted(row[0] for row in all_rows)
    assert not any("one" in example for finding in report.findings for example in finding.examples)


async def test_a_login_that_is_lost_on_the_way_stops_it(
    database: Database, connection: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_legacy(connection)
    await connection.execute(TABLE.format(key="PRIMARY KEY", kind="json"))
    await put(connection, ("one", "{}", "2026-05-01"), ("two", "{}", "2026-05-01"))
    before = await digests(connection)
    work = logins.put_logins

    def losing(opened: Connection, sources: Sources) -> None:
        work(opened, sources)
        opened.exec_driver_sql("DELETE FROM league.session WHERE sid = 'two'")

    monkeypatch.setattr(logins, "put_logins", losing)
    with pytest.raises(AdoptionError, match="Of 2 rows of session 1 are kept, 0 in quarantine"):
        await adopt(database)
    assert await digests(connection) == before


FOREIGN = [
    "CREATE TABLE session (sid integer, term text)",
    "CREATE TABLE session (sid varchar, sess json, expire text)",
    "CREATE MATERIALIZED VIEW session AS SELECT ''::text AS sid, '{}'::json AS sess, now() AS expire",
]


@pytest.mark.parametrize("statement", FOREIGN)
async def test_a_table_of_somebody_else_is_left_alone_until_it_has_another_name(
    database: Database, connection: asyncpg.Connection, statement: str
) -> None:
    await make_legacy(connection)
    await connection.execute(statement)
    before = await digests(connection)
    with pytest.raises(AdoptionError, match=r"is not the session store's table.*`ALTER TABLE public.session RENAME TO"):
        await adopt(database)
    assert await digests(connection) == before
    await connection.execute("ALTER TABLE public.session RENAME TO another_name")
    assert "session" not in (await adopt(database)).tables


async def test_logins_that_no_other_legacy_table_stands_beside(
    database: Database, connection: asyncpg.Connection
) -> None:
    """What the upgrade says to do is done, word by word, and nobody has to sign in again."""
    await connection.execute("DROP VIEW session; DROP SCHEMA league CASCADE")
    await connection.execute(TABLE.format(key="PRIMARY KEY", kind="json"))
    await put(connection, ("one", '{"user": 7}', "2026-05-01"))
    before = await held(connection, "session")
    with pytest.raises(AdoptionError, match="nothing to adopt"):
        await adopt(database)
    with pytest.raises(MigrationError) as refused:
        await upgraded(database)
    rename, _, copy = re.findall("`(.+?)`", str(refused.value))
    await connection.execute(rename)
    await upgraded(database)
    await connection.execute(copy)
    await connection.reload_schema_state()
    assert await held(connection, "league.session") == await held(connection, "public.session") == before


async def upgraded(database: Database) -> None:
    async with database.engine.begin() as opened:
        await opened.run_sync(upgrade)


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

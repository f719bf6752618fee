"""What a pitch refers to is there, whoever writes or takes away at the same time: as foreign keys would have it."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import asyncpg
import pytest
from alembic import command
from sqlalchemy import text

from slugger.jobs.trackman.session import prepare
from slugger.models import embedded
from slugger.models.engine import Database
from slugger.models.legacy import drop_views
from slugger.models.migration import config, upgrade
from slugger.tests.databases import copy_of
from slugger.tests.jobs.trackman.files import VERIFIED, Deliveries, load_each, pitches

REFERENCES = {"game_id": "game", "pitcher_id": "player", "batter_id": "player", "catcher_id": "player"}
KEYS = {"game": "game_id", "player": "player_id"}


@dataclass
class League:
    """A league of one game with ten pitches, another game and player that no pitch refers to, and two users."""

    one: asyncpg.Connection
    other: asyncpg.Connection

    def idle(self, column: str) -> UUID:
        """Give the row that nothing refers to, of the table that a column of pitch refers to."""
        return GAME if column == "game_id" else PLAYER

    async def begun(self, user: asyncpg.Connection, statement: str, *values: object) -> "asyncio.Task[str]":
        """Let a user begin a statement, and see that it waits for somebody else."""
        beside = self.one if user is self.other else self.other
        task = asyncio.create_task(user.execute(statement, *values))
        while not await beside.fetchval("SELECT pg_blocking_pids($1)", user.get_server_pid()):
            assert not task.done()
            await asyncio.sleep(0.002)
        return task


GAME, PLAYER = uuid5(NAMESPACE_URL, "lone game"), uuid5(NAMESPACE_URL, "lone player")


@pytest.fixture(scope="module")
async def ten_pitches(template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Address of a database with the league, for each test to be copied from."""
    delivery = Deliveries(tmp_path_factory.mktemp("league")).put(VERIFIED, pitches(10))
    async with copy_of(template) as made:
        connection = await asyncpg.connect(made.url)
        await prepare(connection)
        await load_each(connection, [delivery])
        await add_idle(connection)
        await connection.close()
        yield made.url


async def add_idle(connection: asyncpg.Connection) -> None:
    """Add a player and a game that no pitch refers to."""
    await connection.execute(
        """INSERT INTO league.player (player_id, player_name, name_key, is_pitcher, is_hitter)
           VALUES ($1, 'Lone, Lou', 'lone, lou', false, false)""",
        PLAYER,
    )
    await connection.execute(
        """
        WITH file AS (
            INSERT INTO league.trackman_file SELECT (jsonb_populate_record(f, jsonb_build_object(
                'file_id', gen_random_uuid(), 'name', 'other', 'state', 'held', 'reason', 'other'))).*
            FROM league.trackman_file f RETURNING file_id)
        INSERT INTO league.game SELECT (jsonb_populate_record(g, jsonb_build_object(
            'game_id', $1::uuid, 'trackman_game_id', 'other', 'file_id', file.file_id))).*
        FROM league.game g, file
        """,
        GAME,
    )


@pytest.fixture
async def database(ten_pitches: str) -> AsyncIterator[Database]:
    """Give a database with the league in it."""
    async with copy_of(ten_pitches) as made:
        yield made


@pytest.fixture
async def league(database: Database) -> AsyncIterator[League]:
    """Give the league, and end what its users leave open."""
    one, other = await asyncpg.connect(database.url), await asyncpg.connect(database.url)
    yield League(one, other)
    for user in (one, other):
        user.terminate()


INSERT = """
    INSERT INTO league.pitch SELECT (jsonb_populate_record(p, jsonb_build_object(
        'pitch_id', gen_random_uuid(), 'pitch_uid', gen_random_uuid(), 'pitch_number', 900 + n,
        '{column}', $1::uuid))).*
    FROM league.pitch p, generate_series(1, 2) AS n WHERE pitch_number = 1
"""
UPDATE = "UPDATE league.pitch SET {column} = $1 WHERE pitch_number = 1"
WRITES = pytest.mark.parametrize("write", [INSERT, UPDATE], ids=["insert", "update"])
DELETE = "DELETE FROM league.{table} WHERE {key} = $1"
REKEY = "UPDATE league.{table} SET {key} = gen_random_uuid() WHERE {key} = $1"
TAKINGS = pytest.mark.parametrize("taking", [DELETE, REKEY], ids=["delete", "new key"])
COLUMNS = pytest.mark.parametrize("column", REFERENCES)
TARGETS = pytest.mark.parametrize("column", ["game_id", "batter_id"])


def written(write: str, column: str) -> str:
    return write.format(column=column)


def taken(taking: str, column: str) -> str:
    table = REFERENCES[column]
    return taking.format(table=table, key=KEYS[table])


async def refused(statement: Awaitable[Any], column: str) -> None:
    """See a statement fail as a foreign key fails it."""
    with pytest.raises(asyncpg.ForeignKeyViolationError) as failed:
        await asyncio.wait_for(statement, 10)
    assert failed.value.sqlstate == "23503"
    assert (failed.value.schema_name, failed.value.table_name) == ("league", "pitch")
    assert failed.value.constraint_name == f"pitch_{column}_fkey"


async def orphans(user: asyncpg.Connection) -> int:
    """Count the references to nothing."""
    found: int = await user.fetchval(
        """SELECT count(*) FROM league.pitch p, LATERAL (VALUES (pitcher_id), (batter_id), (catcher_id)) AS who (id)
           WHERE id IS NOT NULL AND NOT EXISTS (SELECT FROM league.player WHERE player_id = id)
           OR NOT EXISTS (SELECT FROM league.game g WHERE g.game_id = p.game_id)"""
    )
    return found


@WRITES
@COLUMNS
async def test_a_pitch_refers_to_what_is_there(league: League, column: str, write: str) -> None:
    await refused(league.one.execute(written(write, column), uuid4()), column)
    own = await league.one.fetchrow("SELECT game_id, batter_id FROM league.pitch WHERE pitch_number = 1")
    stranger = own["batter_id"] if column == "game_id" else own["game_id"]
    await refused(league.one.execute(written(write, column), stranger), column)
    await league.one.execute(written(write, column), league.idle(column))
    assert await orphans(league.one) == 0


async def test_one_orphan_among_many_is_found(league: League) -> None:
    rows = await league.one.fetch("SELECT * FROM league.pitch WHERE pitch_number < 5 ORDER BY pitch_number")
    lost = uuid4()
    new = [
        dict(row) | {"pitch_id": uuid4(), "pitch_uid": uuid4(), "pitch_number": 50 + n} for n, row in enumerate(rows)
    ]
    new[2] |= {"catcher_id": lost, "batter_id": None}
    copied = [tuple(row.values()) for row in new]
    with pytest.raises(asyncpg.ForeignKeyViolationError) as failed:
        await league.one.copy_records_to_table("pitch", schema_name="league", columns=list(new[0]), records=copied)
    assert failed.value.constraint_name == "pitch_catcher_id_fkey"
    assert str(lost) in failed.value.detail
    for row in new:
        row["pitcher_id"] = row["batter_id"] = row["catcher_id"] = None
    copied = [tuple(row.values()) for row in new]
    await league.one.copy_records_to_table("pitch", schema_name="league", columns=list(new[0]), records=copied)


@TAKINGS
@COLUMNS
async def test_what_a_pitch_refers_to_stays(league: League, column: str, taking: str) -> None:
    await league.one.execute(written(UPDATE, column), league.idle(column))
    await refused(league.one.execute(taken(taking, column), league.idle(column)), column)
    await league.one.execute("DELETE FROM league.pitch WHERE pitch_number = 1")
    assert (await league.one.execute(taken(taking, column), league.idle(column))).endswith(" 1")


async def test_what_nobody_refers_to_at_the_end_of_a_statement_may_go(league: League) -> None:
    key = await league.one.fetchval("SELECT game_id FROM league.pitch LIMIT 1")
    await league.one.execute(
        "WITH p AS (DELETE FROM league.pitch WHERE game_id = $1) DELETE FROM league.game WHERE game_id = $1", key
    )
    await league.one.execute("UPDATE league.player SET player_name = 'Known, Ken', player_id = player_id")


async def test_a_key_that_comes_back_in_the_statement_was_never_gone(league: League) -> None:
    await league.one.execute(written(UPDATE, "pitcher_id"), PLAYER)
    back = """WITH gone AS (DELETE FROM league.player WHERE player_id = $1 RETURNING *)
              INSERT INTO league.player SELECT * FROM gone"""
    assert await league.one.execute(back, PLAYER) == "INSERT 0 1"
    assert await orphans(league.one) == 0


@pytest.mark.parametrize("committed", [True, False], ids=["committed", "rolled back"])
@pytest.mark.parametrize("turned", [False, True], ids=["the pitch first", "the taking first"])
@TAKINGS
@WRITES
@TARGETS
async def test_a_pitch_and_a_taking_wait_for_each_other(
    league: League, column: str, write: str, taking: str, *, turned: bool, committed: bool
) -> None:
    both = [written(write, column), taken(taking, column)]
    first, second = reversed(both) if turned else both
    transaction = league.one.transaction()
    await transaction.start()
    await league.one.execute(first, league.idle(column))
    waiting = await league.begun(league.other, second, league.idle(column))
    if committed:
        await transaction.commit()
        await refused(waiting, column)
    else:
        await transaction.rollback()
        assert (await waiting).endswith((" 1", "INSERT 0 2"))
    assert await orphans(league.one) == 0


@TARGETS
async def test_a_taking_between_the_rows_and_their_check(league: League, column: str, database: Database) -> None:
    """The pitch is written and not yet checked when what it refers to goes: the check comes after that."""
    third = await asyncpg.connect(database.url)
    hold = third.transaction()
    await hold.start()
    await third.execute("SELECT FROM league.pitch WHERE pitch_number = 2 FOR UPDATE")
    waiting = await league.begun(
        league.one, f"UPDATE league.pitch SET {column} = $1 WHERE pitch_number IN (1, 2)", league.idle(column)
    )
    await league.other.execute(taken(DELETE, column), league.idle(column))
    await hold.commit()
    await refused(waiting, column)
    await third.close()


SNAPSHOTS = pytest.mark.parametrize("isolation", ["repeatable_read", "serializable"])


@SNAPSHOTS
@TAKINGS
@TARGETS
async def test_nothing_is_taken_on_an_old_snapshot(league: League, column: str, taking: str, isolation: str) -> None:
    transaction = league.other.transaction(isolation=isolation)
    await transaction.start()
    assert await league.other.fetchval("SELECT count(*) FROM league.pitch") == 10
    await league.one.execute(written(INSERT, column), league.idle(column))
    with pytest.raises(asyncpg.FeatureNotSupportedError, match="taken away at READ COMMITTED only"):
        await league.other.execute(taken(taking, column), league.idle(column))
    await transaction.rollback()
    assert await orphans(league.one) == 0


@SNAPSHOTS
@WRITES
@TARGETS
async def test_no_pitch_refers_to_what_only_an_old_snapshot_has(
    league: League, column: str, write: str, isolation: str
) -> None:
    transaction = league.other.transaction(isolation=isolation)
    await transaction.start()
    assert await league.other.fetchval("SELECT count(*) FROM league.pitch") == 10
    await league.one.execute(taken(DELETE, column), league.idle(column))
    with pytest.raises(asyncpg.SerializationError):
        await league.other.execute(written(write, column), league.idle(column))
    await transaction.rollback()


@pytest.mark.parametrize("table", KEYS)
async def test_no_table_is_emptied_that_pitches_refer_to(league: League, table: str) -> None:
    also = ", league.appearance, league.positioning" if table == "player" else ""
    alone = f"TRUNCATE league.{table}{also}"
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await league.one.execute(alone)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await league.one.execute(f"TRUNCATE league.{table} CASCADE")
    async with league.one.transaction(isolation="repeatable_read"):
        with pytest.raises(asyncpg.FeatureNotSupportedError):
            async with league.one.transaction():
                await league.one.execute(alone)
    await league.one.execute(f"TRUNCATE league.{table}, league.pitch, league.appearance, league.positioning")
    assert await league.one.fetchval(f"SELECT count(*) FROM league.{table}") == 0


@pytest.mark.parametrize("table", KEYS)
async def test_emptying_a_table_waits_for_the_pitch(league: League, table: str) -> None:
    await league.one.execute("DELETE FROM league.positioning")
    rows = await league.one.fetch("DELETE FROM league.pitch RETURNING *")
    await league.one.execute("DELETE FROM league.appearance")
    transaction = league.one.transaction()
    await transaction.start()
    columns, copied = list(rows[0].keys()), [tuple(row.values()) for row in rows]
    await league.one.copy_records_to_table("pitch", schema_name="league", columns=columns, records=copied)
    also = ", league.appearance, league.positioning" if table == "player" else ""
    waiting = await league.begun(league.other, f"TRUNCATE league.{table}{also}")
    await transaction.commit()
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await waiting
    assert await orphans(league.one) == 0


async def test_the_check_needs_no_right_on_what_is_referred_to(league: League) -> None:
    """As with a foreign key, who may write pitches need not be allowed to see players."""
    transaction = league.one.transaction()
    await transaction.start()
    await league.one.execute(
        """CREATE ROLE pitch_writer; GRANT USAGE ON SCHEMA league TO pitch_writer;
           GRANT SELECT, INSERT ON league.pitch TO pitch_writer; SET LOCAL ROLE pitch_writer"""
    )
    await league.one.execute(written(INSERT, "batter_id"), PLAYER)
    await transaction.rollback()


async def test_a_restored_dump_checks_as_before(league: League, database: Database, postgres_url: str) -> None:
    dump = [str(embedded.binary("pg_dump")), "--no-owner", database.url]
    script = await asyncio.to_thread(subprocess.run, dump, check=True, capture_output=True)
    await league.one.execute("DROP DATABASE IF EXISTS restored")
    await league.one.execute("CREATE DATABASE restored")
    url = postgres_url.replace("/slugger?", "/restored?")
    load = [str(embedded.binary("psql")), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", url]
    await asyncio.to_thread(subprocess.run, load, input=script.stdout, check=True, capture_output=True)
    restored = await asyncpg.connect(url)
    try:
        assert await restored.fetchval("SELECT count(*) FROM league.pitch") == 10
        await refused(restored.execute(written(INSERT, "batter_id"), uuid4()), "batter_id")
        await refused(restored.execute("DELETE FROM league.game"), "game_id")
    finally:
        await restored.close()
        await league.one.execute("DROP DATABASE restored")


async def test_the_foreign_keys_can_be_had_back(league: League, database: Database) -> None:
    names = (
        """SELECT conname FROM pg_constraint WHERE conrelid = 'league.pitch'::regclass AND contype = 'f' ORDER BY 1"""
    )
    own = """SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
             WHERE p.proname IN ('check_pitch_references', 'keep_what_pitches_refer_to')"""
    assert await league.one.fetch(names) == []
    assert await league.one.fetchval(own) == 8
    async with database.engine.begin() as opened:
        await opened.run_sync(drop_views)
        await opened.run_sync(lambda sync: command.downgrade(config(sync), "0001"))
    assert [row["conname"] for row in await league.one.fetch(names)] == sorted(f"pitch_{c}_fkey" for c in REFERENCES)
    assert await league.one.fetchval(own) == 0
    await refused(league.one.execute(written(INSERT, "game_id"), uuid4()), "game_id")
    async with database.engine.begin() as opened:
        await opened.run_sync(upgrade)
    await refused(league.one.execute(written(INSERT, "game_id"), uuid4()), "game_id")
    async with database.engine.connect() as opened:
        assert (await opened.execute(text("SELECT count(*) FROM public.pitch"))).scalar_one() == 10

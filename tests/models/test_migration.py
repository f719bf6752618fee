"""The tables: made by the migrations, the same as the models, with the legacy views over them."""

import asyncpg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from slugger.models.engine import Database
from slugger.models.legacy import PITCH_COLUMNS, drop_views
from slugger.models.migration import MigrationError, config, head, known, revision, upgrade
from slugger.models.reference import CLUBS


async def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    async with database.engine.begin() as connection:
        assert await connection.run_sync(revision) == head()
        await connection.run_sync(lambda sync: command.check(config(sync)))


def test_the_files_of_migrations_begin_with_their_revisions() -> None:
    scripts = ScriptDirectory.from_config(config())
    assert known() == sorted(script.revision for script in scripts.walk_revisions())
    assert head() == scripts.get_current_head()


async def test_an_empty_database_is_at_no_revision(database: Database) -> None:
    async with database.engine.begin() as opened:
        await opened.execute(text("DROP SCHEMA league CASCADE"))
        assert await opened.run_sync(revision) is None


async def test_upgrading_twice_changes_nothing(database: Database, connection: asyncpg.Connection) -> None:
    before = await connection.fetch("SELECT * FROM league.team ORDER BY team_id")
    async with database.engine.begin() as opened:
        await opened.run_sync(upgrade)
    assert await connection.fetch("SELECT * FROM league.team ORDER BY team_id") == before
    assert len(before) == len(CLUBS) == 10


async def test_the_migrations_can_be_taken_back(database: Database, connection: asyncpg.Connection) -> None:
    async with database.engine.begin() as opened:
        await opened.run_sync(drop_views)
        await opened.run_sync(lambda sync: command.downgrade(config(sync), "base"))
    left = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'league'")
    assert [row["tablename"] for row in left] == ["alembic_version"]
    assert not await connection.fetch("SELECT FROM pg_proc WHERE pronamespace = 'league'::regnamespace")


async def test_a_newer_database_is_refused(database: Database, connection: asyncpg.Connection) -> None:
    await connection.execute("UPDATE league.alembic_version SET version_num = '9999'")
    with pytest.raises(MigrationError, match="newer than this program"):
        async with database.engine.begin() as opened:
            await opened.run_sync(upgrade)


async def test_legacy_tables_are_refused_and_left_alone(database: Database) -> None:
    async with database.engine.begin() as opened:
        await opened.execute(text("DROP SCHEMA league CASCADE"))
        await opened.execute(text("CREATE TABLE public.pitch (game_id uuid)"))
    with pytest.raises(MigrationError, match="legacy system"):
        async with database.engine.begin() as opened:
            await opened.run_sync(upgrade)


async def test_the_legacy_views_have_the_legacy_columns(connection: asyncpg.Connection) -> None:
    rows = await connection.fetch(
        """SELECT table_name, column_name, data_type FROM information_schema.columns
           WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"""
    )
    pitch = {row["column_name"]: row["data_type"] for row in rows if row["table_name"] == "pitch"}
    assert tuple(pitch) == PITCH_COLUMNS
    assert len(pitch) == 170
    assert {name: pitch[name] for name in ("date", "time", "local_date_time", "rel_speed", "inning", "game_id")} == {
        "date": "text",
        "time": "text",
        "local_date_time": "text",
        "rel_speed": "real",
        "inning": "integer",
        "game_id": "uuid",
    }
    game = {row["column_name"]: row["data_type"] for row in rows if row["table_name"] == "game"}
    assert game["date"] == "text"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM pitch WHERE game_id = gen_random_uuid()",
        "SELECT * FROM game WHERE game.date LIKE '%2026-05%' ORDER BY game.date DESC LIMIT 20 OFFSET 0",
        """SELECT p.player_id, p.player_name, t.team_name FROM player p LEFT JOIN team t ON p.team_id = t.team_id
           WHERE t.team_name LIKE '%York%'""",
        "SELECT t.*, b.* FROM team t JOIN ballpark b ON t.home_ballpark_id = b.ballpark_id ORDER BY t.team_name DESC",
        "SELECT * FROM pitch ORDER BY date, time DESC LIMIT 20",
    ],
)
async def test_legacy_sql_runs(connection: asyncpg.Connection, statement: str) -> None:
    await connection.fetch(statement)

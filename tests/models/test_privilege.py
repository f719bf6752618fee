"""Who may read the legacy tables may read the views in their place, and who may write logins goes on writing them."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from slugger.models.engine import Database
from slugger.models.migration import upgrade
from slugger.tests.models.legacy import adopt, make_legacy

SESSION = "CREATE TABLE session (sid varchar PRIMARY KEY, sess json, expire timestamp(6))"
READER, OWNER = '"Reader of \'s"', "website"
GRANTS = f"""
    GRANT SELECT ON pitch, game TO {READER};
    GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON session TO {READER} WITH GRANT OPTION;
    GRANT SELECT (team_name, "no column of the view") ON team TO {READER};
    GRANT SELECT ON ballpark TO PUBLIC;
    ALTER TABLE player OWNER TO {OWNER}
"""
HELD = {
    ("ballpark", None, "PUBLIC", "SELECT", False),
    ("game", None, READER, "SELECT", False),
    ("pitch", None, READER, "SELECT", False),
    ("player", None, OWNER, "SELECT", False),
    *(("session", None, READER, action, True) for action in ("SELECT", "INSERT", "UPDATE", "DELETE")),
    ("team", "team_name", READER, "SELECT", False),
}
LISTED = """
    SELECT c.relname::text, acl.of::text, CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END,
           acl.privilege_type, acl.is_grantable
    FROM pg_class c CROSS JOIN LATERAL (
        SELECT NULL AS of, a.* FROM aclexplode(c.relacl) a
        UNION ALL SELECT t.attname, a.* FROM pg_attribute t CROSS JOIN aclexplode(t.attacl) a WHERE t.attrelid = c.oid
    ) acl
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v' AND acl.grantee <> c.relowner
"""


@pytest.fixture
async def roles(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """Give two roles beside the one that upgrades, for as long as the database is there."""
    for role in (READER, OWNER):
        await connection.execute(f"CREATE ROLE {role}")
    yield
    await connection.execute("RESET ROLE")
    for role in (READER, OWNER):
        await connection.execute(f"REASSIGN OWNED BY {role} TO CURRENT_USER; DROP OWNED BY {role}; DROP ROLE {role}")


async def listed(connection: asyncpg.Connection) -> set[tuple[str, str | None, str, str, bool]]:
    return {tuple(row) for row in await connection.fetch(LISTED)}


async def works(connection: asyncpg.Connection, sid: str) -> None:
    """Read and write as those roles do."""
    await connection.reload_schema_state()
    await connection.execute(f"SET ROLE {READER}")
    await connection.fetch("SELECT p.rel_speed FROM pitch p JOIN game g USING (game_id)")
    await connection.execute(f"INSERT INTO session VALUES ('{sid}', '{{}}', '2026-05-01')")
    await connection.execute("UPDATE session SET expire = '2026-05-02'")
    assert await connection.fetchval("SELECT count(*) FROM session") == 1
    await connection.execute("DELETE FROM session")
    assert await connection.fetch("SELECT team_name FROM team")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.fetch("SELECT team_code FROM team")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.fetch("SELECT * FROM player")
    await connection.execute(f"SET ROLE {OWNER}")
    await connection.fetch("SELECT * FROM player, ballpark")
    await connection.execute("RESET ROLE")


@pytest.mark.usefixtures("roles")
async def test_views_take_over_the_privileges_of_what_stood_there(
    database: Database, connection: asyncpg.Connection
) -> None:
    await make_legacy(connection)
    await connection.execute(f'{SESSION}; ALTER TABLE team ADD COLUMN "no column of the view" text; {GRANTS}')
    await works(connection, "before")
    await adopt(database)
    assert await listed(connection) == HELD
    await works(connection, "adopted")
    await connection.execute("COMMENT ON SCHEMA league IS 'another version'")
    async with database.engine.begin() as opened:
        await opened.run_sync(upgrade)
    assert await listed(connection) == HELD
    await works(connection, "upgraded")


@pytest.mark.usefixtures("roles")
async def test_an_upgrade_from_an_older_revision_keeps_privileges(
    database: Database, connection: asyncpg.Connection
) -> None:
    await connection.execute(f"GRANT SELECT ON pitch TO {READER}")
    await connection.execute("UPDATE league.alembic_version SET version_num = '0004'")
    await connection.execute(
        """DROP TABLE league.quarantine; ALTER TABLE league.pitch DROP COLUMN adopted;
           ALTER TABLE league.appearance DROP COLUMN telling; DROP INDEX league.pitch_plate_appearance_idx;
           DROP TABLE league.saved_query"""
    )
    async with database.engine.begin() as opened:
        await opened.run_sync(upgrade)
    assert await listed(connection) == {("pitch", None, READER, "SELECT", False)}


async def test_views_and_foreign_keys_of_others_are_listed(database: Database, connection: asyncpg.Connection) -> None:
    await make_legacy(connection)
    await connection.execute(
        """CREATE TABLE team_admin_requests (request_id serial PRIMARY KEY, team_id uuid REFERENCES team);
           CREATE SCHEMA "Stats"; CREATE VIEW "Stats".fast AS SELECT p.date FROM pitch p JOIN game USING (date);
           CREATE VIEW faster AS SELECT * FROM "Stats".fast;
           CREATE MATERIALIZED VIEW park_names AS SELECT ballpark_name FROM ballpark;
           ALTER TABLE player ADD FOREIGN KEY (team_id) REFERENCES team"""
    )
    report = await adopt(database)
    assert {(f.table, f.kind, f.examples) for f in report.findings if "others" in f.kind} == {
        ("ballpark", "views of others", ("public.park_names",)),
        ("team", "foreign keys of others", ("public.team_admin_requests.team_admin_requests_team_id_fkey",)),
        ("game", "views of others", ('"Stats".fast',)),
        ("pitch", "views of others", ('"Stats".fast',)),
    }
    assert {f.count for f in report.findings} == {1}

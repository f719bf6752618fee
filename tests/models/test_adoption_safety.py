"""An adoption that does not come to its end changes nothing, and nobody ever sees half of one."""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import asyncpg
import pytest
from sqlalchemy.engine import Connection

from slugger.gateway.database import refuse_outdated
from slugger.models import adoption
from slugger.models.adoption import aside, people, pitches, places, quarantine, takeover
from slugger.models.engine import Database, connect
from slugger.models.migration import MigrationError, upgrade
from slugger.tests.models.legacy import TABLES, adopt, digests, types_of, unlike

PROGRAM = [sys.executable, "-c", "from slugger.gateway.program import main; main()"]


class BrokenError(Exception):
    """What breaks an adoption in the tests."""


@pytest.mark.parametrize(
    ("module", "function"),
    [
        (aside, "move_aside"),
        (places, "put_places"),
        (pitches, "put_pitches"),
        (people, "put_appearances"),
        (quarantine, "put_quarantine"),
        (quarantine, "made"),
    ],
)
async def test_a_failure_changes_nothing(
    legacy: Database, looking: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch, module: object, function: str
) -> None:
    before = await digests(looking)
    work: Callable[..., object] = getattr(module, function)

    def breaking(*arguments: object) -> None:
        work(*arguments)
        raise BrokenError

    monkeypatch.setattr(module, function, breaking)
    with pytest.raises(BrokenError):
        await adopt(legacy)
    assert await digests(looking) == before


async def test_a_row_that_is_lost_on_the_way_stops_it(
    legacy: Database, looking: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await digests(looking)
    work = people.put_appearances

    def losing(connection: Connection) -> None:
        work(connection)
        connection.exec_driver_sql(
            "DELETE FROM league.pitch WHERE pitch_id IN (SELECT pitch_id FROM league.pitch LIMIT 1)"
        )

    monkeypatch.setattr(people, "put_appearances", losing)
    with pytest.raises(adoption.AdoptionError, match=r"Of \d+ rows of pitch \d+ are kept, 0 in quarantine"):
        await adopt(legacy)
    assert await digests(looking) == before


@pytest.mark.parametrize("phase", ["Looking at columns …", "Copying", "Copying positioning", "Putting aside"])
async def test_a_kill_changes_nothing(legacy: Database, looking: asyncpg.Connection, phase: str) -> None:
    before = await digests(looking)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SLUGGER_")}
    run = await asyncio.create_subprocess_exec(
        *PROGRAM,
        *("db", "adopt"),
        env=environment | {"SLUGGER_DATABASE_URL": legacy.url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert run.stderr
    while not (line := await run.stderr.readline()).decode().startswith(phase):
        assert line
    run.kill()
    assert (await run.communicate())[0] == b""
    assert run.returncode == -9
    assert await digests(looking) == before


async def test_others_wait_and_never_see_half(legacy: Database, looking: asyncpg.Connection) -> None:
    rows = await looking.fetchval("SELECT count(*) FROM pitch")
    prepared = await looking.prepare(
        "SELECT count(*) FROM pitch p JOIN game g USING (game_id) WHERE g.date LIKE '2025-%'"
    )
    assert await prepared.fetchval() == rows
    writer = await asyncpg.connect(legacy.url)
    waiting: list[asyncio.Task[object]] = []

    async def write() -> object:
        return await writer.execute("INSERT INTO pitch (pitch_number) VALUES (1)")

    def say(line: str) -> None:
        if line.startswith("Copying clubs") and not waiting:
            waiting.extend([asyncio.create_task(prepared.fetchval()), asyncio.create_task(write())])

    await adopt(legacy, say)
    assert await waiting[0] == rows
    with pytest.raises(asyncpg.PostgresError, match='cannot insert into view "pitch"'):
        await waiting[1]
    await writer.close()


async def test_a_legacy_system_at_work_is_waited_for_and_then_left_alone(
    legacy: Database, looking: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(takeover, "LOCK_SECONDS", 1)
    before = await digests(looking)
    writer = await asyncpg.connect(legacy.url)
    async with writer.transaction():
        await writer.execute("UPDATE player SET player_name = player_name")
        with pytest.raises(adoption.AdoptionError, match="stop the legacy system and try again"):
            await adopt(legacy)
        planned = await adopt(legacy, dry_run=True)
    await writer.close()
    assert planned.tables["player"].quarantined == 0
    assert await digests(looking) == before


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("DROP TABLE team", "holds only a part of the legacy system: schema public lacks team"),
        ("DROP TABLE ballpark, team, player, game, pitch", "holds no tables of the legacy system"),
        ("ALTER TABLE pitch DROP COLUMN inning, DROP COLUMN pitch_call", "it lacks the columns inning, pitch_call"),
        ("CREATE SCHEMA legacy; CREATE TABLE legacy.game ()", "schema legacy holds game already"),
        ("CREATE SCHEMA league; CREATE TABLE league.game AS SELECT 1", "holds games of both systems"),
        ("ALTER TABLE game RENAME TO g; CREATE TABLE game (d int) PARTITION BY LIST (d)", "public.game is partitioned"),
        ("CREATE TABLE more () INHERITS (pitch)", "public.pitch is partitioned or inherited"),
    ],
)
async def test_another_database_is_refused_and_left_alone(
    legacy: Database, looking: asyncpg.Connection, statement: str, sentence: str
) -> None:
    await looking.execute(statement)
    before = await digests(looking)
    for dry_run in (True, False):
        with pytest.raises(adoption.AdoptionError, match=sentence):
            await adopt(legacy, dry_run=dry_run)
    assert await digests(looking) == before


async def test_an_upgrade_says_what_to_do_and_so_does_any_other_start(legacy: Database) -> None:
    with pytest.raises(MigrationError, match="run `slugger db adopt`"):
        async with legacy.engine.begin() as connection:
            await connection.run_sync(upgrade)
    with pytest.raises(MigrationError, match="run `slugger db adopt`"):
        await refuse_outdated(legacy)


COPIES = 65


async def multiply(looking: asyncpg.Connection) -> None:
    """Put every game with its pitches into the database 65 times more, each three weeks after the other."""
    await looking.execute(
        f"""CREATE TEMP TABLE copies AS
            SELECT gen_random_uuid() AS key, n, g.* FROM game g, generate_series(1, {COPIES}) n;
            INSERT INTO game SELECT key, home_team_id, visiting_team_id, ballpark_id, verified,
                                    (date::date + 21 * n)::text, daily_game_number FROM copies"""
    )
    values = {"game_id": "c.key", "date": "(p.date::date + 21 * c.n)::text"}
    selected = ", ".join(values.get(column, f"p.{column}") for column in await types_of(looking, "public", "pitch"))
    await looking.execute(f"INSERT INTO pitch SELECT {selected} FROM pitch p JOIN copies c ON c.game_id = p.game_id")


async def test_a_season_is_adopted_in_well_under_a_minute(legacy: Database, looking: asyncpg.Connection) -> None:
    await multiply(looking)
    await looking.execute("INSERT INTO pitch SELECT * FROM pitch LIMIT 1000")
    began = perf_counter()
    report = await adopt(legacy)
    adopted = perf_counter()
    assert report.tables["pitch"].quarantined == 1000
    assert report.tables["pitch"].kept > 195_000
    assert await looking.fetchval("SELECT count(*) FROM pitch") == report.tables["pitch"].kept
    assert {name: await unlike(looking, name) for name in TABLES} == dict.fromkeys(TABLES, 0)
    # Where this machine is so busy that to compare the rows takes more than six seconds, as many times more is allowed.
    assert adopted - began < max(60, 10 * (perf_counter() - adopted))


async def test_the_program_reports_and_says_when_it_is_done(
    legacy: Database, looking: asyncpg.Connection, tmp_path: Path
) -> None:
    await looking.execute("INSERT INTO pitch SELECT * FROM pitch LIMIT 7")
    await looking.execute('ALTER TABLE pitch ADD COLUMN "red \x1b[31m" real')
    before = await digests(looking)

    async def call(*arguments: str) -> tuple[int, str, str]:
        run = await asyncio.create_subprocess_exec(
            *PROGRAM,
            *arguments,
            env={**os.environ, "SLUGGER_DATABASE_URL": legacy.url, "SLUGGER_DATA_DIR": str(tmp_path)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, progress = await run.communicate()
        return run.returncode or 0, output.decode(), progress.decode()

    code, output, progress = await call("db", "adopt", "--dry-run")
    assert (code, await digests(looking)) == (0, before)
    assert "Nothing is changed" in output
    assert "           7  pitch: a duplicate, the same in every column" in output
    assert "           1  pitch.red \\x1b[31m: unknown column: kept in extra" in output
    assert "Looking at pitches …" in progress
    code, output, progress = await call("db", "adopt", "--json")
    assert code == 0
    report = json.loads(output)
    assert report["adopted"]
    assert report["tables"]["pitch"]["quarantined"] == 7
    assert [finding["count"] for finding in report["findings"]] == [7, 1]
    assert await call("db", "adopt") == (0, "", "slugger: The database is adopted already: there is nothing to do.\n")
    assert (await call("db", "upgrade"))[0] == 0
    assert (await call("db", "adopt", "--dry-run"))[0] == 0


async def test_an_empty_database_is_one_sentence(postgres_url: str) -> None:
    database = connect(postgres_url)
    with pytest.raises(adoption.AdoptionError, match="nothing to adopt"):
        await adopt(database)
    await database.close()

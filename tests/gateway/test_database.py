"""Settings to databases: what is opened, upgraded, refused."""

import asyncio
import shutil
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from slugger.gateway.context import open_process
from slugger.gateway.database import needed_revision, open_database
from slugger.gateway.errors import OutdatedDatabaseError, SettingsError
from slugger.gateway.settings import Settings, load_settings
from slugger.models import embedded, engine
from slugger.models.embedded import EmbeddedError
from slugger.models.engine import Database, DatabaseError


def given(url: str, **more: object) -> Settings:
    return load_settings(database_url=SecretStr(url), **more)


async def clubs(database: Database) -> int:
    async with database.engine.connect() as connection:
        return int((await connection.execute(text("SELECT count(*) FROM league.team"))).scalar_one())


BAD_SETTINGS = {
    "SLUGGER_PORT": ("abc", "SLUGGER_PORT=abc is not a usable value: input should be a valid integer"),
    "SLUGGER_POOL_SIZE": ("0", "SLUGGER_POOL_SIZE=0 is not a usable value: input should be greater than"),
    "SLUGGER_REQUEST_SECONDS": ("nan", "SLUGGER_REQUEST_SECONDS=nan is not a usable value"),
    "SLUGGER_DATABASE_URL": (
        "mysql://me:hidden@db/league",
        "SLUGGER_DATABASE_URL is not a usable value: it begins with",
    ),
    "SLUGGER_API_KEYS": ("maybe", "SLUGGER_API_KEYS=maybe is not a usable value: input should be 'auto', 'optional'"),
    "SLUGGER_LEGACY_TOKEN_SECRET": (
        "hidden",
        "SLUGGER_LEGACY_TOKEN_SECRET is not a usable value: it has exactly 32 bytes",
    ),
    "SLUGGER_WIDGET_TOKEN_SECRET": (
        "hidden",
        "SLUGGER_WIDGET_TOKEN_SECRET is not a usable value: it has at least 32 bytes",
    ),
}


@pytest.mark.parametrize("name", BAD_SETTINGS)
def test_a_bad_setting_is_named_in_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    value, sentence = BAD_SETTINGS[name]
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert str(raised.value).startswith(sentence)
    assert "\n" not in str(raised.value)
    assert "hidden" not in str(raised.value)


def test_settings_come_from_the_environment_and_a_choice_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLUGGER_PORT", "9000")
    monkeypatch.setenv("SLUGGER_HOST", "")
    assert (load_settings().port, load_settings(port=9001).port, load_settings(port=None).port) == (9000, 9001, 9000)
    assert load_settings().host == "127.0.0.1"


def test_the_legacy_key_is_measured_in_bytes() -> None:
    assert load_settings(legacy_token_secret=SecretStr("ü" * 16)).legacy_token_secret
    with pytest.raises(SettingsError, match="exactly 32 bytes"):
        load_settings(legacy_token_secret=SecretStr("ü" * 32))


def test_each_kind_of_token_has_a_secret_of_its_own() -> None:
    secret = SecretStr("hidden" + "h" * 26)
    with pytest.raises(SettingsError, match="WIDGET_TOKEN_SECRET is not a usable value: it is the legacy") as raised:
        load_settings(legacy_token_secret=secret, widget_token_secret=secret)
    assert "hidden" not in str(raised.value)


def test_a_secret_is_never_printed() -> None:
    secrets = {"legacy_token_secret": SecretStr("hidden".ljust(32)), "widget_token_secret": SecretStr("hidden" * 9)}
    settings = given("postgresql://me:hidden@db/league", **secrets)
    assert "hidden" not in f"{settings!r} {settings} {settings.model_dump()}"


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())


async def test_a_given_database_that_is_current_is_opened(database: Database) -> None:
    async with open_database(given(database.url)) as opened:
        assert await clubs(opened) == 10


@pytest.fixture
async def empty(database: Database) -> str:
    """Address of a database without tables."""
    async with database.engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA league CASCADE"))
    return database.url


async def test_a_given_database_without_tables_is_refused_until_it_is_upgraded(empty: str) -> None:
    with pytest.raises(OutdatedDatabaseError, match=r"at revision none .* run `slugger db upgrade`"):
        async with open_database(given(empty)):
            pass
    async with open_database(given(empty), upgrade=True):
        pass
    async with open_database(given(empty)) as opened:
        assert await clubs(opened) == 10


async def test_a_database_of_a_newer_version_is_refused(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE league.alembic_version SET version_num = '9999'"))
    with pytest.raises(OutdatedDatabaseError, match=f"at revision 9999 .* needs {needed_revision()}"):
        async with open_database(given(database.url)):
            pass


UNREACHABLE = {
    "nobody listens": ("postgresql://me:hidden@127.0.0.1:1/league", "127.0.0.1:1/league: "),
    "bad port": ("postgresql://me:hidden@127.0.0.1:port/league", "127.0.0.1:port/league: "),
    "bad option": ("postgresql://me:hidden@127.0.0.1:1/league?sslmode=maybe", "`sslmode` parameter must be one of"),
}


@pytest.mark.parametrize("case", UNREACHABLE)
async def test_a_database_out_of_reach_is_one_sentence(case: str) -> None:
    url, sentence = UNREACHABLE[case]
    with pytest.raises(DatabaseError, match=sentence) as raised:
        async with open_database(given(url)):
            pass
    assert "hidden" not in str(raised.value)


async def test_a_wrong_password_is_one_sentence(database: Database) -> None:
    wrong = database.url.replace("slugger:", "slugger:not-", 1)
    with pytest.raises(DatabaseError, match="password authentication failed"):
        async with open_database(given(wrong)):
            pass


async def test_a_server_that_is_too_old_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "OLDEST_POSTGRES", 99)
    with pytest.raises(DatabaseError, match="slugger needs 99 or newer"):
        async with open_database(given(database.url)):
            pass


async def test_reads_go_to_the_reader(database: Database) -> None:
    async with (
        open_process(given(database.url, request_seconds=1)) as process,
        process.reader.reads() as session,
    ):
        with pytest.raises(DBAPIError, match="statement timeout"):
            await session.exec(text("SELECT pg_sleep(5)"))  # type: ignore[call-overload]
    async with open_process(given(database.url, database_reader_url=SecretStr(database.url))) as process:
        assert process.request().loaders._sessions is process.reader.reads


async def test_a_reader_without_the_tables_is_refused(database: Database, postgres_url: str) -> None:
    with pytest.raises(OutdatedDatabaseError, match="run `slugger db upgrade`"):
        async with open_process(given(database.url, database_reader_url=SecretStr(postgres_url))):
            pass


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory of an embedded database that nobody runs."""
    data_dir = tmp_path_factory.mktemp("data")
    with embedded.start(data_dir):
        pass
    return data_dir


async def test_the_embedded_database_is_upgraded_by_itself_and_released(cluster: Path) -> None:
    async with open_database(Settings(data_dir=cluster)) as opened:
        assert await clubs(opened) == 10
    with pytest.raises((OSError, asyncpg.PostgresError)):
        await asyncpg.connect(opened.url)


async def test_a_start_that_is_cancelled_leaves_no_server(cluster: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[embedded.EmbeddedPostgres] = []
    start = embedded.start

    def start_and_note(data_dir: Path) -> embedded.EmbeddedPostgres:
        started.append(start(data_dir))
        return started[0]

    monkeypatch.setattr(embedded, "start", start_and_note)

    async def use() -> None:
        async with open_database(Settings(data_dir=cluster)):
            pytest.fail("the start was cancelled")

    task = asyncio.ensure_future(use())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(started) == 1
    with pytest.raises((OSError, asyncpg.PostgresError)):
        await asyncpg.connect(started[0].url)


async def test_a_data_directory_of_another_version_is_refused(cluster: Path, tmp_path: Path) -> None:
    shutil.copytree(cluster / "postgres", tmp_path / "postgres")
    (tmp_path / "postgres" / "cluster" / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 12"):
        async with open_database(Settings(data_dir=tmp_path)):
            pass

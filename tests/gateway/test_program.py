"""The program as a user starts it: what it prints, how it stops, what it says when it cannot run."""

import asyncio
import importlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from slugger.gateway import errors, running
from slugger.gateway.database import needed_revision
from slugger.gateway.program import main
from slugger.models import embedded
from slugger.models.engine import Database
from slugger.schema import sdl

SLUGGER = [sys.executable, "-c", "from slugger.gateway.program import main; main()"]


BYTECODE = Path(__file__).parents[2] / ".pytest_cache" / "bytecode"
"""Where the programs keep what they compile, so that they start as quickly as installed ones."""


def environment(**settings: str) -> dict[str, str]:
    unwanted = ("SLUGGER_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    chosen = {f"SLUGGER_{name.upper()}": value for name, value in settings.items()}
    return kept | chosen | {"PYTHONUNBUFFERED": "1", "PYTHONPYCACHEPREFIX": str(BYTECODE)}


OPEN_DOOR = "ALPBAPI answers without API keys and limits; from the first `slugger apikey create` on it asks for them.\n"
"""What `slugger serve` says on an embedded database in which no key was ever made."""

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run the program in this process; gives its exit code, standard output and standard error."""

    def call(*arguments: str, **settings: str) -> tuple[int, str, str]:
        for name, value in settings.items():
            monkeypatch.setenv(f"SLUGGER_{name.upper()}", value)
        monkeypatch.setattr(sys, "argv", ["slugger", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        output = capsys.readouterr()
        return int(ended.value.code or 0), output.out, output.err

    return call


class Serving:
    """A running `slugger serve` on a free port."""

    def __init__(self, **settings: str) -> None:
        command = [*SLUGGER, "serve", "--port", "0"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, env=environment(**settings), stdout=pipe, stderr=pipe, text=True)
        assert self.process.stdout
        self.line = self.process.stdout.readline()
        self.url = self.line.split()[3] if self.line else ""

    def ask(self, query: str = "{ __typename }") -> object:
        """Give the data of an answer."""
        return httpx.post(f"{self.url}/graphql", json={"query": query}).json().get("data")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Send a signal; give the exit code and what was printed after the first line."""
        self.process.send_signal(number)
        output, complaints = self.process.communicate(timeout=60)
        return self.process.returncode, output + complaints


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Data directory of the programs of this module; its server is stopped at the end whatever happened."""
    place = tmp_path_factory.mktemp("data")
    yield place
    embedded.start(place).release()


@pytest.fixture
def serve() -> Iterator[Callable[..., Serving]]:
    """Start `slugger serve`; what still runs at the end of the test is stopped."""
    started = []

    def serve(**settings: str) -> Serving:
        started.append(Serving(**settings))
        return started[-1]

    yield serve
    for serving in started:
        if serving.process.poll() is None:
            serving.stop()


def has_server(data_dir: Path) -> bool:
    """Tell whether PostgreSQL runs on a data directory: it keeps this file while it does."""
    return (data_dir / "postgres" / "cluster" / "postmaster.pid").exists()


def test_serve_says_where_it_is_answers_and_stops_in_order(serve: Callable[..., Serving], data_dir: Path) -> None:
    serving = serve(data_dir=str(data_dir))
    assert serving.line.startswith("SLUGGER is at http://127.0.0.1:")
    assert serving.ask() == {"__typename": "Query"}
    assert has_server(data_dir)
    assert serving.stop(signal.SIGINT) == (0, OPEN_DOOR)
    assert not has_server(data_dir)


def test_serve_starts_again_after_it_was_killed(serve: Callable[..., Serving], data_dir: Path) -> None:
    killed = serve(data_dir=str(data_dir))
    assert killed.stop(signal.SIGKILL)[0] == -signal.SIGKILL
    assert has_server(data_dir)
    serving = serve(data_dir=str(data_dir))
    assert serving.ask() == {"__typename": "Query"}
    assert serving.stop(signal.SIGTERM) == (0, OPEN_DOOR)
    assert not has_server(data_dir)


ASKS = "ALPBAPI asks for API keys: `slugger apikey create NAME` makes one.\n"


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("auto", ASKS),
        ("required", ASKS),
        ("optional", "ALPBAPI answers without API keys and limits; SLUGGER_API_KEYS=required asks for them.\n"),
    ],
)
def test_serve_says_when_no_key_is_asked_for(
    serve: Callable[..., Serving], database: Database, mode: str, said: str
) -> None:
    serving = serve(database_url=database.url, api_keys=mode)
    assert serving.line.startswith("SLUGGER is at")
    assert serving.ask() == {"__typename": "Query"}
    assert serving.stop() == (0, said)


def test_a_killed_database_comes_back_by_itself(serve: Callable[..., Serving], data_dir: Path) -> None:
    serving = serve(data_dir=str(data_dir))
    os.kill(int((data_dir / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    deadline = time.monotonic() + 20
    while serving.ask("{ games { totalCount } }") != {"games": {"totalCount": 0}}:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    code, said = serving.stop()
    assert code == 0
    assert "starting it again" in said
    assert "Traceback" not in said


def test_a_stop_during_the_start_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [*SLUGGER, "serve", "--port", "0"]
    started = subprocess.Popen(command, env=environment(data_dir=str(tmp_path)), stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not (tmp_path / "postgres").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    started.terminate()
    assert started.communicate(timeout=60)[0] == ""
    assert started.returncode == 0
    assert not has_server(tmp_path)


def test_a_taken_port_is_one_sentence_before_anything_is_started(call: Call, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, output, complaint = call("serve", "--port", port, data_dir=str(tmp_path / "data"))
    assert (code, output) == (1, "")
    assert complaint.startswith(f"slugger: Cannot listen on 127.0.0.1 port {port} (address already in use): ")
    assert len(complaint.splitlines()) == 1
    assert not (tmp_path / "data").exists()


def test_a_database_out_of_reach_is_one_sentence(call: Call) -> None:
    url = "postgresql://me:hidden@127.0.0.1:1/league"
    code, output, complaint = call("serve", "--port", "0", database_url=url)
    assert (code, output) == (1, "")
    assert complaint.startswith("slugger: No connection to the database at 127.0.0.1:1/league: ")
    assert "hidden" not in complaint
    assert len(complaint.splitlines()) == 1


def test_a_bad_setting_is_one_sentence(call: Call) -> None:
    code, output, complaint = call("serve", port="abc")
    assert (code, output) == (2, "")
    assert complaint.startswith("slugger: SLUGGER_PORT=abc is not a usable value: ")


def test_a_defect_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["slugger", "schema"])
    monkeypatch.setattr(sdl, "print_sdl", lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        main()


def test_a_given_database_is_upgraded_on_demand(call: Call, database: Database) -> None:
    code, output, complaint = call("db", "upgrade", database_url=database.url)
    assert (code, complaint) == (0, "")
    assert f"is at revision {needed_revision()}" in output
    assert database.url not in output


def test_the_schema_is_printed(call: Call) -> None:
    assert call("schema") == (0, sdl.print_sdl(), "")


def test_the_version_is_printed(call: Call) -> None:
    assert call("--version")[1].startswith("slugger ")


@pytest.mark.parametrize(
    "command", ["", "serve", "db upgrade", "db adopt", "schema", "ingest", "demo", "apikey create", "apikey plan"]
)
def test_help_shows_examples_and_is_quick(command: str) -> None:
    loaded = "import sys, atexit; atexit.register(lambda: print('sqlalchemy' in sys.modules, file=sys.stderr)); "
    words = [SLUGGER[0], "-c", loaded + SLUGGER[2], *command.split(), "--help"]
    result = subprocess.run(words, env=environment(), capture_output=True, text=True, check=True)
    assert f"slugger {command}".strip() in result.stdout
    assert ("Example" in result.stdout) is bool(command)
    assert result.stderr == "False\n"


def test_the_expected_failures_of_other_layers_are_classes() -> None:
    for name in errors.FROM_BELOW:
        module, _, kind = name.rpartition(".")
        assert errors.is_expected(getattr(importlib.import_module(module), kind)("a sentence"))
    assert not errors.is_expected(ValueError("a defect"))


@pytest.mark.parametrize("number", running.STOP_SIGNALS)
def test_a_signal_ends_work_with_its_cleaning_up_done(number: signal.Signals) -> None:
    cleaned = []

    async def work() -> None:
        try:
            os.kill(os.getpid(), number)
            await asyncio.sleep(60)
        finally:
            cleaned.append(True)

    with pytest.raises(errors.StoppedError):
        running.run(work())
    assert cleaned == [True]


def test_work_gives_its_value_or_its_failure() -> None:
    async def fail() -> None:
        raise errors.AddressError("taken")

    async def give() -> int:
        return 5

    assert running.run(give()) == 5
    with pytest.raises(errors.AddressError):
        running.run(fail())

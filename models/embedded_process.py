"""The cluster of the embedded PostgreSQL and the server processes on it: make, start, find, clear away, stop."""

import os
import shutil
import signal
import socket
import struct
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from slugger.models.embedded_programs import CHOICES, MAJOR, EmbeddedError, Programs, complaint, processes

NAME = "slugger"
SOCKET = ".s.PGSQL.5432"
LOG_BYTES = 8_000_000
STOP_SECONDS = 30
POLL_SECONDS = 0.005
TLS_REQUEST = struct.pack("!ii", 8, 80877103)  # https://www.postgresql.org/docs/18/protocol-message-formats.html

SETTINGS = {
    "shared_buffers": "256MB",
    "max_connections": "100",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
INVARIANTS = {
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "logging_collector": "off",
}


@dataclass(frozen=True)
class Cluster:
    """The cluster in `home`, reached by clients through `socket_dir`. One process at a time may call the methods.

    SETTINGS go into postgresql.conf once, for the operator to change; INVARIANTS go with every start.
    """

    home: Path
    programs: Programs
    socket_dir: Path
    link_dir: Path | None

    @property
    def directory(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "log"

    @property
    def marker(self) -> str:
        """The `cluster_name`, which PostgreSQL shows in the command line of each of its processes."""
        place = self.directory.stat()
        return f"{NAME}-{place.st_dev:x}-{place.st_ino:x}-"

    def initialise(self, password: str) -> None:
        """Make the cluster unless it exists; one of another major version is an EmbeddedError.

        The work is done under a name of its own, brought to disk once, and renamed when complete: what a killed
        predecessor left behind never counts.
        """
        for abandoned in self.home.glob("cluster.*"):
            shutil.rmtree(
                abandoned, ignore_errors=True
            )  # its initdb may still be writing: the next start finds the rest
        if self.directory.exists():
            self._check_version()
            return
        draft = Path(tempfile.mkdtemp(prefix="cluster.", dir=self.home))
        try:
            self._fill(draft, password)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        draft.rename(self.directory)
        _sync(self.home)

    def _fill(self, draft: Path, password: str) -> None:
        self.programs.give(draft)
        options = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
        options += [f"--username={NAME}", "--auth=scram-sha-256", "--pwfile={feed}", "--no-sync", "--no-instructions"]
        options += [f"--set={name}={value}" for name, value in SETTINGS.items()]
        self.programs.run("initdb", draft, ["--pgdata={cluster}", *options], password)
        single = ["--single", "-F", "-D", "{cluster}", "postgres"]
        self.programs.run("postgres", draft, single, f"CREATE DATABASE {NAME}\n")
        self.programs.run("initdb", draft, ["--pgdata={cluster}", "--sync-only"])

    def bring_up(self, deadline: float) -> None:
        """Return when the server is ready, started if there is none; `deadline` is in `time.monotonic` seconds."""
        server: threading.Thread | None = None
        while (state := self._state()) != "ready":
            if state == "absent" and server is None:
                self._clear_away()
                self._bound_log()
                said_before = self.log.stat().st_size
                server = self._launch()
            elif state == "absent" and server and not server.is_alive():
                said = self.log.read_bytes()[said_before:]
                raise EmbeddedError(f"PostgreSQL does not start: {complaint(said)}")
            if time.monotonic() > deadline:
                raise EmbeddedError(f"PostgreSQL is not ready in time: see {self.log}")
            time.sleep(POLL_SECONDS)
        self._bound_log()

    def bring_down(self) -> None:
        """Stop the server, if there is one, and return when it is gone: fast shutdown, after 30 s an immediate one."""
        pid = self._postmaster()
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if pid is None or not processes(self.marker, pid):
                return
            _signal(pid, number)
            if _becomes(lambda: not processes(self.marker, pid), STOP_SECONDS):
                return
        raise EmbeddedError(f"PostgreSQL process {pid} does not stop")

    def _check_version(self) -> None:
        found = (self.directory / "PG_VERSION").read_text().strip()
        if found != str(MAJOR):
            raise EmbeddedError(
                f"{self.directory} was made by PostgreSQL {found} and this is PostgreSQL {MAJOR}: carry the data over "
                f"with pg_dump of version {found}, or {CHOICES}"
            )

    def _launch(self) -> threading.Thread:
        """Start the server; the thread lives as long as the server and leaves no zombie."""
        settings = {**INVARIANTS, "cluster_name": self.marker}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with open_own(self.log) as log:
            child = self.programs.start("postgres", self.directory, ["-D", "{cluster}", *options], output=log)
        server = threading.Thread(target=child.wait, name="embedded-postgres", daemon=True)
        server.start()
        return server

    def _state(self) -> str:
        """`absent`, or what the running server says: `starting`, `ready`, `stopping`.

        A server that answers on the socket is running even when its process is out of sight, in another container.
        When the file has changed meanwhile, the answer may have been a new server's, not that of the one it named.
        """
        found = pid, status = self._pid_file()
        if not pid or not (processes(self.marker, pid) or self.answers()):
            return "absent"
        return status if self._pid_file() == found else "starting"

    def _postmaster(self) -> int | None:
        pid, _ = self._pid_file()
        return pid if pid and processes(self.marker, pid) else None

    def _pid_file(self) -> tuple[int, str]:
        try:
            lines = (self.directory / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return 0, "absent"
        pid = int(lines[0]) if lines and lines[0].isdigit() else 0
        return pid, lines[7].strip() if len(lines) > 7 else "starting"  # noqa: PLR2004 - the eighth line is the status

    def answers(self) -> bool:
        """Tell whether the server takes connections: it has to say whether it speaks TLS, or to be too busy to.

        That somebody listens is not enough: a process forked by a killed server holds its socket until it notices.
        """
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            try:
                probe.connect(str(self.socket_dir / SOCKET))
                probe.sendall(TLS_REQUEST)
                return probe.recv(1) != b""
            except TimeoutError:
                return True
            except OSError:
                return False

    def _clear_away(self) -> None:
        """End what a killed server left running, and its process file when the number now belongs to another program.

        Without the first the new server refuses to start until the last old query ends, without the second for good.
        Nothing is lost: these processes have no server any more, and recovery replays all that was committed.
        """
        for pid in processes(self.marker):
            _signal(pid, signal.SIGKILL)
        if not _becomes(lambda: not processes(self.marker), STOP_SECONDS):
            raise EmbeddedError(f"processes of a killed PostgreSQL on {self.directory} do not end")
        pid, _ = self._pid_file()
        if pid and _exists(pid):
            for name in (f"{SOCKET}.lock", "postmaster.pid"):
                (self.directory / name).unlink(missing_ok=True)

    def _bound_log(self) -> None:
        with open_own(self.log) as log:
            if log.tell() <= LOG_BYTES:
                return
            with tempfile.NamedTemporaryFile(dir=self.home, prefix="log.", delete=False) as older:
                log.seek(0)
                shutil.copyfileobj(log, older)
            Path(older.name).rename(self.home / "log.1")
            log.truncate(0)


def open_own(path: Path) -> IO[bytes]:
    """Open for reading and appending, at the end, made with mode 0600; a symbolic link is refused."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600), "ab+")


def _becomes(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < end:
        time.sleep(POLL_SECONDS)
    return met


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

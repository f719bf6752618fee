"""The embedded PostgreSQL: a real server in the data directory, shared by the processes that use it.

`start` makes the cluster on first use, starts the server or joins the running one; the last `release` stops it.
Everything stands in `<data_dir>/postgres`: `cluster` (PostgreSQL's own files and its socket), `password` (mode 0600),
`log` (at most 8 MB whenever a process starts or releases, the part before in `log.1`) and two lock files. Every user
holds a shared lock on `in_use.lock`, which the kernel drops when the user dies; `starting.lock` serialises starts and
stops. The server listens on a Unix socket only, asks for the password (scram-sha-256) and runs in its own session.
For root it runs as the owner of the data directory, or as `nobody` (see `embedded_process`).
"""

import os
import re
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from slugger.models.embedded_process import (
    MAJOR,
    EmbeddedError,
    Programs,
    account_for,
    binary,
    complaint,
    processes,
)

if sys.platform != "win32":
    import fcntl

__all__ = ["EmbeddedError", "EmbeddedPostgres", "binary", "start"]

NAME = "slugger"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103
LOG_BYTES = 8_000_000
STOP_SECONDS = 30

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
class EmbeddedPostgres:
    """A share in the running server of one data directory, given up by `release` or at the end of a `with` block.

    `url` is `postgresql://slugger:PASSWORD@/slugger?host=SOCKET_DIRECTORY&port=5432`: asyncpg, psql and libpq take it as
    it stands, SQLAlchemy with the scheme `postgresql+asyncpg`. It is valid until `release`.
    """

    data_dir: Path
    url: str = field(repr=False)
    socket_dir: Path
    _cluster: "_Cluster" = field(repr=False)
    _lease: IO[bytes] = field(repr=False)

    def release(self) -> None:
        """Give up the share; the last one stops the server with a fast shutdown. A second call does nothing."""
        if not self._lease.closed:
            with _alone(self._cluster.home):
                _leave(self._cluster, self._lease)

    def __enter__(self) -> "EmbeddedPostgres":
        """The share itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release the share."""
        self.release()


def start(data_dir: Path, *, timeout: float = 120) -> EmbeddedPostgres:
    """Start or join the server of `data_dir`, made on first use; `timeout` seconds bound a start with crash recovery.

    Blocks. Raises EmbeddedError for a directory that cannot be written or holds another major version, for a platform
    without the programs, and for a server that does not come up.
    """
    binary("postgres")
    try:
        data_dir = data_dir.expanduser().absolute()
        home = data_dir / "postgres"
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(home):
            return _join(data_dir, home, timeout)
    except OSError as error:
        raise EmbeddedError(
            f"{data_dir} cannot hold the embedded database ({error.strerror}: {error.filename}): set SLUGGER_DATA_DIR to "
            "a directory of your own, or SLUGGER_DATABASE_URL to the address of a PostgreSQL server"
        ) from error


def _join(data_dir: Path, home: Path, timeout: float) -> EmbeddedPostgres:
    programs = Programs.of(account_for(home / "cluster", data_dir))
    if programs.account:
        home.chmod(0o711)
    password = _password(home)
    if not (home / "cluster").exists():
        _initialise(home, programs, password)
    cluster = _Cluster(home, programs, *_short_path(home / "cluster"))
    lease = _open(home / "in_use.lock")
    try:
        fcntl.flock(lease, fcntl.LOCK_SH)
        cluster.check_version()
        cluster.bring_up(time.monotonic() + timeout)
    except BaseException:
        _leave(cluster, lease)
        raise
    url = f"postgresql://{NAME}:{password}@/{NAME}?host={cluster.socket_dir}&port=5432"
    return EmbeddedPostgres(data_dir, url, cluster.socket_dir, cluster, lease)


def _leave(cluster: "_Cluster", lease: IO[bytes]) -> None:
    with lease:
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        finally:
            if cluster.link_dir:
                shutil.rmtree(cluster.link_dir, ignore_errors=True)
        cluster.bring_down()


def _initialise(home: Path, programs: Programs, password: str) -> None:
    """Make the cluster under a name of its own and rename it when it is complete and on disk."""
    for abandoned in home.glob("cluster.*"):
        shutil.rmtree(abandoned)
    draft = Path(tempfile.mkdtemp(prefix="cluster.", dir=home))
    programs.give(draft)
    options = [f"--set={name}={value}" for name, value in SETTINGS.items()]
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
    options += [f"--username={NAME}", "--auth=scram-sha-256", "--pwfile={feed}", "--no-sync", "--no-instructions"]
    programs.run("initdb", draft, ["--pgdata={cluster}", *options], password.encode() + b"\n")
    programs.run("postgres", draft, ["--single", "-F", "-D", "{cluster}", "postgres"], f"CREATE DATABASE {NAME}\n".encode())
    programs.run("initdb", draft, ["--pgdata={cluster}", "--sync-only"])
    draft.rename(home / "cluster")
    _sync(home)


@dataclass(frozen=True)
class _Cluster:
    """The files of one cluster and the server processes on them; call under `starting.lock`."""

    home: Path
    programs: Programs
    socket_dir: Path
    link_dir: Path | None

    @property
    def directory(self) -> Path:
        return self.home / "cluster"

    @property
    def marker(self) -> str:
        """The `cluster_name`, which PostgreSQL shows in the command line of all its processes."""
        place = self.directory.stat()
        return f"{NAME}-{place.st_dev:x}-{place.st_ino:x}."

    def check_version(self) -> None:
        found = (self.directory / "PG_VERSION").read_text().strip()
        if found != str(MAJOR):
            raise EmbeddedError(
                f"{self.directory} was made by PostgreSQL {found} and this is PostgreSQL {MAJOR}: dump it with the old "
                "version and restore it, or set SLUGGER_DATA_DIR to another directory"
            )

    def bring_up(self, deadline: float) -> None:
        """Return when the server accepts connections, started if there is none."""
        child = None
        while (state := self._state()) != "ready":
            if child is None and state == "absent":
                self._clear_away()
                child, log_start = self._launch()
            elif child is not None and child.ended() and state == "absent":
                raise EmbeddedError(f"PostgreSQL does not start: {complaint(self._log_from(log_start))}")
            if time.monotonic() > deadline:
                raise EmbeddedError(f"PostgreSQL was not ready in time: see {self.home / 'log'}")
            time.sleep(0.005)
        _bound(self.home / "log")

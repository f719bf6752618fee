"""The embedded PostgreSQL: a real server in the data directory, shared by the processes that use it.

`start` makes the cluster on first use, starts the server or joins the running one; the last `release` stops it.
Everything stands in `<data_dir>/postgres`: `cluster` (PostgreSQL's own files and its socket), `password` (mode 0600),
`log` (cut at 8 MB whenever a process starts, the part before kept in `log.1`) and two lock files. Every user holds a
shared lock on `in_use.lock`, which the kernel drops when the user dies; `starting.lock` serialises starts and stops.

The server listens on a Unix socket only, asks for the password (scram-sha-256), and runs in its own session. For root,
whom PostgreSQL refuses, it runs as the owner of the data directory, or as `nobody` when that is root too. A wheel that
this account cannot reach is copied once to `/var/lib/slugger`, and a data directory that it cannot reach is handed to
it as an open descriptor, so no existing directory changes its mode.
"""

import os
import re
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from slugger.models.embedded_process import NAME, SOCKET, Cluster, open_own
from slugger.models.embedded_programs import CHOICES, EmbeddedError, Programs, account_for, binary

if sys.platform != "win32":
    import fcntl

__all__ = ["EmbeddedError", "EmbeddedPostgres", "binary", "start"]

LONGEST_SOCKET_PATH = 103


@dataclass(frozen=True)
class EmbeddedPostgres:
    """A share in the running server of one data directory, given up by `release` or at the end of a `with` block.

    `url` is `postgresql://slugger:PASSWORD@/slugger?host=SOCKET_DIRECTORY&port=5432`: asyncpg, psql and libpq take it
    as it stands, SQLAlchemy with the scheme `postgresql+asyncpg`. It is valid until `release`.
    """

    data_dir: Path
    url: str = field(repr=False)
    socket_dir: Path
    _cluster: Cluster = field(repr=False)
    _lease: IO[bytes] = field(repr=False)

    def release(self) -> None:
        """Give up the share; the last one stops the server with a fast shutdown. A second call does nothing."""
        if self._lease.closed:
            return
        try:
            with _alone(self._cluster.home):
                _leave(self._cluster, self._lease)
        except OSError as error:
            raise EmbeddedError(f"the database in {self.data_dir} cannot be left in order ({error})") from error
        finally:
            self._lease.close()

    def is_up(self) -> bool:
        """Tell whether the server takes connections."""
        return self._cluster.answers()

    def bring_up(self, *, timeout: float = 120) -> None:
        """Start the server again after it was killed; does nothing while it runs, or once the share is given up."""
        with _alone(self._cluster.home):
            if not self._lease.closed:
                self._cluster.bring_up(time.monotonic() + timeout)

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
    data_dir = data_dir.expanduser().absolute()
    home = data_dir / "postgres"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(home):
            return _join(data_dir, home, timeout)
    except OSError as error:
        raise EmbeddedError(
            f"{data_dir} cannot hold the embedded database ({error.strerror}: {error.filename}): {CHOICES}"
        ) from error


def _join(data_dir: Path, home: Path, timeout: float) -> EmbeddedPostgres:
    programs = Programs.of(account_for(home / "cluster", data_dir))
    if programs.account:
        home.chmod(0o711)
    password = _password(home)
    socket_dir, link_dir = _short(home / "cluster")
    cluster = Cluster(home, programs, socket_dir, link_dir)
    lease = open_own(home / "in_use.lock")
    try:
        fcntl.flock(lease, fcntl.LOCK_SH)
        cluster.initialise(password)
        cluster.bring_up(time.monotonic() + timeout)
    except BaseException:
        _leave(cluster, lease)
        raise
    url = f"postgresql://{NAME}:{password}@/{NAME}?host={socket_dir}&port=5432"
    return EmbeddedPostgres(data_dir, url, socket_dir, cluster, lease)


def _leave(cluster: Cluster, lease: IO[bytes]) -> None:
    """Drop one share and, when no other process holds one, stop the server."""
    with lease:
        if cluster.link_dir:
            shutil.rmtree(cluster.link_dir, ignore_errors=True)
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        cluster.bring_down()


def _password(home: Path) -> str:
    """The password of the cluster, made at random before the cluster is."""
    path = home / "password"
    if not path.exists():
        if (home / "cluster").exists():
            raise EmbeddedError(f"{path} is gone, and without it nobody can enter the database: restore the file")
        draft = home / "password.new"
        with open_own(draft) as file:
            file.truncate(0)
            file.write(secrets.token_urlsafe(32).encode())
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    with open_own(path) as file:
        file.seek(0)
        return file.read().decode()


def _short(cluster: Path) -> tuple[Path, Path | None]:
    """The socket directory as clients name it, and the private directory of the link when the real path will not do.

    A socket's path has room for about a hundred bytes, and a URL for hosts has none for commas or colons.
    """
    if re.fullmatch(r"[\w./+-]+", str(cluster), re.ASCII) and len(str(cluster / SOCKET)) <= LONGEST_SOCKET_PATH:
        return cluster, None
    link_dir = Path(tempfile.mkdtemp(prefix="slugger-"))
    (link_dir / "db").symlink_to(cluster)
    return link_dir / "db", link_dir


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    with open_own(home / "starting.lock") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

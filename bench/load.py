"""The load generator: HTTP/1.1 over kept-alive sockets to 127.0.0.1, in a process of its own that does little else."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time
from typing import NamedTuple, cast

import uvloop
from httptools import HttpResponseParser

ROOT = Path(__file__).parents[1]
PATIENCE = 60
"""Seconds that the requests under way at the end may take."""


class LoadError(Exception):
    """The server closed a connection or did not answer in time; one sentence says which."""


class Call(NamedTuple):
    """A request as it is sent, and the length in bytes and the status that its answer has unless it is wrong.

    The length may differ by `slack` bytes.
    """

    request: str
    length: int
    status: int = HTTPStatus.OK
    slack: int = 0

    def fits(self, length: int, status: int) -> bool:
        """Tell whether an answer is as it should be."""
        return status == self.status and abs(length - self.length) <= self.slack


@dataclass(frozen=True)
class Job:
    """Calls in turn, again and again on `concurrency` connections for `seconds`, at most `requests` of them.

    With `walk` each connection makes all of them in turn, from the first one on, as one who turns pages does; without,
    all connections share the turn. With `counted` the bytes of a body are counted, which answers that do not announce
    their length need.
    """

    port: int
    calls: list[Call]
    concurrency: int = 16
    seconds: float = 3.0
    requests: int = 200_000
    walk: bool = False
    counted: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a job met: answers per second, median and 95th percentile of the latency in ms."""

    rate: float
    p50: float
    p95: float
    answers: int
    wrong: int
    busy: float
    """Share of one processor that the generator itself took."""


def run(job: Job) -> Outcome:
    """Do the job in a process of its own. Raises LoadError."""
    limit = job.seconds + 2 * PATIENCE
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(
        command, input=json.dumps(asdict(job)), capture_output=True, text=True, timeout=limit, cwd=ROOT, check=False
    )
    if done.returncode:
        raise LoadError(done.stderr.strip().splitlines()[-1])
    return Outcome(**json.loads(done.stdout))


Turn = Iterator[tuple[bytes, Call]]
"""Calls with the bytes to send, without end."""


@dataclass
class Tally:
    """The state of a running job; `latencies` are in seconds."""

    job: Job
    started: float = field(default_factory=perf_counter)
    worked: float = field(default_factory=process_time)
    sent: int = 0
    wrong: int = 0
    latencies: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with the first call."""
        self.shared = self._turn()

    def turn(self) -> Turn:
        """Give what one connection takes its calls from."""
        return self._turn() if self.job.walk else self.shared

    def _turn(self) -> Turn:
        return cycle([(call.request.encode(), call) for call in self.job.calls])

    def goes_on(self) -> bool:
        """Take one more request, unless time or number is used up."""
        if self.sent >= self.job.requests or perf_counter() - self.started > self.job.seconds:
            return False
        self.sent += 1
        return True


class Client(asyncio.Protocol):
    """A connection that sends its next request when the answer to the one before is there."""

    def __init__(self, tally: Tally) -> None:
        """Count into `tally`; `over` is done when the last answer has come."""
        self.tally = tally
        self.turn = tally.turn()
        self.parser = HttpResponseParser(self)
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.length = 0
        self.sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast("asyncio.Transport", transport)
        self.send()

    def send(self) -> None:
        """Send one more request, or end."""
        if not self.tally.goes_on():
            self.over.set_result(None)
            self.transport.close()
            return
        request, self.call = next(self.turn)
        self.sent_at = perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Pass on a part of the answer."""
        self.parser.feed_data(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note the length that the server announces; the parser holds it to that."""
        if name.lower() == b"content-length":
            self.length = int(value)

    def on_message_complete(self) -> None:
        """Count the answer."""
        self.tally.latencies.append(perf_counter() - self.sent_at)
        self.tally.wrong += not self.call.fits(self.length, self.parser.get_status_code())
        self.length = 0
        self.send()

    def connection_lost(self, _: Exception | None) -> None:
        """Complain unless the job is over."""
        if not self.over.done():
            self.over.set_exception(LoadError("The server closed a connection."))


class Counter(Client):
    """A connection that counts what comes."""

    def on_header(self, name: bytes, value: bytes) -> None:
        """Leave the headers alone."""

    def on_body(self, data: bytes) -> None:
        """Count a part of the body."""
        self.length += len(data)


async def work(job: Job) -> Outcome:
    """Do the job in this process."""
    loop = asyncio.get_running_loop()
    tally, kind = Tally(job), Counter if job.counted else Client
    opened = [await loop.create_connection(lambda: kind(tally), "127.0.0.1", job.port) for _ in range(job.concurrency)]
    try:
        async with asyncio.timeout(job.seconds + PATIENCE):
            await asyncio.gather(*(client.over for _, client in opened))
    except TimeoutError:
        raise LoadError(f"The server took longer than {PATIENCE} seconds.") from None
    taken = perf_counter() - tally.started
    twentieths = quantiles(tally.latencies, n=20) if len(tally.latencies) > 1 else tally.latencies * 19
    return Outcome(
        rate=len(tally.latencies) / taken,
        p50=twentieths[9] * 1000,
        p95=twentieths[18] * 1000,
        answers=len(tally.latencies),
        wrong=tally.wrong,
        busy=(process_time() - tally.worked) / taken,
    )


def main() -> None:
    """Read a job as JSON from standard input and print its outcome."""
    told = json.load(sys.stdin)
    job = Job(**told | {"calls": [Call(*call) for call in told["calls"]]})
    print(json.dumps(asdict(uvloop.run(work(job)))))


if __name__ == "__main__":
    main()

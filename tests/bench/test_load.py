"""The load generator tells right answers from wrong ones, and walks pages as one who turns them does."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest


@pytest.fixture
def load(bench: Callable[[str], Any]) -> Any:
    return bench("load")


def test_calls_go_in_turn_and_their_status_counts(load: Any) -> None:
    calls = [load.Call("GET /1", 3), load.Call("GET /2", 0, 304)]
    shared = load.Tally(load.Job(1, calls))
    assert [next(shared.turn())[1] for _ in range(3)] == [calls[0], calls[1], calls[0]]
    assert calls[1].fits(0, 304)
    assert not calls[1].fits(0, 200)


def test_each_connection_walks_from_the_first_page(load: Any) -> None:
    calls = [load.Call("GET /1", 3), load.Call("GET /2", 5)]
    tally = load.Tally(load.Job(1, calls, walk=True))
    ways = [tally.turn(), tally.turn()]
    assert [[next(way)[1] for _ in range(3)] for way in ways] == [[calls[0], calls[1], calls[0]]] * 2


def test_lengths_may_differ_by_the_slack_alone(load: Any) -> None:
    call = load.Call("GET /", 100, slack=2)
    assert [call.fits(length, 200) for length in (97, 98, 102, 103)] == [False, True, True, False]


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize(("length", "wrong"), [(5, False), (6, True)])
async def test_bodies_are_measured_whether_their_length_is_announced_or_not(
    load: Any, announced: bool, length: int, wrong: bool
) -> None:
    head, body = (
        ("Content-Length: 5", "hello")
        if announced
        else ("Transfer-Encoding: chunked", "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n")
    )

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n{body}".encode())
        writer.close()
        closed.release()

    closed = asyncio.Semaphore(0)
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    calls = [load.Call("GET / HTTP/1.1\r\n\r\n", length)]
    job = load.Job(port, calls, concurrency=2, seconds=5.0, requests=10, counted=not announced)
    outcome = await load.work(job)
    server.close()
    for _ in range(job.concurrency):
        await closed.acquire()
    assert outcome.answers == 10
    assert outcome.wrong == (10 if wrong else 0)

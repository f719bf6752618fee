"""What is kept between requests: never older than the data, made once, bounded, and not sent to who has it."""

import asyncio
import gzip
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from slugger.gateway.flight import Flights, Latest
from slugger.gateway.store import ENTRY_BYTES, Store
from slugger.jobs.trackman.ingest import ingest
from slugger.loaders.legacy import pitch as pitch_loader
from slugger.models.change import WATCHED
from slugger.tests.gateway.rest.conftest import Surface, deliveries, surface_over

PATHS = ("/teams", "/ballparks", "/players", "/games", "/pitches")


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Give the windows of pitches that are read from the database."""
    made: list[object] = []
    copied = pitch_loader.copied

    async def counted(session: Any, conditions: Any, window: Any, **more: Any) -> bytes:
        made.append(window)
        return await copied(session, conditions, window, **more)

    monkeypatch.setattr(pitch_loader, "copied", counted)
    return made


async def test_who_has_the_answer_gets_304_until_the_data_change(
    small: Surface, connection: asyncpg.Connection
) -> None:
    firsts = {path: await small.get(path) for path in PATHS}
    for path, first in firsts.items():
        tag = first.headers["etag"]
        assert tag.startswith('W/"')
        assert first.headers["cache-control"] == "no-cache"
        for header in (tag, f'"x", {tag}', tag.removeprefix("W/"), "*", f'{tag}, W/"y"'):
            again = await small.get(path, {"if-none-match": header})
            assert (again.status_code, again.content) == (304, b""), header
            assert again.headers["etag"] == tag
            assert again.headers["vary"] == "Accept-Encoding"
            assert again.headers["access-control-allow-origin"] == "*"
        repeated = httpx.Headers([("if-none-match", 'W/"x"'), ("if-none-match", tag)])
        assert (await small.client.get(f"/ALPBAPI{path}", headers=repeated)).status_code == 304
        for header in ('W/"x"', "", "x", tag[:-1]):
            assert (await small.get(path, {"if-none-match": header})).status_code == 200
    await connection.execute("UPDATE league.game SET verified = verified WHERE false")
    for path, first in firsts.items():
        changed = await small.get(path, {"if-none-match": first.headers["etag"]})
        assert (changed.status_code, changed.content) == (200, first.content)
        assert changed.headers["etag"] != first.headers["etag"]
        assert changed.headers.get_list("vary") == ["Accept-Encoding"] or len(changed.content) < 1000


async def test_tags_tell_questions_apart(surface: Surface) -> None:
    answers = [
        *[await surface.get(path) for path in PATHS],
        *[await surface.get("/players", **query) for query in ({"page": 2}, {"limit": 19}, {"player_name": "a"})],
    ]
    assert len({answer.headers["etag"] for answer in answers}) == len(answers)
    same = await surface.get("/players", limit=" 20", page="+1", nonsense="x", order="ASC")
    assert same.headers["etag"] == answers[2].headers["etag"]


async def test_an_ingest_shows_at_once(empty: Surface, demo_files: Path) -> None:
    before = await empty.get("/pitches")
    assert before.json()["data"] == []
    await ingest(empty.database, deliveries(demo_files, 1))
    after = await empty.get("/pitches", {"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json()["meta"]["total_count"] > 200
    assert (await empty.get("/pitches", {"if-none-match": after.headers["etag"]})).status_code == 304


async def test_a_304_reads_no_pitches(small: Surface, readings: list[object]) -> None:
    tag = (await small.get("/pitches")).headers["etag"]
    assert len(readings) == 1
    await small.get("/pitches", {"if-none-match": tag})
    await small.get("/pitches")
    assert len(readings) == 1


async def test_equal_questions_at_once_are_read_once(small: Surface, readings: list[object]) -> None:
    answers = await asyncio.gather(*(small.get("/pitches", limit=300) for _ in range(16)))
    assert len({answer.content for answer in answers}) == 1
    assert len(readings) == 1


async def test_with_a_cache_of_nothing_every_answer_is_read(small: Surface, readings: list[object]) -> None:
    async with surface_over(small.database.url, rest_cache_bytes=0) as uncached:
        answers = [await uncached.get("/pitches") for _ in range(3)]
    assert len(readings) == 3
    assert {answer.content for answer in answers} == {(await small.get("/pitches")).content}


async def test_nothing_is_stale_while_files_are_loaded(empty: Surface, demo_files: Path) -> None:
    """The loads only add: an answer holds at least what was there when it was asked for, at most what is there now."""
    connection = await asyncpg.connect(empty.database.url)
    loading = asyncio.create_task(ingest(empty.database, deliveries(demo_files, 8)))
    seen: list[int] = []
    while not loading.done() or len(seen) < 3:
        before = await connection.fetchval("SELECT count(*) FROM league.pitch")
        answers = await asyncio.gather(*(empty.get("/pitches", page=page, limit=200) for page in (1, 1, 2)))
        after = await connection.fetchval("SELECT count(*) FROM league.pitch")
        for answer in answers:
            body = answer.json()
            assert before <= body["meta"]["total_count"] <= after
            assert len(body["data"]) == body["meta"]["total"]
        seen.append(after)
    await connection.close()
    await loading
    assert seen[-1] > 1000


async def test_gzip_is_made_once_and_only_where_asked_for(small: Surface, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    compress = gzip.compress
    monkeypatch.setattr(gzip, "compress", lambda body, *more, **named: made.append(1) or compress(body, *more, **named))  # type: ignore[func-returns-value]
    plain = await small.get("/pitches", limit=100)
    assert "content-encoding" not in plain.headers
    for accepted in ("gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.5"):
        async with small.client.stream(
            "GET", "/ALPBAPI/pitches", params={"limit": 100}, headers={"accept-encoding": accepted}
        ) as response:
            raw = b"".join([part async for part in response.aiter_raw()])
            assert response.headers.get_list("content-encoding") == ["gzip"]
            assert response.headers.get_list("vary") == ["Accept-Encoding"]
            assert int(response.headers["content-length"]) == len(raw) < len(plain.content) / 3
            assert response.headers["etag"] == plain.headers["etag"]
            assert gzip.decompress(raw) == plain.content
    assert len(made) == 1
    for refused in ("identity", "deflate", "gzip;q=0", "x-gzip", "gzip;q=0, identity", ""):
        assert "content-encoding" not in (await small.get("/pitches", {"accept-encoding": refused})).headers
    short = await small.get("/players", {"accept-encoding": "gzip"}, player_name="nobody")
    assert "content-encoding" not in short.headers


async def test_every_watched_table_marks_its_changes(connection: asyncpg.Connection) -> None:
    triggers = await connection.fetch(
        """SELECT event_object_table AS name,
                  array_agg(event_manipulation::text ORDER BY event_manipulation::text) AS events
           FROM information_schema.triggers WHERE trigger_name = 'mark_change' GROUP BY 1"""
    )
    assert {row["name"] for row in triggers} == set(WATCHED)
    assert all(row["events"] == ["DELETE", "INSERT", "UPDATE"] for row in triggers)


MARKS = "SELECT array_agg(token ORDER BY slot) FROM league.change"


async def test_a_transaction_marks_once_and_one_that_is_rolled_back_never(connection: asyncpg.Connection) -> None:
    change, truncate = "UPDATE league.team SET league = league", "TRUNCATE league.team_alias"
    marks = [await connection.fetchval(MARKS)]
    for statement in (f"BEGIN; {change}; ROLLBACK", f"BEGIN; {change}", truncate, "COMMIT"):
        await connection.execute(statement)
        marks.append(await connection.fetchval(MARKS))
    assert marks[0] == marks[1] != marks[2] == marks[3] == marks[4]
    for statement in (f"BEGIN; SAVEPOINT s; {change}; ROLLBACK TO s", truncate, "COMMIT"):
        await connection.execute(statement)
        marks.append(await connection.fetchval(MARKS))
    assert marks[4] == marks[5] != marks[6] == marks[7]


async def test_writers_do_not_wait_for_each_other(connection: asyncpg.Connection, small: Surface) -> None:
    first = await small.get("/teams")
    others = [await asyncpg.connect(small.database.url) for _ in range(3)]
    for number, other in enumerate(others):
        await other.execute("BEGIN; SET LOCAL lock_timeout = '2s'")
        await other.execute(
            "UPDATE league.ballpark SET city = 'X' WHERE ballpark_id = (SELECT ballpark_id "
            f"FROM league.ballpark ORDER BY ballpark_id LIMIT 1 OFFSET {number})"
        )
    assert (await small.get("/teams")).headers["etag"] == first.headers["etag"]
    tags = {first.headers["etag"]}
    for other in reversed(others):
        await other.execute("COMMIT")
        await other.close()
        tags.add((await small.get("/teams")).headers["etag"])
    assert len(tags) == 4
    assert await connection.fetchval("SELECT count(*) FROM league.change") >= 3


def test_a_store_forgets_what_was_not_used_for_longest() -> None:
    store = Store(3 * (ENTRY_BYTES + 100))
    for name in "abc":
        store.put(name, name, 100)
    assert store.get("a") == "a"
    store.put("d", "d", 100)
    assert [store.get(name) for name in "abcd"] == ["a", None, "c", "d"]
    store.put("c", "C", 100)
    assert [store.get(name) for name in "acd"] == ["a", "C", "d"]
    store.put("large", "x", 4 * (ENTRY_BYTES + 100))
    assert store.get("large") is None
    store.put("a", "x", store.limit - ENTRY_BYTES)
    assert [store.get(name) for name in "acd"] == ["x", None, None]
    assert store.size == store.limit


async def test_a_reading_begins_after_it_was_asked_for() -> None:
    began: list[int] = []
    going = asyncio.Event()

    async def read() -> int:
        began.append(len(began))
        mine = began[-1]
        await going.wait()
        return mine

    latest = Latest(read)
    first = asyncio.create_task(latest.get())
    await asyncio.sleep(0.01)
    later = [asyncio.create_task(latest.get()) for _ in range(5)]
    await asyncio.sleep(0.01)
    going.set()
    assert await first == 0
    assert set(await asyncio.gather(*later)) == {1}
    assert await latest.get() == 2


async def test_who_stops_waiting_stops_nobody_else() -> None:
    flights, going = Flights(), asyncio.Event()

    async def work() -> str:
        await going.wait()
        return "done"

    waiting = [asyncio.create_task(flights.join("key", work)) for _ in range(3)]
    await asyncio.sleep(0.01)
    waiting[0].cancel()
    await asyncio.sleep(0.01)
    going.set()
    assert await asyncio.gather(*waiting[1:]) == ["done", "done"]
    assert await flights.join("key", work) == "done"


async def test_work_that_fails_fails_all_and_is_begun_anew() -> None:
    flights = Flights()

    async def fail() -> str:
        raise ValueError("no")

    async def work() -> str:
        return "done"

    both = await asyncio.gather(*(flights.join("key", fail) for _ in range(2)), return_exceptions=True)
    assert [type(error) for error in both] == [ValueError, ValueError]
    assert await flights.join("key", work) == "done"


async def test_head_is_get_without_the_body(surface: Surface) -> None:
    for path in PATHS:
        for encoding in ("identity", "gzip"):
            headers = {"accept-encoding": encoding}
            get: httpx.Response = await surface.get(path, headers)
            head = await surface.client.head(f"/ALPBAPI{path}", headers=headers)
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers == get.headers

"""Paging through a whole league: every row exactly once, in order, and each client's way of stopping."""

import asyncio
import itertools
from datetime import date

import pytest

from slugger.gateway.rest.pitches import PitchQueryParams, window_of
from slugger.loaders.legacy.pitch import DayWindow
from slugger.tests.gateway.rest.conftest import PITCHES, Row, Surface, key, keys, legacy, walk


@pytest.fixture(scope="module")
async def pitches(surface: Surface) -> list[tuple[str, int]]:
    """Keys of all pitches in the default order."""
    return keys(await legacy(surface.database, PITCHES.format("DESC")))


async def test_without_limit_until_a_page_is_empty(surface: Surface, pitches: list[tuple[str, int]]) -> None:
    found: list[Row] = []
    for page in itertools.count(1):
        rows = await surface.rows("/pitches", page=page)
        if not rows:
            break
        assert len(rows) == 20 or len(found) + len(rows) == len(pitches)
        found += rows
    assert keys(found) == pitches
    assert len(set(pitches)) == len(pitches)


async def test_by_1000_until_a_page_is_short(surface: Surface, pitches: list[tuple[str, int]]) -> None:
    found = await walk(lambda page: surface.rows("/pitches", page=page, limit=1000), 1000)
    assert keys(found) == pitches


async def test_offset_changes_nothing(surface: Surface, pitches: list[tuple[str, int]]) -> None:
    pages = [await surface.rows("/pitches", limit=100, offset=offset) for offset in (0, 100, 200, 300, 400)]
    assert all(page == pages[0] for page in pages)
    assert keys(pages[0]) == pitches[:100]


async def test_16_pages_at_once(surface: Surface, pitches: list[tuple[str, int]]) -> None:
    pages = -(-len(pitches) // 500)
    numbers = range(1, max(16, pages) + 1)
    found = await asyncio.gather(*(surface.rows("/pitches", limit=500, page=number) for number in numbers))
    assert keys(itertools.chain.from_iterable(found)) == pitches


async def test_the_days_go_up_and_each_day_down(surface: Surface) -> None:
    for order, step in ((None, -1), ("DESC", -1), ("ASC", 1)):
        rows = await surface.rows("/pitches", limit=1000, order=order)
        dated = [row for row in rows if row["date"]]
        assert [row["date"] for row in dated] == sorted(row["date"] for row in dated)
        for _, of_day in itertools.groupby(dated, key=lambda row: row["date"]):
            day = [(row["time"], row["game_id"], step * row["pitch_number"]) for row in of_day]
            times = [time for time, _, _ in day]
            assert times == sorted(times, reverse=step < 0)
            for _, equal in itertools.groupby(day, key=lambda place: place[0]):
                places = [place[1:] for place in equal]
                assert places == sorted(places)


async def test_a_filtered_walk_gives_each_row_once(surface: Surface) -> None:
    expected = [
        key(row)
        for row in await legacy(surface.database, PITCHES.format("ASC"))
        if row["pitch_call"] == "BallCalled" and row["inning"] == 3
    ]
    query = {"pitch_call": "BallCalled", "inning": 3, "order": "ASC"}
    found = await walk(lambda page: surface.rows("/pitches", page=page, limit=70, **query), 70)
    assert keys(found) == expected


@pytest.mark.parametrize("path", ["/games", "/players", "/pitches"])
@pytest.mark.parametrize("page", [10**5, 2**31, 2**63, 10**40, 10**4000])
async def test_a_page_beyond_the_last_is_empty(surface: Surface, path: str, page: int) -> None:
    response = await surface.get(path, page=page, limit=1000)
    assert response.status_code == 200
    assert response.json()["data"] == []
    assert response.json()["meta"]["page"] == page


@pytest.mark.parametrize(("path", "identity"), [("/games", "game_id"), ("/players", "player_id")])
async def test_games_and_players_come_once_each(surface: Surface, path: str, identity: str) -> None:
    paged = await walk(lambda page: surface.rows(path, page=page), 20)
    assert paged == await surface.rows(path, limit=1000)
    assert len({row[identity] for row in paged}) == len(paged) > 20


async def test_the_figures_beside_a_page(surface: Surface) -> None:
    for path in ("/games", "/pitches"):
        first = (await surface.get(path, limit=7)).json()["meta"]
        assert list(first) == ["page", "limit", "total", "total_count", "pages", "has_more"]
        assert (first["page"], first["limit"], first["total"], first["has_more"]) == (1, 7, 7, True)
        last = (await surface.get(path, limit=7, page=first["pages"])).json()
        assert last["meta"]["total"] == len(last["data"]) == (first["total_count"] - 1) % 7 + 1
        assert not last["meta"]["has_more"]
    players = (await surface.get("/players", limit=7)).json()["meta"]
    assert list(players) == ["page", "limit", "total", "pages"]
    assert players["pages"] == -(-players["total"] // 7)


MAY = [date(2026, 5, day) for day in (1, 2, 3, 4)]
DAYS = [(MAY[0], 10), (MAY[1], 5), (MAY[2], 1), (MAY[3], 10), (None, 4)]


@pytest.mark.parametrize(
    ("page", "limit", "days", "offset"),
    [
        (1, 5, MAY[:1], 0),
        (2, 5, MAY[:1], 5),
        (3, 5, [MAY[1]], 0),
        (4, 5, MAY[2:], 0),
        (5, 5, [MAY[3]], 4),
        (6, 5, [MAY[3], None], 9),
        (7, 5, [], 0),
        (1, 1000, [*MAY, None], 0),
        (2, 12, [MAY[1], MAY[2], MAY[3]], 2),
        (10**30, 1000, [], None),
    ],
)
def test_a_page_reads_only_the_days_that_it_touches(
    page: int, limit: int, days: list[date | None], offset: int | None
) -> None:
    window = window_of(DAYS, PitchQueryParams.model_validate({"page": page, "limit": limit}))
    assert isinstance(window, DayWindow)
    assert window.days == tuple(days)
    assert window.limit == limit
    if days:
        assert window.offset == offset

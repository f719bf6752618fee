"""Rows by key: order and absence are kept, whatever the number of keys."""

from asyncio import ensure_future
from uuid import uuid4

from slugger.loaders.keyset import Window
from slugger.loaders.page import Page, PageRequest, Rows, counts, pages
from slugger.loaders.player import BY_NAME, PLAYERS, PLAYERS_OF_TEAM, players_by_id
from slugger.loaders.request import Loaders
from slugger.loaders.team import (
    BY_CODE,
    CODES_OF_TEAM,
    teams_by_code,
    teams_by_home_ballpark_id,
    teams_by_id,
    teams_by_name,
)
from slugger.loaders.trackman_file import file_counts
from slugger.models.engine import Database
from slugger.models.player import Player
from slugger.models.reference import CLUBS

YORK, LANCASTER = CLUBS[:2]


async def test_the_order_of_the_keys_is_kept_and_missing_ones_are_none(database: Database) -> None:
    found = await teams_by_id(database.sessions, [LANCASTER.id, uuid4(), YORK.id, LANCASTER.id])
    assert [team and team.team_name for team in found] == [LANCASTER.name, None, YORK.name, LANCASTER.name]


async def test_more_keys_than_a_statement_has_parameters(database: Database) -> None:
    found = await players_by_id(database.sessions, [uuid4() for _ in range(40_000)])
    assert set(found) == {None}


async def test_clubs_by_code_and_name(database: Database) -> None:
    codes = await teams_by_code(database.sessions, ["YOR_REV2", "nope", "YOR"])
    assert [team and team.team_name for team in codes] == [YORK.name, None, YORK.name]
    names = await teams_by_name(database.sessions, ["lancaster barnstormers", "nope"])
    assert [team and team.team_name for team in names] == [LANCASTER.name, None]
    assert await teams_by_code(database.sessions, ["yor"]) == [None], "codes are exact in case"
    home = await teams_by_home_ballpark_id(database.sessions, [LANCASTER.park.id, uuid4()])
    assert [team and team.team_name for team in home] == [LANCASTER.name, None]


async def test_all_rows_of_each_parent(database: Database) -> None:
    of = [Rows(CODES_OF_TEAM, key) for key in (YORK.id, uuid4(), LANCASTER.id)]
    found = await pages(database.sessions, [PageRequest(rows, BY_CODE, Window(None)) for rows in of])
    assert [[row.code for row in page.rows] for page in found] == [["YOR", "YOR_REV2"], [], ["LAN"]]
    assert not any(page.more for page in found)


async def test_pages_and_counts_of_many_shapes_at_once(database: Database) -> None:
    async with database.sessions() as session:
        for n in range(7):
            name = f"player {n}"
            session.add(Player(player_name=name, name_key=name, team_id=(YORK, LANCASTER)[n % 2].id))
        await session.commit()
    of = [
        Rows(PLAYERS_OF_TEAM, YORK.id),
        Rows(PLAYERS),
        Rows(PLAYERS_OF_TEAM, LANCASTER.id),
        Rows(PLAYERS_OF_TEAM, uuid4()),
    ]
    assert await counts(database.sessions, of) == [4, 7, 3, 0]
    requests = [PageRequest(rows, BY_NAME, Window(limit)) for rows in of for limit in (2, 3)]
    found = await pages(database.sessions, requests)
    assert [names(page) for page in found] == [
        *(["0", "2"], ["0", "2", "4"]),
        *(["0", "1"], ["0", "1", "2"]),
        *(["1", "3"], ["1", "3", "5"]),
        *([], []),
    ]
    assert [page.more for page in found] == [True, True, True, True, True, False, False, False]


def names(page: Page) -> list[str]:
    return [row.player_name.removeprefix("player ") for row in page.rows]


async def test_loaders_remember_as_long_as_their_request(database: Database) -> None:
    first, second = Loaders(database.sessions), Loaders(database.sessions)
    assert (await first.load(teams_by_id, YORK.id)) is (await first.load(teams_by_id, YORK.id))
    assert (await first.load(teams_by_id, YORK.id)) is not (await second.load(teams_by_id, YORK.id))
    assert (await first.load_whole(file_counts)) is (await first.load_whole(file_counts))
    assert (await first.load_whole(file_counts)) is not (await second.load_whole(file_counts))


async def test_who_stops_waiting_does_not_stop_the_others(database: Database) -> None:
    loaders = Loaders(database.sessions)
    for ask in (lambda: loaders.load(teams_by_id, YORK.id), lambda: loaders.load_whole(file_counts)):
        impatient, patient = ensure_future(ask()), ensure_future(ask())
        impatient.cancel()
        assert await patient is not None
        assert impatient.cancelled()

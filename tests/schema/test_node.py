"""A row tells which type of the graph it belongs to, whole or read in part."""

from datetime import date
from typing import Any

import pytest
import strawberry
from graphql import GraphQLObjectType

from slugger.loaders.condition import Compared, Operator
from slugger.loaders.game import BY_DATE, GAMES, games_by_id
from slugger.loaders.keyset import Order, Window
from slugger.loaders.page import PageRequest, Relation, Rows, pages
from slugger.loaders.pitch import AS_THROWN, PITCHES, PITCHES_OF_GAME
from slugger.loaders.player import BY_NAME, PLAYERS
from slugger.loaders.season import BY_YEAR, SEASONS
from slugger.loaders.team import BY_NAME as TEAMS_BY_NAME
from slugger.loaders.team import TEAMS
from slugger.loaders.trackman_file import NEWEST_FIRST, TRACKMAN_FILES
from slugger.resolvers.node import NODES, noun_of
from slugger.schema.ballpark import Ballpark
from slugger.schema.game import Game
from slugger.schema.pitch import Pitch
from slugger.schema.player import Player
from slugger.schema.sdl import schema

SOME_COLUMNS = frozenset({"pitch_id", "game_id", "pitcher_id", "pitch_number", "game_date"})


def types_of(row: object) -> list[str]:
    """List the types of the served schema that take `row` for their own."""
    found = (schema._schema.get_type(noun) for noun in NODES)
    types = [kind for kind in found if isinstance(kind, GraphQLObjectType)]
    assert len(types) == len(NODES)
    no_request: Any = None
    return [kind.name for kind in types if kind.is_type_of and kind.is_type_of(row, no_request)]


async def rows_of(league: Any, *asked: Rows, order: Order, columns: frozenset[str] | None = None) -> list[Any]:
    """Give the first row of each relation."""
    found = await pages(league.database.sessions, [PageRequest(rows, order, Window(1), columns) for rows in asked])
    return [page.rows[0] for page in found]


@pytest.mark.parametrize(
    ("relation", "order", "columns", "noun"),
    [
        (TEAMS, TEAMS_BY_NAME, None, "Team"),
        (SEASONS, BY_YEAR, None, "Season"),
        (SEASONS, BY_YEAR, frozenset({"year"}), "Season"),
        (GAMES, BY_DATE, None, "Game"),
        (PLAYERS, BY_NAME, None, "Player"),
        (TRACKMAN_FILES, NEWEST_FIRST, None, "TrackmanFile"),
        (PITCHES, AS_THROWN, None, "Pitch"),
        (PITCHES, AS_THROWN, SOME_COLUMNS, "Pitch"),
    ],
)
async def test_a_row_of_a_page_is_of_one_type(
    league: Any, relation: Relation, order: Order, columns: frozenset[str] | None, noun: str
) -> None:
    (row,) = await rows_of(league, Rows(relation), order=order, columns=columns)
    assert types_of(row) == [noun] == [noun_of(row)]


async def test_a_row_of_many_parents_is_of_one_type(league: Any) -> None:
    late = Compared("date", Operator.GTE, date(2026, 1, 1))
    oldest, later = await rows_of(league, Rows(GAMES), Rows(GAMES, None, late), order=BY_DATE)
    assert oldest.date < late.value <= later.date
    of = (Rows(PITCHES_OF_GAME, game.game_id) for game in (oldest, later))
    for row in await rows_of(league, *of, order=AS_THROWN, columns=SOME_COLUMNS):
        assert types_of(row) == ["Pitch"] == [noun_of(row)]


def test_anything_else_is_of_no_type() -> None:
    assert types_of(object()) == []
    assert noun_of(object()) is None


async def test_a_union_picks_the_type_of_the_row(league: Any) -> None:
    (pitch,) = await rows_of(league, Rows(PITCHES), order=AS_THROWN, columns=SOME_COLUMNS)
    (game,) = await games_by_id(league.database.sessions, [pitch.game_id])
    anything: Any = list[Ballpark | Player | Game | Pitch]

    def found() -> list[object]:
        return [game, pitch]

    query = strawberry.type(type("Query", (), {"found": strawberry.field(found, graphql_type=anything)}))
    result = await strawberry.Schema(query, config=schema.config).execute("{ found { __typename } }")
    assert result.errors is None
    assert result.data == {"found": [{"__typename": "Game"}, {"__typename": "Pitch"}]}

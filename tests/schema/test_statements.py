"""Every relation of a query costs one statement a level, whatever the number of rows."""

from typing import Any

import pytest

from slugger.models.engine import connect
from slugger.resolvers.context import request_context
from slugger.schema.sdl import schema

TWENTY_GAMES = """
{ games(first: 20) { nodes { homeTeam { name } visitingTeam { name } ballpark { name }
    pitches(first: 50) { nodes { relSpeed pitcher { name team { name } } batter { name team { name } } } } } } }
"""


async def test_twenty_games_with_everything_cost_one_statement_a_relation_and_level(league: Any) -> None:
    data = await league.ask(TWENTY_GAMES)
    assert [len(game["pitches"]["nodes"]) for game in data["games"]["nodes"]] == [50] * 20
    tables = sorted(statement.split("FROM league.")[-1].split()[0] for statement in league.statements)
    assert tables == ["ballpark", "game", "pitch", "player", "team"]


@pytest.mark.parametrize(
    ("selection", "statements"),
    [
        ("{ games { totalCount } }", 1),
        ("{ games { pageInfo { endCursor } nodes { id } edges { cursor node { id } } } }", 1),
        ("{ games { nodes { pitches { totalCount } } } }", 2),
        ("{ games { nodes { pitchCount firstPitchAt lastPitchAt } } }", 2),
        ("{ games { nodes { season { pitchCount gameCount } } } }", 3),
        ("{ games { nodes { players { nodes { name } } appearances { role player { name } team { name } } } } }", 5),
        ("{ games { nodes { trackmanFiles { nodes { name } } } } }", 2),
        ("{ teams { codes names homeBallpark { name homeTeam { name } } players(first: 3) { nodes { name } } } }", 6),
        ("{ teams { games(first: 2) { nodes { date } } pitchesThrown(first: 2) { nodes { relSpeed } } } }", 3),
        ("{ players { nodes { games(first: 2) { nodes { date } } pitchesSeen(first: 2) { nodes { outs } } } } }", 3),
        ("{ pitches { nodes { pitcherTeam { name } batterTeam { name } game { date } catcher { name } } } }", 4),
        ("{ pitches { nodes { positioning { detectedShift } fielders { x player { name } } } } }", 3),
        ("{ seasons { games(first: 2) { nodes { date } } pitches(first: 2) { nodes { outs } } pitchCount } }", 4),
        ("{ ballparks { games(first: 2) { nodes { date } } } }", 2),
    ],
)
async def test_a_relation_costs_one_statement(league: Any, selection: str, statements: int) -> None:
    await league.ask(selection)
    assert len(league.statements) == statements, "\n".join(league.statements)


async def test_one_connection_is_enough(league: Any) -> None:
    narrow = connect(league.database.url, pool_size=1)
    result = await schema.execute(TWENTY_GAMES, context_value=request_context(narrow.sessions))
    await narrow.close()
    assert result.errors is None


async def test_only_the_columns_asked_for_are_read(league: Any) -> None:
    await league.ask(
        "{ pitches { ...Speeds edges { node { pitcher { id } } } } } "
        "fragment Speeds on PitchConnection { nodes { ... on Pitch { speed: relSpeed } } }"
    )
    read = league.statements[0].partition("FROM")[0]
    assert "rel_speed" in read
    assert "pitcher_id" in read
    assert "exit_speed" not in read

"""Every relation of a query costs one statement a level, whatever the number of rows."""

from typing import Any

import pytest
from graphql import VariableValues, parse

from slugger.models.engine import connect
from slugger.resolvers.context import request_context
from slugger.schema.limits import Measure
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
        ("{ games { nodes { pitchCount firstPitchAt lastPitchAt } } }", 1),
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
        ('{ games { nodes { pitches(filter: {pitcher: {team: {name: {contains: "York"}}}}) { totalCount } } } }', 2),
        ("{ games { nodes { pitches(filter: {teamId: %TEAM%}) { totalCount nodes { id } } } } }", 3),
        ("{ games { nodes { pitches(filter: {playerId: %TEAM%}) { nodes { id } } } } }", 2),
        ("{ teams { games(filter: {season: 2026, playerId: %TEAM%}) { nodes { id } } } }", 2),
        ("{ teams { games(filter: {teamId: %TEAM%, pitches: {any: {whiff: true}}}) { totalCount } } }", 2),
        ("{ games { nodes { pitches(order: [{field: PITCH_CALL}, {field: IN_ZONE}]) { nodes { count } } } } }", 2),
    ],
)
async def test_a_relation_costs_one_statement(league: Any, selection: str, statements: int) -> None:
    selection = selection.replace("%TEAM%", '"d3d84718-299d-4973-b781-f35ac9c02007"')
    await league.ask(selection)
    assert len(league.statements) == statements, "\n".join(league.statements)
    assert statements <= counted(selection) <= statements + 2


def counted(query: str) -> int:
    """Count the statements that the limits take a query for."""
    selections = parse(query).definitions[0].selection_set  # type: ignore[attr-defined]  # an operation
    measure = Measure(schema._schema, {}, VariableValues({}, {}))
    return len(measure.of(selections, schema._schema.query_type).reads)


ALIASES = 70


@pytest.mark.parametrize(
    "field",
    [
        "teams { id }",
        "ballparks { id }",
        "seasons { id }",
        "ingestStatus { filesByState { count } }",
        "ingestStatus { lastRegisteredAt }",
        "ingestStatus { unconfirmedTeams { id } }",
        "ingestStatus { unconfirmedBallparks { id } }",
        "ingestStatus { filesWithWarnings { totalCount } }",
        'team(code: "YOR") { id }',
        'game(trackmanGameId: "x") { id }',
        "season(year: 2026) { id }",
        "games(first: 1) { nodes { id } }",
        "pitches(first: 1) { nodes { id } }",
        "players(first: 1) { totalCount }",
        "trackmanFiles(filter: {verified: true}) { nodes { id } }",
    ],
)
async def test_any_number_of_aliases_costs_one_statement(league: Any, field: str) -> None:
    data = await league.ask("{ " + " ".join(f"a{n}: {field}" for n in range(ALIASES)) + " }")
    assert len(data) == ALIASES
    assert len(league.statements) == 1


@pytest.mark.parametrize("nouns", ["teams", "ballparks"])
async def test_lists_that_ask_for_the_same_share_a_statement(league: Any, nouns: str) -> None:
    data = await league.ask(
        f"{{ all: {nouns} {{ id }} known: {nouns}(confirmed: true) {{ id confirmed }}"
        f" unknown: {nouns}(confirmed: false) {{ id confirmed }} either: {nouns}(confirmed: null) {{ id }} }}"
    )
    assert len(league.statements) == 3
    assert {row["confirmed"] for row in data["known"]} == {True}
    assert {row["confirmed"] for row in data["unknown"]} == {False}
    assert len(data["all"]) == len(data["known"]) + len(data["unknown"])
    assert data["either"] == data["all"]


async def test_aliases_that_look_at_other_columns_share_a_statement(league: Any) -> None:
    data = await league.ask(
        "{ a: pitches { nodes { relSpeed } } b: pitches { nodes { exitSpeed } } c: pitches { edges { node { id } } } }"
    )
    assert len(league.statements) == 1
    assert [data["a"]["nodes"][1], data["b"]["nodes"][2]["exitSpeed"] is None] == [{"relSpeed": 82.125}, False]


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

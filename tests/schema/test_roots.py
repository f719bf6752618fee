"""The roots of a query: single rows, lists, filters, orders and ids."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from slugger.resolvers.identity import global_id


@pytest.mark.parametrize(
    "argument",
    ['code: "YOR"', 'code: "YOR_REV2"', 'name: "york revolution"', 'id: "d3d84718-299d-4973-b781-f35ac9c02007"'],
)
async def test_a_club_is_found_by_id_code_and_name(league: Any, argument: str) -> None:
    assert await league.ask(f"{{ team({argument}) {{ name }} }}") == {"team": {"name": "York Revolution"}}


async def test_an_older_name_finds_the_club(league: Any) -> None:
    data = await league.ask('{ team(name: "Lancaster Barnstormers") { name names } }')
    assert data["team"] == {"name": "Lancaster Stormers", "names": ["Lancaster Barnstormers", "Lancaster Stormers"]}


@pytest.mark.parametrize(
    "query",
    [
        '{ team(code: "yor") { id } }',
        '{ team(name: "Nobody") { id } }',
        '{ game(trackmanGameId: "none") { id } }',
        "{ season(year: 1900) { id } }",
        *(f'{{ {noun}(id: "{UUID(int=0)}") {{ id }} }}' for noun in ("team", "player", "game", "pitch", "ballpark")),
    ],
)
async def test_what_is_not_there_is_null(league: Any, query: str) -> None:
    assert set((await league.ask(query)).values()) == {None}


@pytest.mark.parametrize(
    "query",
    [
        "{ team { id } }",
        '{ team(code: "YOR", name: "York Revolution") { id } }',
        "{ game { id } }",
        "{ pitch { id } }",
        '{ pitch(pitchUid: "x") { id } }',
        '{ team(id: "x") { id } }',
        '{ team(code: "\\u0000") { id } }',
        '{ team(name: "\\u0000") { id } }',
        '{ game(trackmanGameId: "a\\u0000") { id } }',
        '{ players(filter: {search: "\\u0000"}) { nodes { id } } }',
        '{ trackmanFiles(filter: {trackmanGameId: {eq: "\\u0000"}}) { nodes { id } } }',
        '{ node(id: "\\u0000") { id } }',
        '{ nodes(ids: ["\\u0000"]) { id } }',
        '{ team(id: "\\u0000") { id } }',
        '{ pitch(pitchUid: "\\u0000") { id } }',
        '{ players(filter: {teamId: {eq: "nonsense"}}) { nodes { id } } }',
        '{ games(filter: {teamId: "nonsense"}) { nodes { id } } }',
        '{ node(id: "nonsense") { id } }',
        '{ node(id: "VGVhbTp4") { id } }',
        "{ games(first: -1) { nodes { id } } }",
        "{ games(last: -1) { nodes { id } } }",
        "{ games(first: 1001) { nodes { id } } }",
        "{ games(first: 1, last: 1) { nodes { id } } }",
        '{ trackmanFiles(filter: {registeredAt: {gte: "0001-01-01T00:00:00+14:00"}}) { nodes { id } } }',
        '{ trackmanFiles(filter: {registeredAt: {gte: "9999-12-31T23:59:59-14:00"}}) { nodes { id } } }',
        '{ trackmanFiles(filter: {registeredAt: {gte: "2026-05-01T00:00:00"}}) { nodes { id } } }',
    ],
)
async def test_bad_arguments_are_the_callers_fault(league: Any, query: str) -> None:
    assert await league.code(query) == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "field",
    [
        "team(code: $text) { id }",
        "team(name: $text) { id }",
        "team(id: $id) { id }",
        "game(trackmanGameId: $text) { id }",
        "node(id: $id) { id }",
        "pitch(pitchUid: $id) { id }",
        "players(filter: {search: $text}) { nodes { id } }",
        "trackmanFiles(filter: {trackmanGameId: {eq: $text}}) { nodes { id } }",
        "trackmanFiles(filter: {name: {contains: $text}}) { nodes { id } }",
        "trackmanFiles(filter: {name: {startsWith: $text}}) { nodes { id } }",
        "trackmanFiles(filter: {name: {notIn: [$text]}}) { nodes { id } }",
        "pitches(filter: {pitcherId: {in: [$id]}}) { nodes { id } }",
        "games(filter: {teamId: $id}) { nodes { id } }",
        "players(after: $text) { nodes { id } }",
    ],
)
@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "\udfffx", "\udc00\ud800"])
async def test_a_text_that_no_row_can_hold_is_refused(league: Any, field: str, text: str) -> None:
    name = "text" if "$text" in field else "id"
    query = f"query (${name}: {'String!' if name == 'text' else 'ID!'}) {{ {field} }}"
    assert await league.code(query, **{name: text}) == ("BAD_CURSOR" if "after" in field else "BAD_USER_INPUT")


ODD_TEXTS = ["%", "_", "\\", "\\%", "%%%", "'", '"', "\ufffd", "⚾", "👨‍👩‍👧", "\x7f", "x" * 200, "⚾ " * 100]


@pytest.mark.parametrize("text", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
async def test_odd_texts_find_what_holds_them_and_nothing_else(league: Any, text: str) -> None:
    data = await league.ask(
        """query ($text: String) { team(code: $text) { id } named: team(name: $text) { id }
            game(trackmanGameId: $text) { id } players(filter: {search: $text}) { nodes { name } }
            trackmanFiles(filter: {trackmanGameId: {contains: $text}}) { totalCount } }""",
        text=text,
    )
    found = [player["name"] for player in data.pop("players")["nodes"]]
    assert all(text in name for name in found)
    assert len(found) == (text in {"%", "_", "'"})
    assert data == {"team": None, "named": None, "game": None, "trackmanFiles": {"totalCount": 0}}


async def test_a_text_that_is_no_name_is_refused(league: Any) -> None:
    query = "query ($text: String) { players(filter: {search: $text}) { totalCount } }"
    assert await league.code(query, text="a " * 101) == "BAD_USER_INPUT"
    assert league.statements == []


DAY = {"games": "date", "pitches": "gameDate", "trackmanFiles": "gameDate"}


@pytest.mark.parametrize("day", ["0000-00-00", "99999-01-01", "2026-02-30", "-0001-01-01", "", "x", "\u0662026-05-01"])
@pytest.mark.parametrize("root", ["games", "pitches", "trackmanFiles"])
async def test_a_day_that_is_none_is_told_before_anything_is_read(league: Any, root: str, day: str) -> None:
    inline = await league.answer(f'{{ {root}(filter: {{{DAY[root]}: {{gte: "{day}"}}}}) {{ nodes {{ id }} }} }}')
    query = f"query ($day: Date) {{ {root}(filter: {{{DAY[root]}: {{lte: $day}}}}) {{ nodes {{ id }} }} }}"
    variable = await league.answer(query, {"day": day})
    for result in (inline, variable):
        assert result.data is None
        assert "Date" in result.errors[0].message
    assert league.statements == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("root", ["games", "pitches", "trackmanFiles"])
async def test_the_first_and_the_last_day_are_days(league: Any, root: str, day: str) -> None:
    query = f"query ($day: Date) {{ {root}(filter: {{{DAY[root]}: {{gte: $day}}}}) {{ totalCount }} }}"
    assert ((await league.ask(query, day=day))[root]["totalCount"] > 0) is (day == "0001-01-01")


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1, 10**30])
@pytest.mark.parametrize(
    "field",
    [
        "season(year: $n) { id }",
        "games(first: $n) { nodes { id } }",
        "games(filter: {season: $n}) { nodes { id } }",
        "pitches(filter: {inning: {eq: $n}}) { nodes { id } }",
        "pitches(filter: {inning: {in: [$n]}}) { nodes { id } }",
    ],
)
async def test_a_number_beyond_32_bits_is_no_int(league: Any, field: str, number: int) -> None:
    variable = await league.answer(f"query ($n: Int!) {{ {field} }}", {"n": number})
    inline = await league.answer(f"{{ {field.replace('$n', str(number))} }}")
    for result in (variable, inline):
        assert "32-bit" in result.errors[0].message
    assert league.statements == []


@pytest.mark.parametrize("number", [2**31 - 1, -(2**31), -1, 9999, 10_000])
async def test_every_int_is_a_year_an_inning_and_a_count(league: Any, number: int) -> None:
    data = await league.ask(
        """query ($n: Int!) { season(year: $n) { id } games(filter: {season: $n}) { totalCount }
            pitches(filter: {season: $n, inning: {eq: $n}, balls: {in: [$n]}}) { totalCount }
            others: pitches(filter: {inning: {notIn: [$n]}, balls: {ne: $n}}) { totalCount }
            orderly: pitches(filter: {or: [{outs: {lte: $n}}, {outs: {gt: $n}}]}) { totalCount } }""",
        n=number,
    )
    all_pitches = {"totalCount": 24 * 55}
    assert data == {
        "season": None,
        "games": {"totalCount": 0},
        "pitches": {"totalCount": 0},
        "others": all_pitches,
        "orderly": all_pitches,
    }


@pytest.mark.parametrize("number", [1e308, -1e308, 5e-324, 0])
async def test_every_float_is_a_speed(league: Any, number: float) -> None:
    data = await league.ask(
        """query ($x: Float!) { pitches(filter: {relSpeed: {gte: $x}, exitSpeed: {lte: $x}}) { totalCount }
            measured: pitches(filter: {relSpeed: {notIn: [$x]}}) { totalCount }
            trackmanFiles(filter: {size: {eq: $x}}) { totalCount }
            orderly: trackmanFiles(filter: {or: [{size: {lte: $x}}, {size: {gt: $x}}]}) { totalCount } }""",
        x=number,
    )
    assert [found["totalCount"] for found in data.values()] == [0, 24 * 55, 0, 24]


@pytest.mark.parametrize(("noun", "root"), [("Team", "pitches"), ("Player", "games"), ("Ballpark", "games")])
async def test_ids_in_filters_name_their_type(league: Any, noun: str, root: str) -> None:
    name = f"{noun[0].lower()}{noun[1:]}Id"
    asked = "{in: [$id]}" if noun == "Ballpark" else "$id"
    query = f"query ($id: ID!) {{ {root}(filter: {{{name}: {asked}}}) {{ totalCount }} }}"
    for wrong in (global_id("Game", UUID(YORK)), global_id("Season", 2026), global_id(noun, "x"), "", "x", YORK[:-1]):
        assert await league.code(query, id=wrong) == "BAD_USER_INPUT"
    assert (await league.ask(query, id=str(uuid4())))[root]["totalCount"] == 0


async def test_no_ids_give_no_rows(league: Any) -> None:
    assert await league.ask("{ nodes(ids: []) { id } }") == {"nodes": []}
    assert await league.code("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["x"] * 1001) == "BAD_USER_INPUT"


@pytest.mark.parametrize("year", ["0000", "0001", "9999", "2026"])
async def test_every_year_can_be_the_id_of_a_season(league: Any, year: str) -> None:
    node = (await league.ask("query ($id: ID!) { node(id: $id) { __typename } }", id=global_id("Season", year)))["node"]
    assert node == ({"__typename": "Season"} if year == "2026" else None)


async def test_the_id_of_another_type_is_refused(league: Any) -> None:
    player = (await league.ask("{ players(first: 1) { nodes { id } } }"))["players"]["nodes"][0]["id"]
    query = "query ($id: ID!) { pitches(filter: {gameId: {eq: $id}}) { nodes { id } } }"
    result = await league.answer(query, {"id": player})
    assert "id of a Player, where the id of a Game belongs" in result.errors[0].message


async def test_any_row_is_found_by_its_id(league: Any) -> None:
    rows = await league.ask("""
        { teams { id __typename } ballparks { id __typename } seasons { id __typename }
          players(first: 2) { nodes { id __typename } } games(first: 2) { nodes { id __typename } }
          pitches(first: 2) { nodes { id __typename } } trackmanFiles(first: 2) { nodes { id __typename } } }""")
    known = [row for found in rows.values() for row in (found if isinstance(found, list) else found["nodes"])]
    ids = [row["id"] for row in known]
    assert len(set(ids)) == len(ids)
    again = await league.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", ids=ids)
    assert again["nodes"] == known
    one = await league.ask("query ($id: ID!) { node(id: $id) { id __typename ... on Team { name } } }", id=ids[0])
    assert one["node"]["__typename"] == "Team"


async def count(league: Any, root: str, matching: str) -> int:
    data = await league.ask(f"{{ {root}(filter: {{{matching}}}) {{ totalCount nodes {{ id }} }} }}")
    number: int = data[root]["totalCount"]
    assert min(number, 50) == len(data[root]["nodes"])
    return number


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("vito avery", 2),
        ("Avery, Vito", 2),
        ("JOSE nunez", 1),
        ("núñ", 1),
        ("100%", 1),
        ("%", 1),
        ("_", 1),
        ("under_score", 1),
        ("o'brien", 1),
        ("mono", 1),
        ("  ", 30),
        ("nobody", 0),
    ],
)
async def test_names_are_searched_by_parts(league: Any, search: str, found: int) -> None:
    query = "query ($search: String) { players(filter: {search: $search}) { totalCount } }"
    assert (await league.ask(query, search=search))["players"]["totalCount"] == found


FASTEST = sum((g * 7 + n) % 20 == 19 for g in range(24) for n in range(1, 56))
"""Pitches of the small league at 99 mph and more."""
YORK = "d3d84718-299d-4973-b781-f35ac9c02007"


@pytest.mark.parametrize(
    ("root", "matching", "found"),
    [
        ("games", "season: 2025", 12),
        ("games", "season: 0", 0),
        ("games", "season: 2147483647", 0),
        ("games", 'date: {gte: "2026-05-02", lte: "2026-05-03"}', 4),
        ("games", 'date: {between: ["2026-05-02", "2026-05-03"]}', 4),
        ("games", f'teamId: "{YORK}"', 16),
        ("games", f'homeTeamId: {{eq: "{YORK}"}}', 8),
        ("games", f'visitingTeamId: {{in: ["{YORK}"]}}', 8),
        ("games", f'homeTeamId: {{ne: "{YORK}"}}, visitingTeamId: {{notIn: ["{YORK}"]}}', 8),
        ("games", 'homeTeam: {name: {eq: "York Revolution"}}', 8),
        ("games", 'ballparkId: {eq: "c350bf4f-d813-47d7-ad70-d8c991ea10e8"}', 8),
        ("games", "verified: false", 12),
        ("games", "verified: null, date: null, homeTeam: null, and: null, not: null", 24),
        ("players", f'teamId: {{eq: "{YORK}"}}', 10),
        ("players", "isPitcher: true, isHitter: true", 5),
        ("players", "throws: {eq: LEFT}", 5),
        ("players", "throws: {isNull: true}", 20),
        ("players", "throws: {ne: LEFT}", 5),
        ("players", "bats: {in: [SWITCH]}", 10),
        ("pitches", "season: 2026", 660),
        ("pitches", 'gameDate: {gte: "2026-05-06"}', 110),
        ("pitches", f'teamId: "{YORK}"', 880),
        ("pitches", "pitchType: {in: [FOUR_SEAM]}", 24 * 13),
        ("pitches", "pitchType: {in: [FOUR_SEAM, TWO_SEAM]}", 24 * 27),
        ("pitches", "pitchType: {in: []}", 0),
        ("pitches", "pitchCall: {in: [IN_PLAY, BALL]}", 24 * 22),
        ("pitches", "inning: {eq: 1}, balls: {eq: 1}, strikes: {eq: 2}", 24 * 1),
        ("pitches", "inning: {eq: 2147483647}", 0),
        ("pitches", "balls: {in: [-2147483648]}", 0),
        ("pitches", "exitSpeed: {gte: 0}", 24 * 18),
        ("pitches", "relSpeed: {gte: 99, lte: 100}", FASTEST),
        ("trackmanFiles", "hasWarnings: true", 1),
        ("trackmanFiles", "hasWarnings: false", 23),
        ("trackmanFiles", "state: {eq: HELD}", 0),
        ("trackmanFiles", "kind: {eq: PITCH}", 24),
        ("trackmanFiles", 'registeredAt: {gte: "2026-05-01T12:11:00Z"}', 2),
        ("trackmanFiles", 'trackmanGameId: {eq: "20250501-WellSpanPark-0"}', 1),
    ],
)
async def test_filters(league: Any, root: str, matching: str, found: int) -> None:
    assert await count(league, root, matching) == found


async def test_filters_on_people_and_clubs_agree_with_the_relations(league: Any) -> None:
    data = await league.ask("""
        { players(first: 1) { nodes { id pitchesThrown { totalCount } } } games(first: 1) { nodes { id } }
          team(code: "YOR") { id pitchesThrown { totalCount } pitchesSeen { totalCount } } }""")
    player, team, game = data["players"]["nodes"][0], data["team"], data["games"]["nodes"][0]
    thrown = player["pitchesThrown"]["totalCount"]
    asked = ("pitcherId: {eq: ID}", "pitcherId: {in: [ID]}", "pitcher: {id: {eq: ID}}", "playerId: ID")
    for names in asked:
        assert await count(league, "pitches", names.replace("ID", f'"{player["id"]}"')) == thrown
    for side in ("Thrown", "Seen"):
        club = "pitcherTeam" if side == "Thrown" else "batterTeam"
        found = await count(league, "pitches", f'{club}: {{id: {{eq: "{team["id"]}"}}}}')
        assert found == team[f"pitches{side}"]["totalCount"]
    assert await count(league, "pitches", f'gameId: {{eq: "{game["id"]}"}}, batterId: {{in: []}}') == 0
    assert await count(league, "games", f'playerId: "{player["id"]}"') > 0


async def test_the_hardest_hit_balls_come_first_and_unmeasured_ones_last(league: Any) -> None:
    query = "{ pitches(first: 1000, order: {field: EXIT_SPEED, direction: %s}) { nodes { exitSpeed } } }"
    for direction, reverse in (("DESC", True), ("ASC", False)):
        speeds = [node["exitSpeed"] for node in (await league.ask(query % direction))["pitches"]["nodes"]]
        measured = [speed for speed in speeds if speed is not None]
        assert len(measured) == 24 * 18
        assert speeds == sorted(measured, reverse=reverse) + [None] * (1000 - len(measured))


async def test_the_newest_games_come_first_when_asked(league: Any) -> None:
    data = await league.ask("{ games(order: {direction: DESC}) { nodes { date trackmanGameId } } }")
    places = [(node["date"], node["trackmanGameId"]) for node in data["games"]["nodes"]]
    assert places == sorted(places, reverse=True)

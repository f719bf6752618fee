"""Plate appearances of a game that is written for it: what each is made of, how it ended and where it leads."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import delete, event, insert
from sqlmodel import col, select

from slugger.models import Game, Pitch, terms
from slugger.models.engine import Database, connect
from slugger.resolvers.context import request_context
from slugger.resolvers.identity import global_id
from slugger.schema.sdl import schema
from slugger.tests.databases import copy_of
from slugger.tests.schema.conftest import League, fill, key, player_key
from slugger.tests.schema.test_statements import counted

GAME = key("game 0")
BALL, STRIKE, WHIFF, FOUL, IN_PLAY = "BallCalled", "StrikeCalled", "StrikeSwinging", "FoulBall", "InPlay"
UNDEFINED = "Undefined"


@dataclass(frozen=True)
class Thrown:
    """A pitch of the game that these tests write: what tells one plate appearance from another, and how it went."""

    appearance: int
    number: int
    call: str
    count: str = "0-0"
    k_or_bb: str | None = UNDEFINED
    play: str | None = UNDEFINED
    runs: int | None = 0
    pitcher: int | None = 0
    type: str | None = "Slider"
    outs: int = 0

    def row(self, ordinal: int) -> dict[str, Any]:
        """Give the row, as the `ordinal`th pitch of the game."""
        balls, strikes = map(int, self.count.split("-"))
        return {
            "game_id": GAME,
            "pitch_number": ordinal,
            "pa_of_inning": self.appearance,
            "pitch_of_pa": self.number,
            "pitch_id": key(f"thrown {ordinal}"),
            "pitch_uid": key(f"thrown uid {ordinal}"),
            "inning": 3,
            "top_or_bottom": "Top",
            "outs": self.outs,
            "balls": balls,
            "strikes": strikes,
            "pitch_call": self.call,
            "k_or_bb": self.k_or_bb,
            "play_result": self.play,
            "runs_scored": self.runs,
            "pitcher_id": None if self.pitcher is None else player_key(self.pitcher),
            "batter_id": player_key(10 + self.appearance),
            "auto_pitch_type": self.type,
            "exit_speed": 101.5 if self.call == IN_PLAY else None,
            "auto_hit_type": "LineDrive" if self.call == IN_PLAY else None,
        }


WRITTEN = (
    Thrown(1, 1, STRIKE),
    Thrown(1, 2, BALL, "0-1", type=None),
    Thrown(1, 3, BALL, "1-1", play="StolenBase", runs=1),
    Thrown(1, 4, WHIFF, "2-1", pitcher=1),
    Thrown(1, 5, WHIFF, "2-2", "Strikeout", pitcher=1, type="Four-Seam"),
    Thrown(2, 1, IN_PLAY, play="HomeRun", runs=2, outs=1),
    Thrown(3, 1, BALL, outs=1),
    Thrown(3, 1, BALL, "0-0", outs=1),
    Thrown(3, 2, FOUL, "1-0", outs=1),
    Thrown(4, 1, BALL, runs=None, outs=1, pitcher=None),
    Thrown(4, 2, BALL, "1-0", play="CaughtStealing", runs=None, outs=2),
)
"""Four plate appearances: a strikeout with a stolen base and a new pitcher, a home run, one whose first place two
pitches have and that nothing ended, and one that a runner ended."""


async def write(database: Database, thrown: Sequence[Thrown]) -> None:
    """Make `thrown` the pitches of the first game of the small league."""
    async with database.sessions() as session:
        game = (await session.exec(select(Game).where(Game.game_id == GAME))).one()
        codes = {"pitcher_team_code": game.home_team_code, "batter_team_code": game.visiting_team_code}
        await session.exec(delete(Pitch).where(col(Pitch.game_id) == GAME))
        rows = [pitch.row(ordinal) | codes | {"game_date": game.date} for ordinal, pitch in enumerate(thrown, 1)]
        await session.exec(insert(Pitch), params=rows)
        await session.commit()


def listening(database: Database) -> League:
    """Give a league whose statements are listed."""
    made = League(database)
    event.listen(
        database.engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: made.statements.append(statement),
    )
    return made


@pytest.fixture(scope="module")
async def written(template: str) -> AsyncIterator[League]:
    """The small league, whose first game has the pitches of these tests; tests only read it."""
    async with copy_of(template) as database:
        await fill(database)
        await write(database, WRITTEN)
        yield listening(database)


EVERYTHING = """
query Written($game: ID!) { game(id: $game) { plateAppearances { totalCount nodes {
  inning topOrBottom paOfInning outs pitchCount result kOrBb playResult pitchCall finalCount countPath pitchSequence
  runsScored exitSpeed hitType batter { id } pitcher { id } firstPitcher { id } batterTeam { id } pitcherTeam { id }
  firstPitch { id } lastPitch { id } game { id } gameDate pitches { totalCount nodes { id } }
} } } }
"""


async def test_a_plate_appearance_tells_what_its_pitches_were(written: Any) -> None:
    data = await written.ask(EVERYTHING, game=str(GAME))
    assert data["game"]["plateAppearances"]["totalCount"] == 4
    strikeout, homer, doubled, stolen = data["game"]["plateAppearances"]["nodes"]
    pitches = [{"id": global_id("Pitch", key(f"thrown {ordinal}"))} for ordinal in range(1, 6)]
    assert strikeout.pop("batterTeam") != strikeout.pop("pitcherTeam")
    assert strikeout == {
        "inning": 3,
        "topOrBottom": "TOP",
        "paOfInning": 1,
        "outs": 0,
        "pitchCount": 5,
        "gameDate": "2025-05-01",
        "result": "STRIKEOUT",
        "kOrBb": "STRIKEOUT",
        "playResult": None,
        "pitchCall": "SWINGING_STRIKE",
        "finalCount": "2-2",
        "countPath": ["0-0", "0-1", "1-1", "2-1", "2-2"],
        "runsScored": 1,
        "pitchSequence": ["SLIDER", None, "SLIDER", "SLIDER", "FOUR_SEAM"],
        "exitSpeed": None,
        "hitType": None,
        "game": {"id": global_id("Game", GAME)},
        "batter": {"id": global_id("Player", player_key(11))},
        "pitcher": {"id": global_id("Player", player_key(1))},
        "firstPitcher": {"id": global_id("Player", player_key(0))},
        "firstPitch": pitches[0],
        "lastPitch": pitches[4],
        "pitches": {"totalCount": 5, "nodes": pitches},
    }
    ended = ("result", "playResult", "exitSpeed", "hitType", "runsScored", "firstPitcher", "pitchCount")
    assert [homer[name] for name in ended] == ["HOME_RUN", "HOME_RUN", 101.5, "LINE_DRIVE", 2, None, 1]
    assert [doubled[name] for name in ("countPath", "pitchCount", "result")] == [["0-0", "0-0", "1-0"], 3, None]
    assert [stolen[name] for name in ended] == [None, "CAUGHT_STEALING", None, None, None, None, 2]
    assert stolen["outs"] == 2


ENDINGS = (
    (WHIFF, "Strikeout", UNDEFINED, "STRIKEOUT"),
    (STRIKE, "Strikeout", "StolenBase", "STRIKEOUT"),
    (BALL, "Walk", UNDEFINED, "WALK"),
    ("BallIntentional", "Walk", UNDEFINED, "INTENTIONAL_WALK"),
    ("HitByPitch", "Walk", UNDEFINED, "WALK"),
    ("HitByPitch", UNDEFINED, UNDEFINED, "HIT_BY_PITCH"),
    ("CatchersInterference", None, "Error", "CATCHERS_INTERFERENCE"),
    ("BattersInterference", UNDEFINED, UNDEFINED, None),
    (IN_PLAY, UNDEFINED, "Single", "SINGLE"),
    (IN_PLAY, None, "Double", "DOUBLE"),
    (IN_PLAY, UNDEFINED, "Triple", "TRIPLE"),
    (IN_PLAY, UNDEFINED, "HomeRun", "HOME_RUN"),
    (IN_PLAY, UNDEFINED, "Out", "OUT"),
    (IN_PLAY, UNDEFINED, "Error", "ERROR"),
    (IN_PLAY, UNDEFINED, "FieldersChoice", "FIELDERS_CHOICE"),
    (IN_PLAY, UNDEFINED, "Sacrifice", "SACRIFICE_FLY"),
    (IN_PLAY, UNDEFINED, UNDEFINED, "IN_PLAY"),
    (IN_PLAY, "Other", "NoSuchPlay", "IN_PLAY"),
    (BALL, UNDEFINED, "StolenBase", None),
    (STRIKE, None, "CaughtStealing", None),
    ("NoSuchCall", None, None, None),
)
"""The call of a last pitch, its KorBB and its play, and the result that they mean."""


async def test_the_last_pitch_says_how_it_ended(own_league: Any) -> None:
    thrown = [Thrown(n, 1, call, "0-0", k_or_bb, play) for n, (call, k_or_bb, play, _) in enumerate(ENDINGS, 1)]
    await write(own_league.database, thrown)
    query = "query ($game: ID!) { game(id: $game) { plateAppearances { nodes { result } } } }"
    found = (await own_league.ask(query, game=str(GAME)))["game"]["plateAppearances"]["nodes"]
    assert [row["result"] for row in found] == [result for *_, result in ENDINGS]


def test_every_result_has_one_sentence() -> None:
    for result in terms.PlateAppearanceResult:
        assert result.meaning.endswith(".")
        assert result.meaning.count(".") == 1


async def test_an_id_names_the_same_plate_appearance_when_pitches_are_added(own_league: Any) -> None:
    await write(own_league.database, WRITTEN[:4])
    query = "query ($id: ID!) { plateAppearance(id: $id) { id plateAppearanceId pitchCount result } }"
    before = (await own_league.ask(query, id=f"{GAME}/3/Top/1"))["plateAppearance"]
    await write(own_league.database, [Thrown(1, 1, FOUL), *WRITTEN])
    after = (await own_league.ask(query, id=before["id"]))["plateAppearance"]
    assert before == {
        "id": global_id("PlateAppearance", f"{GAME}/3/Top/1"),
        "plateAppearanceId": f"{GAME}/3/Top/1",
        "pitchCount": 4,
        "result": None,
    }
    assert after == before | {"pitchCount": 6, "result": "STRIKEOUT"}


async def test_any_row_leads_back_by_its_global_id(written: Any) -> None:
    ids = [global_id("PlateAppearance", f"{GAME}/3/Top/{ordinal}") for ordinal in (2, 1, 9)]
    data = await written.ask(
        """query ($id: ID!, $ids: [ID!]!) { node(id: $id) { id __typename }
            nodes(ids: $ids) { id ... on PlateAppearance { pitchCount } } }""",
        id=ids[0],
        ids=ids,
    )
    assert data["node"] == {"id": ids[0], "__typename": "PlateAppearance"}
    assert data["nodes"] == [{"id": ids[0], "pitchCount": 1}, {"id": ids[1], "pitchCount": 5}, None]
    assert len(written.statements) == 1


@pytest.mark.parametrize(
    "identifier",
    [
        *("", str(GAME), f"{GAME}/3/Top", f"{GAME}/3/Top/0", f"{GAME}/03/Top/1", f"{GAME}/3/top/1", f"{GAME}/3/Top/1/"),
        *(f"{str(GAME).upper()}/3/Top/1", f"{GAME.hex}/3/Top/1", f"{GAME}/123456/Top/1", f"{GAME}/3/Top/1\n"),
        *(global_id("Game", GAME), global_id("PlateAppearance", GAME), global_id("PlateAppearance", "x/3/Top/1")),
    ],
)
async def test_what_is_no_id_of_a_plate_appearance_is_refused(written: Any, identifier: str) -> None:
    by_id = "query ($id: ID!) { plateAppearance(id: $id) { id } }"
    by_filter = "query ($id: ID!) { plateAppearances(filter: {id: {in: [$id]}}) { nodes { id } } }"
    for query in (by_id, by_filter):
        assert await written.code(query, id=identifier) == "BAD_USER_INPUT"


async def test_an_id_without_pitches_is_null(written: Any) -> None:
    query = "query ($id: ID!) { plateAppearance(id: $id) { id } }"
    for identifier in (f"{GAME}/3/Bottom/1", f"{GAME}/99999/Top/99999", f"{key('nobody')}/3/Top/1"):
        assert await written.ask(query, id=identifier) == {"plateAppearance": None}


async def test_players_and_clubs_lead_to_their_plate_appearances(written: Any) -> None:
    data = await written.ask(
        """query ($batter: ID!, $first: ID!, $last: ID!, $game: ID!) {
            batter: player(id: $batter) { plateAppearances(filter: {gameId: {eq: $game}}) { nodes { paOfInning } } }
            first: player(id: $first) { plateAppearancesPitched(filter: {gameId: {eq: $game}, inning: {eq: 3}}) {
                nodes { paOfInning } } }
            last: player(id: $last) { plateAppearancesPitched(filter: {gameId: {eq: $game}}) { nodes { paOfInning } } }
            game(id: $game) { visitingTeam { plateAppearances(filter: {gameId: {eq: $game}}) { totalCount } }
                homeTeam { plateAppearances(filter: {gameId: {eq: $game}}) { totalCount } } } }""",
        batter=str(player_key(11)),
        first=str(player_key(0)),
        last=str(player_key(1)),
        game=str(GAME),
    )
    assert data["batter"]["plateAppearances"]["nodes"] == [{"paOfInning": 1}]
    assert data["first"]["plateAppearancesPitched"]["nodes"] == [{"paOfInning": n} for n in (2, 3, 4)]
    assert data["last"]["plateAppearancesPitched"]["nodes"] == [{"paOfInning": 1}]
    assert data["game"]["visitingTeam"]["plateAppearances"]["totalCount"] == 4
    assert data["game"]["homeTeam"]["plateAppearances"]["totalCount"] == 0


async def test_ids_are_compared_like_any_other(written: Any) -> None:
    one, two = (f"{GAME}/3/Top/{ordinal}" for ordinal in (1, 2))
    query = """query ($one: ID!, $both: [ID!]!, $game: ID!) {
        eq: plateAppearances(filter: {id: {eq: $one}}) { nodes { paOfInning } }
        in: plateAppearances(filter: {id: {in: $both}}) { nodes { paOfInning } }
        ne: plateAppearances(filter: {gameId: {eq: $game}, id: {ne: $one}}) { nodes { paOfInning } }
        notIn: plateAppearances(filter: {gameId: {eq: $game}, id: {notIn: $both}}) { nodes { paOfInning } }
        pitches(filter: {plateAppearance: {id: {eq: $one}}}) { totalCount } }"""
    data = await written.ask(query, one=one, both=[global_id("PlateAppearance", one), two], game=str(GAME))
    assert data.pop("pitches") == {"totalCount": 5}
    found = {name: [row["paOfInning"] for row in rows["nodes"]] for name, rows in data.items()}
    assert found == {"eq": [1], "in": [1, 2], "ne": [2, 3, 4], "notIn": [3, 4]}


@pytest.mark.parametrize("size", [1, 7])
async def test_the_longest_come_first_and_every_page_follows_the_last(written: Any, size: int) -> None:
    order = "[{field: PITCH_COUNT, direction: DESC}, {field: CHRONOLOGICAL, direction: DESC}]"
    window = f"first: {size}, after: $after, order: {order}"
    query = f"""query ($after: String, $game: ID!) {{ game(id: $game) {{ plateAppearances({window}) {{
        pageInfo {{ hasNextPage endCursor }} nodes {{ paOfInning }} }} }} }}"""
    found, after = [], None
    while True:
        page = (await written.ask(query, after=after, game=str(GAME)))["game"]["plateAppearances"]
        found += [row["paOfInning"] for row in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert found == [1, 3, 4, 2]


@pytest.mark.parametrize(
    ("selection", "statements"),
    [
        ("{ plateAppearances { totalCount nodes { pitchCount countPath pitchSequence runsScored } } }", 2),
        ("{ plateAppearances { nodes { pitches { nodes { pitchNumber } } } } }", 2),
        ("{ plateAppearances { nodes { pitches { totalCount } } } }", 2),
        ("{ plateAppearances { nodes { firstPitch { count } lastPitch { count } } } }", 2),
        ("{ plateAppearances { nodes { batter { name } pitcher { name } firstPitcher { name } game { date } } } }", 3),
        ("{ plateAppearances { nodes { batterTeam { name } pitcherTeam { name } } } }", 2),
        ("{ pitches { nodes { plateAppearance { result pitchCount pitchSequence } } } }", 2),
        ("{ pitches { nodes { plateAppearance { pitches { nodes { plateAppearance { id } } } } } } }", 3),
        ("{ games { nodes { plateAppearances(first: 2) { nodes { result } } } } }", 2),
        ("{ players { nodes { plateAppearances(first: 2) { nodes { id } } } } }", 2),
        ("{ players { nodes { plateAppearancesPitched(first: 2) { nodes { id } totalCount } } } }", 3),
        ("{ teams { plateAppearances(first: 2) { nodes { result } } } }", 2),
    ],
)
async def test_a_relation_costs_one_statement(written: Any, selection: str, statements: int) -> None:
    await written.ask(selection)
    assert len(written.statements) == statements, "\n".join(written.statements)
    assert statements <= counted(selection) <= statements + 2


async def test_any_number_of_ids_costs_one_statement(written: Any) -> None:
    asked = " ".join(f'a{n}: plateAppearance(id: "{GAME}/3/Top/{1 + n % 6}") {{ id }}' for n in range(90))
    data = await written.ask(f"{{ {asked} }}")
    assert sum(row is not None for row in data.values()) == 60
    assert len(written.statements) == 1


async def test_one_connection_is_enough(written: Any) -> None:
    narrow = connect(written.database.url, pool_size=1)
    query = "{ plateAppearances { nodes { pitches { nodes { plateAppearance { batter { name } } } } } } }"
    result = await schema.execute(query, context_value=request_context(narrow.sessions))
    await narrow.close()
    assert result.errors is None

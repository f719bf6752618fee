"""Plate appearances of whole games: every figure is that of the pitches, and no pitch is lost among them."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from slugger.jobs.demo import write_season
from slugger.jobs.trackman.delivery import find
from slugger.jobs.trackman.ingest import ingest
from slugger.models import Pitch, PlateAppearance
from slugger.resolvers.plan.planner import Planner
from slugger.resolvers.written import to_json
from slugger.schema.sdl import schema
from slugger.tests.databases import copy_of
from slugger.tests.schema.conftest import League
from slugger.tests.schema.plans import answered

FIGURES = """
query Figures($after: String) { plateAppearances(first: 300, after: $after) { pageInfo { hasNextPage endCursor } nodes {
  id inning topOrBottom paOfInning outs pitchCount result kOrBb finalCount countPath pitchSequence runsScored
  game { gameId } firstPitch { pitchId } lastPitch { pitchId } firstPitcher { playerId } pitcher { playerId }
  batter { playerId } pitches(first: 40) { nodes { pitchId pitchType count plateAppearance { id } } }
} } }
"""


async def all_of(league: Any) -> list[dict[str, Any]]:
    """Give every plate appearance of a league, page by page."""
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = (await league.ask(FIGURES, after=after))["plateAppearances"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


async def pitches_of(league: Any) -> list[Any]:
    """Give every pitch as it is stored, in the order of play."""
    pitch: Any = Pitch
    async with league.database.sessions() as session:
        return list(await session.exec(select(Pitch).order_by(pitch.game_id, pitch.pitch_number)))


@dataclass(frozen=True)
class Told:
    """A league, what the graph tells of all its plate appearances, and its pitches as they are stored."""

    league: League
    appearances: list[dict[str, Any]]
    pitches: list[Any]


@asynccontextmanager
async def games_in(template: str, folder: Path) -> AsyncIterator[Told]:
    """Load the files below a folder, and read what there is to tell."""
    async with copy_of(template) as database:
        await ingest(database, find([folder]))
        made = League(database)
        yield Told(made, await all_of(made), await pitches_of(made))


@pytest.fixture(scope="module")
async def demo(template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    """Games of the demo season, with the peculiarities of the files."""
    folder = tmp_path_factory.mktemp("season")
    write_season(folder, games=12, seed=4)
    async with games_in(template, folder) as made:
        yield made


@pytest.fixture(scope="module")
async def real(template: str, real_files: Path) -> AsyncIterator[Told]:
    """The real games."""
    async with games_in(template, real_files) as made:
        yield made


@pytest.fixture(params=["demo", "real"])
def games(request: pytest.FixtureRequest) -> Any:
    """Give each of the two."""
    return request.getfixturevalue(request.param)


async def test_every_figure_is_that_of_the_pitches(games: Any) -> None:
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for pitch in games.pitches:
        place = (str(pitch.game_id), pitch.inning, pitch.top_or_bottom.upper(), pitch.pa_of_inning)
        groups.setdefault(place, []).append(pitch)
    found = games.appearances
    assert len({appearance["id"] for appearance in found}) == len(found) == len(groups)
    for appearance in found:
        told = (appearance["game"]["gameId"], *(appearance[name] for name in ("inning", "topOrBottom", "paOfInning")))
        assert_told(appearance, groups.pop(told))
    assert not groups


def assert_told(appearance: Mapping[str, Any], pitches: Sequence[Any]) -> None:
    """Hold what is told of a plate appearance against its pitches."""
    first, last = pitches[0], pitches[-1]
    path = [f"{pitch.balls}-{pitch.strikes}" for pitch in pitches]
    runs = [pitch.runs_scored for pitch in pitches if pitch.runs_scored is not None]
    changed = first.pitcher_id and last.pitcher_id and first.pitcher_id != last.pitcher_id
    nodes = appearance["pitches"]["nodes"]
    assert appearance["countPath"] == path == [node["count"] for node in nodes]
    assert appearance["finalCount"] == path[-1]
    assert appearance["pitchCount"] == len(pitches)
    assert appearance["pitchSequence"] == [node["pitchType"] for node in nodes]
    assert appearance["runsScored"] == (sum(runs) if runs else None)
    assert appearance["outs"] == last.outs
    assert [node["pitchId"] for node in nodes] == [str(pitch.pitch_id) for pitch in pitches]
    assert {node["plateAppearance"]["id"] for node in nodes} == {appearance["id"]}
    assert (appearance["firstPitch"]["pitchId"], appearance["lastPitch"]["pitchId"]) == (
        str(first.pitch_id),
        str(last.pitch_id),
    )
    assert appearance["firstPitcher"] == ({"playerId": str(first.pitcher_id)} if changed else None)
    assert appearance["batter"] == ({"playerId": str(last.batter_id)} if last.batter_id else None)


async def test_no_pitch_is_lost_and_none_counts_twice(games: Any) -> None:
    counts = [appearance["pitchCount"] for appearance in games.appearances]
    assert sum(counts) == len(games.pitches)


async def test_strikeouts_and_walks_are_those_of_the_last_pitches(games: Any) -> None:
    last: dict[tuple[Any, ...], Any] = {}
    for pitch in games.pitches:
        last[pitch.game_id, pitch.inning, pitch.top_or_bottom, pitch.pa_of_inning] = pitch
    said = Counter(pitch.k_or_bb for pitch in last.values())
    found = Counter(appearance["result"] for appearance in games.appearances)
    assert {"STRIKEOUT": said["Strikeout"], "WALK": said["Walk"]} == {
        name: found[name] for name in ("STRIKEOUT", "WALK")
    }
    assert min(found["STRIKEOUT"], found["WALK"]) > 0


async def test_what_the_real_files_say_that_is_not_plain(real: Any) -> None:
    appearances, pitches = real.appearances, real.pitches
    ended = {appearance["lastPitch"]["pitchId"]: appearance for appearance in appearances}
    early = [p for p in pitches if p.k_or_bb in {"Strikeout", "Walk"} and str(p.pitch_id) not in ended]
    assert not early, "every strikeout and walk is on the last pitch of its plate appearance"
    last = [pitch for pitch in pitches if str(pitch.pitch_id) in ended]
    struck = [pitch for pitch in last if pitch.pitch_call == "HitByPitch"]
    walked = [pitch for pitch in struck if pitch.k_or_bb == "Walk"]
    assert 0 < len(walked) < len(struck), "a batter who is hit by the fourth ball is given as walked"
    assert {(pitch.balls, ended[str(pitch.pitch_id)]["result"]) for pitch in walked} == {(3, "WALK")}
    untold = [pitch for pitch in last if ended[str(pitch.pitch_id)]["result"] is None]
    assert untold
    assert all(pitch.outs + pitch.outs_on_play == 3 for pitch in untold), "a runner was put out for the third out"


CONDITIONS: Mapping[str, Any] = {
    "{result: {eq: STRIKEOUT}}": lambda row: row["result"] == "STRIKEOUT",
    "{result: {isNull: true}}": lambda row: row["result"] is None,
    "{result: {ne: OUT}}": lambda row: row["result"] not in {None, "OUT"},
    "{not: {result: {eq: OUT}}}": lambda row: row["result"] != "OUT",
    "{pitchCount: {gte: 6}}": lambda row: row["pitchCount"] >= 6,
    "{runsScored: {gt: 0}, outs: {lt: 2}}": lambda row: row["runsScored"] > 0 and row["outs"] < 2,
    '{finalCount: {eq: "3-2"}}': lambda row: row["finalCount"] == "3-2",
    "{firstPitcherId: {isNull: false}}": lambda row: row["firstPitcher"] is not None,
    "{pitches: {any: {pitchType: {eq: SLIDER}}}}": lambda row: "SLIDER" in row["pitchSequence"],
    "{pitches: {none: {pitchType: {eq: SLIDER}}}}": lambda row: "SLIDER" not in row["pitchSequence"],
    "{pitches: {every: {strikes: {eq: 0}}}}": lambda row: all(count.endswith("0") for count in row["countPath"]),
    "{firstPitch: {pitchType: {eq: SLIDER}}}": lambda row: row["pitchSequence"][0] == "SLIDER",
    "{lastPitch: {pitchType: {eq: SLIDER}}}": lambda row: row["pitchSequence"][-1] == "SLIDER",
}


@pytest.mark.parametrize("condition", CONDITIONS)
async def test_plate_appearances_are_asked_for_by_every_figure(demo: Any, condition: str) -> None:
    wanted = [row["id"] for row in demo.appearances if CONDITIONS[condition](row)]
    data = await demo.league.ask(
        f"{{ plateAppearances(first: 1000, filter: {condition}) {{ totalCount nodes {{ id }} }} }}"
    )
    found = data["plateAppearances"]
    assert [row["id"] for row in found["nodes"]] == wanted[:1000]
    assert found["totalCount"] == len(wanted)


async def test_pitches_are_asked_for_by_their_plate_appearances(demo: Any) -> None:
    wanted = {
        node["pitchId"] for row in demo.appearances if row["result"] == "WALK" for node in row["pitches"]["nodes"]
    }
    query = "{ pitches(first: 1000, filter: {plateAppearance: {result: {eq: WALK}}}) { totalCount nodes { pitchId } } }"
    found = (await demo.league.ask(query))["pitches"]
    assert found["totalCount"] == len(wanted) > 0
    assert {row["pitchId"] for row in found["nodes"]} <= wanted


@pytest.mark.parametrize("root", ["players", "games"])
async def test_players_and_games_are_asked_for_by_their_plate_appearances(demo: Any, root: str) -> None:
    of = {"players": ("batter", "playerId"), "games": ("game", "gameId")}[root]
    wanted = {row[of[0]][of[1]] for row in demo.appearances if row["result"] == "HOME_RUN" and row[of[0]]}
    condition = "{plateAppearances: {any: {result: {eq: HOME_RUN}}}}"
    data = await demo.league.ask(f"{{ {root}(first: 1000, filter: {condition}) {{ nodes {{ {of[1]} }} }} }}")
    assert {row[of[1]] for row in data[root]["nodes"]} == wanted


PLANNED = (
    FIGURES,
    "{ pitches(first: 200) { nodes { plateAppearance { id result pitchCount pitchSequence batter { name } } } } }",
    "{ pitches(first: 9, filter: {plateAppearance: {pitchCount: {gte: 6}}}) { totalCount nodes { pitchNumber } } }",
    "{ games { nodes { plateAppearances(last: 3) { totalCount edges { cursor node { countPath } } } } } }",
    "{ players(first: 5, filter: {plateAppearancesPitched: {any: {result: {eq: WALK}}}}) { nodes { name } } }",
    "{ teams { plateAppearances(first: 2, order: [{field: RUNS_SCORED, direction: DESC}]) { nodes { runsScored } } } }",
)


@pytest.mark.parametrize("query", PLANNED)
async def test_one_statement_gives_the_same_as_the_loaders(demo: Any, query: str) -> None:
    planned = await answered(Planner(schema), query, {}, demo.league.database)
    assert planned is not None
    assert planned.data == to_json(await demo.league.ask(query))


async def test_a_plate_appearance_by_id_is_the_same_either_way(demo: Any) -> None:
    query = "query ($id: ID!) { plateAppearance(id: $id) { id result kOrBb countPath pitches { totalCount } } }"
    variables = {"id": demo.appearances[3]["id"]}
    planned = await answered(Planner(schema), query, variables, demo.league.database)
    assert planned is not None
    assert planned.data == to_json(await demo.league.ask(query, **variables))


async def test_a_game_and_an_id_are_found_by_an_index(demo: Any) -> None:
    pitch: Any = Pitch
    appearance: Any = PlateAppearance
    async with demo.league.database.sessions() as session:
        game, *place = (await session.exec(select(pitch.game_id, pitch.inning, pitch.top_or_bottom))).first()
        identifier = f"{game}/{'/'.join(map(str, place))}/1"
        for condition in (appearance.game_id == game, appearance.plate_appearance_id == identifier):
            plan = await explain(session, select(appearance.pitch_count).where(condition))
            assert "Seq Scan" not in plan, plan
            assert "pitch_plate_appearance_idx" in plan, plan


async def explain(session: Any, statement: Any) -> str:
    """Give PostgreSQL's plan of a statement."""
    bound = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    return "\n".join(row[0] for row in await (await session.connection()).exec_driver_sql(f"EXPLAIN {bound}"))

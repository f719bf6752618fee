"""The types and the relations between them, both ways."""

from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type

from slugger.models.measurement import PITCH
from slugger.schema.sdl import schema


def leaves(type_name: str) -> str:
    """Select every field of a type that has no fields of its own."""
    found = schema._schema.get_type(type_name)
    assert isinstance(found, GraphQLObjectType)
    return " ".join(n for n, f in found.fields.items() if not isinstance(get_named_type(f.type), GraphQLObjectType))


async def test_every_measurement_is_a_field_and_every_field_resolves(league: Any) -> None:
    fields = leaves("Pitch")
    assert len(fields.split()) >= len(PITCH)
    data = await league.ask(f"{{ pitches(first: 3) {{ nodes {{ {fields} }} }} }}")
    row = data["pitches"]["nodes"][1]
    assert row["pitchNumber"] == 2
    assert row["relSpeed"] == 82.125
    assert row["pitchCall"] == "SWINGING_STRIKE"
    assert row["topOrBottom"] == "TOP"
    assert row["thrownAt"] == "2026-05-01T23:00:40+00:00"


@pytest.mark.parametrize(
    ("root", "type_name"),
    [("teams", "Team"), ("ballparks", "Ballpark"), ("seasons", "Season")],
)
async def test_every_plain_field_of_a_list_resolves(league: Any, root: str, type_name: str) -> None:
    data = await league.ask(f"{{ {root} {{ {leaves(type_name)} }} }}")
    assert data[root]


@pytest.mark.parametrize(
    ("root", "type_name"), [("players", "Player"), ("games", "Game"), ("trackmanFiles", "TrackmanFile")]
)
async def test_every_plain_field_of_a_connection_resolves(league: Any, root: str, type_name: str) -> None:
    data = await league.ask(f"{{ {root} {{ nodes {{ {leaves(type_name)} }} }} }}")
    assert data[root]["nodes"]


async def test_unknown_and_undefined_terms_are_null(league: Any) -> None:
    data = await league.ask("{ pitches(first: 5) { nodes { pitchCall pitchType autoPitchType taggedPitchType } } }")
    nodes = data["pitches"]["nodes"]
    assert [node["pitchCall"] for node in nodes] == ["BALL", "SWINGING_STRIKE", None, None, "IN_PLAY"]
    assert [node["pitchType"] for node in nodes] == ["TWO_SEAM", None, None, "FOUR_SEAM", "TWO_SEAM"]
    assert [node["autoPitchType"] for node in nodes][:4] == [None, None, None, "FOUR_SEAM"]


async def test_a_local_instant_keeps_its_digits_and_offset(league: Any) -> None:
    data = await league.ask("{ pitches(first: 2) { nodes { localDateTime } } }")
    assert data["pitches"]["nodes"] == [{"localDateTime": "2026-05-01T19:05:12.1234567-04:00"}, {"localDateTime": None}]


async def test_a_game_leads_to_its_clubs_ballpark_season_and_players_and_back(league: Any) -> None:
    data = await league.ask("""
        { game(trackmanGameId: "20250501-WellSpanPark-0") {
            homeTeam { name games(filter: {season: 2025}, first: 1) { nodes { trackmanGameId } } }
            visitingTeam { name }
            ballpark { name homeTeam { name } games(first: 1) { nodes { trackmanGameId } } }
            season { year firstDate lastDate gameCount pitchCount }
            players { totalCount nodes { name } }
            appearances { role player { name games(first: 1) { nodes { trackmanGameId } } } }
            pitches(first: 1) { nodes { game { trackmanGameId } } }
            pitchCount firstPitchAt lastPitchAt
            trackmanFiles { nodes { name game { trackmanGameId } } } } }""")
    game, itself = data["game"], {"trackmanGameId": "20250501-WellSpanPark-0"}
    assert (game["homeTeam"]["name"], game["visitingTeam"]["name"]) == ("York Revolution", "Lancaster Stormers")
    assert game["homeTeam"]["games"]["nodes"] == [itself]
    assert game["ballpark"]["homeTeam"]["name"] == "York Revolution"
    assert game["ballpark"]["games"]["nodes"] == [itself]
    assert game["season"] == {
        "year": 2025,
        "firstDate": "2025-05-01",
        "lastDate": "2025-05-06",
        "gameCount": 12,
        "pitchCount": 660,
    }
    assert game["players"]["totalCount"] == 22
    assert game["players"]["nodes"][0]["name"] == "Avery, Vito"
    assert len(game["appearances"]) == 22
    assert game["appearances"][0]["player"]["games"]["nodes"] == [itself]
    assert game["pitches"]["nodes"] == [{"game": itself}]
    assert game["pitchCount"] == 55
    assert (game["firstPitchAt"], game["lastPitchAt"]) == ("2026-05-01T23:00:20+00:00", "2026-05-01T23:18:20+00:00")
    assert game["trackmanFiles"]["nodes"] == [{"name": "game0.csv", "game": itself}]


@pytest.mark.parametrize(
    ("parents", "relation"),
    [
        ("teams", "players"),
        ("teams", "games"),
        ("teams", "pitchesThrown"),
        ("teams", "pitchesSeen"),
        ("ballparks", "games"),
        ("seasons", "games"),
        ("seasons", "pitches"),
        ("players(first: 12) { nodes", "games"),
        ("players(first: 12) { nodes", "pitchesThrown"),
        ("players(first: 12) { nodes", "pitchesSeen"),
        ("players(first: 12) { nodes", "pitchesCaught"),
        ("games(first: 5) { nodes", "pitches"),
        ("games(first: 5) { nodes", "players"),
        ("games(first: 5) { nodes", "trackmanFiles"),
    ],
)
async def test_many_parents_get_what_each_gets_alone(league: Any, parents: str, relation: str) -> None:
    inner = f"{relation}(first: 7) {{ totalCount nodes {{ id }} pageInfo {{ hasNextPage }} }}"
    data = await league.ask(f"{{ {parents} {{ __typename id {inner} }} }}" + " }" * parents.count("{"))
    (found,) = data.values()
    together = found["nodes"] if isinstance(found, dict) else found
    assert len(together) > 1
    assert any(parent[relation]["totalCount"] for parent in together)
    for parent in together:
        query = f"query ($id: ID!) {{ node(id: $id) {{ __typename id ... on {parent['__typename']} {{ {inner} }} }} }}"
        assert (await league.ask(query, id=parent["id"]))["node"] == parent


async def test_a_club_counts_the_pitches_of_all_its_codes(league: Any) -> None:
    data = await league.ask("""
        { team(code: "YOR") { codes games { totalCount } pitchesThrown { totalCount } pitchesSeen { totalCount }
            players(filter: {isPitcher: true}) { nodes { name team { name } } } } }""")
    team = data["team"]
    assert team["codes"] == ["YOR", "YOR_REV2"]
    assert team["games"]["totalCount"] == 16
    assert team["pitchesThrown"]["totalCount"] + team["pitchesSeen"]["totalCount"] == 16 * 55
    assert {player["team"]["name"] for player in team["players"]["nodes"]} == {"York Revolution"}


async def test_a_player_leads_to_what_he_threw_saw_and_caught(league: Any) -> None:
    data = await league.ask("""
        { players(filter: {search: "vito, avery"}, last: 1) { nodes { firstName lastName
            games { totalCount } pitchesThrown { totalCount nodes { pitcher { lastName } } }
            pitchesSeen { totalCount } pitchesCaught { totalCount } } } }""")
    player = data["players"]["nodes"][0]
    assert (player["firstName"], player["lastName"]) == ("Avery", "Vito")
    assert player["games"]["totalCount"] == 5
    assert player["pitchesThrown"]["totalCount"] == 5 * 54
    assert {pitch["pitcher"]["lastName"] for pitch in player["pitchesThrown"]["nodes"]} == {"Vito"}
    assert (player["pitchesSeen"]["totalCount"], player["pitchesCaught"]["totalCount"]) == (0, 0)


async def test_the_fielders_of_a_pitch_are_a_list(league: Any) -> None:
    data = await league.ask("""
        { pitches(first: 6) { nodes { fielders { position x z player { name } }
            positioning { detectedShift fieldersDetected fielders { position } } } } }""")
    first, *_, last = data["pitches"]["nodes"]
    shortstop = {"position": "SHORTSTOP", "x": 140.5, "z": -30.25, "player": {"name": "Player, Number5"}}
    assert first["fielders"] == [shortstop]
    assert first["positioning"]["detectedShift"] == "NO_SHIFT"
    assert last == {"fielders": [], "positioning": None}


async def test_a_club_that_only_a_file_names_shows_no_code_as_its_name(league: Any) -> None:
    data = await league.ask(
        '{ team(code: "XXX_1") { name confirmed codes } ingestStatus { unconfirmedTeams { name } '
        "unconfirmedBallparks { trackmanName name } } }"
    )
    assert data["team"] == {"name": None, "confirmed": False, "codes": ["XXX_1"]}
    assert data["ingestStatus"]["unconfirmedTeams"] == [{"name": None}]
    assert data["ingestStatus"]["unconfirmedBallparks"] == [{"trackmanName": "Sandlot", "name": None}]


async def test_the_ingestion_tells_how_it_stands(league: Any) -> None:
    data = await league.ask("""
        { ingestStatus { filesByState { state count } lastRegisteredAt
            filesWithWarnings { totalCount nodes { name warnings { kind value column count } size kind state } } }
          trackmanFiles(first: 1) { nodes { name } } }""")
    status = data["ingestStatus"]
    assert [entry["count"] for entry in status["filesByState"]] == [24, 0, 0, 0, 0]
    assert status["lastRegisteredAt"] == "2026-05-01T12:11:00+00:00"
    assert status["filesWithWarnings"]["totalCount"] == 1
    assert status["filesWithWarnings"]["nodes"] == [
        {
            "name": "game3.csv",
            "warnings": [{"kind": "unknown club", "value": "XXX_1", "column": None, "count": None}],
            "size": 3000000003.0,
            "kind": "PITCH",
            "state": "LOADED",
        }
    ]
    assert data["trackmanFiles"]["nodes"][0]["name"] in {"game22.csv", "game23.csv"}

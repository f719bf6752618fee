"""Texts are searched without case and accents, every character taken for itself."""

from collections.abc import AsyncIterator

import pytest

from slugger.models import Player
from slugger.models.names import fold
from slugger.tests.databases import copy_of
from slugger.tests.schema.conftest import League
from slugger.tests.schema.oracle import folded


@pytest.fixture(scope="module")
async def named(template: str) -> AsyncIterator[League]:
    """Give a league of players whose names test texts."""
    async with copy_of(template) as database:
        async with database.sessions() as session:
            session.add_all(Player(player_name=name, name_key=fold(name), trackman_id=name) for name in ODD_NAMES)
            await session.commit()
        yield League(database)


ODD_NAMES = (
    *("José", "jose", "JOSÉ", "Jose\u0301", "Josef", "Weiß", "WEISS", "WEIẞ", "İlhan", "ilhan", "Ilhan", "ILHAN"),
    *(
        "\u0131lhan",
        "Ångström",
        "angstrom",
        "100%",
        "100x",
        "a_b",
        "axb",
        "a\\b",
        "a'b",
        'a"b',
        "ﬁne",
        "fine",
        "Ⅷ",
        "VIII",
    ),
    *(
        "Łukasz",
        "lukasz",
        "Øre",
        "ore",
        "ÆSIR",
        "æsir",
        "ΣΑΣ",
        "\u03c3\u03b1\u03c3",
        "ЖУК",
        "жук",
        "ñ",
        "n",
        "\u0301",
        "x\u0301y",
        "xy",
    ),
)
ALIKE = {
    "josé": {"José", "jose", "JOSÉ", "Jose\u0301", "Josef"},
    "JOSE": {"José", "jose", "JOSÉ", "Jose\u0301", "Josef"},
    "weiß": {"Weiß", "WEISS", "WEIẞ"},
    "weiss": {"Weiß", "WEISS", "WEIẞ"},
    "ilhan": {"İlhan", "ilhan", "Ilhan", "ILHAN"},
    "İLHAN": {"İlhan", "ilhan", "Ilhan", "ILHAN"},
    "\u0131lhan": {"\u0131lhan"},
    "ANGSTRÖM": {"Ångström", "angstrom"},
    "0%": {"100%"},
    "a_b": {"a_b"},
    "_": {"a_b"},
    "%": {"100%"},
    "\\": {"a\\b"},
    "'": {"a'b"},
    '"': {'a"b'},
    "fi": {"ﬁne", "fine"},
    "viii": {"Ⅷ", "VIII"},
    "łuk": {"Łukasz"},
    "ø": {"Øre"},
    "Æ": {"ÆSIR", "æsir"},
    "жу": {"ЖУК", "жук"},
    "x\u0301y": {"x\u0301y", "xy"},
    "XY": {"x\u0301y", "xy"},
    "": set(ODD_NAMES),
    "\u0301": set(ODD_NAMES),
    "nobody": set(),
}
"""What a text is contained in, whatever case and accents."""


@pytest.mark.parametrize("text", ALIKE)
async def test_texts_are_searched_without_case_and_accents_and_wildcards(named: League, text: str) -> None:
    query = """query ($text: String!) { players(first: 1000, filter: {trackmanId: {contains: $text}}) { nodes { name } }
        starting: players(first: 1000, filter: {trackmanId: {startsWith: $text}}) { nodes { name } } }"""
    data = await named.ask(query, text=text)
    assert {player["name"] for player in data["players"]["nodes"]} == ALIKE[text]
    starting = {name for name in ALIKE[text] if folded(name).startswith(folded(text))}
    assert {player["name"] for player in data["starting"]["nodes"]} == starting


@pytest.mark.parametrize("text", ODD_NAMES)
async def test_texts_are_equal_only_to_themselves(named: League, text: str) -> None:
    query = """query ($text: String!) { players(filter: {trackmanId: {eq: $text}}) { nodes { name } }
        among: players(filter: {trackmanId: {in: [$text]}}) { nodes { name } }
        others: players(filter: {trackmanId: {ne: $text}}) { totalCount } }"""
    data = await named.ask(query, text=text)
    assert data["players"]["nodes"] == data["among"]["nodes"] == [{"name": text}]
    assert data["others"]["totalCount"] == len(ODD_NAMES) - 1

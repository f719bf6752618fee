"""What single values of a legacy database become."""

import json

import asyncpg
import pytest

from slugger.models.engine import Database
from slugger.tests.models.legacy import adopt, unlike

PITCHING_HANDS = {"Switch": "Switch", "Both": "Switch", " left": "Left"}


async def test_hands_are_shown_in_the_legacy_words(legacy: Database, looking: asyncpg.Connection) -> None:
    players = await looking.fetch("SELECT player_id FROM player ORDER BY player_name LIMIT 3")
    for player, said in zip(players, PITCHING_HANDS, strict=True):
        statement = "UPDATE player SET player_pitching_handedness = $2 WHERE player_id = $1"
        await looking.execute(statement, player["player_id"], said)
    await adopt(legacy)
    await looking.reload_schema_state()
    shown = [
        await looking.fetchval(
            "SELECT player_pitching_handedness FROM player WHERE player_id = $1", player["player_id"]
        )
        for player in players
    ]
    assert shown == list(PITCHING_HANDS.values())
    assert await unlike(looking, "player") == 2


NUMBERS: list[tuple[str, str, float | None, float | None]] = [
    ("double precision", "1e-50", 1e-50, 0),
    ("double precision", "-2.5e-39", -2.5e-39, 0),
    ("double precision", "4.9e-324", None, None),
    ("numeric", "1e-50", 1e-50, 0),
    ("numeric", "1e-400", None, None),
    ("numeric", "-3.5e38", None, None),
    ("text", "1e-50", 1e-50, 0),
    ("text", "-1e-99", -1e-99, 0),
    ("text", "1e39", None, None),
    ("text", "0e-99", 0, 0),
    ("text", "3.3e38", 3.3e38, 3.3e38),
    ("real", "1.3e-38", 1.3e-38, 1.3e-38),
    ("double precision", "1e300", None, None),
]
"""The type of a legacy column and what it holds; what is kept, and what the view shows."""


async def test_numbers_are_kept_that_four_bytes_cannot_hold(legacy: Database, looking: asyncpg.Connection) -> None:
    types = {"double precision": "rel_speed", "numeric": "spin_rate", "text": "extension", "real": "angle"}
    for kind, column in types.items():
        await looking.execute(f"ALTER TABLE pitch ALTER {column} TYPE {kind}")
    game = await looking.fetchval("SELECT game_id FROM game LIMIT 1")
    chosen = f"game_id = '{game}' AND pitch_number = "
    for number, (kind, said, _, _) in enumerate(NUMBERS, start=1):
        await looking.execute(f"UPDATE pitch SET {types[kind]} = '{said}' WHERE {chosen}{number}")
    await adopt(legacy)
    for number, (kind, said, kept, shown) in enumerate(NUMBERS, start=1):
        column = types[kind]
        row = await looking.fetchrow(f"SELECT {column} AS kept, extra FROM league.pitch WHERE {chosen}{number}")
        assert row["kept"] == kept, said
        assert (list(json.loads(row["extra"] or "{}")) == [column]) == (kept is None), said
        read = await looking.fetchval(f"SELECT {column} FROM public.pitch WHERE {chosen}{number}")
        assert read == (None if shown is None else pytest.approx(shown, rel=1e-6, abs=0)), said

"""The legacy views beside the legacy listings: one expression for both, and the words of the legacy API."""

from typing import Any

import asyncpg
import pytest

from slugger.loaders.legacy.condition import Condition, Operator
from slugger.loaders.legacy.listing import Listing, Window, rows
from slugger.loaders.legacy.player import PLAYERS
from slugger.loaders.legacy.team import TEAMS
from slugger.models.engine import Database


async def listed(database: Database, listing: Listing, *conditions: Condition) -> list[dict[str, Any]]:
    async with database.sessions() as session:
        return await rows(session, listing, conditions, Window(), descending=False)


@pytest.mark.parametrize(("stored", "shown"), [("Both", "Switch"), ("Left", "Left"), ("Right", "Right"), (None, None)])
async def test_who_pitches_with_either_hand_is_found_as_switch(
    database: Database, connection: asyncpg.Connection, stored: str | None, shown: str | None
) -> None:
    await connection.execute(
        """INSERT INTO league.player (player_id, player_name, name_key, player_pitching_handedness,
                                      is_pitcher, is_hitter)
           VALUES (gen_random_uuid(), 'Ambi, Al', 'ambi, al', $1, true, false)""",
        stored,
    )
    assert await connection.fetchval("SELECT player_pitching_handedness FROM player") == shown
    assert [row["player_pitching_handedness"] for row in await listed(database, PLAYERS)] == [shown]
    for value in ("Left", "Right", "Switch", "Both"):
        condition = Condition("player_pitching_handedness", Operator.EQUALS, value)
        found = await connection.fetch("SELECT FROM player WHERE player_pitching_handedness = $1", value)
        assert len(await listed(database, PLAYERS, condition)) == len(found) == (value == shown)


@pytest.mark.parametrize(
    ("legacy_name", "team_name", "shown"),
    [
        (None, "Tennessee Volunteers", "Tennessee Volunteers"),
        ("Old Volunteers", "Tennessee Volunteers", "Old Volunteers"),
        ("Old Volunteers", None, "Old Volunteers"),
        (None, None, None),
    ],
)
async def test_a_club_has_one_name_for_legacy_readers(
    database: Database,
    connection: asyncpg.Connection,
    legacy_name: str | None,
    team_name: str | None,
    shown: str | None,
) -> None:
    await connection.execute(
        """WITH park AS (
             INSERT INTO league.ballpark (ballpark_id, ballpark_name, confirmed)
             VALUES (gen_random_uuid(), 'LindseyNelson', false) RETURNING ballpark_id)
           INSERT INTO league.team (team_code, legacy_name, team_name, home_ballpark_id, confirmed)
           SELECT 'TEN_VOL', $1, $2, ballpark_id, $3 FROM park""",
        legacy_name,
        team_name,
        team_name is not None,
    )
    assert await connection.fetchval("SELECT team_name FROM team WHERE team_code = 'TEN'") == shown
    (club,) = (row for row in await listed(database, TEAMS) if row["ballpark_name"] == "LindseyNelson")
    assert club["team_name"] == shown

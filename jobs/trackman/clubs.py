"""Clubs and venues of a file: known ones by their codes and names, unknown ones made and marked as unconfirmed."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import asyncpg

_CODES = """
    SELECT DISTINCT code FROM pitch_delivery, LATERAL (
        VALUES (home_team_code), (away_team_code), (pitcher_team_code), (batter_team_code)) AS codes (code)
"""


@dataclass(frozen=True)
class Clubs:
    """The clubs of a file by code; `unknown` lists the codes of clubs that the league does not know."""

    by_code: dict[str, UUID]
    unknown: list[str]


async def codes(connection: asyncpg.Connection) -> set[str]:
    """List the codes of the clubs that play in the staged pitches."""
    return {row["code"] for row in await connection.fetch(_CODES)}


async def clubs(connection: asyncpg.Connection, found: Collection[str]) -> Clubs:
    """Find the club of each code, exact in case and length; a code that nobody has makes an unconfirmed club."""
    rows = await _known(connection, found)
    if new := sorted(set(found) - {row["code"] for row in rows}):
        await connection.execute(
            """
            WITH made AS (
                INSERT INTO league.team (team_code, confirmed) SELECT code, false FROM unnest($1::text[]) AS new (code)
                RETURNING team_id, team_code)
            INSERT INTO league.team_code (code, team_id) SELECT team_code, team_id FROM made
            """,
            new,
        )
        rows = await _known(connection, found)
    return Clubs(
        {row["code"]: row["team_id"] for row in rows}, sorted(row["code"] for row in rows if not row["confirmed"])
    )


async def _known(connection: asyncpg.Connection, found: Collection[str]) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await connection.fetch(
        """
        SELECT c.code, c.team_id, t.confirmed FROM league.team_code c JOIN league.team t USING (team_id)
        WHERE c.code = ANY($1::text[])
        """,
        list(found),
    )
    return rows


async def venue(connection: asyncpg.Connection, name: str) -> tuple[UUID, bool]:
    """Find the ballpark that TrackMan calls `name`, or make an unconfirmed one; tells also whether it is confirmed."""
    row = await connection.fetchrow(
        """
        WITH made AS (
            INSERT INTO league.ballpark (ballpark_name, confirmed) VALUES ($1, false)
            ON CONFLICT (ballpark_name) DO NOTHING RETURNING ballpark_id, confirmed)
        SELECT ballpark_id, confirmed FROM league.ballpark WHERE ballpark_name = $1 UNION ALL SELECT * FROM made
        """,
        name,
    )
    return row["ballpark_id"], row["confirmed"]


async def forget_unused(connection: asyncpg.Connection) -> None:
    """Take away the unconfirmed clubs and venues that no current file names any more."""
    await connection.execute(
        """
        DELETE FROM league.ballpark b WHERE NOT b.confirmed
        AND NOT EXISTS (SELECT FROM league.game g WHERE g.ballpark_id = b.ballpark_id)
        AND NOT EXISTS (SELECT FROM league.team t WHERE t.home_ballpark_id = b.ballpark_id)
        """
    )
    if idle := await connection.fetchval(_IDLE):
        await connection.execute(_FORGET, idle)


_IDLE = """
    SELECT array_agg(t.team_id) FROM league.team t WHERE NOT t.confirmed
    AND NOT EXISTS (SELECT FROM league.appearance a WHERE a.team_id = t.team_id)
    AND NOT EXISTS (SELECT FROM league.game g WHERE t.team_id IN (g.home_team_id, g.visiting_team_id))
    AND NOT EXISTS (SELECT FROM league.team_alias a WHERE a.team_id = t.team_id)
"""
_FORGET = """
    WITH gone AS (
        SELECT t.team_id FROM unnest($1::uuid[]) AS t (team_id) WHERE NOT EXISTS (
            SELECT FROM league.pitch p JOIN league.team_code c ON c.code IN (p.pitcher_team_code, p.batter_team_code)
            WHERE c.team_id = t.team_id)),
    codes AS (DELETE FROM league.team_code USING gone WHERE team_code.team_id = gone.team_id)
    DELETE FROM league.team USING gone WHERE team.team_id = gone.team_id
"""

"""Clubs and venues of a file: known ones by their codes and names, unknown ones made and marked as unconfirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from slugger.models.trackman_file import FileKind

_CODES = {
    FileKind.PITCH: """
        SELECT DISTINCT code FROM pitch_delivery, LATERAL (
            VALUES (home_team_code), (away_team_code), (pitcher_team_code), (batter_team_code),
                   (coalesce(catcher_team_code, pitcher_team_code))) AS codes (code)""",
    FileKind.POSITIONING: """
        SELECT DISTINCT code FROM positioning_delivery, LATERAL (
            VALUES (pitcher_team_code), (batter_team_code)) AS codes (code) WHERE code IS NOT NULL""",
}


@dataclass(frozen=True)
class Clubs:
    """The clubs of a file by code; `unknown` lists the codes of clubs that the league does not know."""

    by_code: dict[str, UUID]
    unknown: list[str]


async def codes(connection: asyncpg.Connection, kind: FileKind) -> list[str]:
    """List the club codes of the staged file."""
    return [row["code"] for row in await connection.fetch(_CODES[kind])]


async def clubs(connection: asyncpg.Connection, found: Sequence[str]) -> Clubs:
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


async def _known(connection: asyncpg.Connection, found: Sequence[str]) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await connection.fetch(
        """
        SELECT c.code, c.team_id, t.confirmed FROM league.team_code c JOIN league.team t USING (team_id)
        WHERE c.code = ANY($1::text[])
        """,
        found,
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

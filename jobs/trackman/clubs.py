"""Clubs and venues of a file: known ones by their codes and names, unknown ones made and marked as unconfirmed."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from slugger.jobs.trackman.delivery import DeliveryError


@dataclass(frozen=True)
class Places:
    """The clubs of a file by code, and its venue; `unknown` lists what of them the league does not know, by kind."""

    by_code: dict[str, UUID]
    ballpark_id: UUID | None
    unknown: list[tuple[str, str]]


async def places(connection: asyncpg.Connection, codes: Collection[str], venue: str | None) -> Places:
    """Find the club of each code, exact in case and length, and the ballpark that TrackMan calls `venue`.

    A code or name that nobody has makes an unconfirmed club or ballpark.
    """
    found = await _find(connection, codes, venue)
    if new := sorted(set(codes) - found.by_code.keys()):
        await connection.execute(_MAKE_CLUBS, new)
    if venue and not found.ballpark_id:
        await connection.execute(_MAKE_VENUE, venue)
    if new or (venue and not found.ballpark_id):
        found = await _find(connection, codes, venue)
    if taken := sorted(set(codes) - found.by_code.keys()):
        raise DeliveryError(f"the code {taken[0]} is that of a club which no longer has it")
    return found


async def _find(connection: asyncpg.Connection, codes: Collection[str], venue: str | None) -> Places:
    rows = await connection.fetch(_FIND, list(codes), venue)
    return Places(
        {row["name"]: row["id"] for row in rows if row["kind"] == "club"},
        next((row["id"] for row in rows if row["kind"] == "venue"), None),
        sorted((row["kind"], row["name"]) for row in rows if not row["confirmed"]),
    )


_FIND = """
    SELECT 'club' AS kind, c.code AS name, c.team_id AS id, t.confirmed
    FROM league.team_code c JOIN league.team t USING (team_id) WHERE c.code = ANY($1::text[])
    UNION ALL
    SELECT 'venue', ballpark_name, ballpark_id, confirmed FROM league.ballpark WHERE ballpark_name = $2
"""
_MAKE_CLUBS = """
    WITH made AS (
        INSERT INTO league.team (team_code, confirmed) SELECT code, false FROM unnest($1::text[]) AS new (code)
        ON CONFLICT DO NOTHING RETURNING team_id, team_code)
    INSERT INTO league.team_code (code, team_id) SELECT team_code, team_id FROM made
"""
_MAKE_VENUE = "INSERT INTO league.ballpark (ballpark_name, confirmed) VALUES ($1, false) ON CONFLICT DO NOTHING"


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

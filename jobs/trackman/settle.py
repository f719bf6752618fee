"""What follows from the current files: appearances, who the nameless are, players, and fielders beside pitches."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from slugger.jobs.trackman.cast import Cast
from slugger.jobs.trackman.portrait import COLUMNS, Portrait, portrait
from slugger.models.measurement import FIELDERS

_PITCH_PEOPLE = {"pitcher": "pitcher_id", "batter": "batter_id", "catcher": "catcher_id"}


async def put_appearances(connection: asyncpg.Connection, file_id: UUID, cast: Cast, lock: int | None) -> None:
    """Write the appearances of a file that now stands, and take the advisory `lock` on the way, if there is one."""
    rows = [
        (player, a.team_id, a.role, a.name_key, a.name, a.identified, sum(a.names.values()), a.left, a.right)
        for player, found in cast.appearances.items()
        for a in found
    ]
    columns = zip(*rows, strict=True) if rows else [()] * 9
    await connection.execute(_PUT_APPEARANCES, lock, file_id, *columns)


_PUT_APPEARANCES = """
    WITH put AS (
        INSERT INTO league.appearance
            (file_id, player_id, team_id, role, name_key, name, identified, pitches, seen_left, seen_right)
        SELECT $2, * FROM unnest(
            $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::bool[], $9::int[], $10::bool[], $11::bool[])
        RETURNING file_id)
    SELECT CASE WHEN $1::bigint IS NOT NULL THEN pg_advisory_xact_lock($1) END FROM (SELECT count(*) FROM put) AS done
"""


@dataclass(frozen=True)
class Dropped:
    """Who appeared in files that no longer stand: players, and their names and clubs."""

    players: frozenset[UUID]
    keys: frozenset[tuple[str, UUID]]


NOTHING_DROPPED = Dropped(frozenset(), frozenset())
"""What a file leaves behind that replaces none."""


async def drop_appearances(connection: asyncpg.Connection, files: Sequence[UUID]) -> Dropped:
    """Take away the appearances of files that no longer stand."""
    rows = await connection.fetch(
        "DELETE FROM league.appearance WHERE file_id = ANY($1::uuid[]) RETURNING player_id, name_key, team_id", files
    )
    return Dropped(
        frozenset(row["player_id"] for row in rows), frozenset((row["name_key"], row["team_id"]) for row in rows)
    )


def keys_of(cast: Cast, players: Collection[UUID]) -> set[tuple[str, UUID]]:
    """Give the names and clubs under which a file has `players`."""
    return {(a.name_key, a.team_id) for player in players for a in cast.appearances.get(player, ())}


@dataclass(frozen=True)
class News:
    """What a file shows that the tables do not say: the players that it `changed`, and whether people are misplaced."""

    changed: list[UUID]
    misplaced: bool


async def news(connection: asyncpg.Connection, cast: Cast) -> News:
    """Compare what a file shows with the tables; its appearances are in them already."""
    keys = cast.nameless | keys_of(cast, cast.made)
    rows = await connection.fetch(_NEWS, *_columns(keys), [], cast.appearances.keys() - cast.made)
    known = {player: Portrait(*values) for _, player, *values in map(tuple, rows) if player}
    changed = [
        player
        for player, found in cast.appearances.items()
        if (shown := portrait(found)) is None or (player in known and not known[player].includes(shown))
    ]
    astray = rows[0]["misplaced"] or (changed and await misplaced(connection, keys_of(cast, changed)))
    return News(changed, bool(astray))


def _columns(keys: Collection[tuple[str, UUID]]) -> tuple[list[str], list[UUID]]:
    return [name for name, _ in keys], [team for _, team in keys]


async def misplaced(
    connection: asyncpg.Connection, keys: Collection[tuple[str, UUID]], dropped: Iterable[UUID] = ()
) -> list[asyncpg.Record]:
    """List the people without an id, of the given names and clubs, who belong to another player now.

    `dropped` are the players of the files that no longer stand.
    """
    rows: list[asyncpg.Record] = await connection.fetch(_MISPLACED, *_columns(keys), list(dropped))
    return rows


async def settle_nameless(
    connection: asyncpg.Connection, keys: Collection[tuple[str, UUID]], dropped: Collection[UUID]
) -> set[UUID]:
    """Give the misplaced people to whom they belong now; tells whom that touches.

    Everybody goes first to the player of the bare name and then to the owner, so that no two people of a file are ever
    the same player on the way.
    """
    placed = await misplaced(connection, keys, dropped)
    if not placed:
        return set()
    await connection.execute(_MAKE_NAMELESS, [m["name_key"] for m in placed], [m["team_id"] for m in placed])
    placed = await misplaced(connection, keys, dropped)
    for move in placed:
        await _move(connection, move, move["old"], move["own"])
    for move in placed:
        await _move(connection, move, move["own"], move["owner"] or move["own"])
    return {player for move in placed for player in (move["old"], move["own"], move["owner"]) if player}


async def _move(connection: asyncpg.Connection, person: asyncpg.Record, old: UUID, new: UUID) -> None:
    if old == new:
        return
    await connection.execute(
        _MOVE_APPEARANCE, *(person["file_id"], old, new, person["role"], person["name_key"], person["team_id"])
    )
    if person["game_id"]:
        column = _PITCH_PEOPLE[person["role"]]
        await connection.execute(
            f"UPDATE league.pitch SET {column} = $3 WHERE game_id = $1 AND {column} = $2", person["game_id"], old, new
        )
    if person["role"] == "fielder":
        for fielder in FIELDERS:
            await connection.execute(
                f"UPDATE league.positioning SET {fielder}_player_id = $3"
                f" WHERE file_id = $1 AND {fielder}_player_id = $2",
                *(person["file_id"], old, new),
            )


_MISPLACED = """
    WITH key AS (SELECT * FROM unnest($1::text[], $2::uuid[]) AS given (name_key, team_id)),
    bearer AS (
        SELECT a.player_id FROM league.appearance a JOIN key USING (team_id, name_key) WHERE a.identified
        UNION SELECT unnest($3::uuid[])),
    affected AS (
        SELECT name_key, team_id FROM key
        UNION SELECT a.name_key, a.team_id FROM league.appearance a JOIN bearer USING (player_id) WHERE a.identified),
    nameless AS (SELECT a.* FROM league.appearance a JOIN affected USING (team_id, name_key) WHERE NOT a.identified),
    owner AS (
        SELECT a.name_key, a.team_id, min(a.player_id::text)::uuid AS player_id
        FROM league.appearance a JOIN (SELECT DISTINCT team_id, name_key FROM nameless) n USING (team_id, name_key)
        WHERE a.identified GROUP BY a.name_key, a.team_id HAVING count(DISTINCT a.player_id) = 1),
    claim AS (
        SELECT n.file_id, o.player_id FROM nameless n JOIN owner o USING (name_key, team_id)
        WHERE NOT EXISTS (
            SELECT FROM league.appearance a
            WHERE a.file_id = n.file_id AND a.player_id = o.player_id AND a.identified)
        GROUP BY n.file_id, o.player_id HAVING count(DISTINCT (n.name_key, n.team_id)) = 1)
    SELECT n.file_id, n.role, n.name_key, n.team_id, g.game_id,
           n.player_id AS old, c.player_id AS owner, p.player_id AS own
    FROM nameless n LEFT JOIN owner o USING (name_key, team_id)
    LEFT JOIN claim c ON c.file_id = n.file_id AND c.player_id = o.player_id
    LEFT JOIN league.player p ON p.trackman_id IS NULL AND p.name_key = n.name_key AND p.team_id = n.team_id
    LEFT JOIN league.game g ON g.file_id = n.file_id
    WHERE n.player_id IS DISTINCT FROM coalesce(c.player_id, p.player_id)
    ORDER BY n.file_id, n.role, n.name_key, n.team_id
"""
_NEWS = f"""
    SELECT misplaced, player_id, {", ".join(COLUMNS)}
    FROM (SELECT EXISTS ({_MISPLACED}) AS misplaced) AS people
    LEFT JOIN league.player ON player_id = ANY($4::uuid[])
"""
_MAKE_NAMELESS = """
    INSERT INTO league.player (player_name, name_key, team_id, is_pitcher, is_hitter)
    SELECT DISTINCT name_key, name_key, team_id, false, false
    FROM unnest($1::text[], $2::uuid[]) AS new (name_key, team_id)
    ON CONFLICT DO NOTHING
"""
_MOVE_APPEARANCE = """
    UPDATE league.appearance SET player_id = $3
    WHERE file_id = $1 AND player_id = $2 AND role = $4 AND name_key = $5 AND team_id = $6 AND NOT identified
"""


async def derive(connection: asyncpg.Connection, players: Iterable[UUID]) -> None:
    """Derive name, club, hands and roles of players from all their appearances."""
    await connection.execute(_DERIVE, sorted(players))


async def forget_unseen(connection: asyncpg.Connection, players: Iterable[UUID]) -> None:
    """Take away those of `players` who have no appearance left."""
    await connection.execute(
        """
        DELETE FROM league.player p WHERE player_id = ANY($1::uuid[])
        AND NOT EXISTS (SELECT FROM league.appearance a WHERE a.player_id = p.player_id)
        """,
        sorted(players),
    )


_DERIVED = ", ".join(COLUMNS)
_DERIVE = f"""
    WITH latest AS (
        SELECT DISTINCT ON (a.player_id) a.player_id, a.name, a.name_key, a.team_id
        FROM league.appearance a JOIN league.trackman_file f USING (file_id) JOIN league.team t USING (team_id)
        WHERE a.player_id = ANY($1::uuid[]) AND a.telling
        ORDER BY a.player_id, f.game_date DESC, f.trackman_game_id DESC, f.kind, a.pitches DESC, a.name_key, a.name,
                 t.team_code),
    seen AS (
        SELECT player_id,
               bool_or(role = 'pitcher' AND pitches > 0) AS pitched,
               bool_or(role = 'batter' AND pitches > 0) AS batted,
               bool_or(seen_left) FILTER (WHERE role IN ('pitcher', 'catcher')) AS threw_left,
               bool_or(seen_right) FILTER (WHERE role IN ('pitcher', 'catcher')) AS threw_right,
               bool_or(seen_left) FILTER (WHERE role = 'batter') AS batted_left,
               bool_or(seen_right) FILTER (WHERE role = 'batter') AS batted_right
        FROM league.appearance WHERE player_id = ANY($1::uuid[]) AND telling GROUP BY player_id),
    derived AS (
        SELECT player_id, name AS player_name, name_key, team_id,
               CASE WHEN threw_left AND threw_right THEN 'Both' WHEN threw_left THEN 'Left'
                    WHEN threw_right THEN 'Right' END AS player_pitching_handedness,
               CASE WHEN batted_left AND batted_right THEN 'Switch' WHEN batted_left THEN 'Left'
                    WHEN batted_right THEN 'Right' END AS player_batting_handedness,
               pitched AS is_pitcher, batted AS is_hitter
        FROM latest JOIN seen USING (player_id))
    UPDATE league.player p SET ({_DERIVED}) = (SELECT {_DERIVED} FROM derived d WHERE d.player_id = p.player_id)
    FROM derived d
    WHERE p.player_id = d.player_id
      AND ({", ".join(f"p.{name}" for name in COLUMNS)})
          IS DISTINCT FROM ({", ".join(f"d.{name}" for name in COLUMNS)})
"""


async def settle_fielders(connection: asyncpg.Connection, game_id: str) -> None:
    """Join the current positioning rows of a game to its pitches: by PitchUID, else by PlayID, else by the instant."""
    changes = await connection.fetch(_JOIN_FIELDERS, game_id)
    if not changes:
        return
    files, ordinals, pitches, joined = zip(*changes, strict=True)
    if any(joined):
        await connection.execute(_PUT_PITCH, files, ordinals, [None] * len(changes))
    await connection.execute(_PUT_PITCH, files, ordinals, pitches)


_PUT_PITCH = """
    UPDATE league.positioning f SET pitch_id = new.pitch_id
    FROM unnest($1::uuid[], $2::int[], $3::uuid[]) AS new (file_id, ordinal, pitch_id)
    WHERE f.file_id = new.file_id AND f.ordinal = new.ordinal
"""
_JOIN_FIELDERS = """
    WITH rows AS (
        SELECT f.* FROM league.positioning f JOIN league.trackman_file t USING (file_id)
        WHERE t.trackman_game_id = $1 AND t.kind = 'playerpositioning' AND t.state = 'loaded'),
    pitches AS (
        SELECT p.pitch_id, p.pitch_uid, p.play_id, p.thrown_at, p.pitch_number,
               count(*) OVER (PARTITION BY p.play_id) AS plays, count(*) OVER (PARTITION BY p.thrown_at) AS instants
        FROM league.pitch p JOIN league.game g USING (game_id) WHERE g.trackman_game_id = $1),
    found AS (
        SELECT r.file_id, r.ordinal, p.pitch_id, 1 AS rank FROM rows r JOIN pitches p USING (pitch_uid)
        UNION ALL
        SELECT r.file_id, r.ordinal, p.pitch_id, 2 FROM rows r JOIN pitches p USING (play_id) WHERE p.plays = 1
        UNION ALL
        SELECT r.file_id, r.ordinal, p.pitch_id, 3 FROM rows r JOIN pitches p USING (thrown_at) WHERE p.instants = 1),
    best AS (
        SELECT DISTINCT ON (file_id, ordinal) file_id, ordinal, pitch_id, rank FROM found
        ORDER BY file_id, ordinal, rank, pitch_id),
    joined AS (
        SELECT DISTINCT ON (pitch_id) file_id, ordinal, pitch_id FROM best ORDER BY pitch_id, rank, ordinal)
    SELECT r.file_id, r.ordinal, j.pitch_id, r.pitch_id IS NOT NULL
    FROM rows r LEFT JOIN joined j USING (file_id, ordinal)
    WHERE r.pitch_id IS DISTINCT FROM j.pitch_id
"""

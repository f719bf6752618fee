"""Who is in a file: from names and ids, as they are spelt, to players.

A person with a real TrackMan id is the player of that id. A person without one is whoever stands with an id under the
same name and club: in the same file, else in the other current files; when there is nobody, or more than one, or when
the file has that player already under another name or club, a player known by name and club alone. The answer depends
on the set of current files only, not on the order in which they came, so it is settled again whenever that set changes.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from slugger.models.measurement import FIELDERS
from slugger.models.names import fold
from slugger.models.terms import MISSING
from slugger.models.trackman_file import FileKind

_REAL_ID = re.compile(r"[0-9]{3,12}")


@dataclass(frozen=True)
class Mention:
    """A person in one role and club, as a file spells them, with the sides seen and the number of pitches."""

    role: str
    code: str
    name: str
    trackman_id: str
    left: bool
    right: bool
    pitches: int

    @property
    def spelling(self) -> str:
        """Give the text that joins a staged row to its player."""
        return f"{self.code}\x1f{self.name}\x1f{self.trackman_id}"


@dataclass(frozen=True)
class Identity:
    """What tells one person from another: the TrackMan id, or else the name and the club."""

    trackman_id: str | None
    name_key: str
    team_id: UUID


@dataclass(frozen=True)
class Cast:
    """The people of a file: the player of each spelling, and what each mention says."""

    players: Mapping[str, UUID]
    mentions: Sequence[tuple[Mention, Identity]]

    @property
    def keys(self) -> set[tuple[str, UUID]]:
        """Give the names and clubs that the file mentions."""
        return {(identity.name_key, identity.team_id) for _, identity in self.mentions}


def _mentions_of_pitches() -> str:
    people = (
        ("pitcher", "pitcher_team_code", "pitcher_throws"),
        ("batter", "batter_team_code", "batter_side"),
        ("catcher", "coalesce(catcher_team_code, pitcher_team_code)", "catcher_throws"),
    )
    return " UNION ALL ".join(
        f"SELECT '{role}' AS role, {code} AS code, {role}_name AS name, {role}_trackman_id AS id, {side} AS side"
        " FROM pitch_delivery"
        for role, code, side in people
    )


def _mentions_of_fielders() -> str:
    return " UNION ALL ".join(
        f"SELECT 'fielder' AS role, pitcher_team_code AS code, {fielder}_name AS name, {fielder}_trackman_id AS id,"
        " NULL AS side FROM positioning_delivery"
        for fielder in FIELDERS
    )


_MENTIONS = {
    kind: f"""
        SELECT role, code, coalesce(name, '') AS name, coalesce(id, '') AS trackman_id,
               coalesce(bool_or(side IN ('Left', 'Both')), false) AS left,
               coalesce(bool_or(side IN ('Right', 'Both')), false) AS right,
               count(*)::int AS pitches
        FROM ({source}) AS seen WHERE name IS NOT NULL OR id IS NOT NULL GROUP BY 1, 2, 3, 4"""
    for kind, source in (
        (FileKind.PITCH, _mentions_of_pitches()),
        (FileKind.POSITIONING, _mentions_of_fielders()),
    )
}


async def mentions(connection: asyncpg.Connection, kind: FileKind) -> list[Mention]:
    """List the people of the staged file."""
    return [Mention(**dict(row)) for row in await connection.fetch(_MENTIONS[kind])]


def tidy(name: str) -> str:
    """Trim a name and collapse its blanks; a cell that means no value gives an empty text."""
    text = " ".join(name.split())
    return "" if text.lower() in MISSING else text


def real_id(text: str) -> str | None:
    """Give a TrackMan id of a person; None for the blank, `N/A` and temporary ones."""
    cell = text.strip()
    return cell if _REAL_ID.fullmatch(cell) and cell.strip("0") else None


def is_somebody(mention: Mention) -> bool:
    """Tell whether a mention says who it is."""
    return bool(tidy(mention.name) or real_id(mention.trackman_id))


def identify(found: Iterable[Mention], clubs: Mapping[str, UUID]) -> list[tuple[Mention, Identity]]:
    """Say who each mention is, as far as the file itself tells."""
    named = [
        (mention, Identity(real_id(mention.trackman_id), fold(tidy(mention.name)), clubs[mention.code]))
        for mention in found
    ]
    ids: dict[tuple[str, UUID], set[str]] = defaultdict(set)
    for _, identity in named:
        if identity.trackman_id:
            ids[identity.name_key, identity.team_id].add(identity.trackman_id)
    return [(mention, _fill(identity, ids)) for mention, identity in named]


def _fill(identity: Identity, ids: Mapping[tuple[str, UUID], set[str]]) -> Identity:
    known = ids.get((identity.name_key, identity.team_id), set())
    if identity.trackman_id or len(known) != 1:
        return identity
    return Identity(next(iter(known)), identity.name_key, identity.team_id)


async def cast(connection: asyncpg.Connection, found: Sequence[tuple[Mention, Identity]]) -> Cast:
    """Find or make the player of each mention."""
    unidentified = {(i.name_key, i.team_id) for _, i in found if i.trackman_id is None}
    owners = _uncontested(await _owners(connection, unidentified), {i.trackman_id for _, i in found})
    wanted = {identity: mention for mention, identity in found if _owner(identity, owners) is None}
    players = {identity: owner for _, identity in found if (owner := _owner(identity, owners))}
    players |= await _find_or_make(connection, wanted)
    return Cast({mention.spelling: players[identity] for mention, identity in found}, found)


def _owner(identity: Identity, owners: Mapping[tuple[str, UUID], UUID]) -> UUID | None:
    return None if identity.trackman_id else owners.get((identity.name_key, identity.team_id))


@dataclass(frozen=True)
class _Owner:
    player_id: UUID
    trackman_id: str


def _uncontested(
    owners: Mapping[tuple[str, UUID], _Owner], present: Container[str | None]
) -> dict[tuple[str, UUID], UUID]:
    """Keep the owners whom nobody else in the file is: two people of one file are never made one from outside."""
    claims = Counter(owners.values())
    return {
        key: owner.player_id for key, owner in owners.items() if claims[owner] == 1 and owner.trackman_id not in present
    }


async def _owners(connection: asyncpg.Connection, keys: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], _Owner]:
    """Give the one identified player who stands under each name and club, where there is exactly one."""
    names, teams = zip(*keys, strict=True) if (keys := list(keys)) else ((), ())
    if not names:
        return {}
    rows = await connection.fetch(
        """
        SELECT a.name_key, a.team_id, min(p.player_id::text)::uuid AS player_id, min(p.trackman_id) AS trackman_id
        FROM league.appearance a JOIN league.player p USING (player_id)
        WHERE (a.name_key, a.team_id) IN (SELECT * FROM unnest($1::text[], $2::uuid[]))
          AND a.identified
        GROUP BY a.name_key, a.team_id HAVING count(DISTINCT p.player_id) = 1
        """,
        names,
        teams,
    )
    return {(row["name_key"], row["team_id"]): _Owner(row["player_id"], row["trackman_id"]) for row in rows}


async def _find_or_make(connection: asyncpg.Connection, wanted: Mapping[Identity, Mention]) -> dict[Identity, UUID]:
    identities = list(wanted)
    await connection.execute(
        """
        INSERT INTO league.player (trackman_id, player_name, name_key, team_id, is_pitcher, is_hitter)
        SELECT id, name, key, team, false, false FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[])
            AS new (id, name, key, team)
        WHERE NOT EXISTS (
            SELECT FROM league.player p WHERE p.trackman_id = id
            OR (id IS NULL AND p.trackman_id IS NULL AND p.name_key = key AND p.team_id = team))
        ON CONFLICT DO NOTHING
        """,
        [identity.trackman_id for identity in identities],
        [tidy(wanted[identity].name) or identity.trackman_id for identity in identities],
        [identity.name_key for identity in identities],
        [identity.team_id for identity in identities],
    )
    rows = await connection.fetch(
        """
        SELECT player_id, trackman_id, name_key, team_id FROM league.player
        WHERE trackman_id = ANY($1::text[])
           OR (trackman_id IS NULL AND (name_key, team_id) IN (SELECT * FROM unnest($2::text[], $3::uuid[])))
        """,
        [identity.trackman_id for identity in identities if identity.trackman_id],
        [identity.name_key for identity in identities if not identity.trackman_id],
        [identity.team_id for identity in identities if not identity.trackman_id],
    )
    by_id = {row["trackman_id"]: row["player_id"] for row in rows if row["trackman_id"]}
    by_name = {(r["name_key"], r["team_id"]): r["player_id"] for r in rows if not r["trackman_id"]}
    return {i: by_id[i.trackman_id] if i.trackman_id else by_name[i.name_key, i.team_id] for i in identities}

"""The people of a file as players: found in the tables, or made."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import asyncpg

from slugger.jobs.trackman.people import Identity, Mention, tidy
from slugger.jobs.trackman.portrait import COLUMNS, Appearance, Portrait, appearances, portrait

Mentions = Sequence[tuple[Mention, Identity]]
"""The people of a file, each as spelt and as told from the others."""


@dataclass(frozen=True)
class Cast:
    """The people of a file: the player of each spelling, what each mention says, and the players `made` for them."""

    players: Mapping[str, UUID]
    mentions: Mentions
    made: frozenset[UUID]

    @property
    def keys(self) -> set[tuple[str, UUID]]:
        """Give the names and clubs that the file mentions."""
        return {(identity.name_key, identity.team_id) for _, identity in self.mentions}

    @property
    def nameless(self) -> set[tuple[str, UUID]]:
        """Give the names and clubs of the people whom the file gives no id."""
        return {(i.name_key, i.team_id) for _, i in self.mentions if i.trackman_id is None}

    @cached_property
    def appearances(self) -> dict[UUID, list[Appearance]]:
        """Give the appearances of each player."""
        grouped: dict[UUID, list[tuple[Mention, Identity]]] = defaultdict(list)
        for mention, identity in self.mentions:
            grouped[self.players[mention.spelling]].append((mention, identity))
        return {player: appearances(found) for player, found in grouped.items()}


async def find_cast(connection: asyncpg.Connection, found: Mentions) -> Cast:
    """Find or make the player of each mention."""
    unidentified = {(i.name_key, i.team_id) for _, i in found if i.trackman_id is None}
    owners = _uncontested(await _owners(connection, unidentified), {i.trackman_id for _, i in found})
    players = {identity: owner for _, identity in found if (owner := _owner(identity, owners))}
    wanted = {identity for _, identity in found} - players.keys()
    players |= await _find(connection, wanted)
    made: frozenset[UUID] = frozenset()
    if missing := wanted - players.keys():
        await _name_adopted(connection, found)
        made = await _make(connection, [(m, i) for m, i in found if i in missing])
        players |= await _find(connection, missing)
    return Cast({mention.spelling: players[identity] for mention, identity in found}, found, made)


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


async def _find(connection: asyncpg.Connection, wanted: Iterable[Identity]) -> dict[Identity, UUID]:
    ids = {i.trackman_id for i in wanted if i.trackman_id}
    keys = [(i.name_key, i.team_id) for i in wanted if not i.trackman_id]
    rows = await connection.fetch(_IDENTIFIED, ids) if ids else []
    by_id = {row["trackman_id"]: row["player_id"] for row in rows}
    rows = await connection.fetch(_NAMELESS, *map(list, zip(*keys, strict=True))) if keys else []
    by_name = {(row["name_key"], row["team_id"]): row["player_id"] for row in rows}
    found = {i: by_id.get(i.trackman_id) if i.trackman_id else by_name.get((i.name_key, i.team_id)) for i in wanted}
    return {identity: player for identity, player in found.items() if player}


_IDENTIFIED = "SELECT player_id, trackman_id FROM league.player WHERE trackman_id = ANY($1::text[])"
_NAMELESS = """
    SELECT p.player_id, p.name_key, p.team_id FROM unnest($1::text[], $2::uuid[]) AS wanted (name_key, team_id)
    JOIN league.player p USING (name_key, team_id) WHERE p.trackman_id IS NULL
"""


async def _name_adopted(connection: asyncpg.Connection, found: Mentions) -> None:
    """Give players whom the legacy database knew by name and club the new TrackMan ids that stand under these."""
    people = sorted({(i.trackman_id, i.name_key, i.team_id) for _, i in found if i.trackman_id})
    if people:
        await connection.execute(_NAME_ADOPTED, *map(list, zip(*people, strict=True)))


_NAME_ADOPTED = """
    WITH named AS (
        SELECT DISTINCT ON (min(trackman_id)) min(trackman_id) AS trackman_id, name_key, team_id
        FROM unnest($1::text[], $2::text[], $3::uuid[]) AS new (trackman_id, name_key, team_id)
        GROUP BY name_key, team_id HAVING count(*) = 1 ORDER BY min(trackman_id), name_key, team_id)
    UPDATE league.player p SET trackman_id = named.trackman_id FROM named
    WHERE p.trackman_id IS NULL AND (p.name_key, p.team_id) = (named.name_key, named.team_id)
      AND EXISTS (SELECT FROM league.appearance a WHERE a.player_id = p.player_id AND a.identified)
      AND NOT EXISTS (SELECT FROM league.player o WHERE o.trackman_id = named.trackman_id)
"""


async def _make(connection: asyncpg.Connection, found: Mentions) -> frozenset[UUID]:
    """Make players as their appearances in this file show them; gives those that nobody else has made meanwhile.

    Loads that run side by side make theirs in one order, so that none waits for one that waits for it.
    """
    people: dict[tuple[str, str, UUID | None], list[tuple[Mention, Identity]]] = defaultdict(list)
    for mention, identity in found:
        who = identity.trackman_id
        people["" if who else identity.name_key, who or "", None if who else identity.team_id].append(
            (mention, identity)
        )
    groups = [people[key] for key in sorted(people, key=str)]
    rows = await connection.fetch(
        _MAKE,
        [group[0][1].trackman_id for group in groups],
        *map(list, zip(*(_shown(group).values for group in groups), strict=True)),
    )
    return frozenset(row["player_id"] for row in rows)


def _shown(group: Mentions) -> Portrait:
    mention, identity = group[0]
    name = tidy(mention.name) or mention.trackman_id
    shown = portrait(appearances(group))
    return shown or Portrait(name, identity.name_key, identity.team_id, None, None, is_pitcher=False, is_hitter=False)


_MAKE = f"""
    INSERT INTO league.player (trackman_id, {", ".join(COLUMNS)})
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::bool[], $8::bool[])
    ON CONFLICT DO NOTHING RETURNING player_id
"""

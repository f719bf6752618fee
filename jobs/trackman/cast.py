"""The people of a file as players: found in the tables, or made."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
    identities = {identity for _, identity in found}
    known = await _find(connection, identities)
    players = known.players(identities)
    made: frozenset[UUID] = frozenset()
    if missing := identities - players.keys():
        await _name_adopted(connection, found)
        made = await _make(connection, [(m, i) for m, i in found if i in missing])
        players |= replace(await _find(connection, missing), owners={}).players(missing)
    return Cast({mention.spelling: players[identity] for mention, identity in found}, found, made)


@dataclass(frozen=True)
class _Known:
    """The players there are: by TrackMan id, by name and club alone, and owners of names and clubs."""

    by_id: Mapping[str, UUID]
    by_name: Mapping[tuple[str, UUID], UUID]
    owners: Mapping[tuple[str, UUID], UUID]

    def players(self, identities: Iterable[Identity]) -> dict[Identity, UUID]:
        """Give the player of each identity that has one."""
        found = {identity: self._player(identity) for identity in identities}
        return {identity: player for identity, player in found.items() if player}

    def _player(self, identity: Identity) -> UUID | None:
        if identity.trackman_id:
            return self.by_id.get(identity.trackman_id)
        key = (identity.name_key, identity.team_id)
        return self.owners.get(key) or self.by_name.get(key)


async def _find(connection: asyncpg.Connection, wanted: Iterable[Identity]) -> _Known:
    ids = {identity.trackman_id for identity in wanted if identity.trackman_id}
    keys = {(identity.name_key, identity.team_id) for identity in wanted if not identity.trackman_id}
    rows = await connection.fetch(_FIND, ids, [name for name, _ in keys], [team for _, team in keys])
    by_id = {row["trackman_id"]: row["player_id"] for row in rows if row["name_key"] is None}
    named = [((row["name_key"], row["team_id"]), row) for row in rows if row["name_key"] is not None]
    return _Known(
        by_id,
        {key: row["player_id"] for key, row in named if row["trackman_id"] is None},
        _uncontested({key: row for key, row in named if row["trackman_id"] is not None}, ids),
    )


def _uncontested(
    owners: Mapping[tuple[str, UUID], asyncpg.Record], present: Container[str]
) -> dict[tuple[str, UUID], UUID]:
    """Keep the owners whom nobody else in the file is: two people of one file are never made one from outside."""
    claims = Counter(owner["player_id"] for owner in owners.values())
    return {
        key: owner["player_id"]
        for key, owner in owners.items()
        if claims[owner["player_id"]] == 1 and owner["trackman_id"] not in present
    }


# Players by id come without a name, nameless ones without an id, and owners, each the only identified player who stands
# under a name and club, with both.
_FIND = """
    WITH wanted AS (SELECT * FROM unnest($2::text[], $3::uuid[]) AS given (name_key, team_id))
    SELECT player_id, trackman_id, NULL AS name_key, NULL::uuid AS team_id
    FROM league.player WHERE trackman_id = ANY($1::text[])
    UNION ALL
    SELECT player_id, NULL, name_key, team_id FROM wanted JOIN league.player p USING (name_key, team_id)
    WHERE p.trackman_id IS NULL
    UNION ALL
    SELECT min(p.player_id::text)::uuid, min(p.trackman_id), a.name_key, a.team_id
    FROM wanted JOIN league.appearance a USING (name_key, team_id) JOIN league.player p USING (player_id)
    WHERE a.identified GROUP BY a.name_key, a.team_id HAVING count(DISTINCT p.player_id) = 1
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
        *map(list, zip(*map(_shown, groups), strict=True)),
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

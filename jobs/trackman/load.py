"""Loading one delivered file: in one transaction, wholly or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import asyncpg

from slugger.jobs.trackman import clubs, merge, people, register, settle
from slugger.jobs.trackman.delivery import Delivery, DeliveryError, Scan, scan
from slugger.jobs.trackman.file_name import FileName, FileNameError, parse_file_name
from slugger.jobs.trackman.records import has_records
from slugger.jobs.trackman.register import Entry, Outcome, Received
from slugger.jobs.trackman.staging import LAYOUTS, Staged, stage
from slugger.models.engine import reason
from slugger.models.trackman_file import FileKind, FileState

_GAME_LOCKS = 7_584_438
"""First key of the advisory locks of games; the second is a hash of the game's id."""
_LEAGUE_LOCK = 7_584_439
"""Key of the advisory lock under which loads touch what games share: clubs, venues and people."""


@dataclass(frozen=True)
class Loaded:
    """What became of one delivery; `unchanged` when this name and content were done with before."""

    delivery: Delivery
    outcome: Outcome
    unchanged: bool = False


async def load(connection: asyncpg.Connection, delivery: Delivery, *, allow_private: bool = False) -> Loaded:
    """Load `delivery`, or register why not; only a database that fails raises."""
    scanned = scan(delivery)
    received = Received(delivery, scanned.sha256, scanned.size, None)
    try:
        received = replace(received, name=parse_file_name(delivery.name))
    except FileNameError as error:
        return await _reject(connection, received, str(error))
    if scanned.error:
        return await _reject(connection, received, str(scanned.error))
    try:
        async with connection.transaction():
            return await _load(connection, received, scanned, allow_private=allow_private)
    except DeliveryError as error:
        return await _reject(connection, received, str(error))
    except _REFUSALS as error:
        return await _reject(connection, received, f"the database refuses it: {reason(error)}")


_REFUSALS = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, asyncpg.ProgramLimitExceededError)
"""Errors of the database that a file's content brings about, and that leave the next file alone."""


async def _reject(connection: asyncpg.Connection, received: Received, reason: str) -> Loaded:
    outcome = Outcome(FileState.FAILED, reason)
    await register.record(connection, received, outcome)
    return Loaded(received.delivery, outcome)


async def _load(connection: asyncpg.Connection, received: Received, scanned: Scan, *, allow_private: bool) -> Loaded:
    name = received.name
    assert name is not None  # noqa: S101 the caller parsed it
    await connection.execute("SELECT pg_advisory_xact_lock($1, hashtext($2))", _GAME_LOCKS, name.game_id)
    known = await register.known(connection, received.delivery.name, received.sha256)
    if known and await _is_done(connection, known, received.delivery):
        return Loaded(received.delivery, Outcome(known.state), unchanged=True)
    received = replace(received, delivery=_latest(received.delivery, known))
    if outcome := _without_reading(received, name, allow_private=allow_private):
        await register.record(connection, received, outcome)
        return Loaded(received.delivery, outcome)
    staged = await stage(connection, received.delivery, scanned, name.kind, name.game_id)
    return Loaded(received.delivery, await _settle_standing(connection, received, name, staged))


async def _is_done(connection: asyncpg.Connection, known: Entry, delivery: Delivery) -> bool:
    """Tell whether a registered file needs no second look; one that was replaced gets it when it is sent again."""
    if known.state not in {FileState.LOADED, FileState.SUPERSEDED, FileState.EMPTY}:
        return False
    if delivery.rank <= known.delivered:
        return True
    if known.state is not FileState.SUPERSEDED:
        await register.put_delivered(connection, known, delivery)
    return known.state is not FileState.SUPERSEDED


def _latest(delivery: Delivery, known: Entry | None) -> Delivery:
    if known is None or delivery.rank >= known.delivered:
        return delivery
    return replace(delivery, delivered_on=known.delivered_on, modified_at=known.modified_at)


def _without_reading(received: Received, name: FileName, *, allow_private: bool) -> Outcome | None:
    if name.kind is FileKind.BAT_TRACKING:
        return Outcome(FileState.HELD, "bat-tracking files are kept for later: they are not read yet")
    if name.private and not allow_private:
        return Outcome(FileState.HELD, "a private session: load it with --allow-private if the club shares it")
    if not has_records(received.delivery, LAYOUTS[name.kind]):
        return Outcome(FileState.EMPTY)
    return None


async def _settle_standing(
    connection: asyncpg.Connection, received: Received, name: FileName, staged: Staged
) -> Outcome:
    """Decide between the staged file and those that came before it, and load it when it stands."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _LEAGUE_LOCK)
    entry = register.entry_of(received, name, staged.rows)
    rivals = await register.rivals(connection, name, received)
    line = register.succession([*rivals, entry])
    twins = await register.twins(connection, name) if staged.kind is FileKind.PITCH else []
    refusal = await _refusal(connection, staged, entry, line, twins)
    if refusal is None or refusal.state is FileState.SUPERSEDED:
        await _pass_over(connection, rivals, line)
    if refusal:
        await register.record(connection, received, refusal)
        return refusal
    current = next((rival for rival in rivals if rival.state is FileState.LOADED), None)
    if current and current in line:
        why = f"replaced by {received.delivery.name}"
        await register.change_state(connection, current, FileState.SUPERSEDED, why)
    for twin in twins:
        await register.change_state(connection, twin, FileState.HELD, _same_pitches(name.game_id))
        await merge.remove_game(connection, twin.file_id)
    return await _stand(connection, received, name, staged, [e.file_id for e in (current, *twins) if e])


async def _pass_over(connection: asyncpg.Connection, rivals: Sequence[Entry], line: Sequence[Entry]) -> None:
    """Hold the files that stood or were replaced, and would not have been, had the files come in order."""
    for rival in rivals:
        if rival not in line:
            await register.change_state(
                connection, rival, FileState.HELD, _too_few(rival.rows, _before(rival, line).rows)
            )


def _before(entry: Entry, line: Sequence[Entry]) -> Entry:
    return max((other for other in line if other.rank < entry.rank), key=lambda other: other.rank)


async def _refusal(
    connection: asyncpg.Connection, staged: Staged, entry: Entry, line: Sequence[Entry], twins: Sequence[Entry]
) -> Outcome | None:
    """Say why the staged file does not stand; None when it does."""
    if staged.kind is FileKind.PITCH and await connection.fetchval(_IMPOSSIBLE_COUNTS):
        return Outcome(FileState.HELD, "more than half of the counts are impossible: a practice session", staged.rows)
    if entry not in line:
        return Outcome(FileState.HELD, _too_few(entry.rows, _before(entry, line).rows), staged.rows)
    if entry != line[-1]:
        return Outcome(FileState.SUPERSEDED, "a verified or newer delivery of the game is loaded", staged.rows)
    older = next((twin for twin in twins if register.original([twin, entry]) is twin), None)
    if older:
        return Outcome(FileState.HELD, _same_pitches(older.trackman_game_id), staged.rows)
    return None


_IMPOSSIBLE_COUNTS = """
    SELECT count(*) FILTER (WHERE balls > 3 OR strikes > 2 OR outs > 2) * 2 > count(*) FROM pitch_delivery
"""


def _too_few(rows: int, standing: int) -> str:
    return f"only {rows} rows where the delivery that it would replace has {standing}"


def _same_pitches(game_id: str) -> str:
    return f"its pitches are those of game {game_id}"


async def _stand(
    connection: asyncpg.Connection, received: Received, name: FileName, staged: Staged, replaced: Sequence[UUID]
) -> Outcome:
    """Make the staged file the one that stands for its game, in place of the `replaced` ones."""
    pitched = staged.kind is FileKind.PITCH
    mentions = [mention for mention in await people.mentions(connection, staged.kind) if people.is_somebody(mention)]
    playing = await clubs.codes(connection) if pitched else set()
    known = await clubs.clubs(connection, playing | {mention.code for mention in mentions})
    ballpark_id, confirmed = await clubs.venue(connection, name.venue) if pitched else (None, True)
    identified = people.identify(mentions, known.by_code)
    players, keys = await settle.drop_appearances(connection, replaced)
    cast = await people.cast(connection, identified)
    outcome = Outcome(
        FileState.LOADED,
        rows=staged.rows,
        warnings=_warnings(staged, known.unknown, [] if confirmed else [name.venue]),
    )
    file_id = await register.record(connection, received, outcome)
    if ballpark_id:
        game_id = await merge.put_game(connection, name, known.by_code, ballpark_id, file_id)
        merged = await merge.replace_pitches(connection, game_id, name.date, cast.players)
    else:
        removed = await merge.remove_positioning(connection, replaced)
        merged = merge.Merged(await merge.put_positioning(connection, file_id, cast.players), 0, removed)
    await settle.put_appearances(connection, file_id, cast)
    await settle.settle_fielders(connection, name.game_id)
    touched = await settle.settle_nameless(connection, cast.keys | keys, players)
    await settle.settle_players(connection, {*cast.players.values(), *players, *touched})
    if replaced:
        await clubs.forget_unused(connection)
    outcome = replace(outcome, added=merged.added, changed=merged.changed, removed=merged.removed)
    await register.count(connection, file_id, outcome)
    return outcome


def _warnings(staged: Staged, unknown_clubs: Sequence[str], unknown_venues: Sequence[str]) -> list[dict[str, Any]]:
    """List what was loaded without being known, in the form that the register keeps."""
    findings = staged.findings
    return [
        *({"kind": "unknown club", "value": code} for code in unknown_clubs),
        *({"kind": "unknown venue", "value": venue} for venue in unknown_venues),
        *({"kind": "unknown column", "value": column} for column in findings.unknown_columns),
        *(
            {"kind": "unknown value", "column": column, "value": value, "count": count}
            for (column, value), count in sorted(findings.unknown_values.items())
        ),
    ]

"""Loading one delivered file: in one transaction, wholly or not at all.

Files that only add something are loaded side by side; each takes the presence lock with others. A file that replaces,
moves or removes what is there takes it alone, so that nothing changes under a load but what that load changes itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID
from zlib import crc32

import asyncpg

from slugger.jobs.trackman import clubs, merge, register, settle
from slugger.jobs.trackman.attempt import AloneError, Attempt
from slugger.jobs.trackman.cast import Cast, find_cast
from slugger.jobs.trackman.delivery import Delivery, DeliveryError, scan
from slugger.jobs.trackman.file_name import FileName, FileNameError, parse_file_name
from slugger.jobs.trackman.people import identify, is_somebody
from slugger.jobs.trackman.register import Entry, Outcome, Received
from slugger.jobs.trackman.session import begun
from slugger.jobs.trackman.sheet import Sheet
from slugger.models.engine import reason
from slugger.models.trackman_file import FileKind, FileState

_GAME_LOCKS = 7_584_438
"""First key of the advisory locks of games; the second is a hash of the game's id."""
_PRESENCE_LOCK = 7_584_439
"""Key of the advisory lock that every load holds: with others while it only adds something, else alone."""
_SETTLE_LOCK = 7_584_440
"""Key of the advisory lock under which players are settled, one load after the other."""
_MOST_ATTEMPTS = 8


@dataclass(frozen=True)
class Loaded:
    """What became of one delivery; `unchanged` when this name and content were done with before."""

    delivery: Delivery
    outcome: Outcome
    unchanged: bool = False


async def load(
    connection: asyncpg.Connection, delivery: Delivery, *, allow_private: bool = False, careful: bool = False
) -> Loaded:
    """Load `delivery`, or register why not; only a database that fails raises.

    `careful` judges every cell at once, instead of only in a file that the quick way cannot read.
    """
    scanned = scan(delivery)
    received = Received(delivery, scanned.sha256, scanned.size, None)
    try:
        received = replace(received, name=parse_file_name(delivery.name))
    except FileNameError as error:
        return await _reject(connection, received, str(error))
    if scanned.error:
        return await _reject(connection, received, str(scanned.error))
    attempt = Attempt(scanned, careful)
    for left in reversed(range(_MOST_ATTEMPTS)):
        try:
            async with begun(connection, _locks(_name(received), alone=attempt.alone)):
                return await _load(connection, received, attempt, allow_private=allow_private)
        except DeliveryError as error:
            return await _reject(connection, received, str(error))
        except AloneError:
            attempt.alone = True
        except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
            if not left:
                raise
        except _REFUSALS as error:
            if not attempt.explains(error):
                return await _reject(connection, received, f"the database refuses it: {reason(error)}")
        finally:
            attempt.close()
    raise AssertionError


_REFUSALS = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, asyncpg.ProgramLimitExceededError)
"""Errors of the database that a file's content brings about, and that leave the next file alone."""


async def _reject(connection: asyncpg.Connection, received: Received, reason: str) -> Loaded:
    outcome = Outcome(FileState.FAILED, reason)
    await register.record(connection, received, outcome)
    return Loaded(received.delivery, outcome)


async def _load(connection: asyncpg.Connection, received: Received, attempt: Attempt, *, allow_private: bool) -> Loaded:
    name = _name(received)
    entries = await register.entries(connection, name.game_id)
    known = next((e for e in entries if (e.name, e.sha256) == (received.delivery.name, received.sha256)), None)
    if known and await _is_done(connection, known, received.delivery):
        return Loaded(received.delivery, Outcome(known.state), unchanged=True)
    received = replace(received, delivery=_latest(received.delivery, known))
    outcome = _without_reading(name, allow_private=allow_private)
    if outcome is None and not (sheet := attempt.read(name)).rows:
        outcome = Outcome(FileState.EMPTY)
    if outcome:
        await register.record(connection, received, outcome)
        return Loaded(received.delivery, outcome)
    others = [entry for entry in entries if entry is not known]
    return Loaded(received.delivery, await _settle_standing(connection, received, sheet, others, alone=attempt.alone))


def _locks(name: FileName, *, alone: bool) -> str:
    """Give the statement that waits until no other load is at the same game, nor, for one that is alone, anywhere."""
    game = crc32(name.game_id.encode()) - (1 << 31)
    presence = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    return f"SELECT pg_advisory_xact_lock({_GAME_LOCKS}, {game}), {presence}({_PRESENCE_LOCK})"


def _name(received: Received) -> FileName:
    assert received.name is not None  # noqa: S101 files without one are refused before they are read
    return received.name


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


def _without_reading(name: FileName, *, allow_private: bool) -> Outcome | None:
    if name.kind is FileKind.BAT_TRACKING:
        return Outcome(FileState.HELD, "bat-tracking files are kept for later: they are not read yet")
    if name.private and not allow_private:
        return Outcome(FileState.HELD, "a private session: load it with --allow-private if the club shares it")
    return None


async def _settle_standing(
    connection: asyncpg.Connection, received: Received, sheet: Sheet, others: Sequence[Entry], *, alone: bool
) -> Outcome:
    """Decide between a file and those of its game that came before it, and load it when it stands."""
    name = _name(received)
    entry = register.entry_of(received, name, sheet.rows)
    rivals = [e for e in others if e.kind is name.kind and e.state in {FileState.LOADED, FileState.SUPERSEDED}]
    line = register.succession([*rivals, entry])
    twins: list[Entry] = []
    if alone and name.kind is FileKind.PITCH:
        twins = await register.twins(connection, name.game_id, [uid.decode() for uid in sheet.uids])
    refusal = _refusal(sheet, entry, line, twins)
    current = next((rival for rival in rivals if rival.state is FileState.LOADED), None)
    if current and not refusal and not alone:
        raise AloneError
    if refusal is None or refusal.state is FileState.SUPERSEDED:
        await _pass_over(connection, rivals, line)
    if refusal:
        await register.record(connection, received, refusal)
        return refusal
    if current and current in line:
        why = f"replaced by {received.delivery.name}"
        await register.change_state(connection, current, FileState.SUPERSEDED, why)
    for twin in twins:
        await register.change_state(connection, twin, FileState.HELD, _same_pitches(name.game_id))
        await merge.remove_game(connection, twin.file_id)
    beside = any(e.kind not in {name.kind, FileKind.BAT_TRACKING} and e.state is FileState.LOADED for e in others)
    replaced = [e.file_id for e in (current, *twins) if e]
    return await _stand(connection, received, sheet, _Place(replaced, beside, alone))


async def _pass_over(connection: asyncpg.Connection, rivals: Sequence[Entry], line: Sequence[Entry]) -> None:
    """Hold the files that stood or were replaced, and would not have been, had the files come in order."""
    for rival in rivals:
        if rival not in line:
            await register.change_state(
                connection, rival, FileState.HELD, _too_few(rival.rows, _before(rival, line).rows)
            )


def _before(entry: Entry, line: Sequence[Entry]) -> Entry:
    return max((other for other in line if other.rank < entry.rank), key=lambda other: other.rank)


def _refusal(sheet: Sheet, entry: Entry, line: Sequence[Entry], twins: Sequence[Entry]) -> Outcome | None:
    """Say why a file does not stand; None when it does."""
    if sheet.impossible:
        return Outcome(FileState.HELD, "more than half of the counts are impossible: a practice session", sheet.rows)
    if entry not in line:
        return Outcome(FileState.HELD, _too_few(entry.rows, _before(entry, line).rows), sheet.rows)
    if entry != line[-1]:
        return Outcome(FileState.SUPERSEDED, "a verified or newer delivery of the game is loaded", sheet.rows)
    older = next((twin for twin in twins if register.original([twin, entry]) is twin), None)
    if older:
        return Outcome(FileState.HELD, _same_pitches(older.trackman_game_id), sheet.rows)
    return None


def _too_few(rows: int, standing: int) -> str:
    return f"only {rows} rows where the delivery that it would replace has {standing}"


def _same_pitches(game_id: str) -> str:
    return f"its pitches are those of game {game_id}"


@dataclass(frozen=True)
class _Place:
    """Where a file comes to stand: in place of the `replaced` ones, maybe `beside` one of another kind."""

    replaced: Sequence[UUID]
    beside: bool
    alone: bool


async def _stand(connection: asyncpg.Connection, received: Received, sheet: Sheet, place: _Place) -> Outcome:
    """Make a file the one that stands for its game."""
    name = _name(received)
    pitched = sheet.kind is FileKind.PITCH
    mentions = [mention for mention in sheet.mentions() if is_somebody(mention)]
    codes = (sheet.codes if pitched else set()) | {mention.code for mention in mentions}
    found = await clubs.places(connection, codes, name.venue if pitched else None)
    dropped = await settle.drop_appearances(connection, place.replaced) if place.replaced else settle.NOTHING_DROPPED
    cast = await find_cast(connection, identify(mentions, found.by_code))
    outcome = Outcome(FileState.LOADED, rows=sheet.rows, added=sheet.rows, warnings=_warnings(sheet, found.unknown))
    if found.ballpark_id:
        old = await merge.take_pitches(connection, name.game_id) if place.replaced else {}
        game = merge.Game(found.by_code, found.ballpark_id)
        file_id, game_id = await merge.put_game(connection, received, outcome, game, sheet)
        merged = await merge.put_pitches(connection, sheet, merge.Ids(game_id, name.date, cast.players), old)
    else:
        removed = await merge.remove_positioning(connection, place.replaced) if place.replaced else 0
        file_id = await register.record(connection, received, outcome)
        await merge.put_positioning(connection, sheet, file_id, cast.players)
        merged = merge.Merged(sheet.rows, 0, removed)
    await settle.put_appearances(connection, file_id, cast, None if place.alone else _SETTLE_LOCK)
    if place.beside:
        await settle.settle_fielders(connection, name.game_id)
    if place.alone:
        await _settle_alone(connection, cast, dropped)
    else:
        await _settle_beside_others(connection, cast)
    if place.replaced:
        outcome = replace(outcome, added=merged.added, changed=merged.changed, removed=merged.removed)
        await register.count(connection, file_id, outcome)
    return outcome


async def _settle_alone(connection: asyncpg.Connection, cast: Cast, dropped: settle.Dropped) -> None:
    touched = await settle.settle_nameless(connection, cast.keys | dropped.keys, dropped.players)
    players = {*cast.players.values(), *dropped.players, *touched}
    await settle.derive(connection, players)
    await settle.forget_unseen(connection, players)
    await clubs.forget_unused(connection)


async def _settle_beside_others(connection: asyncpg.Connection, cast: Cast) -> None:
    """Settle, under the lock, the players of whom the file shows something new; raises AloneError when others move."""
    news = await settle.news(connection, cast)
    if news.misplaced:
        raise AloneError
    if news.changed:
        await settle.derive(connection, news.changed)


def _warnings(sheet: Sheet, unknown: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """List what was loaded without being known, in the form that the register keeps."""
    findings = sheet.findings
    return [
        *({"kind": f"unknown {kind}", "value": name} for kind, name in unknown),
        *({"kind": "unknown column", "value": column} for column in findings.unknown_columns),
        *(
            {"kind": "unknown value", "column": column, "value": value, "count": count}
            for (column, value), count in sorted(findings.unknown_values.items())
        ),
    ]

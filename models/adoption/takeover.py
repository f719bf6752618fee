"""Taking over a legacy database: look, move aside, copy, count, and only then commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from slugger.models.adoption import aside, games, logins, people, pitches, places, positioning, quarantine
from slugger.models.adoption.columns import ColumnFindings, look_at_columns
from slugger.models.adoption.errors import AdoptionError
from slugger.models.adoption.findings import findings
from slugger.models.adoption.report import Progress, Report
from slugger.models.adoption.survey import LEGACY, Sources, survey
from slugger.models.migration import UPGRADE_LOCK, upgrade
from slugger.models.privilege import grant, privileges

LOCK_SECONDS = 20
"""How long other users of the legacy tables are waited for."""
_SETTINGS = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL work_mem = '128MB'",
    "SET LOCAL maintenance_work_mem = '256MB'",
    "SET LOCAL jit = off",
    "SET LOCAL client_min_messages = error",
    "SET LOCAL search_path = pg_catalog, pg_temp",
)
_ANALYZE = """
    ANALYZE league.team, league.player, league.game, league.appearance, league.trackman_file,
            league.positioning (file_id, ordinal, pitch_id),
            league.pitch (pitch_id, game_id, game_date, pitch_number, pitcher_id, batter_id, catcher_id)
"""
"""What statements plan by; the other columns of wide tables, which take seconds, are left to autovacuum."""
_LOCK_NOT_AVAILABLE = "55P03"


def adopt(connection: Connection, say: Progress, *, dry_run: bool) -> Report:
    """Take over the legacy tables in the caller's transaction, and report; the caller rolls a dry run back.

    `say` is told each phase. Raises AdoptionError when there is nothing to adopt, or the legacy system is in the way.
    """
    began = perf_counter()
    if dry_run:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    for statement in _SETTINGS:
        connection.exec_driver_sql(statement)
    sources = survey(connection)
    if not dry_run:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock($1::bigint)", (UPGRADE_LOCK,))
        _lock(connection, sources)
        sources = survey(connection)
    say(f"The legacy system's tables hold {_rows(connection, sources):,} rows.")
    columns = _plan(connection, sources, say)
    report = Report(
        adopted=not dry_run,
        tables=quarantine.tallies(connection, sources),
        findings=findings(connection, sources, columns),
    )
    if not dry_run:
        _move(connection, sources, columns, report, say)
    report.seconds = round(perf_counter() - began, 3)
    return report


def _lock(connection: Connection, sources: Sources) -> None:
    """Keep everybody else out of the legacy tables until the end."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
    try:
        connection.exec_driver_sql(
            f"LOCK TABLE {', '.join(source.table for source in sources.values())} IN ACCESS EXCLUSIVE MODE"
        )
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        raise AdoptionError(
            f"Somebody else has used the legacy tables for {LOCK_SECONDS} s: stop the legacy system and try again."
        ) from error
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")


def _rows(connection: Connection, sources: Sources) -> int:
    counts = " + ".join(f"(SELECT count(*) FROM {source.table})" for source in sources.values())
    total: int = connection.exec_driver_sql(f"SELECT {counts}").scalar_one()
    return total


def _plan(connection: Connection, sources: Sources, say: Progress) -> ColumnFindings:
    """Say what becomes of each legacy row, in a temporary table for each legacy table.

    It has a row for each of theirs, told by `row_id`, the place in the table: legacy tables may lack keys. `reason` is
    null for rows that are kept. The keys that other rows refer by are unique where they are not null.
    """
    places.stage_references(connection)
    with _phase(say, "Looking at clubs, ballparks, players and games"):
        places.stage_ballparks(connection, sources)
        places.stage_teams(connection, sources)
        people.stage_players(connection, sources)
        games.stage_games(connection, sources)
        logins.stage_logins(connection, sources)
    with _phase(say, "Looking at pitches"):
        pitches.stage_pitches(connection, sources)
        people.number_duplicates(connection)
        games.name_games(connection)
    with _phase(say, "Looking at columns"):
        return look_at_columns(connection, sources)


def _move(connection: Connection, sources: Sources, columns: ColumnFindings, report: Report, say: Progress) -> None:
    with _phase(say, "Moving the legacy tables aside and making the league's"):
        held = privileges(connection, sources)
        aside.move_aside(connection, sources)
        upgrade(connection)
        grant(connection, held)
        moved = {name: replace(source, schema=LEGACY) for name, source in sources.items()}
    with _phase(say, "Copying clubs, ballparks, players and games"):
        places.put_places(connection, moved)
        people.put_players(connection)
        games.put_games(connection)
        logins.put_logins(connection, moved)
    with _phase(say, f"Copying {report.tables['pitch'].kept:,} pitches"):
        pitches.put_pitches(connection, moved, columns)
    with _phase(say, "Copying positioning and appearances"):
        positioning.stage_fielders(connection, moved)
        positioning.put_positioning(connection, moved)
        people.put_appearances(connection)
    with _phase(say, "Putting aside what cannot stand, and counting"):
        quarantine.put_quarantine(connection, moved)
        report.tables = quarantine.check_balance(connection, moved)
        report.made = quarantine.made(connection, moved)
        connection.exec_driver_sql(_ANALYZE)


@contextmanager
def _phase(say: Progress, what: str) -> Iterator[None]:
    say(f"{what} …")
    began = perf_counter()
    yield
    say(f"{what}: {perf_counter() - began:.1f} s.")

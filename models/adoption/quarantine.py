"""Keeping whole what cannot stand, and counting that nothing is lost."""

from sqlalchemy.engine import Connection

from slugger.models.adoption.errors import AdoptionError
from slugger.models.adoption.report import Tally
from slugger.models.adoption.survey import Sources

_KEYS = {"ballpark": "ballpark_id", "team": "team_id", "player": "player_id", "game": "game_id", "session": "sid"}


def put_quarantine(connection: Connection, sources: Sources) -> None:
    """Write every row that is not kept, whole, with its reason."""
    for name, source in sources.items():
        connection.exec_driver_sql(
            f"""
            INSERT INTO league.quarantine (source, reason, row, quarantined_at)
            SELECT '{name}', a.reason, to_jsonb(s), now()
            FROM adopting_{name} a JOIN {source.table} s ON s.ctid = a.row_id WHERE a.reason IS NOT NULL
            """
        )


def tallies(connection: Connection, sources: Sources) -> dict[str, Tally]:
    """Count the rows of the plan: all, kept and rejected."""
    found = {}
    for name in sources:
        row = connection.exec_driver_sql(
            f"SELECT count(*), count(*) FILTER (WHERE reason IS NULL), count(reason) FROM adopting_{name}"
        ).one()
        found[name] = Tally(*row)
    return found


def check_balance(connection: Connection, sources: Sources) -> dict[str, Tally]:
    """Count the legacy tables and what became of them; raises AdoptionError unless the sums agree."""
    found = {}
    for name, source in sources.items():
        kept = (
            f"league.{name} k JOIN adopting_{name} a ON a.id = k.{_KEYS[name]} AND a.reason IS NULL"
            if name in _KEYS
            else f"league.{name}"
        )
        rows, out, aside = connection.exec_driver_sql(
            f"SELECT (SELECT count(*) FROM {source.table}), (SELECT count(*) FROM {kept}),"
            f" (SELECT count(*) FROM league.quarantine WHERE source = '{name}')"
        ).one()
        if rows != out + aside:
            raise AdoptionError(
                f"Of {rows} rows of {name} {out} are kept, {aside} in quarantine: this is a defect, nothing is changed."
            )
        found[name] = Tally(rows, out, aside)
    return found


def made(connection: Connection, sources: Sources) -> dict[str, int]:
    """Count the rows of the league's tables that no legacy row stands for."""
    counts = {}
    for name, key in ((name, _KEYS[name]) for name in sources if name in _KEYS):
        counts[name] = connection.exec_driver_sql(
            f"SELECT count(*) FROM league.{name} k"
            f" WHERE NOT EXISTS (SELECT FROM adopting_{name} a WHERE a.id = k.{key} AND a.reason IS NULL)"
        ).scalar_one()
    return {name: count for name, count in counts.items() if count}

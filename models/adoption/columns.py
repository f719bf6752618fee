"""What stands in the columns of the legacy pitches: texts that mean nothing, numbers that are none, unknown terms."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from slugger.models.adoption.conversion import cell
from slugger.models.adoption.survey import Source, Sources
from slugger.models.measurement import FIELDERS, PITCH, POSITIONING, Kind
from slugger.models.terms import MISSING, NOT_SAID, Term

KINDS: Mapping[str, Kind] = {m.name: m.kind for m in (*PITCH, *POSITIONING)} | {
    f"{fielder}_player_id": Kind.UUID for fielder in FIELDERS
}
"""How each column of the legacy pitches that is no key is stored."""
KNOWN = frozenset({*KINDS, "game_id", "pitcher_id", "batter_id", "catcher_id"})
"""The columns of the legacy pitches that the league's tables have."""
_VOCABULARIES = {m.name: m.vocabulary for m in (*PITCH, *POSITIONING) if m.vocabulary}
_TEXTS = {Kind.TEXT, Kind.TERM, Kind.LOCAL_INSTANT}


@dataclass(frozen=True)
class ColumnFindings:
    """Counts of rows by column: of texts "NaN", numbers NaN, and cells that cannot be read or name no player.

    `unknown` counts by column and value what the vocabulary does not have; `foreign` lists unknown columns.
    """

    texts: Mapping[str, int]
    numbers: Mapping[str, int]
    unreadable: Mapping[str, int]
    missing: Mapping[str, int]
    unknown: Mapping[str, Mapping[str, int]]
    foreign: tuple[str, ...]


def look_at_columns(connection: Connection, sources: Sources) -> ColumnFindings:
    """Look at every column of the pitches, kept or not, in one pass and one more for the terms."""
    source = sources["pitch"]
    present = [column for column in source.columns if column in KINDS]
    text = {c: f"lower(btrim(s.\"{c}\"::text)) = 'nan'" for c in present if source.columns[c] == "text"}
    number = {c: f"s.\"{c}\" = 'NaN'" for c in present if source.columns[c] == "number"}
    cells = {c: cell(source, c, KINDS[c], "s").unreadable for c in present}
    unreadable = {c: condition for c, condition in cells.items() if condition}
    return ColumnFindings(
        _counts(connection, source, text),
        _counts(connection, source, number),
        _counts(connection, source, unreadable),
        _missing_fielders(connection, source),
        _unknown_terms(connection, source),
        tuple(column for column in source.columns if column not in KNOWN),
    )


def _counts(connection: Connection, source: Source, conditions: Mapping[str, str]) -> dict[str, int]:
    """Count the rows that meet each condition, by its name; those that none meets are left out."""
    if not conditions:
        return {}
    counted = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in conditions.values())
    row = connection.exec_driver_sql(f"SELECT {counted} FROM {source.table} s").one()
    return {name: count for name, count in zip(conditions, row, strict=True) if count}


def _missing_fielders(connection: Connection, source: Source) -> dict[str, int]:
    columns = [name for name in (f"{fielder}_player_id" for fielder in FIELDERS) if name in source.columns]
    missing = {c: f"{cell(source, c, Kind.UUID, 's').value} NOT IN (SELECT id FROM known)" for c in columns}
    if not missing:
        return {}
    counted = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in missing.values())
    row = connection.exec_driver_sql(
        f"WITH known AS (SELECT id FROM adopting_player WHERE id IS NOT NULL) SELECT {counted} FROM {source.table} s"
    ).one()
    return {name: count for name, count in zip(missing, row, strict=True) if count}


def _unknown_terms(connection: Connection, source: Source) -> dict[str, dict[str, int]]:
    """Count the terms outside their vocabularies, all columns in one pass."""
    columns = [column for column in _VOCABULARIES if column in source.columns]
    names = ", ".join(f'"{column}"' for column in columns)
    sets = ", ".join(f'("{column}")' for column in columns)
    texts = ", ".join(f's."{column}"::text' for column in columns)
    rows = connection.exec_driver_sql(
        f"SELECT GROUPING({names}), {names}, count(*) FROM (SELECT {texts} FROM {source.table} s) AS s ({names})"
        f" GROUP BY GROUPING SETS ({sets})"
    )
    found: dict[str, dict[str, int]] = {}
    for bits, *values, count in rows:
        at = next(at for at in range(len(columns)) if not bits >> (len(columns) - 1 - at) & 1)
        column, value = columns[at], values[at]
        if value is not None and not _is_term(_VOCABULARIES[column], value):
            found.setdefault(column, {})[value] = count
    return found


def _is_term(vocabulary: type[Term], value: str) -> bool:
    folded = value.strip().casefold()
    return folded in MISSING | NOT_SAID.get(vocabulary, frozenset()) or value in {term.value for term in vocabulary}

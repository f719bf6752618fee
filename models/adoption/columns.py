"""What stands in the columns of the legacy pitches: texts that mean nothing, numbers that are none, unknown terms."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from slugger.models.adoption.conversion import cell, value
from slugger.models.adoption.quoting import identifier
from slugger.models.adoption.survey import Source, Sources
from slugger.models.measurement import FIELDERS, PITCH, POSITIONING, Kind
from slugger.models.terms import MISSING, NOT_SAID, Term

FIELDER_IDS = tuple(f"{fielder}_player_id" for fielder in FIELDERS)
KINDS: Mapping[str, Kind] = {m.name: m.kind for m in (*PITCH, *POSITIONING)} | dict.fromkeys(FIELDER_IDS, Kind.UUID)
"""How each column of the legacy pitches that is no key is stored."""
KNOWN = frozenset({*KINDS, "game_id", "pitcher_id", "batter_id", "catcher_id"})
"""The columns of the legacy pitches that the league's tables have."""
_VOCABULARIES = {m.name: m.vocabulary for m in (*PITCH, *POSITIONING) if m.vocabulary}


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
    """Look at every column of the pitches, kept or not: one pass, one more for the fielders and one for the terms."""
    source = sources["pitch"]
    present = [column for column in source.columns if column in KINDS]
    of = {column: f"s.{identifier(column)}" for column in present}
    cells = {c: cell(source, c, KINDS[c]).unreadable for c in present}
    counts = _counts(
        connection,
        source,
        {
            "texts": {c: f"lower(btrim({of[c]}::text)) = 'nan'" for c in present if source.columns[c] == "text"},
            "numbers": {c: f"{of[c]} = 'NaN'" for c in present if source.columns[c] == "number"},
            "unreadable": {column: condition for column, condition in cells.items() if condition},
        },
    )
    # Apart from the others, which PostgreSQL spreads over several processes: temporary tables are read by one alone.
    fielders = [name for name in FIELDER_IDS if name in source.columns]
    known = "(SELECT id FROM adopting_player WHERE id IS NOT NULL)"
    missing = {c: f"{value(source, c, Kind.UUID)} NOT IN {known}" for c in fielders}
    return ColumnFindings(
        **counts,
        **_counts(connection, source, {"missing": missing}),
        unknown=_unknown_terms(connection, source),
        foreign=tuple(column for column in source.columns if column not in KNOWN),
    )


def _counts(
    connection: Connection, source: Source, conditions: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, int]]:
    """Count the rows that meet each condition, by kind and name; those that none meets are left out."""
    named = [(kind, name, condition) for kind, those in conditions.items() for name, condition in those.items()]
    found: dict[str, dict[str, int]] = {kind: {} for kind in conditions}
    if not named:
        return found
    counted = ", ".join(f"count(*) FILTER (WHERE {condition})" for _, _, condition in named)
    row = connection.exec_driver_sql(f"SELECT {counted} FROM {source.table} s").one()
    for (kind, name, _), count in zip(named, row, strict=True):
        if count:
            found[kind][name] = count
    return found


def _unknown_terms(connection: Connection, source: Source) -> dict[str, dict[str, int]]:
    """Count the terms outside their vocabularies, all columns in one pass."""
    columns = [column for column in _VOCABULARIES if column in source.columns]
    names = ", ".join(identifier(column) for column in columns)
    sets = ", ".join(f"({identifier(column)})" for column in columns)
    texts = ", ".join(f"s.{identifier(column)}::text" for column in columns)
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

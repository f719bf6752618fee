"""What the plan found, as the lines of a report."""

from collections.abc import Iterator, Mapping
from itertools import chain

from sqlalchemy.engine import Connection

from slugger.models.adoption.aside import dependents
from slugger.models.adoption.columns import ColumnFindings
from slugger.models.adoption.conversion import BLANK, value
from slugger.models.adoption.report import Finding
from slugger.models.adoption.survey import Sources
from slugger.models.measurement import Kind

QUARANTINED = "moved to quarantine"
STRANGE = "values outside the vocabulary"
_EXAMPLES = 3
_ROW_NAMES = {
    "session": "format('ends %s', coalesce(expire::text, '?'))",
    "ballpark": "coalesce(name, id::text, '?')",
    "team": "coalesce(concat_ws(' ', code, name), id::text, '?')",
    "player": "coalesce(name, id::text, '?')",
    "game": "coalesce(id::text, '?')",
    "pitch": "format('game %s, pitch %s', coalesce(game_id::text, '?'), coalesce(pitch_number::text, '?'))",
}


def findings(connection: Connection, sources: Sources, columns: ColumnFindings) -> list[Finding]:
    """List what was found, table by table: first what cannot stand, then what stands but is not as it should be."""
    rejected = chain.from_iterable(_rejected(connection, name) for name in sources)
    found = (_of_places(connection), _of_people(connection, sources), _of_games(connection, sources))
    return list(chain(rejected, *found, _of_columns(columns), dependents(connection, sources)))


def _rejected(connection: Connection, name: str) -> Iterator[Finding]:
    rows = connection.exec_driver_sql(
        f"SELECT reason, count(*), (array_agg({_ROW_NAMES[name]} ORDER BY row_id))[1:{_EXAMPLES}]"
        f" FROM adopting_{name} WHERE reason IS NOT NULL GROUP BY reason ORDER BY count(*) DESC, reason"
    )
    for reason, count, examples in rows:
        yield Finding(name, reason, count, QUARANTINED, examples=tuple(examples))


def _grouped(connection: Connection, statement: str) -> tuple[int, tuple[str, ...]]:
    """Give the sum of the first column and a few of the second of a statement."""
    rows = connection.exec_driver_sql(statement).all()
    return sum(row[0] for row in rows), tuple(row[1] for row in rows[:_EXAMPLES])


def _found(connection: Connection, table: str, kind: str, done: str, statement: str) -> Iterator[Finding]:
    count, examples = _grouped(connection, statement)
    if count:
        yield Finding(table, kind, count, done, examples=examples)


def _of_places(connection: Connection) -> Iterator[Finding]:
    yield from _found(
        connection,
        "team",
        "clubs with several codes",
        "one club with all its codes",
        """
        SELECT 1, string_agg(coalesce(code, '?'), ', ' ORDER BY reason NULLS FIRST, code)
        FROM adopting_team WHERE team_id IS NOT NULL GROUP BY team_id HAVING count(*) > 1 ORDER BY 2
        """,
    )
    yield from _found(
        connection,
        "team",
        "clubs whose ballpark is missing",
        "kept without it",
        """
        SELECT 1, coalesce(name, code, id::text) FROM adopting_team t
        WHERE reason IS NULL AND home_ballpark_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM adopting_ballpark b WHERE b.id = t.home_ballpark_id AND b.ballpark_id IS NOT NULL)
        ORDER BY 2
        """,
    )


def _of_people(connection: Connection, sources: Sources) -> Iterator[Finding]:
    source = sources["player"]
    yield from _found(
        connection,
        "player",
        "duplicates of a name and club",
        "kept; later files are matched to the one with most pitches",
        """
        SELECT count(*) - 1, min(name) FROM adopting_player WHERE reason IS NULL AND team_id IS NOT NULL
        GROUP BY name_key, team_id HAVING count(*) > 1 ORDER BY 2
        """,
    )
    yield from _found(
        connection,
        "player",
        "players whose club is missing",
        "kept without it",
        "SELECT 1, name FROM adopting_player WHERE reason IS NULL AND clubless ORDER BY 2",
    )
    for column, hand in (
        ("player_pitching_handedness", "pitching_hand"),
        ("player_batting_handedness", "batting_hand"),
    ):
        text = value(source, column, Kind.TEXT)
        rows = connection.exec_driver_sql(
            f"SELECT {text}, count(*) FROM {source.table} s JOIN adopting_player a ON a.row_id = s.ctid"
            f" WHERE {text} IS NOT NULL AND a.{hand} IS NULL GROUP BY 1"
        )
        if values := {str(row[0]): int(row[1]) for row in rows}:
            yield Finding("player", STRANGE, sum(values.values()), "kept as unknown", column, _commonest(values))


def _commonest(values: Mapping[str, int]) -> tuple[str, ...]:
    found = sorted(values, key=lambda value: (-values[value], value))[:_EXAMPLES]
    return tuple(f"{value} {values[value]} times" for value in found)


def _of_games(connection: Connection, sources: Sources) -> Iterator[Finding]:
    source = sources["game"]
    date = value(source, "date", Kind.DATE)
    written = "coalesce(s.\"date\"::text, '')"
    unreadable = f"{date} IS NULL AND NOT {BLANK.replace('$c', written)}"
    count, examples = _grouped(
        connection, f"SELECT 1, s.date::text FROM {source.table} s WHERE {unreadable} ORDER BY 2"
    )
    if count:
        yield Finding("game", "unreadable", count, "the day of its pitches, else quarantine", "date", examples)
    yield from _found(
        connection,
        "game",
        "days taken from the pitches",
        "kept",
        "SELECT 1, id::text FROM adopting_game WHERE dated AND reason IS NULL ORDER BY 2",
    )
    yield from _found(
        connection,
        "game",
        "further games of a day, ballpark and number",
        "kept; files of the game replace the best one",
        """
        SELECT 1, trackman_game_id FROM adopting_game
        WHERE reason IS NULL AND trackman_game_id LIKE '%-adopted-%' ORDER BY 2
        """,
    )


def _of_columns(columns: ColumnFindings) -> Iterator[Finding]:
    for name, count in columns.texts.items():
        yield Finding("pitch", 'texts "NaN"', count, "kept; null in the graph", name)
    for name, count in columns.numbers.items():
        yield Finding("pitch", "numbers NaN", count, "null", name)
    for name, count in columns.unreadable.items():
        yield Finding("pitch", "unreadable", count, "null, and as it was in extra", name)
    for name, count in columns.missing.items():
        yield Finding("pitch", "fielders who are missing", count, "null, and as it was in extra", name)
    for name, values in columns.unknown.items():
        yield Finding("pitch", STRANGE, sum(values.values()), "kept; null in the graph", name, _commonest(values))
    for name in columns.foreign:
        yield Finding("pitch", "unknown column", 1, "kept in extra", name)

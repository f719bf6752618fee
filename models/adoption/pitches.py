"""Pitches: which are kept, which are duplicates or stale, and what no column can hold."""

from sqlalchemy.engine import Connection

from slugger.models.adoption.columns import KINDS, KNOWN, ColumnFindings
from slugger.models.adoption.conversion import BLANK, cell, value
from slugger.models.adoption.filling import bare, insert
from slugger.models.adoption.quoting import identifier, literal
from slugger.models.adoption.survey import Source, Sources
from slugger.models.measurement import PITCH, Kind
from slugger.models.pitch import REQUIRED

PEOPLE = ("pitcher", "batter", "catcher")
_COUNTS = ("outs", "balls", "strikes")
_ORDINALS = ("pitch_number", "inning", "pa_of_inning", "pitch_of_pa")
_CLUB_CODES = ("pitcher_team_code", "batter_team_code")
EXACT_DUPLICATE = "a duplicate, the same in every column"
SAME_NUMBER = "its game has another row of this number that says more"
SAME_INSTANT = "its game has this pitch, of the same instant, under a lower number: a stale duplicate"


def stage_pitches(connection: Connection, sources: Sources) -> None:
    """Say which pitches are kept, and under which new key."""
    source = sources["pitch"]
    written = value(source, "local_date_time", Kind.LOCAL_INSTANT)
    connection.exec_driver_sql("ANALYZE adopting_player")
    connection.exec_driver_sql(
        f"""
        CREATE TEMP TABLE adopting_pitch ON COMMIT DROP AS
        SELECT s.ctid AS row_id, gen_random_uuid() AS pitch_id, g.id AS game_id,
               {value(source, "pitch_number", Kind.INTEGER)} AS pitch_number,
               {", ".join(f"{role}.id AS {role}_id" for role in PEOPLE)},
               i.thrown_at, CASE WHEN i.thrown_at IS NOT NULL THEN {written} END AS instant,
               CASE {_impossible(source)} END AS reason
        FROM {source.table} s
        CROSS JOIN LATERAL (SELECT {value(source, "local_date_time", Kind.INSTANT)} AS thrown_at OFFSET 0) i
        LEFT JOIN adopting_game g ON g.id = {value(source, "game_id", Kind.UUID)}
        {" ".join(_person(source, role) for role in PEOPLE)}
        """
    )
    connection.exec_driver_sql("ANALYZE adopting_pitch")
    _reject_duplicates(connection, source)
    _reject_stale(connection)


def _person(source: Source, role: str) -> str:
    return f"LEFT JOIN adopting_player {role} ON {role}.id = {value(source, f'{role}_id', Kind.UUID)}"


def _impossible(source: Source) -> str:
    """Give the cases in which a pitch cannot stand, whatever the others are."""
    cases = [
        (f"{value(source, 'game_id', Kind.UUID)} IS NULL", "no game_id"),
        ("g.id IS NULL", "its game is missing"),
        ("g.reason IS NOT NULL", "its game is in quarantine"),
    ]
    for column in REQUIRED:
        text = value(source, column, KINDS[column])
        if column in _CLUB_CODES:
            cases.append((f"{text} IS NULL OR {BLANK.replace('$c', text)}", f"no {column}"))
        else:
            cases.append((f"{text} IS NULL", f"no {column}"))
        if column in {*_ORDINALS, *_COUNTS}:
            cases.append((f"{text} < {int(column in _ORDINALS)}", f"an impossible {column}"))
    half = value(source, "top_or_bottom", Kind.TERM)
    cases.append((f"{half} NOT IN ('Top', 'Bottom')", "an impossible top_or_bottom"))
    for role in PEOPLE:
        key = cell(source, f"{role}_id", Kind.UUID)
        cases.append((f"{key.value} IS NOT NULL AND {role}.id IS NULL", f"its {role} is missing"))
        if key.unreadable:
            cases.append((key.unreadable, f"an impossible {role}_id"))
    return " ".join(f"WHEN {condition} THEN '{reason}'" for condition, reason in cases)


def _reject_duplicates(connection: Connection, source: Source) -> None:
    """Keep one row of each number of a game: of different ones the fullest, then the one that was written last."""
    columns = [f"s.{identifier(column)}" for column in source.columns]
    filled = " + ".join(f"num_nonnulls({', '.join(columns[at : at + 90])})" for at in range(0, len(columns), 90))
    connection.exec_driver_sql(
        f"""
        WITH several AS (
            SELECT game_id, pitch_number FROM adopting_pitch WHERE reason IS NULL
            GROUP BY game_id, pitch_number HAVING count(*) > 1),
        rows AS (
            SELECT a.row_id, a.game_id, a.pitch_number, md5(s::text) AS said, {filled} AS filled
            FROM adopting_pitch a JOIN several USING (game_id, pitch_number) JOIN {source.table} s ON s.ctid = a.row_id
            WHERE a.reason IS NULL),
        ranked AS (
            SELECT row_id,
                   row_number() OVER (PARTITION BY game_id, pitch_number ORDER BY filled DESC, row_id DESC) AS nth,
                   row_number() OVER (
                       PARTITION BY game_id, pitch_number, said ORDER BY filled DESC, row_id DESC) AS nth_such
            FROM rows)
        UPDATE adopting_pitch a SET reason = CASE WHEN nth_such > 1 THEN '{EXACT_DUPLICATE}' ELSE '{SAME_NUMBER}' END
        FROM ranked r WHERE r.row_id = a.row_id AND r.nth > 1
        """
    )


def _reject_stale(connection: Connection) -> None:
    """Keep one row of each instant of a game: the lower number, since renumbering leaves the old rows at the end."""
    connection.exec_driver_sql(
        f"""
        WITH ranked AS (
            SELECT row_id, row_number() OVER (PARTITION BY game_id, instant ORDER BY pitch_number) AS nth
            FROM adopting_pitch WHERE reason IS NULL AND instant IS NOT NULL)
        UPDATE adopting_pitch a SET reason = '{SAME_INSTANT}'
        FROM ranked r WHERE r.row_id = a.row_id AND r.nth > 1
        """
    )


def put_pitches(connection: Connection, sources: Sources, columns: ColumnFindings) -> None:
    """Write the pitches; numbers that are none become null, and what no column can hold goes to `extra`."""
    source = sources["pitch"]
    measured = {m.name: value(source, m.name, m.kind) for m in PITCH if m.name in source.columns}
    own = {
        "pitch_id": "a.pitch_id",
        "game_id": "a.game_id",
        "game_date": "g.day",
        **{f"{role}_id": f"a.{role}_id" for role in PEOPLE},
        "thrown_at": "a.thrown_at",
        "adopted": "true",
        "extra": _extra(source, columns),
    }
    with bare(connection, "pitch"):
        insert(
            connection,
            "pitch",
            own | measured,
            f"""adopting_pitch a JOIN {source.table} s ON s.ctid = a.row_id JOIN adopting_game g ON g.id = a.game_id
            WHERE a.reason IS NULL ORDER BY g.day, a.game_id, a.pitch_number""",
        )


def _extra(source: Source, columns: ColumnFindings) -> str:
    """Give the cells that no column of ours holds as JSON: of columns of theirs alone, and what cannot be read."""
    cells = {column: f"s.{identifier(column)}" for column in source.columns if column not in KNOWN}
    for column in columns.unreadable:
        cells[column] = f"CASE WHEN {cell(source, column, KINDS[column]).unreadable} THEN s.{identifier(column)} END"
    for column in columns.missing:
        player = value(source, column, Kind.UUID)
        cells[column] = (
            f"CASE WHEN {player} NOT IN (SELECT player_id FROM league.player) THEN s.{identifier(column)} END"
        )
    pairs = [f"{literal(column)}, {expression}" for column, expression in cells.items()]
    if not pairs:
        return "NULL::jsonb"
    objects = (f"jsonb_build_object({', '.join(pairs[at : at + 45])})" for at in range(0, len(pairs), 45))
    return f"nullif(jsonb_strip_nulls({' || '.join(objects)}), '{{}}')"

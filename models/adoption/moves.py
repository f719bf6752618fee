"""Copying what is kept into the league's tables: a statement a table."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.engine import Connection

from slugger.models.adoption.columns import KINDS, KNOWN, ColumnFindings
from slugger.models.adoption.conversion import cell
from slugger.models.adoption.plan import PEOPLE
from slugger.models.adoption.survey import LEGACY, Source, Sources
from slugger.models.measurement import FIELDERS, PITCH, POSITIONING, Kind
from slugger.models.reference import put_reference

LONG_AGO = "1900-01-01"
"""Day of delivery of adopted games: every file that TrackMan delivers is newer."""
ROSTER = "adopted players"
"""Name under which the register holds what the legacy database said of players."""

_POSITIONING = tuple(measurement.name for measurement in POSITIONING)
_FIELDER_IDS = tuple(f"{fielder}_player_id" for fielder in FIELDERS)


def move_aside(connection: Connection, names: Iterable[str]) -> None:
    """Move legacy tables into a schema of their own, as they are."""
    connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {LEGACY}")
    for name in names:
        connection.exec_driver_sql(f"ALTER TABLE public.{name} SET SCHEMA {LEGACY}")


def put_places(connection: Connection, sources: Sources) -> None:
    """Write ballparks and clubs under their legacy ids, and bring the league's own up to date."""
    park = sources["ballpark"]
    city, state = (f"nullif(btrim({cell(park, name, Kind.TEXT, 's').value}), '')" for name in ("city", "state"))
    statements = (
        "DELETE FROM league.team_alias",
        "DELETE FROM league.team_code",
        "DELETE FROM league.team",
        "DELETE FROM league.ballpark",
        f"""
        INSERT INTO league.ballpark (ballpark_id, ballpark_name, city, state, confirmed)
        SELECT a.ballpark_id, a.name, {city}, CASE WHEN length({state}) = 2 THEN {state} END, true
        FROM adopting_ballpark a JOIN {park.table} s ON s.ctid = a.row_id WHERE a.reason IS NULL
        """,
        """
        INSERT INTO league.team (team_id, team_name, legacy_name, team_code, league, confirmed)
        SELECT team_id, CASE WHEN named THEN name END, legacy_name,
               coalesce(club, code, 'adopted-' || team_id), league, named
        FROM (SELECT *, club IS NULL AND name IS NOT NULL AND row_number() OVER (PARTITION BY name ORDER BY id) = 1
                     AS named FROM adopting_team WHERE reason IS NULL) t
        """,
    )
    for statement in statements:
        connection.exec_driver_sql(statement)
    put_reference(connection)
    for statement in (_CODES, _CODES_OF_PITCHES, _HOMES):
        connection.exec_driver_sql(statement)


_CODES = """
    INSERT INTO league.team_code (code, team_id)
    SELECT DISTINCT ON (code) code, team_id FROM (
        SELECT code, team_id, reason FROM adopting_team WHERE team_id IS NOT NULL AND code IS NOT NULL
        UNION ALL SELECT t.team_code, t.team_id, NULL FROM league.team t) c
    ORDER BY code, reason NULLS FIRST ON CONFLICT DO NOTHING
"""
_CODES_OF_PITCHES = f"""
    WITH code AS (
        SELECT DISTINCT c.code FROM {LEGACY}.pitch s JOIN adopting_pitch a ON a.row_id = s.ctid
        CROSS JOIN LATERAL (VALUES (s.pitcher_team_code::text), (s.batter_team_code::text)) AS c (code)
        WHERE a.reason IS NULL AND NOT EXISTS (SELECT FROM league.team_code t WHERE t.code = c.code)),
    made AS (
        INSERT INTO league.team (team_code, confirmed) SELECT code, false FROM code RETURNING team_id, team_code)
    INSERT INTO league.team_code (code, team_id) SELECT team_code, team_id FROM made
"""
_HOMES = """
    UPDATE league.team t SET home_ballpark_id = h.ballpark_id FROM (
        SELECT DISTINCT ON (b.ballpark_id) a.team_id, b.ballpark_id
        FROM adopting_team a JOIN adopting_ballpark b ON b.id = a.home_ballpark_id AND b.ballpark_id IS NOT NULL
        WHERE a.reason IS NULL AND a.club IS NULL ORDER BY b.ballpark_id, a.team_id) h
    WHERE h.team_id = t.team_id
      AND NOT EXISTS (SELECT FROM league.team o WHERE o.home_ballpark_id = h.ballpark_id)
"""


def put_players(connection: Connection) -> None:
    """Write the players, whose flags follow from their pitches where the legacy table has none."""
    connection.exec_driver_sql(
        """
        INSERT INTO league.player (player_id, player_name, name_key, team_id, player_pitching_handedness,
                                   player_batting_handedness, is_pitcher, is_hitter)
        SELECT id, name, name_key || CASE WHEN place > 1 THEN ' #' || place ELSE '' END, team_id, pitching_hand,
               batting_hand, coalesce(is_pitcher, pitched > 0), coalesce(is_hitter, batted > 0)
        FROM adopting_player WHERE reason IS NULL
        """
    )


def put_games(connection: Connection) -> None:
    """Write the games, and in the register a file for each of the lowest rank: the first that is delivered wins."""
    connection.exec_driver_sql(_GAME_FILES)
    connection.exec_driver_sql(
        """
        INSERT INTO league.game (game_id, trackman_game_id, date, daily_game_number, home_team_id, visiting_team_id,
                                 home_team_code, visiting_team_code, ballpark_id, verified, file_id)
        SELECT a.id, a.trackman_game_id, a.day, a.number, a.home_team_id, a.visiting_team_id, h.team_code, v.team_code,
               a.ballpark_id, a.verified, a.file_id
        FROM adopting_game a JOIN league.team h ON h.team_id = a.home_team_id
        JOIN league.team v ON v.team_id = a.visiting_team_id WHERE a.reason IS NULL
        """
    )


def _file(select: str, source: str) -> str:
    return f"""
    INSERT INTO league.trackman_file
        (file_id, name, sha256, size, trackman_game_id, game_date, kind, verified, delivered_on, modified_at, state,
         rows, rows_added, rows_changed, rows_removed, warnings, registered_at)
    SELECT {select}, false, '{LONG_AGO}', '{LONG_AGO} 00:00+00', 'loaded', n, n, 0, 0, '[]', now()
    FROM {source}
    """


_GAME_FILES = _file(
    "file_id, trackman_game_id || '_adopted', encode(sha256(id::text::bytea), 'hex'), 0,"
    " trackman_game_id, day, 'pitch'",
    "(SELECT *, pitches AS n FROM adopting_game WHERE reason IS NULL) g",
)
_POSITIONING_FILES = _file(
    "positioning_file_id, trackman_game_id || '_adopted_playerpositioning', encode(sha256(id::text::bytea), 'hex'), 0,"
    " trackman_game_id, day, 'playerpositioning'",
    """adopting_game g JOIN (
        SELECT a.game_id, count(*) AS n FROM adopting_fielders f JOIN adopting_pitch a USING (row_id) GROUP BY 1) f
    ON f.game_id = g.id""",
)
_ROSTER_FILE = _file(
    f"gen_random_uuid(), '{ROSTER}', encode(sha256('{ROSTER}'), 'hex'), 0, 'adopted', '{LONG_AGO}'::date, NULL",
    "(SELECT count(*) AS n FROM league.player) p",
)


def put_pitches(connection: Connection, sources: Sources, columns: ColumnFindings) -> None:
    """Write the pitches; numbers that are none become null, and what no column can hold goes to `extra`."""
    source = sources["pitch"]
    measured = {m.name: cell(source, m.name, m.kind, "s").value for m in PITCH if m.name in source.columns}
    own = {
        "pitch_id": "a.pitch_id",
        "game_id": "a.game_id",
        "game_date": "g.day",
        **{f"{role}_id": f"a.{role}_id" for role in PEOPLE},
        "thrown_at": "a.thrown_at",
        "adopted": "true",
        "extra": _extra(source, columns),
    }
    with _bare(connection, "pitch"):
        _insert(
            connection,
            "pitch",
            own | measured,
            f"""adopting_pitch a JOIN {source.table} s ON s.ctid = a.row_id JOIN adopting_game g ON g.id = a.game_id
            WHERE a.reason IS NULL ORDER BY g.day, a.game_id, a.pitch_number""",
        )


def _insert(connection: Connection, table: str, columns: Mapping[str, str], source: str) -> None:
    connection.exec_driver_sql(
        f"INSERT INTO league.{table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM {source}"
    )


def _extra(source: Source, columns: ColumnFindings) -> str:
    """Give the cells that no column of ours holds as JSON: of columns of theirs alone, and what cannot be read."""
    cells = {column: f's."{column}"' for column in source.columns if column not in KNOWN}
    for column in columns.unreadable:
        cells[column] = f'CASE WHEN {cell(source, column, KINDS[column], "s").unreadable} THEN s."{column}" END'
    for column in columns.missing:
        player = cell(source, column, Kind.UUID, "s").value
        cells[column] = f'CASE WHEN {player} NOT IN (SELECT player_id FROM league.player) THEN s."{column}" END'
    pairs = [f"{literal(column)}, {expression}" for column, expression in cells.items()]
    if not pairs:
        return "NULL::jsonb"
    objects = (f"jsonb_build_object({', '.join(pairs[at : at + 45])})" for at in range(0, len(pairs), 45))
    return f"nullif(jsonb_strip_nulls({' || '.join(objects)}), '{{}}')"


def literal(text: str) -> str:
    """Give a text as SQL writes it; columns that only the legacy database knows may have any name."""
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def _bare(connection: Connection, table: str) -> Iterator[None]:
    """Take foreign keys and plain indexes off a table while it is filled, which is several times as quick."""
    keys = connection.exec_driver_sql(
        "SELECT conname::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = to_regclass($1) AND contype = 'f' ORDER BY conname",
        (f"league.{table}",),
    ).all()
    indexes = connection.exec_driver_sql(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = to_regclass($1) AND NOT i.indisunique ORDER BY 1",
        (f"league.{table}",),
    ).all()
    for name, _ in keys:
        connection.exec_driver_sql(f"ALTER TABLE league.{table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    for _, statement in indexes:
        connection.exec_driver_sql(statement)
    for name, definition in keys:
        connection.exec_driver_sql(f"ALTER TABLE league.{table} ADD CONSTRAINT {name} {definition}")


def stage_fielders(connection: Connection, sources: Sources) -> None:
    """List the kept pitches of which the legacy table says anything about fielders."""
    source = sources["pitch"]
    said = [
        cell(source, name, KINDS[name], "s").value for name in (*_POSITIONING, *_FIELDER_IDS) if name in source.columns
    ]
    connection.exec_driver_sql(
        f"""
        CREATE TEMP TABLE adopting_fielders ON COMMIT DROP AS
        SELECT a.row_id, row_number() OVER (PARTITION BY a.game_id ORDER BY a.pitch_number)::int AS ordinal
        FROM adopting_pitch a JOIN {source.table} s ON s.ctid = a.row_id
        WHERE a.reason IS NULL AND num_nonnulls({", ".join(said) or "NULL::text"}) > 0
        """
    )


def put_positioning(connection: Connection, sources: Sources) -> None:
    """Write where the fielders stood, joined to the pitch, in a register file of its own for each game."""
    source = sources["pitch"]
    connection.exec_driver_sql(_POSITIONING_FILES)
    columns = {
        "file_id": "g.positioning_file_id",
        "ordinal": "f.ordinal",
        "pitch_id": "a.pitch_id",
        "thrown_at": "a.thrown_at",
        **{name: cell(source, name, KINDS[name], "s").value for name in _POSITIONING if name in source.columns},
        **{name: f"{name}.id" for name in _FIELDER_IDS},
    }
    players = (
        f"LEFT JOIN adopting_player {name} ON {name}.id = {cell(source, name, Kind.UUID, 's').value}"
        for name in _FIELDER_IDS
    )
    with _bare(connection, "positioning"):
        _insert(
            connection,
            "positioning",
            columns,
            f"""adopting_fielders f JOIN adopting_pitch a USING (row_id) JOIN {source.table} s ON s.ctid = a.row_id
            JOIN adopting_game g ON g.id = a.game_id {" ".join(players)}""",
        )


def put_appearances(connection: Connection) -> None:
    """Write who appeared in each game, and what the legacy database said of each player, which tells what they are."""
    for statement in (_APPEARANCES, _FIELDERS, _ROSTER_FILE, _ROSTER):
        connection.exec_driver_sql(statement)


_COLUMNS = "(file_id, player_id, team_id, role, name, name_key, identified, pitches, seen_left, seen_right, telling)"
_APPEARANCES = f"""
    INSERT INTO league.appearance {_COLUMNS}
    SELECT g.file_id, r.player_id, c.team_id, r.role, btrim(w.player_name), w.name_key, true, count(*),
           coalesce(bool_or(r.side = 'Left'), false), coalesce(bool_or(r.side = 'Right'), false), false
    FROM league.pitch p JOIN league.game g USING (game_id) CROSS JOIN LATERAL (VALUES
        ('pitcher', p.pitcher_id, p.pitcher_team_code, p.pitcher_throws),
        ('batter', p.batter_id, p.batter_team_code, p.batter_side),
        ('catcher', p.catcher_id, p.pitcher_team_code, p.catcher_throws)) AS r (role, player_id, code, side)
    JOIN league.player w ON w.player_id = r.player_id JOIN league.team_code c ON c.code = r.code
    GROUP BY g.file_id, r.player_id, c.team_id, r.role, w.player_name, w.name_key
"""
_FIELDERS = f"""
    INSERT INTO league.appearance {_COLUMNS}
    SELECT f.file_id, r.player_id, c.team_id, 'fielder', btrim(w.player_name), w.name_key, true, count(*),
           false, false, false
    FROM league.positioning f JOIN league.pitch p USING (pitch_id)
    CROSS JOIN LATERAL (VALUES {", ".join(f"(f.{name})" for name in _FIELDER_IDS)}) AS r (player_id)
    JOIN league.player w ON w.player_id = r.player_id JOIN league.team_code c ON c.code = p.pitcher_team_code
    GROUP BY f.file_id, r.player_id, c.team_id, w.player_name, w.name_key
"""
_ROSTER = f"""
    WITH club AS (
        SELECT DISTINCT ON (player_id) player_id, team_id FROM league.appearance
        ORDER BY player_id, pitches DESC, team_id),
    player AS (
        SELECT p.*, coalesce(p.team_id, c.team_id) AS club_id, coalesce(a.pitched, 0) AS pitched,
               coalesce(a.batted, 0) AS batted
        FROM league.player p LEFT JOIN club c USING (player_id) JOIN adopting_player a ON a.id = p.player_id),
    said AS (
        SELECT player_id, 'pitcher' AS role, is_pitcher AS shown, pitched AS pitches,
               player_pitching_handedness AS hand FROM player
        WHERE is_pitcher OR player_pitching_handedness IS NOT NULL
        UNION ALL
        SELECT player_id, 'batter', is_hitter, batted, player_batting_handedness FROM player
        WHERE is_hitter OR player_batting_handedness IS NOT NULL
        UNION ALL
        SELECT player_id, 'fielder', false, 0, NULL FROM player
        WHERE NOT is_pitcher AND NOT is_hitter AND player_pitching_handedness IS NULL
          AND player_batting_handedness IS NULL)
    INSERT INTO league.appearance {_COLUMNS}
    SELECT f.file_id, p.player_id, p.club_id, s.role, p.player_name, p.name_key, true,
           CASE WHEN s.shown THEN greatest(s.pitches, 1) ELSE 0 END,
           coalesce(s.hand IN ('Left', 'Both', 'Switch'), false),
           coalesce(s.hand IN ('Right', 'Both', 'Switch'), false), true
    FROM said s JOIN player p USING (player_id) JOIN league.trackman_file f ON f.name = '{ROSTER}'
    WHERE p.club_id IS NOT NULL
"""

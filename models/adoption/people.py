"""Players: under which name and club each is matched, and what the legacy database said of them."""

from sqlalchemy.engine import Connection

from slugger.models.adoption.columns import FIELDER_IDS
from slugger.models.adoption.conversion import value
from slugger.models.adoption.register import LONG_AGO, file_statement
from slugger.models.adoption.survey import Source, Sources
from slugger.models.measurement import Kind
from slugger.models.names import fold
from slugger.models.terms import MISSING

ROSTER = "adopted players"
"""Name under which the register holds what the legacy database said of players."""


def stage_players(connection: Connection, sources: Sources) -> None:
    """Say under which name and club each player is matched; duplicates are told apart by `number_duplicates`."""
    source = sources["player"]
    name = value(source, "player_name", Kind.TEXT)
    names = connection.exec_driver_sql(f"SELECT DISTINCT {name} FROM {source.table} s").scalars().all()
    connection.exec_driver_sql("CREATE TEMP TABLE adopting_name (name text, name_key text) ON COMMIT DROP")
    connection.exec_driver_sql(
        "INSERT INTO adopting_name SELECT * FROM unnest($1::text[], $2::text[])",
        ([n for n in names if n is not None], [_name_key(n) for n in names if n is not None]),
    )
    connection.exec_driver_sql(
        f"""
        CREATE TEMP TABLE adopting_player ON COMMIT DROP AS
        WITH source AS (
            SELECT s.ctid AS row_id, {value(source, "player_id", Kind.UUID)} AS id, {name} AS name,
                   {value(source, "team_id", Kind.UUID)} AS legacy_team_id,
                   {_hand(source, "player_pitching_handedness", "Both")} AS pitching_hand,
                   {_hand(source, "player_batting_handedness", "Switch")} AS batting_hand,
                   {value(source, "is_pitcher", Kind.FLAG)} AS is_pitcher,
                   {value(source, "is_hitter", Kind.FLAG)} AS is_hitter
            FROM {source.table} s),
        ranked AS (SELECT *, row_number() OVER (PARTITION BY id ORDER BY row_id) AS nth FROM source)
        SELECT r.row_id, CASE WHEN nth = 1 THEN r.id END AS id, coalesce(r.name, '') AS name,
               coalesce(nullif(n.name_key, ''), r.id::text) AS name_key, t.team_id,
               r.legacy_team_id IS NOT NULL AND t.team_id IS NULL AS clubless, r.pitching_hand, r.batting_hand,
               r.is_pitcher, r.is_hitter, 0 AS pitched, 0 AS batted, 1::bigint AS place, CASE
            WHEN r.id IS NULL THEN 'no player_id' WHEN nth > 1 THEN 'another row has this player_id' END AS reason
        FROM ranked r LEFT JOIN adopting_name n USING (name)
        LEFT JOIN adopting_team t ON t.id = r.legacy_team_id AND t.team_id IS NOT NULL
        """
    )


def _name_key(name: str) -> str:
    return "" if name.strip().lower() in MISSING else fold(name)


def _hand(source: Source, column: str, either: str) -> str:
    text = f"lower(btrim({value(source, column, Kind.TEXT)}))"
    return (
        f"CASE WHEN {text} IN ('left', 'l') THEN 'Left' WHEN {text} IN ('right', 'r') THEN 'Right'"
        f" WHEN {text} IN ('switch', 'both', 's', 'b') THEN '{either}' END"
    )


def number_duplicates(connection: Connection) -> None:
    """Number the players of one name and club: first the one with most pitches, who is matched by later files."""
    connection.exec_driver_sql(
        """
        WITH pitched AS (SELECT pitcher_id AS id, count(*) AS n FROM adopting_pitch WHERE reason IS NULL GROUP BY 1),
        batted AS (SELECT batter_id AS id, count(*) AS n FROM adopting_pitch WHERE reason IS NULL GROUP BY 1),
        ranked AS (
            SELECT a.row_id, coalesce(p.n, 0) AS pitched, coalesce(b.n, 0) AS batted,
                   CASE WHEN a.team_id IS NULL THEN 1 ELSE row_number() OVER (
                       PARTITION BY a.name_key, a.team_id
                       ORDER BY coalesce(p.n, 0) + coalesce(b.n, 0) DESC, a.name <> btrim(a.name), a.id) END AS place
            FROM adopting_player a LEFT JOIN pitched p USING (id) LEFT JOIN batted b USING (id)
            WHERE a.reason IS NULL)
        UPDATE adopting_player a SET pitched = r.pitched, batted = r.batted, place = r.place
        FROM ranked r WHERE r.row_id = a.row_id
        """
    )


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
    CROSS JOIN LATERAL (VALUES {", ".join(f"(f.{name})" for name in FIELDER_IDS)}) AS r (player_id)
    JOIN league.player w ON w.player_id = r.player_id JOIN league.team_code c ON c.code = p.pitcher_team_code
    GROUP BY f.file_id, r.player_id, c.team_id, w.player_name, w.name_key
"""
_ROSTER_FILE = file_statement(
    f"gen_random_uuid(), '{ROSTER}', encode(sha256('{ROSTER}'), 'hex'), 0, 'adopted', '{LONG_AGO}'::date, NULL",
    "(SELECT count(*) AS n FROM league.player) p",
)
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

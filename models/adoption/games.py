"""Games: with which clubs, ballpark and day each is kept, and the file that it has in the register."""

from sqlalchemy.engine import Connection

from slugger.models.adoption.conversion import value
from slugger.models.adoption.register import file_statement
from slugger.models.adoption.survey import Sources
from slugger.models.measurement import Kind


def stage_games(connection: Connection, sources: Sources) -> None:
    """Say with which clubs, ballpark and day each game is kept; an unreadable day is taken from the pitches."""
    source, pitch = sources["game"], sources["pitch"]
    game_of_pitch, day_of_pitch = (
        value(pitch, "game_id", Kind.UUID, "p"),
        value(pitch, "date", Kind.DATE, "p"),
    )
    connection.exec_driver_sql(
        f"""
        CREATE TEMP TABLE adopting_game ON COMMIT DROP AS
        WITH source AS (
            SELECT s.ctid AS row_id, {value(source, "game_id", Kind.UUID)} AS id,
                   {value(source, "home_team_id", Kind.UUID)} AS home, {value(source, "date", Kind.DATE)} AS day,
                   {value(source, "visiting_team_id", Kind.UUID)} AS visiting,
                   {value(source, "ballpark_id", Kind.UUID)} AS park,
                   coalesce({value(source, "daily_game_number", Kind.INTEGER)}, 1)::int AS number,
                   coalesce({value(source, "verified", Kind.FLAG)}, false) AS verified
            FROM {source.table} s),
        ranked AS (SELECT *, row_number() OVER (PARTITION BY id ORDER BY row_id) AS nth FROM source),
        thrown AS (
            SELECT {game_of_pitch} AS id, mode() WITHIN GROUP (ORDER BY {day_of_pitch}) AS day
            FROM {pitch.table} p
            WHERE {game_of_pitch} IN (SELECT id FROM source WHERE day IS NULL) GROUP BY 1)
        SELECT r.row_id, CASE WHEN nth = 1 THEN r.id END AS id, coalesce(r.day, t.day) AS day, r.number, r.verified,
               h.team_id AS home_team_id, v.team_id AS visiting_team_id, b.ballpark_id, b.name AS venue,
               r.day IS NULL AND t.day IS NOT NULL AS dated, 0::bigint AS pitches, NULL::text AS trackman_game_id,
               gen_random_uuid() AS file_id, gen_random_uuid() AS positioning_file_id, CASE
            WHEN r.id IS NULL THEN 'no game_id' WHEN nth > 1 THEN 'another row has this game_id'
            WHEN h.team_id IS NULL OR v.team_id IS NULL THEN 'its club is missing'
            WHEN b.ballpark_id IS NULL THEN 'its ballpark is missing'
            WHEN coalesce(r.day, t.day) IS NULL THEN 'no date' END AS reason
        FROM ranked r LEFT JOIN thrown t USING (id)
        LEFT JOIN adopting_team h ON h.id = r.home AND h.team_id IS NOT NULL
        LEFT JOIN adopting_team v ON v.id = r.visiting AND v.team_id IS NOT NULL
        LEFT JOIN (
            SELECT a.id, a.ballpark_id, k.name FROM adopting_ballpark a
            JOIN adopting_ballpark k ON k.id = a.ballpark_id AND k.reason IS NULL) b ON b.id = r.park
        """
    )
    connection.exec_driver_sql("ANALYZE adopting_game")


def name_games(connection: Connection) -> None:
    """Give each game TrackMan's id; of several games of a day, ballpark and number, the best one, others their own."""
    connection.exec_driver_sql(
        """
        WITH pitches AS (SELECT game_id AS id, count(*) AS n FROM adopting_pitch WHERE reason IS NULL GROUP BY 1),
        ranked AS (
            SELECT g.row_id, coalesce(p.n, 0) AS pitches,
                   format('%s-%s-%s', to_char(g.day, 'YYYYMMDD'), g.venue, g.number) AS name,
                   row_number() OVER (
                       PARTITION BY g.day, g.venue, g.number
                       ORDER BY g.verified DESC, coalesce(p.n, 0) DESC, g.id) AS nth
            FROM adopting_game g LEFT JOIN pitches p USING (id) WHERE g.reason IS NULL)
        UPDATE adopting_game g SET pitches = r.pitches,
               trackman_game_id = r.name || CASE WHEN r.nth > 1 THEN '-adopted-' || g.id ELSE '' END
        FROM ranked r WHERE r.row_id = g.row_id
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


_GAME_FILES = file_statement(
    "file_id, trackman_game_id || '_adopted', encode(sha256(id::text::bytea), 'hex'), 0,"
    " trackman_game_id, day, 'pitch'",
    "(SELECT *, pitches AS n FROM adopting_game WHERE reason IS NULL) g",
)

"""Clubs and ballparks: which rows are the same one, and under which id it is kept."""

from sqlalchemy.engine import Connection

from slugger.models.adoption.conversion import name, value
from slugger.models.adoption.survey import LEGACY, Sources
from slugger.models.measurement import Kind
from slugger.models.names import fold
from slugger.models.reference import CLUBS, put_reference

SAME_CLUB = "another row is this club, which has several codes"
SAME_BALLPARK = "another row has this ballpark_name"


def stage_references(connection: Connection) -> None:
    """Put the league's clubs by id, code and name, and ballparks by name, where the statements find them."""
    connection.exec_driver_sql(
        """
        CREATE TEMP TABLE adopting_club (club text, club_id uuid, code text, name text, park text, park_id uuid)
        ON COMMIT DROP
        """
    )
    rows = [
        (club.codes[0], club.id, code, name, club.park.trackman, club.park.id)
        for club in CLUBS
        for code, name in (
            *((code, None) for code in club.codes),
            *((None, fold(name)) for name in {club.name, club.legacy_name or club.name, *club.aliases}),
        )
    ]
    connection.exec_driver_sql(
        "INSERT INTO adopting_club SELECT * FROM"
        " unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[])",
        tuple(list(column) for column in zip(*rows, strict=True)),
    )


def stage_ballparks(connection: Connection, sources: Sources) -> None:
    """Say under which id each ballpark is kept: one row a name."""
    source = sources["ballpark"]
    connection.exec_driver_sql(
        f"""
        CREATE TEMP TABLE adopting_ballpark ON COMMIT DROP AS
        WITH source AS (
            SELECT s.ctid AS row_id, {value(source, "ballpark_id", Kind.UUID)} AS id,
                   {name(source, "ballpark_name")} AS name FROM {source.table} s),
        ranked AS (SELECT *, row_number() OVER (PARTITION BY id ORDER BY row_id) AS nth FROM source),
        named AS (
            SELECT row_id, first_value(id) OVER (
                PARTITION BY name ORDER BY EXISTS (SELECT FROM adopting_club WHERE park_id = id) DESC, id) AS chosen
            FROM ranked WHERE id IS NOT NULL AND name IS NOT NULL AND nth = 1)
        SELECT r.row_id, r.id, r.name, n.chosen AS ballpark_id, CASE
            WHEN r.id IS NULL THEN 'no ballpark_id' WHEN r.nth > 1 THEN 'another row has this ballpark_id'
            WHEN r.name IS NULL THEN 'no ballpark_name' WHEN n.chosen <> r.id THEN '{SAME_BALLPARK}' END AS reason
        FROM ranked r LEFT JOIN named n USING (row_id)
        """
    )


def stage_teams(connection: Connection, sources: Sources) -> None:
    """Say which club each team row is: by id, code or name one of the league's, else by code, else for itself."""
    source = sources["team"]
    connection.exec_driver_sql(
        f"""
        CREATE TEMP TABLE adopting_team ON COMMIT DROP AS
        WITH source AS (
            SELECT s.ctid AS row_id, {value(source, "team_id", Kind.UUID)} AS id,
                   {name(source, "team_code")} AS code, {name(source, "team_name")} AS name,
                   s.team_name::text AS legacy_name,
                   {value(source, "league", Kind.TEXT)} AS league,
                   {value(source, "home_ballpark_id", Kind.UUID)} AS home_ballpark_id FROM {source.table} s),
        ranked AS (
            SELECT *, row_number() OVER (PARTITION BY id ORDER BY row_id) AS nth,
                   coalesce(
                       (SELECT min(club) FROM adopting_club c WHERE c.club_id = s.id),
                       (SELECT min(club) FROM adopting_club c WHERE c.code = s.code),
                       (SELECT min(club) FROM adopting_club c
                        WHERE c.name = lower(regexp_replace(s.name, '\\s+', ' ', 'g'))),
                       (SELECT min(club) FROM adopting_club c
                        WHERE s.name IS NULL AND length(s.code) = 3 AND left(c.code, 3) = s.code)) AS club
            FROM source s),
        chosen AS (
            SELECT row_id, first_value(id) OVER (
                PARTITION BY coalesce(club, 'code ' || code, 'id ' || id)
                ORDER BY EXISTS (SELECT FROM adopting_club WHERE club_id = id) DESC, name IS NULL,
                         home_ballpark_id IS NULL, length(code), id) AS team_id
            FROM ranked WHERE id IS NOT NULL AND nth = 1)
        SELECT r.row_id, r.id, r.code, r.name, r.legacy_name, r.club, r.home_ballpark_id, c.team_id,
               CASE WHEN r.league IN ('north', 'south') THEN r.league END AS league, CASE
            WHEN r.id IS NULL THEN 'no team_id' WHEN r.nth > 1 THEN 'another row has this team_id'
            WHEN c.team_id <> r.id THEN '{SAME_CLUB}' END AS reason
        FROM ranked r LEFT JOIN chosen c USING (row_id)
        """
    )


def put_places(connection: Connection, sources: Sources) -> None:
    """Write ballparks and clubs under their legacy ids, and bring the league's own up to date."""
    park = sources["ballpark"]
    city, state = (f"nullif(btrim({value(park, name, Kind.TEXT)}), '')" for name in ("city", "state"))
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

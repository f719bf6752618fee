"""The website's logins, which a legacy database may hold in the table of its session store: they go on."""

from sqlalchemy.engine import Connection

from slugger.models.adoption.survey import Source, Sources

SAME_LOGIN = "another row of this sid ends later"
_IS_JSON = """
    CREATE OR REPLACE FUNCTION pg_temp.is_json(said text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
    BEGIN
        RETURN said::json IS NOT NULL;
    EXCEPTION WHEN data_exception OR statement_too_complex THEN
        RETURN false;
    END $$
"""
"""PostgreSQL tells so itself only from version 16 on."""


def stage_logins(connection: Connection, sources: Sources) -> None:
    """Say which logins are kept: whole ones, and of several with one sid, which no key has kept out, the last."""
    if "session" not in sources:
        return
    source = sources["session"]
    connection.exec_driver_sql(
        f"""
        CREATE TEMP TABLE adopting_session ON COMMIT DROP AS
        WITH source AS (
            SELECT ctid AS row_id, sid::text AS id, expire::timestamp AS expire, CASE
                WHEN sid IS NULL THEN 'no sid' WHEN sess IS NULL THEN 'no sess' WHEN expire IS NULL THEN 'no expire'
                {_unreadable(connection, source)} END AS reason
            FROM {source.table}),
        ranked AS (
            SELECT row_id, row_number() OVER (PARTITION BY id ORDER BY expire DESC, row_id DESC) AS nth
            FROM source WHERE reason IS NULL)
        SELECT s.row_id, s.id, s.expire, CASE WHEN r.nth > 1 THEN '{SAME_LOGIN}' ELSE s.reason END AS reason
        FROM source s LEFT JOIN ranked r USING (row_id)
        """
    )


def _unreadable(connection: Connection, source: Source) -> str:
    """Give the case in which a login's content, kept as text, is none."""
    if source.columns["sess"] != "text":
        return ""
    connection.exec_driver_sql(_IS_JSON)
    return "WHEN NOT pg_temp.is_json(sess::text) THEN 'an impossible sess'"


def put_logins(connection: Connection, sources: Sources) -> None:
    """Copy the logins from the table that was moved aside."""
    if "session" not in sources:
        return
    connection.exec_driver_sql(
        f"""
        INSERT INTO league.session (sid, sess, expire)
        SELECT a.id, s.sess::json, a.expire
        FROM adopting_session a JOIN {sources["session"].table} s ON s.ctid = a.row_id WHERE a.reason IS NULL
        """
    )

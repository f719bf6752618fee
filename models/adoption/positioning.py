"""Where the fielders stood, which the legacy system kept in the row of the pitch."""

from sqlalchemy.engine import Connection

from slugger.models.adoption.columns import FIELDER_IDS, KINDS
from slugger.models.adoption.conversion import value
from slugger.models.adoption.filling import bare, insert
from slugger.models.adoption.register import file_statement
from slugger.models.adoption.survey import Sources
from slugger.models.measurement import POSITIONING, Kind

_POSITIONING = tuple(measurement.name for measurement in POSITIONING)


def stage_fielders(connection: Connection, sources: Sources) -> None:
    """List the kept pitches of which the legacy table says anything about fielders."""
    source = sources["pitch"]
    said = [value(source, name, KINDS[name]) for name in (*_POSITIONING, *FIELDER_IDS) if name in source.columns]
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
        **{name: value(source, name, KINDS[name]) for name in _POSITIONING if name in source.columns},
        **{name: f"{name}.id" for name in FIELDER_IDS},
    }
    players = (
        f"LEFT JOIN adopting_player {name} ON {name}.id = {value(source, name, Kind.UUID)}" for name in FIELDER_IDS
    )
    with bare(connection, "positioning"):
        insert(
            connection,
            "positioning",
            columns,
            f"""adopting_fielders f JOIN adopting_pitch a USING (row_id) JOIN {source.table} s ON s.ctid = a.row_id
            JOIN adopting_game g ON g.id = a.game_id {" ".join(players)}""",
        )


_POSITIONING_FILES = file_statement(
    "positioning_file_id, trackman_game_id || '_adopted_playerpositioning', encode(sha256(id::text::bytea), 'hex'), 0,"
    " trackman_game_id, day, 'playerpositioning'",
    """adopting_game g JOIN (
        SELECT a.game_id, count(*) AS n FROM adopting_fielders f JOIN adopting_pitch a USING (row_id) GROUP BY 1) f
    ON f.game_id = g.id""",
)

"""The legacy tables `team`, `ballpark`, `player`, `game`, `pitch` and `session`, column by column, as views."""

from sqlalchemy import ColumnElement, case, func, text
from sqlalchemy.engine import Connection
from sqlmodel import col

from slugger.models.measurement import FIELDERS, PITCH, POSITIONING, Kind
from slugger.models.player import Player
from slugger.models.team import Team

_POLYNOMIAL = tuple(f"{axis}c{power}" for axis in "xyz" for power in range(3))

PITCH_COLUMNS = (
    *("hit_trajectory_zc2", "pitcher_id", "batter_id", "game_id", "date", "time", "pa_of_inning", "pitch_of_pa"),
    *("hit_trajectory_zc7", "hit_trajectory_zc8", "throw_speed", "pop_time", "exchange_time", "time_to_base"),
    *(f"{point}_position_{axis}" for point in ("catch", "throw", "base") for axis in "xyz"),
    *(f"throw_trajectory_{c}" for c in _POLYNOMIAL),
    *("inning", "outs", "balls", "strikes", "outs_on_play", "runs_scored", "y0", "local_date_time", "catcher_id"),
    *("pitch_number", "rel_speed", "vert_rel_angle", "horz_rel_angle", "spin_rate", "spin_axis", "rel_height"),
    *("rel_side", "extension", "vert_break", "induced_vert_break", "horz_break", "plate_loc_height", "plate_loc_side"),
    *("zone_speed", "vert_appr_angle", "horz_appr_angle", "zone_time", "exit_speed", "angle", "direction"),
    *("hit_spin_rate", "position_at_110_x", "position_at_110_y", "position_at_110_z", "distance"),
    *("last_tracked_distance", "bearing", "hang_time", "pfxx", "pfxz", "x0", "z0", "vx0", "vy0", "vz0"),
    *("ax0", "ay0", "az0", "effective_velo", "max_height", "measured_duration", "speed_drop"),
    *("pitch_last_measured_x", "pitch_last_measured_y", "pitch_last_measured_z"),
    *("contact_position_x", "contact_position_y", "contact_position_z"),
    *(f"pitch_trajectory_{c}" for c in _POLYNOMIAL),
    "hit_spin_axis",
    *(f"hit_trajectory_{axis}c{power}" for axis in "xy" for power in range(9)),
    *("hit_trajectory_zc0", "hit_trajectory_zc1", *(f"hit_trajectory_zc{power}" for power in range(3, 7))),
    *("pitcher_throws", "pitcher_team_code", "batter_side", "batter_team_code", "pitcher_set", "catcher_throws"),
    *("top_or_bottom", "tagged_pitch_type", "auto_pitch_type", "pitch_call", "k_or_bb", "tagged_hit_type"),
    *("play_result", "notes", "auto_hit_type", "tilt", "catcher_throw_catch_confidence"),
    *("catcher_throw_release_confidence", "catcher_throw_location_confidence", "pitch_release_confidence"),
    *("pitch_location_confidence", "pitch_movement_confidence", "hit_launch_confidence", "hit_landing_confidence"),
    "detected_shift",
    *(f"{fielder}_position_at_release_{axis}" for fielder in FIELDERS for axis in "xz"),
    *(f"{fielder}_player_id" for fielder in FIELDERS),
)
"""The 170 columns of the legacy table `pitch` in the order of its `SELECT *`."""

SMALLEST_REAL, LARGEST_REAL = "1.2e-38", "3.4e38"
"""Between which, whatever the sign, a number fits into the four bytes of a legacy float."""
_FITS = f"abs({{0}}) BETWEEN {SMALLEST_REAL} AND {LARGEST_REAL}"
_REAL = f"CASE WHEN {_FITS} THEN {{0}}::real WHEN abs({{0}}) < 1 THEN 0 END"
"""A number in four bytes: zero when it is too small for them, null when it is too large."""
_EXPRESSIONS = {
    Kind.DATE: "to_char(p.{0}, 'YYYY-MM-DD')",
    Kind.TIME: "left(to_char(p.{0}::interval, 'HH24:MI:SS.MS'), 11)",
    Kind.NUMBER: _REAL.format("p.{0}"),
    Kind.INTEGER: "p.{0}::integer",
}
"""The legacy types: text for days and times, four-byte floats, integers."""


def pitch_expressions() -> dict[str, str]:
    """Give each of `PITCH_COLUMNS` as an expression over the tables pitch, called `p`, and positioning, `f`."""
    positioned = {m.name: _REAL.format("f.{0}") if m.kind is Kind.NUMBER else "f.{0}" for m in POSITIONING}
    fielders = {f"{fielder}_player_id": "f.{0}" for fielder in FIELDERS}
    expressions = {m.name: _EXPRESSIONS.get(m.kind, "p.{0}") for m in PITCH} | positioned | fielders
    return {name: expressions.get(name, "p.{0}").format(name) for name in PITCH_COLUMNS}


def shown_name(team: type[Team] = Team) -> ColumnElement[str | None]:
    """Give the name that legacy readers find for a club: its own, else today's."""
    return func.coalesce(col(team.legacy_name), col(team.team_name))


PITCHING_HAND: ColumnElement[str | None] = case(
    (col(Player.player_pitching_handedness) == "Both", "Switch"), else_=col(Player.player_pitching_handedness)
)
"""The hand that legacy readers find: their word for either hand is the one for batters."""


def _sql(expression: ColumnElement[str | None]) -> str:
    return str(expression.compile(compile_kwargs={"literal_binds": True}))


def view_statements() -> dict[str, str]:
    """Give the query of each view by the view's name."""
    pitch = ", ".join(f"{expression} AS {name}" for name, expression in pitch_expressions().items())
    return {
        "ballpark": """
            SELECT b.ballpark_id, b.ballpark_name, b.city, b.state, NULL::text AS dimensions, t.team_id AS home_team_id
            FROM league.ballpark b LEFT JOIN league.team t ON t.home_ballpark_id = b.ballpark_id""",
        "team": f"""
            SELECT team_id, left(team_code, 3) AS team_code, {_sql(shown_name())} AS team_name, league, home_ballpark_id
            FROM league.team""",
        "player": f"""
            SELECT player_id, player_name, team_id, {_sql(PITCHING_HAND)} AS player_pitching_handedness,
                   player_batting_handedness, is_pitcher, is_hitter
            FROM league.player""",
        "game": """
            SELECT game_id, home_team_id, visiting_team_id, ballpark_id, verified,
                   to_char(date, 'YYYY-MM-DD') AS date, daily_game_number
            FROM league.game""",
        "pitch": f"SELECT {pitch} FROM league.pitch p LEFT JOIN league.positioning f ON f.pitch_id = p.pitch_id",
        # PostgreSQL writes through a view as plain as this one, ON CONFLICT included: the website's store goes on.
        "session": "SELECT sid, sess, expire FROM league.session",
    }


def drop_views(connection: Connection) -> None:
    """Take the views away, so that the tables under them can change."""
    for name in view_statements():
        connection.execute(text(f"DROP VIEW IF EXISTS public.{name}"))


def put_views(connection: Connection) -> None:
    """Create the views anew."""
    drop_views(connection)
    for name, statement in view_statements().items():
        connection.execute(text(f"CREATE VIEW public.{name} AS {statement}"))

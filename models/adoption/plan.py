"""What becomes of each legacy row: temporary tables that say under which key it is kept, or why it is not.

Each has a row a legacy row, told by `row_id`, the place in the table: legacy tables may lack keys. `reason` is null for
rows that are kept. The keys that other rows refer by are unique where they are not null.
"""

from sqlalchemy.engine import Connection

from slugger.models.adoption.columns import KINDS
from slugger.models.adoption.conversion import BLANK, cell
from slugger.models.adoption.survey import Source, Sources
from slugger.models.measurement import Kind
from slugger.models.names import fold
from slugger.models.pitch import REQUIRED
from slugger.models.reference import CLUBS
from slugger.models.terms import MISSING

PEOPLE = ("pitcher", "batter", "catcher")
_COUNTS = ("outs", "balls", "strikes")
_ORDINALS = ("pitch_number", "inning", "pa_of_inning", "pitch_of_pa")
_CODES = ("pitcher_team_code", "batter_team_code")

EXACT_DOUBLE = "a double, the same in every column"
SAME_NUMBER = "its game has another row of this number that says more"
SAME_INSTANT = "its game has this pitch, of the same instant, under a lower number: a stale double"
SAME_CLUB = "another row is this club, which has several codes"
SAME_BALLPARK = "another row has this ballpark_name"


def _value(source: Source, column: str, kind: Kind) -> str:
    return cell(source, column, kind, "s").value


def _name(source: Source, column: str) -> str:
    """Give a name without blanks around it; null for a text that means none."""
    text = cell(source, column, Kind.TEXT, "s").value
    return f"CASE WHEN NOT {BLANK.replace('$c', text)} THEN btrim({text}) END"


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
            SELECT s.ctid AS row_id, {_value(source, "ballpark_id", Kind.UUID)} AS id,
                   {_name(source, "ballpark_name")} AS name FROM {source.table} s),
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
            SELECT s.ctid AS row_id, {_value(source, "team_id", Kind.UUID)} AS id,
                   {_name(source, "team_code")} AS code, {_name(source, "team_name")} AS name,
                   s.team_name::text AS legacy_name,
                   {cell(source, "league", Kind.TEXT, "s").value} AS league,
                   {_value(source, "home_ballpark_id", Kind.UUID)} AS home_ballpark_id FROM {source.table} s),
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


def stage_players(connection: Connection, sources: Sources) -> None:
    """Say under which name and club each player is matched; doubles are told apart by `number_doubles`."""
    source = sources["player"]
    name = cell(source, "player_name", Kind.TEXT, "s").value
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
            SELECT s.ctid AS row_id, {_value(source, "player_id", Kind.UUID)} AS id, {name} AS name,
                   {_value(source, "team_id", Kind.UUID)} AS legacy_team_id,
                   {_hand(source, "player_pitching_handedness", "Both")} AS pitching_hand,
                   {_hand(source, "player_batting_handedness", "Switch")} AS batting_hand,
                   {_value(source, "is_pitcher", Kind.FLAG)} AS is_pitcher,
                   {_value(source, "is_hitter", Kind.FLAG)} AS is_hitter
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
    text = f"lower(btrim({cell(source, column, Kind.TEXT, 's').value}))"
    return (
        f"CASE WHEN {text} IN ('left', 'l') THEN 'Left' WHEN {text} IN ('right', 'r') THEN 'Right'"
        f" WHEN {text} IN ('switch', 'both', 's', 'b') THEN '{either}' END"
    )


def stage_games(connection: Connection, sources: Sources) -> None:
    """Say with which clubs, ballpark and day each game is kept; an unreadable day is taken from the pitches."""
    source, pitch = sources["game"], sources["pitch"]
    game_of_pitch, day_of_pitch = (
        cell(pitch, "game_id", Kind.UUID, "p").value,
        cell(pitch, "date", Kind.DATE, "p").value,
    )
    connection.exec_driver_sql(
        f"""
        CREATE TEMP TABLE adopting_game ON COMMIT DROP AS
        WITH source AS (
            SELECT s.ctid AS row_id, {_value(source, "game_id", Kind.UUID)} AS id,
                   {_value(source, "home_team_id", Kind.UUID)} AS home, {_value(source, "date", Kind.DATE)} AS day,
                   {_value(source, "visiting_team_id", Kind.UUID)} AS visiting,
                   {_value(source, "ballpark_id", Kind.UUID)} AS park,
                   coalesce({_value(source, "daily_game_number", Kind.INTEGER)}, 1)::int AS number,
                   coalesce({_value(source, "verified", Kind.FLAG)}, false) AS verified
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


def stage_pitches(connection: Connection, sources: Sources) -> None:
    """Say which pitches are kept, and under which new key."""
    source = sources["pitch"]
    written = cell(source, "local_date_time", Kind.LOCAL_INSTANT, "s").value
    connection.exec_driver_sql("ANALYZE adopting_player")
    connection.exec_driver_sql(
        f"""
        CREATE TEMP TABLE adopting_pitch ON COMMIT DROP AS
        SELECT s.ctid AS row_id, gen_random_uuid() AS pitch_id, g.id AS game_id,
               {_value(source, "pitch_number", Kind.INTEGER)} AS pitch_number,
               {", ".join(f"{role}.id AS {role}_id" for role in PEOPLE)},
               i.thrown_at, CASE WHEN i.thrown_at IS NOT NULL THEN {written} END AS instant,
               CASE {_impossible(source)} END AS reason
        FROM {source.table} s
        CROSS JOIN LATERAL (SELECT {_value(source, "local_date_time", Kind.INSTANT)} AS thrown_at OFFSET 0) i
        LEFT JOIN adopting_game g ON g.id = {_value(source, "game_id", Kind.UUID)}
        {" ".join(_person(source, role) for role in PEOPLE)}
        """
    )
    connection.exec_driver_sql("ANALYZE adopting_pitch")
    _reject_doubles(connection, source)
    _reject_stale(connection)


def _person(source: Source, role: str) -> str:
    return f"LEFT JOIN adopting_player {role} ON {role}.id = {_value(source, f'{role}_id', Kind.UUID)}"


def _impossible(source: Source) -> str:
    """Give the cases in which a pitch cannot stand, whatever the others are."""
    cases = [
        (f"{_value(source, 'game_id', Kind.UUID)} IS NULL", "no game_id"),
        ("g.id IS NULL", "its game is missing"),
        ("g.reason IS NOT NULL", "its game is in quarantine"),
    ]
    for column in REQUIRED:
        text = cell(source, column, KINDS[column], "s").value
        if column in _CODES:
            cases.append((f"{text} IS NULL OR {BLANK.replace('$c', text)}", f"no {column}"))
        else:
            cases.append((f"{text} IS NULL", f"no {column}"))
        if column in {*_ORDINALS, *_COUNTS}:
            cases.append((f"{text} < {int(column in _ORDINALS)}", f"an impossible {column}"))
    half = cell(source, "top_or_bottom", Kind.TERM, "s").value
    cases.append((f"{half} NOT IN ('Top', 'Bottom')", "an impossible top_or_bottom"))
    for role in PEOPLE:
        key = cell(source, f"{role}_id", Kind.UUID, "s")
        cases.append((f"{key.value} IS NOT NULL AND {role}.id IS NULL", f"its {role} is missing"))
        if key.unreadable:
            cases.append((key.unreadable, f"an impossible {role}_id"))
    return " ".join(f"WHEN {condition} THEN '{reason}'" for condition, reason in cases)


def _reject_doubles(connection: Connection, source: Source) -> None:
    """Keep one row of each number of a game: of different ones the fullest, then the one that was written last."""
    columns = [f's."{column}"' for column in source.columns]
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
        UPDATE adopting_pitch a SET reason = CASE WHEN nth_such > 1 THEN '{EXACT_DOUBLE}' ELSE '{SAME_NUMBER}' END
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


def number_doubles(connection: Connection) -> None:
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

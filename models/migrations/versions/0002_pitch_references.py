"""What a pitch refers to, checked once a statement instead of once a row."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_REFERENCES = {
    "game_id": ("game", "game_id"),
    "pitcher_id": ("player", "player_id"),
    "batter_id": ("player", "player_id"),
    "catcher_id": ("player", "player_id"),
}

# Like a foreign key: what the new rows refer to is locked until the end of the transaction, with the rights of the
# tables' owner; a row that is being deleted is waited for.
_CHECK = """
CREATE FUNCTION league.check_pitch_references() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    games uuid[];
    pitchers uuid[];
    batters uuid[];
    catchers uuid[];
    known_games uuid[];
    known_players uuid[];
    lost record;
BEGIN
    SELECT array_agg(DISTINCT game_id) FILTER (WHERE game_id IS NOT NULL),
           array_agg(DISTINCT pitcher_id) FILTER (WHERE pitcher_id IS NOT NULL),
           array_agg(DISTINCT batter_id) FILTER (WHERE batter_id IS NOT NULL),
           array_agg(DISTINCT catcher_id) FILTER (WHERE catcher_id IS NOT NULL)
    INTO games, pitchers, batters, catchers FROM arrived;

    SELECT coalesce(array_agg(game_id), '{}') INTO known_games FROM (
        SELECT game_id FROM league.game WHERE game_id = ANY (games) FOR KEY SHARE) AS locked;
    SELECT coalesce(array_agg(player_id), '{}') INTO known_players FROM (
        SELECT player_id FROM league.player WHERE player_id = ANY (pitchers || batters || catchers)
        FOR KEY SHARE) AS locked;

    SELECT given.* INTO lost FROM (
        SELECT 'game_id' AS name, 'game' AS target, key FROM unnest(games) AS key WHERE key <> ALL (known_games)
        UNION ALL
        SELECT name, 'player', key FROM (
            SELECT 'pitcher_id' AS name, key FROM unnest(pitchers) AS key
            UNION ALL SELECT 'batter_id', key FROM unnest(batters) AS key
            UNION ALL SELECT 'catcher_id', key FROM unnest(catchers) AS key) AS person
        WHERE key <> ALL (known_players)) AS given LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'foreign_key_violation',
            MESSAGE = format('%s on table "pitch" violates the reference "pitch_%s_fkey"', lower(TG_OP), lost.name),
            DETAIL = format('There is no %s %s.', lost.target, lost.key),
            SCHEMA = 'league', TABLE = 'pitch', CONSTRAINT = format('pitch_%s_fkey', lost.name);
    END IF;
    RETURN NULL;
END $$
"""

# A transaction that reads from an old snapshot cannot see the pitches of others that refer to what it takes away: a
# foreign key looks beyond the snapshot, which a function cannot.
_KEEP = """
CREATE FUNCTION league.keep_what_pitches_refer_to() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone uuid;
    referring text;
    number integer;
BEGIN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'feature_not_supported',
            MESSAGE = format('keys of table "%s" are taken away at READ COMMITTED only', TG_TABLE_NAME),
            HINT = 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
    END IF;
    IF TG_OP <> 'TRUNCATE' THEN
        gone := to_jsonb(OLD) ->> TG_ARGV[0];
        EXECUTE format('SELECT FROM league.%I WHERE %I = $1 FOR KEY SHARE', TG_TABLE_NAME, TG_ARGV[0]) USING gone;
        GET DIAGNOSTICS number = ROW_COUNT;
        IF number > 0 THEN
            RETURN NULL;
        END IF;
    END IF;
    FOREACH referring IN ARRAY TG_ARGV[1:] LOOP
        IF TG_OP = 'TRUNCATE' THEN
            EXECUTE format('SELECT FROM league.pitch WHERE %I IS NOT NULL LIMIT 1', referring);
        ELSE
            EXECUTE format('SELECT FROM league.pitch WHERE %I = $1 LIMIT 1 FOR KEY SHARE', referring) USING gone;
        END IF;
        GET DIAGNOSTICS number = ROW_COUNT;
        IF number > 0 THEN
            RAISE EXCEPTION USING
                ERRCODE = 'foreign_key_violation',
                MESSAGE = format('%s on table "%s" violates the reference "pitch_%s_fkey" of table "pitch"',
                                 lower(TG_OP), TG_TABLE_NAME, referring),
                DETAIL = format('Pitches refer to %s.', coalesce(gone::text, 'what it holds')),
                SCHEMA = 'league', TABLE = 'pitch', CONSTRAINT = format('pitch_%s_fkey', referring);
        END IF;
    END LOOP;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Put triggers in the place of the foreign keys, which hold until then."""
    op.execute(_CHECK)
    op.execute(_KEEP)
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER pitch_references_{event.lower()} AFTER {event} ON league.pitch"
            " REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION league.check_pitch_references()"
        )
    for table, key in dict.fromkeys(_REFERENCES.values()):
        columns = ", ".join(f"'{column}'" for column, target in _REFERENCES.items() if target == (table, key))
        call = f"EXECUTE FUNCTION league.keep_what_pitches_refer_to('{key}', {columns})"
        for event, how in {
            "DELETE": "FOR EACH ROW",
            "UPDATE": f"FOR EACH ROW WHEN (OLD.{key} IS DISTINCT FROM NEW.{key})",
            "TRUNCATE": "FOR EACH STATEMENT",
        }.items():
            op.execute(f"CREATE TRIGGER {table}_kept_{event.lower()} AFTER {event} ON league.{table} {how} {call}")
    for column in _REFERENCES:
        op.drop_constraint(f"pitch_{column}_fkey", "pitch", schema="league", type_="foreignkey")


def downgrade() -> None:
    """Put the foreign keys back, which checks every pitch."""
    for column, (table, key) in _REFERENCES.items():
        op.create_foreign_key(
            f"pitch_{column}_fkey", "pitch", table, [column], [key], source_schema="league", referent_schema="league"
        )
    for event in ("insert", "update"):
        op.execute(f"DROP TRIGGER pitch_references_{event} ON league.pitch")
    for table in dict.fromkeys(table for table, _ in _REFERENCES.values()):
        for event in ("delete", "update", "truncate"):
            op.execute(f"DROP TRIGGER {table}_kept_{event} ON league.{table}")
    op.execute("DROP FUNCTION league.check_pitch_references()")
    op.execute("DROP FUNCTION league.keep_what_pitches_refer_to()")

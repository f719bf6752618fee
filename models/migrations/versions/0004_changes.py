"""Marks of changed data, and pitches by their day."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WATCHED = ("team", "team_code", "team_alias", "ballpark", "player", "game", "pitch", "positioning")

# A setting of the transaction remembers that the mark is made; a savepoint that is rolled back takes both back.
MARK = """
CREATE FUNCTION league.mark_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF current_setting('league.changed_by', true) = pg_current_xact_id()::text THEN
        RETURN NULL;
    END IF;
    UPDATE league.change SET token = gen_random_uuid()
    WHERE slot = (SELECT slot FROM league.change ORDER BY slot LIMIT 1 FOR UPDATE SKIP LOCKED);
    IF NOT FOUND THEN
        INSERT INTO league.change DEFAULT VALUES;
    END IF;
    PERFORM set_config('league.changed_by', pg_current_xact_id()::text, true);
    RETURN NULL;
END
$$
"""


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "change",
        sa.Column("slot", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("token", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.PrimaryKeyConstraint("slot", name=op.f("change_pkey")),
        schema="league",
    )
    op.execute("INSERT INTO league.change DEFAULT VALUES")
    op.execute(MARK)
    for table in WATCHED:
        op.execute(
            f"CREATE TRIGGER mark_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON league.{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION league.mark_change()"
        )
    op.create_index(op.f("pitch_date_idx"), "pitch", ["date"], unique=False, schema="league")


def downgrade() -> None:
    """Change them back."""
    op.drop_index(op.f("pitch_date_idx"), table_name="pitch", schema="league")
    for table in WATCHED:
        op.execute(f"DROP TRIGGER mark_change ON league.{table}")
    op.execute("DROP FUNCTION league.mark_change")
    op.drop_table("change", schema="league")

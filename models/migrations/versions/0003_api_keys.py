"""API keys with usage plans, and login sessions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TIMESTAMP = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Change the tables."""
    plans = op.create_table(
        "usage_plan",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rate", sa.Double(), nullable=True),
        sa.Column("burst", sa.Integer(), nullable=True),
        sa.Column("quota", sa.BigInteger(), nullable=True),
        sa.Column("period", sa.Text(), nullable=True),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 100", name=op.f("usage_plan_name_check")),
        sa.CheckConstraint("rate > 0 AND rate < 'Infinity' AND burst >= 1", name=op.f("usage_plan_rate_check")),
        sa.CheckConstraint("(rate IS NULL) = (burst IS NULL)", name=op.f("usage_plan_burst_check")),
        sa.CheckConstraint("quota >= 1", name=op.f("usage_plan_quota_check")),
        sa.CheckConstraint("(quota IS NULL) = (period IS NULL)", name=op.f("usage_plan_quota_period_check")),
        sa.CheckConstraint("period IN ('day', 'week', 'month')", name=op.f("usage_plan_period_check")),
        sa.PrimaryKeyConstraint("name", name=op.f("usage_plan_pkey")),
        schema="league",
    )
    # Written once and not kept up to date: from here on the plans are the operator's.
    op.bulk_insert(plans, [{"name": "standard", "rate": 100 / 60, "burst": 100}])
    op.bulk_insert(plans, [{"name": "unlimited"}])
    op.create_table(
        "api_key",
        sa.Column("key_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("former_hash", sa.LargeBinary(), nullable=True),
        sa.Column("former_until", TIMESTAMP, nullable=True),
        sa.Column("created_at", TIMESTAMP, nullable=False),
        sa.Column("rotated_at", TIMESTAMP, nullable=True),
        sa.Column("last_used_at", TIMESTAMP, nullable=True),
        sa.Column("revoked_at", TIMESTAMP, nullable=True),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 100", name=op.f("api_key_name_check")),
        sa.CheckConstraint("length(key_hash) = 32 AND length(former_hash) = 32", name=op.f("api_key_hash_check")),
        sa.CheckConstraint("(former_hash IS NULL) = (former_until IS NULL)", name=op.f("api_key_former_check")),
        sa.ForeignKeyConstraint(["plan"], ["league.usage_plan.name"], name=op.f("api_key_plan_fkey")),
        sa.PrimaryKeyConstraint("key_id", name=op.f("api_key_pkey")),
        sa.UniqueConstraint("prefix", name=op.f("api_key_prefix_key")),
        schema="league",
    )
    op.create_index(op.f("api_key_plan_idx"), "api_key", ["plan"], schema="league")
    op.create_index(
        "api_key_name_key",
        "api_key",
        ["name"],
        unique=True,
        schema="league",
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "api_key_usage",
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("tokens", sa.Double(), nullable=True),
        sa.Column("filled_at", TIMESTAMP, nullable=False),
        sa.Column("begun", sa.Date(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["key_id"], ["league.api_key.key_id"], name=op.f("api_key_usage_key_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key_id", name=op.f("api_key_usage_pkey")),
        schema="league",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "session",
        sa.Column("sid", sa.String(), nullable=False),
        sa.Column("sess", postgresql.JSON(), nullable=False),
        sa.Column("expire", postgresql.TIMESTAMP(precision=6), nullable=False),
        sa.PrimaryKeyConstraint("sid", name=op.f("session_pkey")),
        schema="league",
    )
    op.create_index("session_expire_idx", "session", ["expire"], schema="league")


def downgrade() -> None:
    """Change them back."""
    for name in ("session", "api_key_usage", "api_key", "usage_plan"):
        op.drop_table(name, schema="league")

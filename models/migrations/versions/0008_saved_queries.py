"""Saved queries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TIMESTAMP = sa.DateTime(timezone=True)
CHECKS = {
    "slug": "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 80",
    "name": "length(name) BETWEEN 1 AND 120",
    "description": "length(description) BETWEEN 1 AND 2000",
    "folder": "length(folder) BETWEEN 1 AND 200",
    "query": "length(query) BETWEEN 1 AND 100000",
    "variables": "jsonb_typeof(variables) = 'object' AND octet_length(variables::text) <= 1000000",
    "edit_hash": "octet_length(edit_hash) = 32",
    "revision": "revision >= 1",
}


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "saved_query",
        sa.Column("query_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("folder", sa.Text(), nullable=True),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("variables", postgresql.JSONB(), nullable=False),
        sa.Column("operation_name", sa.Text(), nullable=True),
        sa.Column("edit_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", TIMESTAMP, nullable=False),
        sa.Column("updated_at", TIMESTAMP, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(check, name=op.f(f"saved_query_{name}_check")) for name, check in CHECKS.items()),
        sa.PrimaryKeyConstraint("query_id", name=op.f("saved_query_pkey")),
        sa.UniqueConstraint("slug", name=op.f("saved_query_slug_key")),
        schema="league",
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_table("saved_query", schema="league")

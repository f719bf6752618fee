"""What an adopted legacy database needs: a quarantine, pitches without PitchUID, appearances that tell nothing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "quarantine",
        sa.Column("quarantine_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("row", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("quarantined_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("quarantine_id", name=op.f("quarantine_pkey")),
        schema="league",
    )
    op.create_index("quarantine_source_idx", "quarantine", ["source", "reason"], schema="league")
    # The legacy system threw PitchUIDs away: its rows have none until a file of their game is loaded.
    op.alter_column("pitch", "pitch_uid", nullable=True, schema="league")
    op.add_column(
        "pitch", sa.Column("adopted", sa.Boolean(), server_default=sa.false(), nullable=False), schema="league"
    )
    op.create_check_constraint(op.f("pitch_uid_check"), "pitch", "adopted OR pitch_uid IS NOT NULL", schema="league")
    op.add_column(
        "appearance", sa.Column("telling", sa.Boolean(), server_default=sa.true(), nullable=False), schema="league"
    )
    # The legacy system knows hands of players who never pitched or batted.
    op.drop_constraint(op.f("appearance_pitches_check"), "appearance", schema="league")
    op.create_check_constraint(op.f("appearance_pitches_check"), "appearance", "pitches >= 0", schema="league")


def downgrade() -> None:
    """Change them back; adopted rows do not fit into the older tables, and keep this from happening."""
    op.drop_constraint(op.f("appearance_pitches_check"), "appearance", schema="league")
    op.create_check_constraint(op.f("appearance_pitches_check"), "appearance", "pitches > 0", schema="league")
    op.drop_column("appearance", "telling", schema="league")
    op.drop_constraint(op.f("pitch_uid_check"), "pitch", schema="league")
    op.drop_column("pitch", "adopted", schema="league")
    op.alter_column("pitch", "pitch_uid", nullable=False, schema="league")
    op.drop_index("quarantine_source_idx", table_name="quarantine", schema="league")
    op.drop_table("quarantine", schema="league")

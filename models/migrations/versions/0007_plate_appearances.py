"""Pitches by plate appearance, in an index that also tells which one is the last."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_INDEX = "pitch_plate_appearance_idx"
_COLUMNS = ["game_id", "inning", "top_or_bottom", "pa_of_inning", "pitch_number"]


def upgrade() -> None:
    """Make the index."""
    op.create_index(_INDEX, "pitch", _COLUMNS, schema="league")


def downgrade() -> None:
    """Drop it."""
    op.drop_index(_INDEX, table_name="pitch", schema="league")

"""Pitches by player and day, in indexes that take little to write."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_PLAYERS = ("pitcher_id", "batter_id")


def upgrade() -> None:
    """Change the indexes: within one day of one player the pitches are few, and sorted when they are asked for."""
    _index("game_date")


def downgrade() -> None:
    """Change them back."""
    _index("game_date", "game_id", "pitch_number")


def _index(*order: str) -> None:
    for player in _PLAYERS:
        op.drop_index(f"pitch_{player}_idx", table_name="pitch", schema="league")
        op.create_index(f"pitch_{player}_idx", "pitch", [player, *order], schema="league")

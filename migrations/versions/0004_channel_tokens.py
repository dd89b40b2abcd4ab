"""Tokens of platforms that change with every use."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "channel_tokens",
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("begun_with", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("expires", Instant),
        sa.Column("refused", Instant),
        sa.Column("holder", sa.String(32)),
        sa.Column("held_until", Instant),
    )


def downgrade() -> None:
    """Remove the table, with all that is in it."""
    op.drop_table("channel_tokens")

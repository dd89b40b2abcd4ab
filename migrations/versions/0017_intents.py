"""Changes of intents and their examples that wait for a second person."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "data_changes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("arguments", sa.JSON, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("state", sa.String(8), nullable=False, index=True),
        sa.Column("decided_by", sa.String(40)),
        sa.Column("decided", Instant),
        sa.Column("files", sa.JSON, nullable=False),
        sa.Column("written", Instant),
        sa.CheckConstraint("state IN ('proposed', 'approved', 'applied', 'dropped')", name="data_change_state"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("data_changes")

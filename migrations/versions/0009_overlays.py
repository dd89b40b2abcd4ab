"""Settings that staff change while the programs run, and who was told the notice of the day."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make table and column."""
    op.create_table(
        "overlays",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed", Instant, nullable=False),
    )
    op.add_column("talks", sa.Column("noticed", sa.String(24)))


def downgrade() -> None:
    """Remove them, with all that staff changed."""
    op.drop_column("talks", "noticed")
    op.drop_table("overlays")

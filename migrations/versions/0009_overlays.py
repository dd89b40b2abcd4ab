"""Settings that staff change while the programs run."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "overlays",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed", Instant, nullable=False),
    )


def downgrade() -> None:
    """Remove it, with all that staff changed."""
    op.drop_table("overlays")

"""The audit of lookups of dossiers."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "dossier_lookups",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", Instant, nullable=False, index=True),
        sa.Column("person", sa.String(64)),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("adapter", sa.String(16), nullable=False),
        sa.Column("purpose", sa.String(8), nullable=False),
        sa.Column("proof", sa.String(8), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
    )
    op.create_index("lookups_of_person", "dossier_lookups", ["person", "at"])
    op.create_index("lookups_of_code", "dossier_lookups", ["code", "at"])


def downgrade() -> None:
    """Remove the table, with all that is in it."""
    op.drop_table("dossier_lookups")

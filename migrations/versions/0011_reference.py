"""What staff change of words, wards, life events, golden questions and citizens' texts."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('draft', 'returned')")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "reference_entries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("value", sa.JSON),
        sa.Column("base", sa.JSON),
        sa.Column("shipped", sa.JSON),
        sa.Column("author", sa.String(40), nullable=False),
        sa.Column("editors", sa.JSON, nullable=False),
        sa.Column("approver", sa.String(40)),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("created", Instant, nullable=False),
        sa.Column("changed", Instant, nullable=False, index=True),
        sa.Column("approved", Instant),
    )
    op.create_index("reference_key", "reference_entries", ["kind", "key"])
    op.create_index("one_open_change", "reference_entries", ["kind", "key"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)


def downgrade() -> None:
    """Remove it, with all that staff changed."""
    op.drop_table("reference_entries")

"""What people judged of answers, and which wrong ones were put right. The rows leave with their turn."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_LIVE = sa.text("undone IS NULL")


def _turn() -> sa.Column[int]:
    # A key and no trigger: beside removing the rows it keeps one from being written for a turn that is just being erased.
    return sa.Column("turn_id", sa.Integer, sa.ForeignKey("turns.id", ondelete="CASCADE"), nullable=False, index=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "judgements",
        sa.Column("id", sa.Integer, primary_key=True),
        _turn(),
        sa.Column("turn_at", Instant, nullable=False, index=True),
        sa.Column("by", sa.String(40), nullable=False, index=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("verdict", sa.String(8), nullable=False),
        sa.Column("cause", sa.String(20)),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sampled", sa.Boolean, nullable=False),
        sa.Column("independent", sa.Boolean, nullable=False),
        sa.Column("undone", Instant),
    )
    op.create_index("one_live_judgement", "judgements", ["turn_id", "by"], unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)
    op.create_table(
        "mendings",
        sa.Column("id", sa.Integer, primary_key=True),
        _turn(),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("undone", Instant),
    )
    op.create_index("one_live_mending", "mendings", ["turn_id"], unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)


def downgrade() -> None:
    """Remove the tables, with all that is in them."""
    for table in ("mendings", "judgements"):
        op.drop_table(table)

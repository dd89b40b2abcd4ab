"""The addresses that records name and what the last look found; the questions without an answer that were dealt with."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "link_addresses",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("host", sa.String(255), nullable=False, index=True),
        sa.Column("named_by", sa.JSON, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("state", sa.String(8), nullable=False, index=True),
        sa.Column("fault", sa.String(16)),
        sa.Column("code", sa.Integer),
        sa.Column("place", sa.Text),
        sa.Column("misses", sa.Integer, nullable=False),
        sa.Column("since", Instant),
        sa.Column("checked", Instant, nullable=False),
    )
    op.create_table(
        "link_hosts",
        sa.Column("host", sa.String(255), primary_key=True),
        sa.Column("fault", sa.String(16), nullable=False),
        sa.Column("code", sa.Integer),
        sa.Column("addresses", sa.Integer, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("checked", Instant, nullable=False),
    )
    op.create_table(
        "coverage_dealt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("subject", sa.String(400), nullable=False, unique=True),
        sa.Column("code", sa.String(40)),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", Instant, nullable=False),
    )


def downgrade() -> None:
    """Remove the tables, with all that is in them."""
    for table in ("coverage_dealt", "link_hosts", "link_addresses"):
        op.drop_table(table)

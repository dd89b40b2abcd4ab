"""Wishes for news of dossiers, and the outbox: what waits to be sent to people."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended IS NULL")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "dossier_notices",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.String(32), nullable=False, index=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("sealed", sa.Text),
        sa.Column("code", sa.String(64)),
        sa.Column("hint", sa.String(8), nullable=False),
        sa.Column("told", sa.String(64)),
        sa.Column("said", sa.Integer, nullable=False),
        sa.Column("created", Instant, nullable=False),
        sa.Column("next_at", Instant, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("missed", sa.Integer, nullable=False),
        sa.Column("ended", Instant, index=True),
        sa.Column("end_reason", sa.String(16)),
        sqlite_autoincrement=True,
    )
    op.create_index("one_open_notice", "dossier_notices", ["person", "code"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("open_notices_due", "dossier_notices", ["next_at"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.String(32), nullable=False, index=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("key", sa.String(120), nullable=False, unique=True),
        sa.Column("answer", sa.JSON),
        sa.Column("at", Instant, nullable=False, index=True),
        sa.Column("taken", Instant),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Remove the tables, with all that is in them."""
    for table in ("outbox", "dossier_notices"):
        op.drop_table(table)

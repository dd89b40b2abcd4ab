"""The inbox, the lines in front of it, what is remembered between two messages, sending to platforms, kill switches."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OPEN = sa.text("state = 'waiting'")
_UNSENT = sa.text("sealed IS NOT NULL AND dead IS NULL")


def upgrade() -> None:
    """Make the tables, and the columns of the outbox."""
    _ways()
    _outbox()
    op.create_table(
        "switches",
        sa.Column("scope", sa.String(80), primary_key=True),
        sa.Column("off", sa.Boolean, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_table(
        "switch_turns",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("scope", sa.String(80), nullable=False),
        sa.Column("off", sa.Boolean, nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )


def _ways() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("person", sa.String(32), nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("came", Instant, nullable=False, index=True),
        sa.Column("state", sa.String(8), nullable=False, index=True),
        sa.Column("sealed", sa.Text),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("error", sa.String(40)),
        sa.Column("ended", Instant),
        sa.UniqueConstraint("channel", "key"),
        sqlite_autoincrement=True,
    )
    op.create_index("inbox_open", "inbox", ["person", "at", "came"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_table(
        "lines",
        sa.Column("box", sa.String(3), primary_key=True),
        sa.Column("person", sa.String(32), primary_key=True),
        sa.Column("due", Instant, nullable=False),
        sa.Column("holder", sa.String(40)),
        sa.Column("until", Instant),
    )
    op.create_index("lines_due", "lines", ["box", "due"])
    op.create_table(
        "talks",
        sa.Column("person", sa.String(32), primary_key=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("at", Instant, nullable=False, index=True),
        sa.Column("address", sa.Text),
        sa.Column("session", sa.Text),
        sa.Column("quiet_until", Instant),
        sa.Column("told_off", Instant),
    )
    op.create_table(
        "echoes",
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("platform_id", sa.String(200), primary_key=True),
        sa.Column("person", sa.String(32), nullable=False, index=True),
        sa.Column("came", Instant, nullable=False, index=True),
        sa.Column("double", sa.Boolean, nullable=False),
    )


def _outbox() -> None:
    op.add_column("outbox", sa.Column("reply_to", sa.String(128)))
    op.add_column("outbox", sa.Column("sealed", sa.Text))
    op.add_column("outbox", sa.Column("tries", sa.Integer, nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("started", Instant))
    op.add_column("outbox", sa.Column("error", sa.String(40)))
    op.add_column("outbox", sa.Column("dead", Instant))
    op.add_column("outbox", sa.Column("platform_id", sa.String(200)))
    op.add_column("outbox", sa.Column("delivered", Instant))
    op.add_column("outbox", sa.Column("seen", Instant))
    op.create_index("ix_outbox_platform_id", "outbox", ["platform_id"])
    op.create_index("outbox_unsent", "outbox", ["person", "id"], sqlite_where=_UNSENT, postgresql_where=_UNSENT)


def downgrade() -> None:
    """Remove the tables and columns, with all that is in them."""
    for table in ("switch_turns", "switches", "echoes", "talks", "lines", "inbox"):
        op.drop_table(table)
    for index in ("outbox_unsent", "ix_outbox_platform_id"):
        op.drop_index(index, "outbox")
    for column in ("seen", "delivered", "platform_id", "dead", "error", "started", "tries", "sealed", "reply_to"):
        op.drop_column("outbox", column)

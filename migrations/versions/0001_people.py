"""Conversations, ratings, hand-offs, what is remembered with consent, erasures, reports."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('waiting', 'taken')")


def _person(**more: bool) -> sa.Column[str]:
    return sa.Column("person", sa.String(32), index=True, **more)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer, primary_key=True),
        _person(nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("at", Instant, nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("procedure_code", sa.String(40)),
        sa.Column("release", sa.String(80)),
        sa.Column("model", sa.String(120)),
        sa.Column("intent", sa.String(40)),
    )
    op.create_table(
        "ratings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("turn_id", sa.Integer, sa.ForeignKey("turns.id", ondelete="CASCADE"), nullable=False, unique=True),
        _person(nullable=False),
        sa.Column("good", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(16)),
        sa.Column("note", sa.Text),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer, primary_key=True),
        _person(nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("summary", sa.JSON, nullable=False),
        sa.Column("contact", sa.Text),
        sa.Column("opened", Instant, nullable=False),
        sa.Column("changed", Instant, nullable=False),
    )
    op.create_index("one_open_handover", "handovers", ["person"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, primary_key=True),
        _person(nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("given", Instant, nullable=False),
        sa.Column("withdrawn", Instant),
    )
    op.create_table(
        "profile",
        sa.Column("id", sa.Integer, primary_key=True),
        _person(nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("consent_id", sa.Integer, sa.ForeignKey("consents.id", ondelete="CASCADE"), nullable=False),
        sa.UniqueConstraint("person", "key"),
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_hash", sa.String(64), nullable=False, index=True),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_table(
        "drafts",
        sa.Column("person", sa.String(32), primary_key=True),
        sa.Column("desk", sa.String(16), primary_key=True),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer, primary_key=True),
        _person(nullable=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("contact", sa.Text),
        sa.Column("at", Instant, nullable=False, index=True),
    )


def downgrade() -> None:
    """Remove the tables, with all that is in them."""
    for table in ("reports", "drafts", "erasures", "profile", "consents", "handovers", "ratings", "turns"):
        op.drop_table(table)

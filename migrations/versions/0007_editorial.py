"""Versions of records with their review, and jobs."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('draft', 'in_review', 'returned')")


def upgrade() -> None:
    """Make the tables."""
    _versions()
    _of_versions()
    _jobs()


def _versions() -> None:
    op.create_table(
        "procedure_versions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(40), nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("base", sa.JSON),
        sa.Column("sources", sa.JSON, nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("author", sa.String(40), nullable=False),
        sa.Column("editors", sa.JSON, nullable=False),
        sa.Column("approver", sa.String(40)),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        sa.Column("starts", sa.Date),
        sa.Column("takes_out", sa.Boolean, nullable=False),
        sa.Column("created", Instant, nullable=False),
        sa.Column("changed", Instant, nullable=False, index=True),
        sa.Column("submitted", Instant),
        sa.Column("approved", Instant),
        sa.Column("published", Instant),
        sa.UniqueConstraint("code", "number"),
    )
    op.create_index("one_open_version", "procedure_versions", ["code"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)


def _of_version(**more: Any) -> sa.Column[int]:
    return sa.Column("version_id", sa.Integer, sa.ForeignKey("procedure_versions.id", ondelete="CASCADE"), nullable=False, **more)


def _of_versions() -> None:
    op.create_table(
        "procedure_saves",
        sa.Column("id", sa.Integer, primary_key=True),
        _of_version(),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("aside", sa.JSON),
    )
    op.create_index("saves_of", "procedure_saves", ["version_id", "revision"])
    op.create_table(
        "procedure_comments",
        sa.Column("id", sa.Integer, primary_key=True),
        _of_version(index=True),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("field", sa.String(40)),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "release_versions",
        sa.Column("release", sa.String(80), primary_key=True),
        _of_version(primary_key=True),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False, index=True),
        sa.Column("arguments", sa.JSON, nullable=False),
        sa.Column("state", sa.String(8), nullable=False, index=True),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("asked", Instant, nullable=False),
        sa.Column("started", Instant),
        sa.Column("beat", Instant),
        sa.Column("ended", Instant),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer),
        sa.Column("log", sa.JSON, nullable=False),
        sa.Column("result", sa.JSON),
    )


def downgrade() -> None:
    """Remove the tables, with all that is in them."""
    for table in ("jobs", "release_versions", "procedure_comments", "procedure_saves", "procedure_versions"):
        op.drop_table(table)

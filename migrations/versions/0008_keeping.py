"""What is brought in as drafts, the legal documents, and the plan of reviews."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_OPEN = sa.text("done IS NULL")


def upgrade() -> None:
    """Make the tables."""
    _imports()
    op.create_table(
        "legal_documents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(80), nullable=False, unique=True),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("issued", sa.Date),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        sa.Column("replaced_by", sa.String(80)),
        sa.Column("source_url", sa.Text),
        sa.Column("changed", Instant, nullable=False),
    )
    op.create_table(
        "review_plan",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(40), nullable=False, index=True),
        sa.Column("owner", sa.String(40), nullable=False, index=True),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("done", Instant),
        sa.Column("done_by", sa.String(40)),
    )
    op.create_index("one_open_task", "review_plan", ["code"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)


def _imports() -> None:
    op.create_table(
        "editorial_imports",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_table(
        "editorial_import_rows",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("editorial_imports.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("code", sa.String(80)),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("problems", sa.JSON, nullable=False),
        sa.Column("cells", sa.JSON),
        sa.Column("content", sa.JSON),
        sa.Column("base", sa.JSON),
        sa.Column("editors", sa.JSON, nullable=False),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("procedure_versions.id", ondelete="SET NULL")),
    )


def downgrade() -> None:
    """Remove the tables, with all that is in them."""
    for table in ("review_plan", "legal_documents", "editorial_import_rows", "editorial_imports"):
        op.drop_table(table)

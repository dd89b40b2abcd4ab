"""Dialogue models, and which of them were live."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "dialogue_models",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("dataset", sa.String(64), nullable=False),
        sa.Column("test_set", sa.String(64), nullable=False),
        sa.Column("made_with", sa.JSON, nullable=False),
        sa.Column("report", sa.JSON, nullable=False),
        sa.Column("against", sa.String(80)),
        sa.Column("against_report", sa.JSON),
        sa.Column("failed", sa.JSON, nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
    )
    op.create_table(
        "dialogue_promotions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("model_id", sa.Integer, sa.ForeignKey("dialogue_models.id"), nullable=False),
        sa.Column("back", sa.Boolean, nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", Instant, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("dialogue_promotions")
    op.drop_table("dialogue_models")

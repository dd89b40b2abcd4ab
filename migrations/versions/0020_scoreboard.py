"""The figures of each week, which stay when its turns are gone: no text, no person."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "weekly_figures",
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("topic", sa.String(200), primary_key=True),
        sa.Column("figure", sa.String(24), primary_key=True),
        sa.Column("week", sa.Date, primary_key=True, index=True),
        sa.Column("value", sa.Float, nullable=False),
    )


def downgrade() -> None:
    """Drop it, with the figures of weeks whose turns are gone."""
    op.drop_table("weekly_figures")

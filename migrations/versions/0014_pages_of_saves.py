"""On which page a save was typed."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("procedure_saves", sa.Column("page", sa.String(32)))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("procedure_saves", "page")

"""How surely each turn was heard, and how long it took."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_COLUMNS = ("confidence", "danger", "seconds")


def upgrade() -> None:
    """Add the columns; turns of before know nothing of it."""
    for name in _COLUMNS:
        op.add_column("turns", sa.Column(name, sa.Float))


def downgrade() -> None:
    """Drop the columns."""
    for name in _COLUMNS:
        op.drop_column("turns", name)

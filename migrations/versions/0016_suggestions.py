"""What the inbox suggests for each text, in the text's own row: it leaves with it."""

import sqlalchemy as sa
from alembic import op

from core.text import fold

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_UTTERANCES = sa.table("utterances", sa.column("id", sa.Integer), sa.column("text", sa.Text), sa.column("folded", sa.Text))


def _columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("folded", sa.Text, nullable=False, server_default=""),
        sa.Column("cluster", sa.Integer),
        sa.Column("heard", sa.JSON),
        sa.Column("heard_by", sa.String(120)),
        sa.Column("neighbours", sa.JSON),
        sa.Column("compared", sa.String(64)),
        sa.Column("vector", sa.LargeBinary),
    )


def upgrade() -> None:
    """Add the columns; texts of before can be searched at once, and are looked at by the next rounds of collecting."""
    for column in _columns():
        op.add_column("utterances", column)
    op.create_index("ix_utterances_cluster", "utterances", ["cluster"])
    connection = op.get_bind()
    for number, text in connection.execute(sa.select(_UTTERANCES.c.id, _UTTERANCES.c.text)).all():
        folded = " ".join(fold(text).split())
        connection.execute(sa.update(_UTTERANCES).where(_UTTERANCES.c.id == number).values(folded=folded))


def downgrade() -> None:
    """Drop the columns."""
    op.drop_index("ix_utterances_cluster", "utterances")
    for column in _columns():
        op.drop_column("utterances", column.name)

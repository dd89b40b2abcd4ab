"""What a candidate would have answered otherwise. What leaves the conversations leaves here in the same transaction."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_NAME = "turns_leave_shadow"
_LEAVE = "DELETE FROM shadow_differences WHERE turn_id = OLD.id;"


def upgrade() -> None:
    """Make the table and the trigger."""
    op.create_table(
        "shadow_differences",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("model_id", sa.Integer, sa.ForeignKey("dialogue_models.id"), nullable=False, index=True),
        sa.Column("turn_id", sa.Integer, nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("live", sa.JSON, nullable=False),
        sa.Column("new", sa.JSON, nullable=False),
        sa.Column("harm", sa.Integer, nullable=False),
        sa.Column("doubt", sa.Float, nullable=False),
        sa.Column("verdict", sa.String(4)),
        sa.Column("by", sa.String(40)),
        sa.Column("at", Instant),
        sa.UniqueConstraint("model_id", "turn_id", name="one_difference"),
        sqlite_autoincrement=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_LEAVE} RETURN NULL; END $$")
        op.execute(f"CREATE TRIGGER {_NAME} AFTER DELETE ON turns FOR EACH ROW EXECUTE FUNCTION {_NAME}()")
    else:
        op.execute(f"CREATE TRIGGER {_NAME} AFTER DELETE ON turns BEGIN {_LEAVE} END")


def downgrade() -> None:
    """Remove the trigger and the table, with all that is in it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {_NAME} ON turns")
        op.execute(f"DROP FUNCTION {_NAME}()")
    else:
        op.execute(f"DROP TRIGGER {_NAME}")
    op.drop_table("shadow_differences")

"""The inbox of what people wrote, and labels. What leaves the conversations leaves here in the same transaction."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_LIVE = sa.text("undone IS NULL AND replaced IS NULL")
# Triggers and no habit of ours: whoever deletes a turn, at a person's wish or because it was kept long enough, meets them. A text that
# another turn holds too stays, counted once less. Of labels that nobody has agreed on yet the text leaves as well.
_TURN = """
    UPDATE utterances SET times = times - 1 WHERE id = (SELECT utterance_id FROM utterance_turns WHERE turn_id = OLD.id);
    DELETE FROM utterances WHERE times <= 0 AND id = (SELECT utterance_id FROM utterance_turns WHERE turn_id = OLD.id);
    DELETE FROM utterance_turns WHERE turn_id = OLD.id;
"""
_TEXT = """
    DELETE FROM label_texts WHERE key = OLD.key AND origin = 'inbox' AND state <> 'agreed' AND exported IS NULL;
"""
_TRIGGERS = (("turns_leave_inbox", "turns", _TURN), ("utterances_leave_labels", "utterances", _TEXT))


def upgrade() -> None:
    """Make the tables and the triggers."""
    _inbox()
    _labels()
    for name, table, body in _TRIGGERS:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$")
            op.execute(f"CREATE TRIGGER {name} AFTER DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
        else:
            op.execute(f"CREATE TRIGGER {name} AFTER DELETE ON {table} BEGIN {body} END")


def _inbox() -> None:
    op.create_table(
        "utterances",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.String(9), nullable=False, index=True),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("first", Instant, nullable=False),
        sa.Column("last", Instant, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("intent", sa.String(40)),
        sa.Column("confidence", sa.Float),
        sa.Column("danger", sa.Float),
        sa.Column("reason", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Float, nullable=False) for name in ("uncertainty", "frequency", "harm")),
        sa.Column("usefulness", sa.Float, nullable=False, index=True),
    )
    op.create_table(
        "utterance_turns",
        sa.Column("turn_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("utterance_id", sa.Integer, sa.ForeignKey("utterances.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("reasons", sa.String(80), nullable=False),
    )
    op.create_table(
        "utterances_discarded",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_table("inbox_marks", sa.Column("name", sa.String(16), primary_key=True), sa.Column("at", Instant, nullable=False))


def _labels() -> None:
    op.create_table(
        "label_texts",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("target", sa.String(5), nullable=False),
        sa.Column("state", sa.String(10), nullable=False, index=True),
        sa.Column("intent", sa.String(40), index=True),
        sa.Column("entities", sa.JSON, nullable=False),
        sa.Column("origin", sa.String(8), nullable=False),
        sa.Column("second", sa.Boolean, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("made", Instant, nullable=False),
        sa.Column("changed", Instant, nullable=False, index=True),
        sa.Column("exported", Instant),
        sa.Column("file", sa.String(200)),
        sa.Column("written", sa.Text),
        sa.CheckConstraint("target IN ('train', 'test')", name="label_target"),
    )
    op.create_table(
        "label_opinions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(64), sa.ForeignKey("label_texts.key", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("by", sa.String(40), nullable=False, index=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("intent", sa.String(40)),
        sa.Column("entities", sa.JSON, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("independent", sa.Boolean, nullable=False),
        sa.Column("undone", Instant),
        sa.Column("replaced", Instant),
    )
    op.create_index("one_live_opinion", "label_opinions", ["key", "by"], unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)


def downgrade() -> None:
    """Remove the triggers and tables, with all that is in them."""
    for name, table, _ in _TRIGGERS:
        op.execute(f"DROP TRIGGER {name}{f' ON {table}' if op.get_bind().dialect.name == 'postgresql' else ''}")
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {name}()")
    for table in ("label_opinions", "label_texts", "inbox_marks", "utterances_discarded", "utterance_turns", "utterances"):
        op.drop_table(table)

"""Staff: accounts, sessions, one-time links; and the audit, to which rows are only added."""

import sqlalchemy as sa
from alembic import op

from core.db import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# A trigger and not a habit: a fault in a program, or a hand in the database, meets it too.
_SQLITE = "CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
# REPLACE removes the row in its way without a DELETE of which a trigger hears.
_SQLITE_REPLACE = """
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
"""
_REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$
"""
_POSTGRES = "CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"


def upgrade() -> None:
    """Make the tables and the triggers."""
    _audit()
    _accounts()
    op.create_table(
        "staff_attempts",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("missed", sa.Integer, nullable=False),
        sa.Column("last", Instant, nullable=False, index=True),
        sa.Column("rests_until", Instant),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", Instant, nullable=False, index=True),
        sa.Column("actor", sa.String(40), nullable=False, index=True),
        sa.Column("action", sa.String(60), nullable=False, index=True),
        sa.Column("subject", sa.String(160), nullable=False, index=True),
        sa.Column("detail", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(verb=verb))
        op.execute(_SQLITE_REPLACE)
    else:
        op.execute(_REFUSE)
        op.execute(_POSTGRES)


def _accounts() -> None:
    op.create_table(
        "staff_accounts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("login", sa.String(80), nullable=False, unique=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("password", sa.String(200)),
        sa.Column("totp", sa.Text),
        sa.Column("totp_step", sa.Integer),
        sa.Column("issuer", sa.String(255)),
        sa.Column("subject", sa.String(255)),
        sa.Column("created", Instant, nullable=False),
        sa.Column("seen", Instant),
        sa.Column("disabled", Instant),
        sa.UniqueConstraint("issuer", "subject"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "staff_recovery",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("staff_accounts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("code", sa.String(64), primary_key=True),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("staff_accounts.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("stage", sa.String(8), nullable=False),
        sa.Column("began", Instant, nullable=False),
        sa.Column("used", Instant, nullable=False),
        sa.Column("ends", Instant, nullable=False, index=True),
        sa.Column("totp", sa.Text),
    )
    op.create_table(
        "staff_links",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("staff_accounts.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("made", Instant, nullable=False),
        sa.Column("ends", Instant, nullable=False),
    )


def downgrade() -> None:
    """Remove the tables, with all that is in them."""
    for table in ("staff_attempts", "staff_links", "staff_sessions", "staff_recovery", "staff_accounts", "audit"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_refuse()")

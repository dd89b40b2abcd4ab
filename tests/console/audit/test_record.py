"""Rows are added to the audit, with the change or not at all, and nobody alters them."""

from typing import Any

import pytest
import sqlalchemy as sa

from core.audit import AuditRow, record, staff_actor
from core.db import Database
from core.errors import Unavailable


def rows(store: Database) -> list[AuditRow]:
    with store.read() as session:
        return list(session.scalars(sa.select(AuditRow).order_by(AuditRow.id)))


def test_what_was_done_is_kept(store: Database) -> None:
    with store.begin() as session:
        record(
            session, staff_actor(7), "procedure.approve", "procedure:1.001193", {"before": "draft", "after": "approved", "fees": [1, None]}
        )
    (row,) = rows(store)
    assert (row.actor, row.action, row.subject) == ("staff:7", "procedure.approve", "procedure:1.001193")
    assert row.detail == {"before": "draft", "after": "approved", "fees": [1, None]}
    assert row.at.tzinfo is not None


def test_the_database_refuses_to_alter_it(store: Database) -> None:
    with store.begin() as session:
        record(session, "cli", "staff.create", "staff:1")
    row = "INTO audit (id, at, actor, action, subject, detail) VALUES (1, '2026-11-23', 'job:x', 'a.b', '', '{}')"
    changes = ["UPDATE audit SET actor = 'job:x'", "DELETE FROM audit", "DELETE FROM audit WHERE id = 1", f"INSERT {row}"]
    changes.append(f"INSERT {row} ON CONFLICT (id) DO UPDATE SET actor = excluded.actor")
    lite = store.engine.dialect.name == "sqlite"
    for change in changes + ([f"INSERT OR REPLACE {row}", f"REPLACE {row}"] if lite else ["TRUNCATE audit"]):
        with pytest.raises((Unavailable, sa.exc.IntegrityError)), store.begin() as session:
            session.execute(sa.text(change))
    with store.begin() as session:
        record(session, "cli", "staff.create", "staff:2")
    assert [(kept.actor, kept.subject) for kept in rows(store)] == [("cli", "staff:1"), ("cli", "staff:2")]


def test_a_change_undone_leaves_no_row(database: Database) -> None:
    def change() -> None:
        with database.begin() as session:
            record(session, "cli", "staff.create", "staff:1")
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        change()
    assert rows(database) == []


def test_long_values_are_cut(database: Database) -> None:
    deep: Any = "x"
    for _ in range(20):
        deep = {"in": deep}
    with database.begin() as session:
        record(
            session,
            "cli",
            "a.b",
            "",
            {"text": "đ" * 10_000, "list": list(range(1_000)), "deep": deep, "map": {str(n): n for n in range(99)}},
        )
    (row,) = rows(database)
    assert row.detail["text"] == "đ" * 499 + "…"
    assert row.detail["list"][-2:] == [49, "…"]
    assert len(row.detail["map"]) == 50
    assert "x" not in str(row.detail["deep"])


@pytest.mark.parametrize(
    ("actor", "action", "subject"), [("", "a.b", ""), ("cli", "", ""), ("x" * 41, "a.b", ""), ("cli", "a.b", "s" * 161)]
)
def test_what_cannot_be_kept_is_an_error(database: Database, actor: str, action: str, subject: str) -> None:
    with pytest.raises(ValueError, match="audit entry"), database.begin() as session:
        record(session, actor, action, subject)


def test_a_detail_that_is_no_json_is_an_error(database: Database) -> None:
    with pytest.raises(TypeError), database.begin() as session:
        record(session, "cli", "a.b", "", {"secret": object()})

"""Reading the audit."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from console.audit.repository import Repository
from console.audit.schemas import Asked, Entry
from core import spreadsheet
from core.audit import AuditRow, record
from core.clock import VIETNAM
from core.db import Database

PAGE = 50
_COLUMNS = ("id", "at", "actor", "who", "action", "subject", "detail")


class Form(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSONL = "jsonl"


class AuditBook:
    """The audit, to read."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    def page(self, asked: Asked, before: int | None = None, count: int = PAGE) -> tuple[list[Entry], bool]:
        """Return one page of the rows asked for, newest first, and whether more follow."""
        with self._database.read() as session:
            rows = Repository(session)
            found, logins = rows.page(asked, before, count + 1), rows.logins()
            return [_entry(row, logins) for row in found[:count]], len(found) > count

    def actions(self) -> list[str]:
        """Return what was ever done, to choose from."""
        with self._database.read() as session:
            return list(Repository(session).actions())

    def export(self, actor: str, asked: Asked, form: Form) -> Iterator[str]:
        """Return the lines of an export, oldest first; that it was made is itself a row.

        Raises:
            Unavailable: the database does not answer.
        """
        with self._database.begin() as session:
            record(session, actor, "audit.export", "", {"form": form.value, "asked": {k: str(v) for k, v in vars(asked).items() if v}})
        return self._lines(asked, form)

    def _lines(self, asked: Asked, form: Form) -> Iterator[str]:
        if form is Form.CSV:
            yield spreadsheet.MARK + spreadsheet.row(_COLUMNS)
        with self._entries(asked) as entries:
            for entry in entries:
                values = {**vars(entry), "at": entry.at.astimezone(VIETNAM).isoformat(timespec="seconds")}
                if form is Form.JSONL:
                    yield json.dumps(values, ensure_ascii=False) + "\n"
                else:
                    yield spreadsheet.row(_text(values[name]) for name in _COLUMNS)

    @contextmanager
    def _entries(self, asked: Asked) -> Iterator[Iterator[Entry]]:
        with self._database.read() as session:
            rows = Repository(session)
            logins = rows.logins()
            yield (_entry(row, logins) for row in rows.all(asked))


def _entry(row: AuditRow, logins: dict[str, str]) -> Entry:
    return Entry(
        row.id,
        row.at,
        row.actor,
        logins.get(row.actor, row.actor),
        row.action,
        row.subject,
        logins.get(row.subject, row.subject),
        row.detail,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

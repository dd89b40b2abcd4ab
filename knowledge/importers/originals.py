"""The records as their source sent them (bản gốc), and how far a synchronisation has come.

An SQLite file in the state folder: what is shown of a record is tidied, what was received stays here to be shown
beside it, imported again under other settings, and compared with what the portal has now.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.text import normalize
from knowledge.importers.portal import Raw, updated_at

Packed = tuple[str, str, int, bytes]
_SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    id TEXT PRIMARY KEY, code TEXT NOT NULL, updated INTEGER NOT NULL, stamp TEXT, run TEXT, body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS record_code ON record (code);
CREATE TABLE IF NOT EXISTS listing (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, stamp TEXT);
CREATE TABLE IF NOT EXISTS run (started TEXT NOT NULL, listed INTEGER NOT NULL);
-- A record of the list is known when it was fetched with the list's stamp, or last changed when the list says;
-- a list that gives no stamps tells nothing, so that only what this run has fetched is known.
CREATE VIEW IF NOT EXISTS known AS
SELECT l.id FROM listing l JOIN record r ON r.id = l.id
WHERE r.run = (SELECT started FROM run) OR (l.stamp IS NOT NULL AND (r.stamp IS l.stamp OR CAST(r.updated AS TEXT) = l.stamp));
"""


def pack(raw: Raw) -> Packed:
    """Return what is stored of a raw record: its id, code, when it was last changed, and all of it."""
    code = raw.get("code")
    tidy = "".join(normalize(code).split()) if isinstance(code, str) else ""
    return raw["id"], tidy, updated_at(raw), zlib.compress(json.dumps(raw).encode(), 1)


class Originals:
    """Raw portal records by the portal's id. Every method is one transaction; a crash loses at most the one running."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Wrap an open database; use `open`."""
        self._connection = connection

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> Iterator["Originals"]:
        """Open the store of `folder`, making it where there is none."""
        folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(folder / "originals.sqlite", timeout=30)
        try:
            connection.executescript(_SCHEMA)
            yield cls(connection)
        finally:
            connection.close()

    def put(self, records: Iterable[Packed], *, stamp: str | None = None, run: str | None = None) -> None:
        """Keep `records`; `stamp` is the list's word for their state, `run` the synchronisation that fetched them."""
        rows = [(identity, code, updated, stamp, run, body) for identity, code, updated, body in records]
        with self._connection as db:
            db.executemany(
                "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET code = excluded.code,"
                " updated = excluded.updated, stamp = coalesce(excluded.stamp, stamp), run = coalesce(excluded.run, run),"
                " body = excluded.body WHERE body != excluded.body OR excluded.run IS NOT NULL",
                rows,
            )

    def updated(self) -> dict[str, int]:
        """Return when each record known was last changed at its source: `{id: epoch milliseconds}`."""
        return dict(self._connection.execute("SELECT id, updated FROM record"))

    def of_code(self, code: str) -> list[Raw]:
        """Return the records that bear `code`, the one changed last first."""
        rows = self._connection.execute("SELECT body FROM record WHERE code = ? ORDER BY updated DESC, id", (code,))
        return [_unpacked(body) for (body,) in rows]

    def begin(self, now: str, oldest: str) -> str:
        """Begin a synchronisation, or go on with the one begun since `oldest`; return when it was begun (ISO times)."""
        with self._connection as db:
            row = db.execute("SELECT started FROM run WHERE started >= ?", (oldest,)).fetchone()
            if row:
                return str(row[0])
            db.execute("UPDATE record SET run = NULL WHERE run IS NOT NULL")
            db.execute("DELETE FROM listing")
            db.execute("DELETE FROM run")
            db.execute("INSERT INTO run VALUES (?, 0)", (now,))
            return now

    def add_page(self, entries: list[tuple[str, str | None]]) -> int:
        """Keep a page of the list, `(id, stamp)` each; an empty one ends the list. Return how many were not listed before."""
        with self._connection as db:
            if not entries:
                db.execute("UPDATE run SET listed = 1")
            before = db.total_changes
            db.executemany("INSERT OR IGNORE INTO listing (id, stamp) VALUES (?, ?)", entries)
            return db.total_changes - before if entries else 0

    def listed(self) -> tuple[int, str | None, bool]:
        """Return how many records are listed, the id of the last, and whether the list is complete."""
        (number,) = self._connection.execute("SELECT count(*) FROM listing").fetchone()
        last = self._connection.execute("SELECT id FROM listing ORDER BY position DESC LIMIT 1").fetchone()
        (complete,) = self._connection.execute("SELECT listed FROM run").fetchone()
        return number, last[0] if last else None, bool(complete)

    def wanted(self) -> list[tuple[str, str | None]]:
        """Return `(id, stamp)` of the listed records that are new or changed, in the list's order."""
        return list(self._connection.execute("SELECT id, stamp FROM listing WHERE id NOT IN (SELECT id FROM known) ORDER BY position"))

    def known(self) -> set[str]:
        """Return the ids of the listed records that need no fetching."""
        return {row[0] for row in self._connection.execute("SELECT id FROM known")}

    def absent(self) -> list[tuple[str, str]]:
        """Return `(id, code)` of the records that are kept here and the portal no longer lists."""
        return list(self._connection.execute("SELECT id, code FROM record WHERE id NOT IN (SELECT id FROM listing) ORDER BY code, id"))

    def forget_absent(self) -> None:
        """Remove the records the portal no longer lists."""
        with self._connection as db:
            db.execute("DELETE FROM record WHERE id NOT IN (SELECT id FROM listing)")

    def fetched(self) -> Iterator[tuple[dict[str, int | str], Any]]:
        """Yield `({"id": id}, record)` of what this synchronisation fetched."""
        rows = self._connection.execute("SELECT id, body FROM record WHERE run = (SELECT started FROM run) ORDER BY code, id").fetchall()
        yield from (({"id": identity}, _unpacked(body)) for identity, body in rows)

    def end(self) -> None:
        """End the synchronisation: the next begins with a new list."""
        with self._connection as db:
            db.execute("DELETE FROM run")
            db.execute("DELETE FROM listing")


def _unpacked(body: bytes) -> Raw:
    record: Raw = json.loads(zlib.decompress(body))
    return record

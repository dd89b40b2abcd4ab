"""Writing entries: list, look, save, give up. Services never leave a transaction open; each step is one, with its audit row."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.audit import record
from core.clock import now
from core.db import Database
from core.errors import Conflict, NotFound
from knowledge.reference.checks import Around, checked
from knowledge.reference.kinds import KINDS, TEXT
from knowledge.reference.models import DRAFT, DROPPED, OPEN, Entry
from knowledge.reference.repository import Repository
from knowledge.reference.schemas import Row, Value
from knowledge.reference.shipped import Shipped

LONGEST_KEY = 120
Clock = Callable[[], datetime]


class Entries:
    """The entries: those that ship, and what people changed. `by` is an actor of the audit. Every method raises `Unavailable`."""

    def __init__(self, database: Database, shipped: Shipped, names: Callable[[str], str | None], clock: Clock = now) -> None:
        """Keep changes in `database`; `names` returns the name of the procedure of a code, or None."""
        self._database, self._shipped, self._names, self._clock = database, shipped, names, clock

    def rows(self, kind: str) -> list[Row]:
        """Return every entry of `kind`: those that ship in the order of their file, then the new ones; those taken out too."""
        shipped = self._shipped.of(kind)
        with self._database.read() as session:
            standing, opened = Repository(session).standing(kind), Repository(session).open(kind)
        keys = dict.fromkeys((*shipped, *(key for _, key in standing), *(key for _, key in opened)))
        return [Row(kind, key, shipped.get(key), standing.get((kind, key)), opened.get((kind, key))) for key in keys]

    def row(self, kind: str, key: str) -> Row:
        """Return one entry; one that is not there yet has no value. Raises `NotFound` for a kind or key that cannot be."""
        _possible(kind, key)
        with self._database.read() as session:
            return self._row(session, kind, key)

    def known(self, kind: str, key: str) -> Row:
        """Return an entry that is there, or was. Raises `NotFound`."""
        row = self.row(kind, key)
        if row.shipped is None and not row.changed and not self.history(kind, key):
            raise NotFound(f"no entry {kind} {key[:LONGEST_KEY]}")
        return row

    def around(self, kind: str) -> Around:
        """Return what an entry of `kind` is judged by: the others of its kind as they stand or are about to."""
        return Around({row.key: row.shown for row in self.rows(kind) if row.shown}, self._names, self._shipped.of(kind))

    def save(self, kind: str, key: str, by: str, value: Value | None, stamp: str, note: str = "") -> Row:
        """Write a change, and have it wait for approval; without a value the entry is to go.

        Args:
            kind: of the entry.
            key: of the entry.
            by: who writes.
            value: the entry as it shall be.
            stamp: of the row that the page showed.
            note: why.

        Raises:
            Refused: the value cannot be taken.
            Conflict: somebody has written since; nothing is changed.
            NotFound: there is nothing to take out.
        """
        _possible(kind, key)
        good = checked(kind, key, value, self.around(kind)) if value is not None else None
        try:
            with self._database.begin() as session:
                self._write(session, self._row(session, kind, key), by, good, stamp, note)
                session.flush()
                return self._row(session, kind, key)
        except sa.exc.IntegrityError as error:  # two wrote the first change of one entry at the same moment
            raise Conflict(f"{kind} {key} is written by another") from error

    def drop(self, number: int, by: str, revision: int, why: str = "") -> Entry:
        """Give up a change that is not approved. Raises `NotFound`, or `Conflict` when it is another by now."""
        with self._database.begin() as session:
            entry = open_change(session, number, revision)
            entry.state, entry.answer, entry.changed = DROPPED, why, self._clock()
            record(session, by, "reference.drop", subject(entry), {"why": why} if why else None)
            return entry

    def history(self, kind: str, key: str) -> list[Entry]:
        """Return every change of an entry, the newest first."""
        with self._database.read() as session:
            return list(Repository(session).of_key(kind, key))

    def changes(self, states: tuple[str, ...], kind: str | None = None, before: int | None = None, count: int = 50) -> list[Entry]:
        """Return up to `count` changes in one of `states`, newest first, of those before the number `before`."""
        with self._database.read() as session:
            return list(Repository(session).in_state(states, kind, before, count))

    def change(self, number: int) -> Entry:
        """Return a change. Raises `NotFound`."""
        with self._database.read() as session:
            entry = session.get(Entry, number)
        if entry is None:
            raise NotFound(f"no change {number}")
        return entry

    def waiting(self) -> dict[str, int]:
        """Return how many changes of each kind wait for approval."""
        with self._database.read() as session:
            return Repository(session).waiting()

    def _row(self, session: Session, kind: str, key: str) -> Row:
        rows = Repository(session)
        return Row(
            kind,
            key,
            self._shipped.of(kind).get(key),
            rows.standing(kind, key=key).get((kind, key)),
            rows.open(kind, key=key).get((kind, key)),
        )

    def _write(self, session: Session, row: Row, by: str, value: Value | None, stamp: str, note: str) -> None:
        if row.open and by in row.open.editors and row.open.value == value and row.stamp != stamp:
            return  # the same form sent twice
        if row.stamp != stamp:
            raise Conflict(f"{row.kind} {row.key} was written since")
        if value is None and (row.stands is None or row.kind == TEXT):  # a program cannot do without a text
            raise NotFound("there is nothing to take out")
        moment, entry = self._clock(), row.open
        detail = {"before": row.shown, "after": value}
        if entry is None:
            entry = Entry(kind=row.kind, key=row.key, author=by, editors=[], created=moment, revision=0, answer="")
            session.add(entry)
        entry.value, entry.base, entry.shipped = value, row.stands, row.shipped
        entry.state, entry.note, entry.changed, entry.approved = DRAFT, note, moment, None
        entry.revision, entry.editors = entry.revision + 1, list(dict.fromkeys((*entry.editors, by)))
        record(session, by, "reference.save", subject(entry), detail)


def open_change(session: Session, number: int, revision: int) -> Entry:
    """Return an open change, held, as the page that was read showed it. Raises `NotFound` or `Conflict`."""
    entry = Repository(session).held(number)
    if entry is None:
        raise NotFound(f"no change {number}")
    if entry.state not in OPEN or entry.revision != revision:
        raise Conflict(f"change {number} is {entry.state} at revision {entry.revision}")
    return entry


def subject(entry: Entry) -> str:
    """Return what the audit calls an entry."""
    return f"reference:{entry.kind}:{entry.key}"


def _possible(kind: str, key: str) -> None:
    if kind not in KINDS or not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise NotFound("no such entry")

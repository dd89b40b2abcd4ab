"""The list of procedures (danh sách): searched, filtered, counted and paged, thousands of them in a few hundredths of a second."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

import sqlalchemy as sa

from core.audit import AuditRow
from core.clock import now
from core.db import Database
from core.text import fold
from knowledge.editorial import content
from knowledge.editorial.catalogue import Catalogue
from knowledge.editorial.drafts import today
from knowledge.editorial.entries import Entry, entry
from knowledge.editorial.ports import Clock
from knowledge.editorial.repository import Repository
from knowledge.editorial.schemas import Light
from knowledge.editorial.staleness import OLD, Reason, reasons
from knowledge.editorial.standing import chosen
from knowledge.editorial.states import OPEN
from knowledge.editorial.validation import Surroundings

Order = Literal["code", "name", "score", "checked", "changed"]
UNEDITED = "unedited"  # the state of a record that nobody has a version of
MOST = 200  # rows of a page


@dataclass(frozen=True)
class Query:
    """What is looked for; None: whatever it is. `stale` asks for any reason, or for one. `page` counts from 1."""

    text: str = ""
    field: str | None = None
    level: str | None = None
    state: str | None = None
    missing: str | None = None
    stale: bool | Reason = False
    life_event: str | None = None
    order: Order = "code"
    page: int = 1
    size: int = 50


@dataclass(frozen=True)
class Row:
    """One procedure: its record, and the version that is open, else the one that decides. `stale` says why it may be untrue."""

    entry: Entry
    version: Light | None
    stale: tuple[Reason, ...]

    @property
    def state(self) -> str:
        """The state of its version, or `UNEDITED`."""
        return self.version.state if self.version else UNEDITED


@dataclass(frozen=True)
class Page:
    """One page of `total` rows; `counts` tells of all that fit the words how many there are by field, level, state, ..."""

    rows: list[Row]
    total: int
    page: int
    pages: int
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Made:
    """The rows that were made last, and of what."""

    around: tuple[object, ...]
    seen: int | None  # the last row of the audit
    light: list[Light]
    rows: list[Row]
    counts: dict[str, dict[str, int]]


class Listing:
    """All procedures with their versions. Thread-safe."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        ended: Callable[[], Mapping[str, str]] = dict,
        clock: Clock = now,
        old: timedelta = OLD,
    ) -> None:
        """List the records of `catalogue` and the versions in `database`.

        `ended` tells the legal documents no longer in force, `old` how long a comparison with the source holds.
        """
        self._database, self._catalogue, self._ended, self._clock, self._old = database, catalogue, ended, clock, old
        self._lock = threading.Lock()
        self._written: dict[tuple[int, datetime], Entry] = {}  # of versions, which do not change without `changed`
        self._made: _Made | None = None

    def page(self, query: Query) -> Page:
        """Return the page that `query` asks for; one beyond the last is the last. Raises `Unavailable` when the database fails."""
        made = self._all()
        folded = fold(query.text)
        rows = [row for row in made.rows if _said(row.entry, folded.split())] if folded else made.rows
        fitting = sorted((row for row in rows if _fits(row, query)), key=_key(query))
        size = min(max(query.size, 1), MOST)
        pages = max(1, -(-len(fitting) // size))
        number = min(max(query.page, 1), pages)
        return Page(fitting[(number - 1) * size : number * size], len(fitting), number, pages, _counts(rows) if folded else made.counts)

    def rows(self) -> list[Row]:
        """Return every procedure that has a record or a version."""
        return self._all().rows

    def row(self, code: str) -> Row | None:
        """Return one procedure."""
        return next((row for row in self.rows() if row.entry.code == code), None)

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many procedures there are by field, level, state, ..., as a page without words tells."""
        return self._all().counts

    def _all(self) -> _Made:
        """Make the rows and their counts anew where a file, a version, a legal document or the day has changed.

        Every change of a version has its row in the audit: where that has no new one, the versions are not even read.
        """
        snapshot, day, ended = self._catalogue.snapshot(), today(self._clock), self._ended()
        made = self._made
        with self._database.read() as session:
            seen = session.scalar(sa.select(sa.func.max(AuditRow.id)))
            around = (snapshot.stamp, day, ended)
            if made and made.around == around and made.seen == seen:
                return made
            light = Repository(session).light()
        if made and made.around == around and made.light == light:
            self._made = made = replace(made, seen=seen)
            return made
        rows = self._rows(snapshot.entries, light, day, ended)
        self._made = made = _Made(around, seen, light, rows, _counts(rows))
        return made

    def _rows(self, imported: Mapping[str, Entry], light: list[Light], day: date, ended: Mapping[str, str]) -> list[Row]:
        deciding = chosen((one for one in light if one.state not in OPEN), day)
        opened = {one.code: one for one in light if one.state in OPEN}
        new = [one for code, one in opened.items() if code not in deciding and code not in imported]
        entries = {**imported, **self._entries([*deciding.values(), *new])}
        waiting = {one.code: one for one in light if one.state not in OPEN and one.code not in deciding}  # approved for later
        shown = {**waiting, **deciding, **opened}
        return [Row(one, shown.get(code), reasons(one, day, ended, self._old)) for code, one in entries.items()]

    def surroundings(self) -> Surroundings:
        """Return what a record is judged beside."""
        rows = self.rows()
        aliases = {alias: row.entry.code for row in rows for alias in row.entry.aliases}
        return Surroundings(today(self._clock), {row.entry.code for row in rows}, aliases, self._ended())

    def _entries(self, versions: list[Light]) -> dict[str, Entry]:
        """Return the entries of `versions` by code, reading the contents of those that were not read before."""
        with self._lock:
            unread = {one.id: one for one in versions if (one.id, one.changed) not in self._written}
            if unread:
                with self._database.read() as session:
                    contents = Repository(session).contents(unread)
                for number, written in contents.items():
                    one = unread[number]
                    self._written[number, one.changed] = entry(content.reads(written), "draft" if one.state in OPEN else "edited")
            self._written = {(one.id, one.changed): self._written[one.id, one.changed] for one in versions}
            return {one.code: self._written[one.id, one.changed] for one in versions}


def _said(one: Entry, words: list[str]) -> bool:
    return all(word in one.words for word in words)


def _fits(row: Row, query: Query) -> bool:
    one = row.entry
    return (
        (query.field is None or one.field == query.field)
        and (query.level is None or query.level in one.level)
        and (query.state is None or row.state == query.state)
        and (query.missing is None or query.missing in one.missing)
        and (not query.stale or (bool(row.stale) if query.stale is True else query.stale in row.stale))
        and (query.life_event is None or one.life_event == query.life_event)
    )


_OWN: dict[Order, Callable[[Row], tuple[object, ...]]] = {
    "code": lambda row: (),
    "name": lambda row: (row.entry.words.split("\n", 2)[1],),
    "score": lambda row: (row.entry.score,),
    "checked": lambda row: (row.entry.checked or date.min,),
    "changed": lambda row: (-row.version.changed.timestamp() if row.version else 0.0,),
}


def _key(query: Query) -> Callable[[Row], tuple[object, ...]]:
    """Order what is looked for by words by how well it fits: the code, then names that begin so, then the others."""
    folded, own = fold(query.text), _OWN[query.order]

    def rank(one: Entry) -> int:
        lines = one.words.split("\n")
        return 0 if folded in lines else 1 if any(line.startswith(folded) for line in lines) else 2 if folded in one.words else 3

    if folded and query.order == "code":
        return lambda row: (rank(row.entry), row.entry.code)
    return lambda row: (*own(row), row.entry.code)


def _counts(rows: list[Row]) -> dict[str, dict[str, int]]:
    return {
        "field": dict(Counter(row.entry.field for row in rows if row.entry.field).most_common()),
        "level": dict(Counter(level for row in rows for level in row.entry.level).most_common()),
        "state": dict(Counter(row.state for row in rows).most_common()),
        "missing": dict(Counter(part for row in rows for part in row.entry.missing).most_common()),
        "life_event": dict(Counter(row.entry.life_event for row in rows if row.entry.life_event).most_common()),
        "stale": dict(Counter(reason for row in rows for reason in row.stale).most_common()),
    }

"""The addresses that records and legal documents name (liên kết), and what the last look at each found."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal
from urllib.parse import urlsplit

import sqlalchemy as sa

from core import audit
from core.clock import now
from core.db import Database
from core.procedure import Procedure
from knowledge.editorial.keeping_models import Address, Host
from knowledge.editorial.ports import Clock

State = Literal["good", "failed", "moved", "unclear"]
Kind = Literal["broken", "suspect", "moved", "unclear"]  # what people look at: `broken` failed twice, `suspect` once
# `gone` 404 or 410; `server` 5xx; `unclear` codes have none. The first group may be the whole host's.
OF_HOST = ("timeout", "refused", "name", "certificate", "broken", "server")
BROKEN_AFTER = 2  # looks that failed, of different rounds
_LONGEST_HOST = 255  # characters: of a name (RFC 1035), and of the column
_MOST_NAMED = 50  # of those that name an address


@dataclass(frozen=True)
class Seen:
    """What one look found. `place` is where a moved address leads, on another host."""

    state: State
    fault: str | None = None
    code: int | None = None
    place: str | None = None

    @property
    def of_host(self) -> bool:
        """Whether the fault may be the host's, and not the address's."""
        return self.fault in OF_HOST


def addresses(records: Iterable[Procedure], laws: Iterable[tuple[str, str | None]]) -> dict[str, list[str]]:
    """Return every address that `records` and `laws` (number, address) name, and who names each: codes, and `law:<number>`."""
    found: dict[str, list[str]] = {}
    for who, url in (*_of_records(records), *((f"law:{number}", url) for number, url in laws)):
        tidy = (url or "").replace("\x00", "").strip()  # PostgreSQL keeps no NUL
        names = found.setdefault(tidy, []) if tidy else []
        if who not in names:
            names.append(who)
    return found


def _of_records(records: Iterable[Procedure]) -> Iterator[tuple[str, str | None]]:
    for record in records:
        yield record.code, record.source_url
        for case in record.cases:
            yield from ((record.code, document.form_url) for document in case.documents)


def host_of(url: str) -> str:
    """Return the host of an address with its port, in lower case; "" where it has none, or one that is longer than a name may be."""
    try:
        host = urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
    return host if len(host) <= _LONGEST_HOST else ""


@dataclass(frozen=True)
class Summary:
    """How many addresses are in which state; `broken` failed twice, `suspect` once. `checked` is the last look; None: there was none."""

    checked: datetime | None
    total: int = 0
    broken: int = 0
    suspect: int = 0
    moved: int = 0
    unclear: int = 0
    hosts: int = 0


class Links:
    """What was found, in the database. Raises `Unavailable` when it fails."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        """Keep it in `database`."""
        self._database, self._clock = database, clock

    def summary(self) -> Summary:
        """Return the counts."""
        kind = sa.case((Address.state != "failed", Address.state), (Address.misses >= BROKEN_AFTER, "broken"), else_="suspect")
        with self._database.read() as session:
            rows = session.execute(sa.select(kind, sa.func.count(), sa.func.max(Address.checked)).group_by(kind)).all()
            hosts = session.scalar(sa.select(sa.func.count()).select_from(Host)) or 0
            last = session.scalar(sa.select(sa.func.max(Host.checked)))
        counts = {str(name): int(number) for name, number, _ in rows if name != "good"}
        checked = max((at for *_, at in rows if at), default=None)
        checked = max((at for at in (checked, last) if at), default=None)
        return Summary(checked, sum(number for _, number, _ in rows), hosts=hosts, **counts)

    def found(self, kind: Kind, most: int = 500) -> Sequence[Address]:
        """Return the addresses of a kind, by host."""
        failed = Address.misses >= BROKEN_AFTER if kind == "broken" else Address.misses < BROKEN_AFTER
        fits = sa.and_(Address.state == "failed", failed) if kind in ("broken", "suspect") else Address.state == kind
        with self._database.read() as session:
            return session.scalars(sa.select(Address).where(fits).order_by(Address.host, Address.url).limit(most)).all()

    def hosts(self) -> Sequence[Host]:
        """Return the hosts that did not answer."""
        with self._database.read() as session:
            return session.scalars(sa.select(Host).order_by(Host.host)).all()

    def looked_at_since(self, moment: datetime) -> set[str]:
        """Return the addresses that were looked at since then."""
        with self._database.read() as session:
            return set(session.scalars(sa.select(Address.url).where(Address.checked >= moment)))

    def note(self, url: str, named_by: Sequence[str], seen: Seen, round_began: datetime) -> None:
        """Keep what a look found. A round counts as one look, however often it was begun."""
        at = self._clock()
        with self._database.begin() as session:
            row = session.scalar(sa.select(Address).where(Address.key == key(url)).with_for_update()) or Address(key=key(url), url=url)
            again = row.checked is not None and row.checked >= round_began
            failed = seen.state == "failed"
            row.misses = (row.misses or 0) + (not again or not row.misses) if failed else 0
            row.since = (row.since or at) if failed else None
            row.host, row.named_by, row.times = host_of(url), list(named_by[:_MOST_NAMED]), len(named_by)
            row.state, row.fault, row.code, row.place, row.checked = seen.state, seen.fault, seen.code, seen.place, at
            session.add(row)

    def host_silent(self, host: str, seen: Seen, addresses: int) -> None:
        """Note that a whole host gives no answer; its addresses stay as they were."""
        at = self._clock()
        with self._database.begin() as session:
            row = session.get(Host, host, with_for_update=True) or Host(host=host, since=at)
            row.fault, row.code, row.addresses, row.checked = seen.fault or "", seen.code, addresses, at
            session.add(row)

    def host_answers(self, host: str) -> None:
        """Note that a host answers."""
        with self._database.begin() as session:
            session.execute(sa.delete(Host).where(Host.host == host))

    def forget_others(self, known: Mapping[str, object] | Collection[str]) -> int:
        """Remove the addresses, and hosts, that nothing names any more; return how many addresses."""
        with self._database.begin() as session:
            gone = [row.id for row in session.execute(sa.select(Address.id, Address.url)) if row.url not in known]
            for start in range(0, len(gone), 500):
                session.execute(sa.delete(Address).where(Address.id.in_(gone[start : start + 500])))
            hosts = {host_of(url) for url in known}
            for host in [name for name in session.scalars(sa.select(Host.host)) if name not in hosts]:
                session.execute(sa.delete(Host).where(Host.host == host))
            return len(gone)

    def suspects(self) -> list[str]:
        """Return the addresses that failed, once or more: what a second look is worth."""
        with self._database.read() as session:
            return list(session.scalars(sa.select(Address.url).where(Address.state == "failed")))

    def asked(self, by: str, scope: str) -> None:
        """Write to the audit that somebody wants a look."""
        with self._database.begin() as session:
            audit.record(session, by, "links.check", "", {"scope": scope})


def key(url: str) -> str:
    """Return what an address is found by."""
    return sha256(url.encode("utf-8", "surrogatepass")).hexdigest()

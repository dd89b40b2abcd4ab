"""Synchronise with the national portal (đồng bộ): list everything, fetch what is new or changed, import it.

What was listed and fetched is stored at once (`originals`), so that a run which stops anywhere goes on from there.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from core.errors import NotFound, Unavailable
from knowledge.importers.intake import Intake
from knowledge.importers.job import confirm, drop, settle
from knowledge.importers.jurisdiction import Scope
from knowledge.importers.originals import Originals, pack
from knowledge.importers.portal import SOURCE_PAGE
from knowledge.importers.portal_client import PortalClient
from knowledge.importers.reading import Unreadable, Where
from knowledge.importers.report import Report, write_rows
from knowledge.importers.watch import Watch, unwatched

ABSENT = "absent.jsonl"
Keep = Callable[[Intake, Path], Report]
LIST_LASTS = timedelta(days=1)  # a list older than this is asked for anew; records that were fetched are not


@dataclass(frozen=True)
class SyncReport:
    """What a synchronisation did, in records.

    `absent` ones were kept here and the portal no longer lists them; `dropped` of those stood and were taken out.
    """

    listed: int
    unchanged: int
    absent: int
    dropped: int
    report: Report

    def summary(self) -> str:
        """Return the counts as lines."""
        told = f"{self.listed:,} listed by the portal: {self.unchanged:,} known and unchanged; of those fetched: {self.report.summary()}"
        gone = f"\n{self.absent:,} no longer listed by the portal, {self.dropped:,} of them taken out" if self.absent else ""
        return told + gone


def synchronise(
    portal: PortalClient,
    target: Path,
    now: datetime,
    scope: Scope | None = None,
    watch: Watch = unwatched,
    *,
    drop_absent: bool = False,
    keep: Keep = settle,
) -> SyncReport:
    """Bring the records in `target` up to what the portal has; go on with a run that stopped before.

    Args:
        portal: the portal.
        target: the state folder of the knowledge.
        now: the time of the run, with its zone; its day is the day the records were checked.
        scope: which records are kept.
        watch: sees pages and records go by.
        drop_absent: take out what the portal no longer lists; else it is only counted and written to `absent.jsonl`.
        keep: what becomes of the records fetched: they are stored, unless something else is done with them.

    Raises:
        Unavailable: the portal refuses, or another synchronisation runs; the message says how far this one came.
    """
    with _only_one(target), Originals.open(target) as originals:
        started = originals.begin(now.isoformat(), (now - LIST_LASTS).isoformat())
        missing: list[tuple[Where, Any]] = []
        try:
            for _ in watch(_list(portal, originals), "pages"):
                pass
            unchanged = originals.known() - {where["id"] for where, _ in originals.fetched()}
            missing = list(_fetch(portal, originals, started, watch))
        except Unavailable as error:
            raise Unavailable(f"{error}. {_progress(originals)}") from error
        finally:
            report = _import(originals, missing, target, now, scope, keep)
        confirm(target, {SOURCE_PAGE.format(id=identity) for identity in unchanged}, now.date())
        absent, dropped = _absent(originals, target, drop_absent)
        listed, *_ = originals.listed()
        originals.end()
    return SyncReport(listed, len(unchanged), absent, dropped, report)


def _list(portal: PortalClient, originals: Originals) -> Iterator[int]:
    """Fetch pages of the list until an empty one; yield how many records are listed."""
    listed, last, complete = originals.listed()
    while not complete:
        page = portal.page(last)
        if page and not originals.add_page(page):
            raise Unavailable("the portal sends the same page of its list again and again")
        if not page:
            originals.add_page([])
        listed, last, complete = originals.listed()
        yield listed


def _fetch(portal: PortalClient, originals: Originals, started: str, watch: Watch) -> Iterator[tuple[Where, Any]]:
    """Fetch what is new or changed; yield what the portal lists and does not have."""
    wanted = originals.wanted()
    for identity, stamp in watch(wanted, "records", len(wanted)):
        try:
            originals.put([pack(portal.record(identity))], stamp=stamp, run=started)
        except NotFound as error:
            yield {"id": identity}, Unreadable(f"record: {error}")


def _import(originals: Originals, missing: list[tuple[Where, Any]], target: Path, now: datetime, scope: Scope | None, keep: Keep) -> Report:
    """Import what this run has fetched, before a break and after it: a run that stops has not worked for nothing."""
    intake = Intake(scope or Scope(), now.date())
    return keep(intake.take_all([*missing, *originals.fetched()]), target)


def _absent(originals: Originals, target: Path, drop_them: bool) -> tuple[int, int]:
    """Repealed procedures vanish from the list. Whether they leave is for a person to say: a list may be faulty."""
    absent = originals.absent()
    write_rows(target / ABSENT, [{"id": identity, "code": code} for identity, code in absent])
    if not drop_them:
        return len(absent), 0
    originals.forget_absent()
    return len(absent), drop(target, {SOURCE_PAGE.format(id=identity) for identity, _ in absent})


def _progress(originals: Originals) -> str:
    listed, _, complete = originals.listed()
    left = f"{len(originals.wanted()):,} records left to fetch" if complete else f"{listed:,} records listed so far"
    return f"Nothing is lost ({left}): run `troly knowledge sync` again to go on"


@contextmanager
def _only_one(target: Path) -> Iterator[None]:
    target.mkdir(parents=True, exist_ok=True)
    with (target / ".sync.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unavailable("another synchronisation is running") from error
        yield

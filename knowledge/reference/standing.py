"""What a publish takes of people's changes, and what a rollback does to them."""

import json
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.audit import record
from core.db import Database
from knowledge.reference.checks import Around, checked
from knowledge.reference.kinds import KINDS, RELEASED
from knowledge.reference.laying import NOTE, Laid
from knowledge.reference.models import APPROVED, DROPPED, RETURNED, Entry
from knowledge.reference.repository import Repository
from knowledge.reference.schemas import Refused, Value


def laid(database: Database) -> Laid:
    """Return the approved changes that stand, read once; none of a database that has not their table yet. Raises `Unavailable`."""
    with database.read() as session:
        if not sa.inspect(session.connection()).has_table(Entry.__tablename__):
            return Laid()
        standing = Repository(session).standing(*RELEASED)
    values: dict[str, dict[str, Value | None]] = {kind: {} for kind in KINDS}
    lines, passed = dict[int, str](), list[str]()
    for entry in sorted(standing.values(), key=lambda one: one.id):
        if _usable(entry):
            values[entry.kind][entry.key] = entry.value
            lines[entry.id] = _told(entry)
        else:
            passed.append(f"{_told(entry)}, cannot be used and is passed over")
    return Laid(values, tuple(lines), tuple(passed), lines)


def _usable(entry: Entry) -> bool:
    """Tell whether an entry is one by the rules of today: it may have been approved under those of an earlier version."""
    if entry.value is None:
        return True
    try:
        checked(entry.kind, entry.key, entry.value, Around({}))
    except (Refused, ValueError, TypeError, LookupError, AttributeError):
        return False
    return True


def _told(entry: Entry) -> str:
    return f"{entry.kind} {entry.key}, written by {entry.author}, approved by {entry.approver}"


def held(releases: Path, release_id: str | None) -> frozenset[int]:
    """Return the numbers of the changes that a release holds; none of one that is gone or of an earlier form."""
    try:
        return frozenset(json.loads((releases / (release_id or "none") / NOTE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return frozenset()


def turn_back(session: Session, releases: Path, left: str, back: str, by: str) -> None:
    """Follow a rollback from the release `left` to `back`: what only the former held is given back to its writers.

    What an earlier rollback gave back, and nobody wrote on since, stands again with its release; what was dropped stays so.
    """
    if not sa.inspect(session.connection()).has_table(Entry.__tablename__):
        return
    before, after = held(releases, left), held(releases, back)
    rows = Repository(session)
    # What gave way to a later change of the same entry stays beneath it, to stand again if that one goes.
    later = {(one.kind, one.key): one.id for one in rows.with_ids(after)}
    for entry in rows.with_ids(before - after):
        if entry.state == APPROVED and entry.id > later.get((entry.kind, entry.key), 0):
            written_on = (entry.kind, entry.key) in rows.open(entry.kind, key=entry.key)
            _moved(session, entry, DROPPED if written_on else RETURNED, by, back)
    for entry in rows.with_ids(after - before):
        if entry.state == RETURNED and entry.approved is not None:
            _moved(session, entry, APPROVED, by, back)


def _moved(session: Session, entry: Entry, state: str, by: str, release: str) -> None:
    detail = {"before": entry.state, "after": state, "release": release}
    entry.state = state
    session.flush()
    record(session, by, "reference.rollback", f"reference:{entry.kind}:{entry.key}", detail)

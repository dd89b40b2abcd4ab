"""What the plan's pages do: who may look, what is spread, and what "it is right" means."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from console.auth.schemas import Invalid
from console.editorial import Editorial
from console.keeping.days import read_day
from console.parts import Parts
from console.roles import Role
from console.staff.service import Staff
from core.audit import staff_actor
from core.errors import BadRequest, Conflict, NotFound
from knowledge.editorial.listing import Row
from knowledge.editorial.review import Unfinished
from knowledge.editorial.staleness import REASONS

WHICH = ("all", "stale", "field")
_PICKS: dict[str, Callable[[Row, str], bool]] = {
    "all": lambda row, field: True,
    "stale": lambda row, field: bool(row.stale),
    "field": lambda row, field: row.entry.field == field,
}
Outcome = Literal["sent", "kept", "already", "unfinished", "waiting"]


@dataclass(frozen=True)
class Spreading:
    """The form of a plan as it was typed."""

    which: str = "all"
    field: str = ""
    owners: tuple[str, ...] = ()
    first: str = ""
    last: str = ""


def people(staff: Staff) -> dict[str, str]:
    """Return the names of those who may look at records, by actor: curators whose account is open."""
    found = [one for one in staff.list() if Role.CURATOR in one.roles and one.disabled is None]
    return {staff_actor(one.id): one.name or one.login for one in found}


def assign(parts: Parts, code: str, owner: str, due: str, by: str) -> None:
    """Give one task. Raises `Invalid`, or `Conflict` where another gave it in the same moment."""
    faults: dict[str, str] = {}
    if parts.editorial.listing.row(code) is None:
        faults["code"] = "keeping.fault_code"
    if owner not in people(parts.staff):
        faults["owner"] = "keeping.fault_owner"
    day = _day(due, "due", faults)
    if faults or day is None:
        raise Invalid(faults or {"due": "keeping.fault_day"})
    try:
        parts.editorial.plan.assign(code, owner, day, by)
    except BadRequest as error:
        raise Invalid({"due": "keeping.fault_due"}) from error


def spread(parts: Parts, asked: Spreading, by: str) -> int:
    """Make a plan, the most urgent records first; return how many tasks were made. Raises as `assign`."""
    faults: dict[str, str] = {}
    known = people(parts.staff)
    if not asked.owners or not all(owner in known for owner in asked.owners):
        faults["owners"] = "keeping.fault_owner"
    if asked.which not in WHICH or (asked.which == "field" and not asked.field):
        faults["which"] = "keeping.fault_which"
    first, last = _day(asked.first, "first", faults), _day(asked.last, "last", faults)
    if faults or first is None or last is None:
        raise Invalid(faults or {"last": "keeping.fault_day"})
    rows = [row for row in parts.editorial.listing.rows() if _PICKS[asked.which](row, asked.field)]
    codes = [row.entry.code for row in sorted(rows, key=_urgency)]
    try:
        return parts.editorial.plan.spread(codes, asked.owners, first, last, by)
    except BadRequest as error:
        raise Invalid({"last": "keeping.fault_span"}) from error


def right(editorial: Editorial, code: str, by: str, day: date) -> Outcome:
    """Have a record say that it was compared with its source today, by a version that goes the usual way, and end the task.

    Return `sent`: the version waits for a second person; `kept`: it stands in a draft that was being written; `already`: the record
    says so. The task stays open where nothing could be noted: `unfinished`, the record has errors, and `waiting`, a version of it is
    in review. Raises `NotFound` where no record stands.
    """
    content = editorial.history.stands(code)
    if content is None:
        raise NotFound(f"no record {code}")
    outcome: Outcome = "already"
    if content.get("checked") != day.isoformat():
        try:
            outcome = _note(editorial, code, by, day)
        except Unfinished:
            outcome = "unfinished"
        except Conflict:
            outcome = "waiting"
    if outcome in ("sent", "kept", "already") and editorial.plan.of_code(code):
        editorial.plan.done(code, by)
    return outcome


def _note(editorial: Editorial, code: str, by: str, day: date) -> Outcome:
    version = editorial.drafts.open(code, by, "check")
    saved = editorial.drafts.save(version.id, by, version.revision, {"checked": day.isoformat()}).version
    if {change.field for change in editorial.history.changes(version.id)} != {"checked"}:
        return "kept"  # somebody writes more into it, and hands it over when it is done
    editorial.review.submit(version.id, by, saved.revision)
    return "sent"


def _urgency(row: Row) -> tuple[int, date, str]:
    gravest = REASONS.index(row.stale[0]) if row.stale else len(REASONS)
    return gravest, row.entry.checked or date.min, row.entry.code


def _day(text: str, name: str, faults: dict[str, str]) -> date | None:
    try:
        found = read_day(text)
    except ValueError:
        found = None
    if found is None:
        faults[name] = "keeping.fault_day"
    return found

"""What waits for approval, and every step of a change's life after its writing."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from console import desks, pages
from console.access import allow
from console.parts import Parts, Wired
from console.reference.entry import NOTE, address, entry_page
from console.reference.sheets import SHEETS
from console.reference.shown import differences
from console.reference.typed import Sent, Typed
from console.roles import Role
from core.audit import staff_actor
from core.errors import Conflict, NotFound
from knowledge.reference.models import APPROVED, DRAFT, DROPPED, RETURNED, Entry
from knowledge.reference.review import OwnWork

router = APIRouter(prefix="/changes")
_READS = [Depends(desks.KNOWLEDGE)]
_APPROVES = [Depends(desks.APPROVING)]
_EITHER = [Depends(allow(Role.CURATOR, Role.TRAINER, Role.APPROVER))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Words = Annotated[str, Query(max_length=40)]
Before = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
SHELVES = {"waiting": (DRAFT,), "returned": (RETURNED,), "approved": (APPROVED,), "dropped": (DROPPED,)}
_PAGE = 50
Step = Callable[[str, str], Entry]  # by whom, and why


@router.get("", dependencies=_READS)
def listed(request: Request, parts: Wired, shelf: Words = "waiting", kind: Words = "", before: Before = None) -> Response:
    """List the changes of one state, the newest first."""
    shelf, kind = shelf if shelf in SHELVES else "waiting", kind if kind in SHEETS else ""
    found = parts.editorial.entries.changes(SHELVES[shelf], kind or None, before, _PAGE + 1)
    shown = [(one, SHEETS[one.kind], differences(SHEETS[one.kind], one.base, one.value)) for one in found[:_PAGE] if one.kind in SHEETS]
    return pages.render(
        request, "reference/changes.html", shelf=shelf, kind=kind, shelves=SHELVES, kinds=list(SHEETS), changes=shown,
        more=found[_PAGE - 1].id if len(found) > _PAGE else None, waiting=parts.editorial.entries.waiting(), address=address,
    )  # fmt: skip


@router.post("/{number}/approve", dependencies=_APPROVES)
def approve(request: Request, parts: Wired, number: Number, typed: Sent) -> Response:
    """Approve what another wrote."""
    review, revision = parts.editorial.entry_review, _revision(typed)
    return _step(request, parts, number, typed, "approved", lambda by, why: review.approve(number, by, revision))


@router.post("/{number}/give-back", dependencies=_APPROVES)
def give_back(request: Request, parts: Wired, number: Number, typed: Sent) -> Response:
    """Give a change back to its writers, with the reason."""
    review, revision = parts.editorial.entry_review, _revision(typed)
    return _step(request, parts, number, typed, "given_back", lambda by, why: review.give_back(number, by, revision, why), reason=True)


@router.post("/{number}/drop", dependencies=_EITHER)
def drop(request: Request, parts: Wired, number: Number, typed: Sent) -> Response:
    """Give a change up."""
    entries, revision = parts.editorial.entries, _revision(typed)
    return _step(request, parts, number, typed, "dropped", lambda by, why: entries.drop(number, by, revision, why))


@router.post("/{number}/undo", dependencies=_APPROVES)
def undo(request: Request, parts: Wired, number: Number, typed: Sent) -> Response:
    """Go back to what stood before an approved change."""
    review = parts.editorial.entry_review
    return _step(request, parts, number, typed, "undone", lambda by, why: review.undo(number, by, why))


def _revision(typed: Typed) -> int:
    given = typed.one("revision")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _step(request: Request, parts: Parts, number: int, typed: Typed, said: str, step: Step, *, reason: bool = False) -> Response:
    """Do one step, and say on the entry's page how it went."""
    entry = parts.editorial.entries.change(number)
    sheet = SHEETS.get(entry.kind)
    if sheet is None:
        raise NotFound(f"no sheet {entry.kind}")
    signed = pages.person(request)
    if said == "dropped" and not (sheet.rule.admits(signed.roles) or Role.APPROVER in signed.roles):
        raise NotFound("another's sheet")
    why, fault, status = typed.one("why"), "", 422
    if reason and not why:
        fault = "reference.why_needed"
    elif len(why) > NOTE:
        fault = "reference.why_long"
    else:
        try:
            step(staff_actor(signed.account), why)
            return pages.told(pages.redirect(address(sheet, entry.key)), parts, f"reference.done_{said}")
        except OwnWork:
            fault, status = "reference.own_work", 403
        except Conflict:
            fault, status = "reference.moved_on", 409
    row = parts.editorial.entries.row(entry.kind, entry.key)
    return entry_page(request, parts, sheet, row, status, refusal=fault, why=why)

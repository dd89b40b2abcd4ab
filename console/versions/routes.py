"""The desk of versions (thẩm định): the queue, one version, two side by side, and every step of a version's life."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response

from console import desks, pages
from console.access import allow
from console.auth.schemas import Invalid
from console.parts import Parts, Wired
from console.roles import Role
from console.versions import told
from console.versions.schemas import SHELVES, Doors, Point, Refusal, Wanted, day_from, field_of, spoken, state_of
from console.versions.service import Versions, waited
from core.clock import VIETNAM
from core.errors import BadRequest, NotFound, TrolyError, Unavailable
from core.text import normalize
from knowledge.editorial.states import State
from knowledge.editorial.wording import pieces

router = APIRouter(prefix="/versions")
_READS = [Depends(desks.KNOWLEDGE)]
_WRITES = [Depends(allow(Role.CURATOR))]
_APPROVES = [Depends(allow(Role.APPROVER))]
_EITHER = [Depends(allow(Role.CURATOR, Role.APPROVER))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Words = Annotated[str, Query(max_length=160)]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
Revision = Annotated[int, Form(ge=0, le=2**31 - 1)]
Read = Annotated[int | None, Form(ge=0, le=2**31 - 1)]  # None: from a page that saves by itself, whose revision runs ahead of it
_LARGEST = 1_000_000  # bytes of a form: what somebody pasted whole comes back with the sentence that it is too long
Text = Annotated[str, Form()]  # as much as a form may hold: what is too long is told on the page, with what was typed


@router.get("", dependencies=_READS)
def listed(request: Request, parts: Wired, state: Words = "", who: Words = "", code: Words = "", page: PageNumber = 1) -> Response:
    """Show what waits and what was; with `code`, the history of one procedure. htmx asks for the table alone."""
    wanted = Wanted.of(state, who, code, page)
    found = Versions(parts.editorial).listed(wanted, _me(request))
    template = "versions/table.html" if "hx-request" in request.headers else "versions/list.html"
    at = parts.clock()
    return pages.render(request, template, wanted=wanted, found=found, shelves=SHELVES, told=told, waited=lambda since: waited(since, at))


@router.get("/compare", dependencies=_READS)
def compare(request: Request, parts: Wired, before: Words = "", after: Words = "") -> Response:
    """Show two versions (`12`), or two revisions (`12@3`), side by side."""
    old, new = Point.of(before), Point.of(after)
    if old is None or new is None:
        return pages.told(pages.redirect("/versions"), parts, "versions.choose_two", wrong=True)
    try:
        found = Versions(parts.editorial).compared(old, new)
    except BadRequest as error:
        raise NotFound("no such revision") from error
    return pages.render(request, "versions/compare.html", found=found, before=old, after=new, pieces=pieces)


@router.get("/{number}", dependencies=_READS)
def one(request: Request, parts: Wired, number: Number) -> Response:
    """Show one version: where it stands, what it changes, what was said of it."""
    return _one(request, parts, number)


@router.post("/{number}/submit", dependencies=_WRITES, max_body_size=_LARGEST)
def submit(request: Request, parts: Wired, number: Number, revision: Revision = 0, note: Text = "") -> Response:
    """Hand the version over for review."""

    def step(by: str) -> object:
        return parts.editorial.review.submit(number, by, revision, spoken(note, needed=False))

    return _step(request, parts, number, "submit", revision, step, text=note)


@router.post("/{number}/take-back", dependencies=_WRITES)
def take_back(request: Request, parts: Wired, number: Number, revision: Revision = 0) -> Response:
    """Go on writing."""
    return _step(
        request, parts, number, "take_back", revision, lambda by: parts.editorial.review.take_back(number, by, revision)
    )  # fmt: skip


@router.post("/{number}/give-back", dependencies=_APPROVES, max_body_size=_LARGEST)
def give_back(request: Request, parts: Wired, number: Number, revision: Revision = 0, text: Text = "") -> Response:
    """Return the version to its writers."""

    def step(by: str) -> object:
        return parts.editorial.review.give_back(number, by, spoken(text), revision)

    return _step(request, parts, number, "give_back", revision, step, text=text)


@router.post("/{number}/approve", dependencies=_APPROVES)
def approve(request: Request, parts: Wired, number: Number, revision: Revision = 0, starts: Text = "") -> Response:
    """Approve what another wrote, at once or for a day."""

    def step(by: str) -> object:
        return parts.editorial.review.approve(number, by, revision, day_from(starts, _today(parts)))

    return _step(request, parts, number, "approve", revision, step, starts=starts)


@router.post("/{number}/withdraw", dependencies=_EITHER, max_body_size=_LARGEST)
def withdraw(request: Request, parts: Wired, number: Number, revision: Read = None, reason: Text = "", seen: Text = "") -> Response:
    """Give the version up; of a published one, take the procedure out. Who only writes gives up what is not approved."""
    writes_only = Role.APPROVER not in pages.person(request).roles

    def step(by: str) -> object:
        return parts.editorial.review.withdraw(number, by, spoken(reason), revision, writes_only, state_of(seen))

    return _step(request, parts, number, "withdraw", revision or 0, step, text=reason)


@router.post("/{number}/comment", dependencies=_EITHER, max_body_size=_LARGEST)
def comment(request: Request, parts: Wired, number: Number, text: Text = "", field: Text = "") -> Response:
    """Say something of the version, or of one of its fields."""
    about = field_of(field)

    def step(by: str) -> object:
        said = spoken(text)
        return Versions(parts.editorial).said_before(number, by, said, about) or parts.editorial.drafts.comment(number, by, said, about)

    return _step(request, parts, number, "comment", 0, step, text=text, field=about)


@router.post("/{number}/restore", dependencies=_WRITES)
def restore(request: Request, parts: Wired, number: Number) -> Response:
    """Open a draft with the content of this version."""
    try:
        made = parts.editorial.history.restore(number, _me(request))
    except TrolyError as error:
        return _refused(request, parts, number, "restore", 0, error, {})
    return pages.told(pages.redirect(f"/versions/{made.id}"), parts, "versions.said_restore")


def _step(
    request: Request, parts: Parts, number: int, verb: str, revision: int, step: Callable[[str], object], **typed: str | None
) -> Response:
    """Do a step and lead back to the version; what is refused is told on its page, with all that was typed."""
    me, place = _me(request), f"/versions/{number}"
    try:
        step(me)
    except Invalid as error:
        return _one(request, parts, number, 422, faults=error.faults, verb=verb, typed=typed)
    except TrolyError as error:
        if error.status == 409 and Versions(parts.editorial).done_before(number, verb, me, normalize(typed.get("text") or "")):
            return pages.told(pages.redirect(place), parts, "versions.already")
        return _refused(request, parts, number, verb, revision, error, typed)
    return pages.told(pages.redirect(place), parts, _said(parts, number, verb))


def _said(parts: Parts, number: int, verb: str) -> str:
    scheduled = verb == "approve" and parts.editorial.history.version(number).state == State.SCHEDULED
    return "versions.said_schedule" if scheduled else f"versions.said_{verb}"


def _refused(
    request: Request, parts: Parts, number: int, verb: str, revision: int, error: TrolyError, typed: dict[str, str | None]
) -> Response:
    if isinstance(error, NotFound | Unavailable):
        raise error
    refusal = Versions(parts.editorial).refusal(error, number, verb, revision)
    return _one(request, parts, number, refusal.status, refusal=refusal, verb=verb, typed=typed)


def _one(
    request: Request, parts: Parts, number: int, status: int = 200, refusal: Refusal | None = None, verb: str = "", **more: Any
) -> Response:
    shown = Versions(parts.editorial).shown(number)
    doors = Doors.of(shown.version, _me(request), pages.person(request).roles)
    more["typed"] = {"text": "", "starts": "", "field": "", **more.get("typed", {})}
    values = {**more, "refusal": refusal, "verb": verb, "shown": shown, "doors": doors, "pieces": pieces, "told": told}
    return pages.render(request, "versions/one.html", status, today=_today(parts), **values)


def _me(request: Request) -> str:
    return pages.actor(request)


def _today(parts: Parts) -> date:
    return parts.clock().astimezone(VIETNAM).date()

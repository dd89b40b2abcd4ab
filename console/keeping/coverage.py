"""Questions without a good answer, and what one can do about each."""

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response

from console import desks, pages
from console.auth.schemas import Invalid
from console.keeping import beginning
from console.keeping.questions import WHYS, Group, board, nearest, short
from console.parts import Parts, Wired

router = APIRouter(prefix="/coverage")
_READ, _WRITE, _KEEP = [Depends(desks.KNOWLEDGE)], [Depends(desks.WRITING)], [Depends(desks.KEEPS)]
VIEWS = ("open", "begun", "aside")
_PAGE = 30
Key = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Words = Annotated[str, Query(max_length=40)]
Page = Annotated[int, Query(ge=1, le=10_000)]
Typed = Annotated[str, Form(max_length=2_000)]


@router.get("", dependencies=_READ)
def listed(request: Request, parts: Wired, view: Words = "open", page: Page = 1) -> Response:
    """List the groups: those nobody dealt with, those for which a draft was begun, those that are none of ours."""
    view = view if view in VIEWS else "open"
    found = board(parts)
    groups = [group for group in found.groups if group.view == view]
    counts = Counter(group.view for group in found.groups)
    pages_ = max(1, -(-len(groups) // _PAGE))
    page = min(page, pages_)
    silent = [one for one in found.silent if ("begun" if one.code else "aside") == view]
    return pages.render(
        request, "keeping/coverage.html", groups=groups[(page - 1) * _PAGE : page * _PAGE], view=view, views=VIEWS, counts=counts,
        page=page, pages=pages_, sharp=found.sharp, whys=WHYS, silent=silent if page == pages_ else [],
    )  # fmt: skip


@router.get("/{key}", dependencies=_READ)
def one(request: Request, parts: Wired, key: Key) -> Response:
    """Show one group: every wording, and the procedures that are nearest now."""
    group = board(parts).find(key)
    return _one(request, parts, group) if group else _changed(parts)


@router.post("/{key}/alias", dependencies=_WRITE)
def alias(request: Request, parts: Wired, key: Key, code: Typed = "", other: Typed = "", alias: Typed = "") -> Response:
    """Begin a draft in which these words are another name of a procedure."""
    group, code = board(parts).find(key), other.strip() or code
    if group is None:
        return _changed(parts)
    try:
        begun = beginning.alias(parts.editorial, group, code, alias, pages.actor(request))
    except Invalid as error:
        return _one(request, parts, group, error.faults, alias=alias, code=code, other=other)
    return pages.told(pages.redirect(f"/procedures/{begun}/edit"), parts, "keeping.alias_begun")


@router.post("/{key}/new", dependencies=_WRITE)
def new(request: Request, parts: Wired, key: Key, new_code: Typed = "", name: Typed = "") -> Response:
    """Begin a draft for a procedure that is not there yet."""
    group = board(parts).find(key)
    if group is None:
        return _changed(parts)
    try:
        begun = beginning.procedure(parts.editorial, group, new_code, name, pages.actor(request))
    except Invalid as error:
        return _one(request, parts, group, error.faults, new_code=new_code, name=name)
    return pages.told(pages.redirect(f"/procedures/{begun}/edit"), parts, "keeping.new_begun")


@router.post("/{key}/aside", dependencies=_KEEP)
def aside(request: Request, parts: Wired, key: Key) -> Response:
    """Put a group aside: it is none of ours."""
    group = board(parts).find(key)
    if group is None:
        return _changed(parts)
    parts.editorial.dealt.put(group.gap.subject, pages.actor(request))
    return pages.told(pages.redirect("/keeping/coverage"), parts, "keeping.put_aside")


@router.post("/dealt/{number}/back", dependencies=_KEEP)
def back(request: Request, parts: Wired, number: Number) -> Response:
    """Show a group again that was dealt with."""
    parts.editorial.dealt.take_back(number, pages.actor(request))
    return pages.told(pages.redirect("/keeping/coverage"), parts, "keeping.taken_back")


def _one(request: Request, parts: Parts, group: Group, faults: dict[str, str] | None = None, **typed: str) -> Response:
    lead, name = group.gap.questions[0].text, short(parts, group.gap)
    values: dict[str, Any] = {"alias": name[:80].strip(), "other": "", "new_code": "", "name": name[:1].upper() + name[1:], **typed}
    found = nearest(parts, lead)
    return pages.render(
        request,
        "keeping/gap.html",
        422 if faults else 200,
        group=group,
        lead=lead,
        found=found,
        whys=WHYS,
        typed=values,
        faults=faults or {},
    )


def _changed(parts: Parts) -> Response:
    return pages.told(pages.redirect("/keeping/coverage"), parts, "keeping.gap_changed", wrong=True)

"""The administrator's desk."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, Response

from console import desks, pages
from console.auth.schemas import Invalid
from console.parts import Parts, Wired
from console.roles import Role
from console.staff.schemas import Profile

router = APIRouter(prefix="/staff")
_RULE = [Depends(desks.STAFF)]
Words = Annotated[str, Form(max_length=200)]
Chosen = Annotated[list[str] | None, Form(max_length=len(Role))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("", dependencies=_RULE)
def listed(request: Request, parts: Wired, q: str = "") -> Response:
    """List the accounts; htmx asks for the table alone."""
    template = "staff_table.html" if "hx-request" in request.headers else "staff.html"
    return pages.render(request, template, members=parts.staff.list(q), q=q)


@router.get("/new", dependencies=_RULE)
def invite_page(request: Request) -> Response:
    """Show the form of an invitation."""
    return _form(request)


@router.post("/new", dependencies=_RULE)
def invite(request: Request, parts: Wired, login: Words = "", name: Words = "", roles: Chosen = None) -> Response:
    """Make an account, and show its one-time link."""
    try:
        number, link = parts.staff.create(pages.actor(request), Profile.of(login, name, roles or ()))
    except Invalid as error:
        return _form(request, error.faults, login, name, roles)
    return _link(request, parts, number, link)


@router.get("/{number}", dependencies=_RULE)
def one(request: Request, parts: Wired, number: Number) -> Response:
    """Show one account."""
    return _one(request, parts, number)


@router.post("/{number}", dependencies=_RULE)
def change(request: Request, parts: Wired, number: Number, name: Words = "", roles: Chosen = None) -> Response:
    """Set name and roles."""
    try:
        parts.staff.change(pages.actor(request), number, Profile.of(parts.staff.get(number).login, name, roles or ()))
    except Invalid as error:
        return _one(request, parts, number, error.faults, name, roles)
    return _done(parts, number, "staff.changed")


@router.post("/{number}/disable", dependencies=_RULE)
def disable(request: Request, parts: Wired, number: Number) -> Response:
    """Shut the account."""
    try:
        parts.staff.disable(pages.actor(request), number)
    except Invalid as error:
        return _one(request, parts, number, error.faults)
    return _done(parts, number, "staff.disabled")


@router.post("/{number}/enable", dependencies=_RULE)
def enable(request: Request, parts: Wired, number: Number) -> Response:
    """Open the account again."""
    parts.staff.enable(pages.actor(request), number)
    return _done(parts, number, "staff.enabled")


@router.post("/{number}/factor", dependencies=_RULE)
def reset_factor(request: Request, parts: Wired, number: Number) -> Response:
    """Forget the second factor."""
    parts.staff.reset_factor(pages.actor(request), number)
    return _done(parts, number, "staff.factor_reset")


@router.post("/{number}/unlock", dependencies=_RULE)
def unlock(request: Request, parts: Wired, number: Number) -> Response:
    """End the pause after wrong passwords."""
    parts.staff.unlock(pages.actor(request), number)
    return _done(parts, number, "staff.unlocked")


@router.post("/{number}/link", dependencies=_RULE)
def new_link(request: Request, parts: Wired, number: Number) -> Response:
    """Make a one-time link for a new password, and show it."""
    return _link(request, parts, number, parts.staff.link(pages.actor(request), number))


def _done(parts: Parts, number: int, said: str) -> Response:
    return pages.told(pages.redirect(f"/staff/{number}"), parts, said)


def _form(
    request: Request, faults: dict[str, str] | None = None, login: str = "", name: str = "", roles: list[str] | None = None
) -> Response:
    values = {"login": login, "name": name, "chosen": roles or [], "roles": list(Role), "faults": faults or {}}
    return pages.render(request, "staff_new.html", 422 if faults else 200, **values)


def _one(
    request: Request,
    parts: Parts,
    number: int,
    faults: dict[str, str] | None = None,
    name: str | None = None,
    chosen: list[str] | None = None,
) -> Response:
    member = parts.staff.get(number)
    values = {"member": member, "name": member.name if name is None else name, "roles": list(Role), "faults": faults or {}}
    values["chosen"] = [role.value for role in member.roles] if name is None else chosen or []
    return pages.render(request, "staff_one.html", 422 if faults else 200, **values)


def _link(request: Request, parts: Parts, number: int, link: str) -> Response:
    # Shown by the answer itself: it stands in no address, no cookie and no log.
    return pages.render(request, "staff_link.html", member=parts.staff.get(number), link=link, hours=parts.settings.console_link_hours)

"""One's own account, and the first page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from console import pages
from console.access import signed_in
from console.audit.schemas import Asked
from console.auth.passwords import MOST
from console.auth.schemas import Invalid
from console.parts import Parts, Wired

router = APIRouter()
Words = Annotated[str, Form(max_length=MOST)]
_LATEST = 10


@router.get("/", dependencies=[Depends(signed_in)])
def home(request: Request, parts: Wired) -> Response:
    """Show the desks, and what the person did last."""
    entries, _ = parts.audit.page(Asked(actor=pages.actor(request)), count=_LATEST)
    return pages.render(request, "home.html", entries=entries)


@router.get("/account", dependencies=[Depends(signed_in)])
def account(request: Request, parts: Wired) -> Response:
    """Show one's own account."""
    return _account(request, parts)


@router.post("/account/password", dependencies=[Depends(signed_in)])
def set_password(request: Request, parts: Wired, current: Words = "", password: Words = "", again: Words = "") -> Response:
    """Set a new password; every other browser is signed out."""
    try:
        if password != again:
            raise Invalid({"again": "password.differs"})
        done = parts.own.set_password(pages.person(request), current, password)
    except Invalid as error:
        return _account(request, parts, error.faults)
    return pages.told(pages.sign_on(pages.redirect("/account"), parts, done.token), parts, "account.password_set")


@router.post("/account/recovery", dependencies=[Depends(signed_in)])
def renew_recovery(request: Request, parts: Wired, current: Words = "") -> Response:
    """Make new recovery codes, and show them this once."""
    try:
        codes = parts.own.renew_recovery(pages.person(request), current)
    except Invalid as error:
        return _account(request, parts, {"proof": error.faults["current"]})
    return pages.render(request, "recovery.html", codes=codes)


def _account(request: Request, parts: Parts, faults: dict[str, str] | None = None) -> Response:
    sessions, codes = parts.own.state(pages.person(request))
    return pages.render(request, "account.html", 422 if faults else 200, sessions=sessions, codes=codes, faults=faults or {})

"""The pages of signing in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from console import csrf, pages
from console.access import anyone, half_way, signed_in
from console.auth import totp
from console.auth.passwords import MOST
from console.auth.schemas import Enrolment, Invalid, Opened, Refusal, Stage
from console.parts import Parts, Wired

router = APIRouter()
Words = Annotated[str, Form(max_length=MOST)]
_PLACES = {Stage.CODE: "/sign-in/code", Stage.ENROL: "/sign-in/enrol", Stage.FULL: "/"}


@router.get("/sign-in", dependencies=[Depends(anyone)])
def sign_in_page(request: Request, parts: Wired, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """Show the form; who is in already goes on."""
    signed = pages.signed(request)
    return pages.redirect(_PLACES[signed.stage]) if signed else pages.render(request, "sign_in.html", next=pages.local(next), login="")


@router.post("/sign-in", dependencies=[Depends(anyone)])
def sign_in(
    request: Request,
    parts: Wired,
    login: Words = "",
    password: Words = "",
    next: Words = "/",  # noqa: A002
) -> Response:
    """Check login and password."""
    parts.brake.count(_address(request))
    done = parts.sign_in.password(login, password, request.cookies.get(parts.cookie, ""))
    if isinstance(done, Refusal):
        return pages.render(request, "sign_in.html", 422, next=pages.local(next), login=login, refusal=done)
    return _on(parts, done, next)


@router.get("/sign-in/code", dependencies=[Depends(half_way[Stage.CODE])])
def code_page(request: Request, next: str = "/") -> Response:  # noqa: A002
    """Ask for the six digits."""
    return pages.render(request, "code.html", next=pages.local(next))


@router.post("/sign-in/code", dependencies=[Depends(half_way[Stage.CODE])])
def code(request: Request, parts: Wired, code: Words = "", next: Words = "/") -> Response:  # noqa: A002
    """Check the six digits, or a recovery code."""
    parts.brake.count(_address(request))
    done = parts.sign_in.code(pages.person(request), code)
    if isinstance(done, Refusal):
        return pages.render(request, "code.html", 422, next=pages.local(next), refusal=done)
    return pages.sign_on(pages.redirect(next), parts, done.token)


@router.get("/sign-in/enrol", dependencies=[Depends(half_way[Stage.ENROL])])
def enrol_page(request: Request, parts: Wired) -> Response:
    """Show the QR code of a new second factor."""
    return _enrol(request, parts.sign_in.enrolment(pages.person(request)))


@router.post("/sign-in/enrol", dependencies=[Depends(half_way[Stage.ENROL])])
def enrol(request: Request, parts: Wired, code: Words = "") -> Response:
    """Check the first six digits, and show the recovery codes."""
    parts.brake.count(_address(request))
    signed = pages.person(request)
    done = parts.sign_in.enrol(signed, code)
    if isinstance(done, Refusal):
        return _enrol(request, parts.sign_in.enrolment(signed), done)
    token = done.opened.token  # the form on this page is sent with the new session
    return pages.sign_on(pages.render(request, "recovery.html", codes=done.recovery, csrf=csrf.token(parts.key, token)), parts, token)


@router.get("/link/{token}", dependencies=[Depends(anyone)])
def link_page(request: Request, parts: Wired, token: str) -> Response:
    """Ask for the first password, or a new one; opening the page does not use the link up."""
    parts.brake.count(_address(request))
    return pages.render(request, "link.html", login=parts.links.owner(token, parts.clock()).login)


@router.post("/link/{token}", dependencies=[Depends(anyone)])
def link(request: Request, parts: Wired, token: str, password: Words = "", again: Words = "") -> Response:
    """Set the password."""
    parts.brake.count(_address(request))
    try:
        if password != again:
            raise Invalid({"again": "password.differs"})
        return _on(parts, parts.links.use(token, password, parts.clock()), "/")
    except Invalid as error:
        login = parts.links.owner(token, parts.clock()).login
        return pages.render(request, "link.html", 422, login=login, faults=error.faults)


@router.post("/sign-out", dependencies=[Depends(anyone)])
def sign_out(request: Request, parts: Wired) -> Response:
    """End this session."""
    parts.sessions.end(request.cookies.get(parts.cookie, ""))
    return pages.told(pages.sign_off(pages.redirect("/sign-in"), parts), parts, "sign_in.out")


@router.post("/sign-out/everywhere", dependencies=[Depends(signed_in)])
def sign_out_everywhere(request: Request, parts: Wired) -> Response:
    """End every session of the person."""
    parts.own.out_everywhere(pages.person(request))
    return pages.told(pages.sign_off(pages.redirect("/sign-in"), parts), parts, "sign_in.out_everywhere")


def _on(parts: Parts, done: Opened, after: str) -> Response:
    after = pages.local(after)
    place = _PLACES[done.stage] + (f"?next={after}" if after != "/" and done.stage is Stage.CODE else "")
    return pages.sign_on(pages.redirect(place), parts, done.token)


def _enrol(request: Request, enrolment: Enrolment, refusal: Refusal | None = None) -> Response:
    values = {"secret": enrolment.secret, "picture": totp.picture(enrolment.uri), "refusal": refusal}
    return pages.render(request, "enrol.html", 422 if refusal else 200, **values)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""

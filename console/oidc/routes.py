"""To the organisation's provider, and back."""

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from console import pages
from console.access import anyone
from console.auth.schemas import Refusal
from console.oidc.service import LASTS, Oidc
from console.parts import Parts, Wired
from core.errors import NotFound

router = APIRouter()
_COOKIE, _PATH = "troly_oidc", "/oidc"


@router.get("/oidc/start", dependencies=[Depends(anyone)])
def start(request: Request, parts: Wired) -> Response:
    """Send the browser to the provider."""
    _count(request, parts)
    place, carried = _provider(parts).start()
    response = RedirectResponse(place, 303)
    # Lax: the way back begins at the provider, and the cookie must come along.
    response.set_cookie(_COOKIE, carried, LASTS, path=_PATH, httponly=True, secure=parts.secure, samesite="lax")
    return response


@router.get("/oidc/callback", dependencies=[Depends(anyone)])
def callback(request: Request, parts: Wired) -> Response:
    """Take the browser back."""
    _count(request, parts)
    former, params = request.cookies.get(parts.cookie, ""), dict(request.query_params)
    done = _provider(parts).finish(request.cookies.get(_COOKIE, ""), params, former)
    if isinstance(done, Refusal):
        response: Response = pages.told(pages.redirect("/sign-in"), parts, done.reason, wrong=True)
    else:
        response = pages.sign_on(pages.redirect("/"), parts, done.token)
    response.delete_cookie(_COOKIE, path=_PATH, httponly=True, secure=parts.secure, samesite="lax")
    return response


def _count(request: Request, parts: Parts) -> None:
    parts.brake.count(request.client.host if request.client else "")


def _provider(parts: Parts) -> Oidc:
    if parts.oidc is None:
        raise NotFound("no provider is set")
    return parts.oidc

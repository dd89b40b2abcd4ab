"""Every error as a page in words; where somebody has to sign in first, the way there."""

from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from console import pages
from console.access import SignInNeeded
from console.auth.schemas import Stage
from core.errors import TooManyRequests, TrolyError, Unauthorized, Unavailable

_log = structlog.get_logger()
_PLACES = {None: "/sign-in", Stage.CODE: "/sign-in/code", Stage.ENROL: "/sign-in/enrol", Stage.FULL: "/"}
WORDED = {400, 401, 403, 404, 405, 409, 413, 422, 429, 503}
# What a page fetches by itself and can do without: a session that ended meanwhile takes nobody away from what they are writing.
_BESIDE = frozenset({"/keeping/alarm"})
_RETRY = {TooManyRequests.status: 60, Unavailable.status: 5}


def install(app: FastAPI) -> None:
    """Let `app` answer every error with a page."""
    app.add_exception_handler(SignInNeeded, _sign_in)
    app.add_exception_handler(TrolyError, _of_ours)
    app.add_exception_handler(HTTPException, _of_framework)
    app.add_exception_handler(RequestValidationError, _of_shape)


def unexpected(request: Request) -> Response:
    """Return the page of an error nobody planned: nothing of the cause, and nothing that could fail once more."""
    return HTMLResponse(pages.text("error.bare"), 500)


def _sign_in(request: Request, error: Exception) -> Response:
    assert isinstance(error, SignInNeeded)  # noqa: S101
    path = pages.local(request.url.path)
    back = path if request.method == "GET" and error.stage is None and not path.startswith("/sign-in") else "/"
    place = _PLACES[error.stage] + (f"?next={back}" if back != "/" else "")
    if "hx-request" in request.headers and path in _BESIDE:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    if "hx-request" in request.headers:  # a part of a page cannot show the sign-in: the whole page goes there
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": pages.address(place)})
    return pages.redirect(place)


def _of_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, TrolyError)  # noqa: S101
    if isinstance(error, Unauthorized):
        return pages.redirect("/sign-in")
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.warning("unavailable", code=error.code, exc_info=error)
    response = page(request, error.status)
    if error.status in _RETRY:
        response.headers["Retry-After"] = str(error.retry_after or _RETRY[error.status])
    return response


def _of_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    response = page(request, error.status_code)
    response.headers.update(error.headers or {})
    return response


def _of_shape(request: Request, error: Exception) -> Response:
    return page(request, HTTPStatus.UNPROCESSABLE_ENTITY)


def page(request: Request, status: int) -> Response:
    """Return the page that says in words what is wrong."""
    return pages.render(request, "error.html", status, said_status=status if status in WORDED else 500)

"""Requests that another page makes in a person's name: refused by where they come from, and by a token of the page.

The token is bound to the session's cookie; before there is a session, to a cookie of the form.
"""

import hmac
import secrets
from collections.abc import AsyncIterator
from hashlib import sha256
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from console.access import SignInNeeded
from console.auth.schemas import Stage
from console.parts import Parts, caller, parts_of
from core.errors import Forbidden

FIELD, HEADER, FORM_COOKIE = "csrf", "x-csrf-token", "troly_form"
FORM = 256_000  # bytes of a request, unless its route says otherwise
_MOST_INPUTS = 10_000  # the record with the most papers has 1,300
_SAFE = {"GET", "HEAD", "OPTIONS"}
_OURS = {"same-origin", "none"}  # of Sec-Fetch-Site; `same-site` is a neighbour, and not us


def anchor(request: Request, parts: Parts) -> tuple[str, bool]:
    """Return what the token is bound to, and whether it is new, so that the response has to set it as `FORM_COOKIE`."""
    if kept := request.cookies.get(parts.cookie) or request.cookies.get(FORM_COOKIE):
        return kept, False
    return secrets.token_urlsafe(24), True


def token(key: bytes, bound_to: str) -> str:
    """Return the token of a page."""
    return hmac.new(key, b"csrf\0" + bound_to.encode("utf-8", "replace"), sha256).hexdigest()


async def form(request: Request) -> FormData:
    """Return the form that was sent, of as many inputs as the page of a record has. Raises `HTTPException` (400) for one with more."""
    return await request.form(max_fields=_MOST_INPUTS)


async def check(request: Request) -> AsyncIterator[None]:
    """Raise `Forbidden` for a request that changes something and does not come from a page of ours."""
    try:
        await _check(request)
        yield
    finally:
        await request.close()  # the form was read here: files of one that nobody wanted are closed too


async def _check(request: Request) -> None:
    if request.method in _SAFE:
        return
    if request.headers.get("sec-fetch-site", "none") not in _OURS:
        raise Forbidden("from another site")
    if (origin := request.headers.get("origin")) and urlsplit(origin).netloc != request.headers.get("host"):
        raise Forbidden("from another origin")
    await _known(request)
    parts = parts_of(request)
    given = request.headers.get(HEADER) or (await form(request)).get(FIELD)
    bound_to, new = anchor(request, parts)
    if new or not isinstance(given, str) or not hmac.compare_digest(given.encode(), token(parts.key, bound_to).encode()):
        raise Forbidden("no token of a page of ours")


async def _known(request: Request) -> None:
    """Raise `SignInNeeded` for more than a form of somebody who is not signed in: nobody unknown fills disk or memory."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) <= FORM:
        return
    signed = await run_in_threadpool(caller, request)
    if signed is None or signed.stage is not Stage.FULL:
        raise SignInNeeded(signed.stage if signed else None)

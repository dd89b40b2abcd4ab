"""Who asks: the page, the network address and the conversation of a request to the live web channel."""

import ipaddress
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from channels.admission import admit, admit_message
from channels.parts import Parts, Wired
from channels.web.live.origin import Page, page_of
from channels.web.live.ports import CHANNEL
from core.errors import Forbidden, Unauthorized
from core.person import person_of

COOKIE = "troly_session"
_READ, _ADDRESS = "web read", "web address"  # what is counted beside messages
_bearer = HTTPBearer(auto_error=False, description="The session's token")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="The session's cookie, on pages of the gateway's own origin")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
Cookie = Annotated[str | None, Depends(_cookie)]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody whose conversation is proven: its name, and their nameless id."""

    sender: str
    person: str


async def page(request: Request, response: Response, wired: Wired) -> Page:
    """Return whose page asks, once its network address is within its rate. Raises `Forbidden`, `TooManyRequests`."""
    response.headers["Cache-Control"] = "no-store"
    asking = page_of(request, wired.settings)
    await admit(request, response, wired.live.addresses, _ADDRESS, network(request))
    return asking


Asking = Annotated[Page, Depends(page)]


async def known(request: Request, wired: Wired, asking: Asking, bearer: Bearer, cookie: Cookie) -> Visitor | None:
    """Return whose conversation the token or the cookie proves, or `None`.

    A cookie comes by itself wherever a page sends the browser: it counts on our own pages alone. The browser says which those are; one
    that does not may read and change nothing by cookie.
    """
    if bearer:
        return await _believed(wired, wired.live.sessions.of_token(bearer.credentials))
    if cookie and (asking == "own" or (asking == "unknown" and request.method == "GET")):
        return await _believed(wired, wired.live.sessions.of_token(cookie))
    return None


Known = Annotated[Visitor | None, Depends(known)]


async def proven(known: Known, asking: Asking, cookie: Cookie) -> Visitor:
    """Return whose conversation it is. Raises `Unauthorized`, `Forbidden`."""
    if known:
        return known
    if cookie and asking != "own":
        raise Forbidden("a cookie from a page that is not ours")
    raise Unauthorized("no session")


async def writing(request: Request, response: Response, wired: Wired, visitor: Annotated[Visitor, Depends(proven)]) -> Visitor:
    """Return who writes, within the rate of messages. Raises `TooManyRequests`, `Busy` and as `proven`."""
    await admit_message(request, response, wired.pace, CHANNEL, visitor.sender)
    return visitor


async def reading(request: Request, response: Response, wired: Wired, visitor: Annotated[Visitor, Depends(proven)]) -> Visitor:
    """Return who asks for something else, which is counted apart. Raises as `writing`."""
    await admit(request, response, wired.live.reads, _READ, visitor.sender)
    return visitor


Writing = Annotated[Visitor, Depends(writing)]
Reading = Annotated[Visitor, Depends(reading)]


async def ticketed(
    request: Request, response: Response, wired: Wired, asking: Asking, known: Known, ticket: Annotated[str | None, Query()] = None
) -> Visitor:
    """Return whose events are asked for, by ticket or else as `reading`. Raises as `reading`."""
    found = await _believed(wired, wired.live.sessions.of_ticket(ticket)) if ticket else known
    if found is None:
        raise Unauthorized("no ticket and no session")
    await admit(request, response, wired.live.reads, _READ, found.sender)
    return found


Ticketed = Annotated[Visitor, Depends(ticketed)]


async def _believed(wired: Parts, sender: str | None) -> Visitor | None:
    if sender is None:
        return None
    person = person_of(wired.key, CHANNEL, sender)
    return None if await wired.live.ended.has(person) else Visitor(sender, person)


def network(request: Request) -> str:
    """Return the network address that counts: of IPv6 the half that is one household's."""
    host = request.client.host if request.client else "nowhere"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host

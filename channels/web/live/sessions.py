"""Beginning, renewing and ending a web conversation; tickets for its events."""

from fastapi import APIRouter, Response

from channels.parts import Parts, Wired
from channels.problem import responses
from channels.web.live.door import COOKIE, Asking, Known, Reading
from channels.web.live.schemas import SessionOut, TicketOut
from channels.web.live.session import TICKET_SECONDS, Session

router = APIRouter(prefix="/api/v1/web", tags=["web"])


@router.post("/session", responses=responses(403, 429))
async def session(wired: Wired, response: Response, asking: Asking, known: Known) -> SessionOut:
    """Return the conversation that the cookie or the token proves, with its time renewed; else begin one.

    A client calls this when it starts, and again after a 401.
    """
    made = wired.live.sessions.renewed(known.sender) if known else wired.live.sessions.new()
    if asking != "foreign":
        _remember(response, made, wired)
    return SessionOut(sender=made.sender, expires=made.expires, token=made.token)


@router.delete("/session", status_code=204, responses=responses(401, 403, 429, 503))
async def end(wired: Wired, response: Response, visitor: Reading) -> None:
    """End the conversation for good: what was said in it can be read no more, and its tokens prove nothing."""
    await wired.live.ended.add(visitor.person)
    wired.live.streams.end(visitor.person)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=_secure(wired))


@router.post("/ticket", responses=responses(401, 403, 429))
async def ticket(wired: Wired, visitor: Reading) -> TicketOut:
    """Return a ticket for the events of this conversation."""
    return TicketOut(ticket=wired.live.sessions.ticket(visitor.sender), expires_in=TICKET_SECONDS)


def _remember(response: Response, made: Session, wired: Parts) -> None:
    seconds = wired.live.sessions.seconds
    response.set_cookie(COOKIE, made.token, max_age=seconds, httponly=True, samesite="lax", secure=_secure(wired))


def _secure(wired: Parts) -> bool:
    return wired.settings.public_url.lower().startswith("https:")

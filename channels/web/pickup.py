"""Messages nobody asked for just now, such as news of a dossier: clients of the REST channel pick them up. Pages have them as events.

Whoever knows a sender's name can read what waits for it, as they can write in its name: names are random and belong to the client.
What waits holds no personal data.
"""

from datetime import datetime
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response

from channels.admission import admit
from channels.messages import RestReply
from channels.parts import Wired
from channels.problem import responses
from conversations.outbox import Outbox, Waiting
from core.person import person_of

router = APIRouter(tags=["messages"])
_LARGEST = 2**31 - 1  # an id in every database
_CHANNEL = "pickup"  # counted apart: who asks for news may write all the same


class RestMessageOut(RestReply):
    """One message, as a reply, with its id and when it was made. Ids grow and are not consecutive."""

    id: int
    at: datetime


@router.get("/api/v1/messages", responses=responses(422, 429, 503))
async def messages(
    request: Request,
    response: Response,
    wired: Wired,
    sender: Annotated[str, Query(min_length=1, max_length=128, description="As in the messages sent")],
    after: Annotated[int, Query(ge=0, le=_LARGEST, description="The largest id that was shown; what is up to it comes no more")] = 0,
) -> list[RestMessageOut]:
    """Return what waits for `sender`, the oldest first, and note that they have everything up to the id `after`."""
    await admit(request, response, wired.pace.people, _CHANNEL, sender)
    response.headers["Cache-Control"] = "no-store"
    person = person_of(wired.key, "rest", sender)
    waiting = await run_sync(_exchange, wired.outbox, person, after)
    return [RestMessageOut(**dict(RestReply.of(sender, one.answer)), id=one.id, at=one.at) for one in waiting]


def _exchange(outbox: Outbox, person: str, after: int) -> list[Waiting]:
    if after:
        outbox.acknowledge(person, after)
    return outbox.waiting(person, after)

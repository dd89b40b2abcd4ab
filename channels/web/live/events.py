"""What is said to a person: as server-sent events while they listen, and as a list."""

import random
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Header, Query, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from channels.parts import Parts, Wired
from channels.problem import responses
from channels.web.live.door import Reading, Ticketed
from channels.web.live.ports import Mailbox
from channels.web.live.schemas import MessageOut, ThinkingOut
from channels.web.live.streams import Listener
from core.errors import Unavailable

_log = structlog.get_logger()
_LARGEST = 2**31 - 1  # an id in every database
_RETRY = 2_000  # milliseconds a browser waits before it opens the stream again
_LONGEST = 3_600.0  # seconds of one stream; whoever is still there opens the next, and nobody who left is kept for long
_REST = 2.0  # seconds until a database that failed is asked again

router = APIRouter(prefix="/api/v1/web", tags=["web"])
After = Annotated[int, Query(ge=0, le=_LARGEST, description="The largest id the client has; what came later is told")]


async def _listening(
    wired: Wired, response: Response, visitor: Ticketed, after: After = 0, last_event_id: Annotated[str | None, Header()] = None
) -> AsyncIterator[AsyncIterator[ServerSentEvent]]:
    # Here and not in the route: this ends for certain when the response does, and what it raises can still become a status.
    del response.headers["Cache-Control"]  # FastAPI sets a stream's own
    start = max(after, _number(last_event_id))
    with suppress(Unavailable):
        await _note(wired, visitor.person, start)
    with wired.live.streams.listen(visitor.person) as listener:
        yield speak(wired.live.mailbox, listener, visitor.person, start)


@router.get("/events", response_class=EventSourceResponse, responses=responses(401, 403, 422, 429, 503))
async def events(told: Annotated[AsyncIterator[ServerSentEvent], Depends(_listening)]) -> AsyncIterator[ServerSentEvent]:
    """Tell what is said, as it is said: `message` (with an id) and `thinking`; first what came after `Last-Event-ID` or `after`."""
    async for event in told:
        yield event


@router.get("/history", responses=responses(401, 403, 422, 429, 503))
async def history(wired: Wired, visitor: Reading, after: After = 0) -> list[MessageOut]:
    """Return what was said after the id `after`, the oldest first, at most 50: ask again with the last id until the list is empty."""
    await _note(wired, visitor.person, after)
    return [MessageOut.model_validate(said) for said in await wired.live.mailbox.events(visitor.person, after)]


async def speak(mailbox: Mailbox, listener: Listener, person: str, after: int) -> AsyncIterator[ServerSentEvent]:
    """Yield the events of `person` with an id above `after`, until the listener is over or an hour has passed."""
    yield ServerSentEvent(retry=_RETRY)
    until, told = time.monotonic() + _LONGEST * random.uniform(0.8, 1), set[str | None]()  # noqa: S311 (not all at one moment)
    while not listener.over and time.monotonic() < until:
        listener.wake.clear()  # before the look: what comes during it rings again
        try:
            waiting, news = await mailbox.thinking(person), await mailbox.events(person, after)
        except Unavailable as error:
            # The stream stays open: a browser that is refused once does not come back by itself.
            _log.warning("events not read", exc_info=error)
            await listener.wait(_REST)
            continue
        for said in news:
            after = said.id
            told.add(said.in_reply_to)
            yield ServerSentEvent(event="message", id=str(said.id), data=MessageOut.model_validate(said))
        for message_id in waiting:
            if message_id not in told:
                told.add(message_id)
                yield ServerSentEvent(event="thinking", data=ThinkingOut(in_reply_to=message_id))
        if not news and not listener.over:
            await listener.wait(until - time.monotonic())


async def _note(wired: Parts, person: str, seen: int) -> None:
    if seen:
        await wired.live.mailbox.seen(person, seen)


def _number(header: str | None) -> int:
    """Read `Last-Event-ID`; what is none of our ids counts as none, since a refusal would end the stream for good."""
    header = (header or "").strip()
    return min(int(header), _LARGEST) if header.isascii() and header.isdecimal() and len(header) < 20 else 0

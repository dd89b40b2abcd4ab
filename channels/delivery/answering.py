"""From the inbox to the outbox: one letter, one turn of the dialogue, one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import structlog

from channels.conversation import Conversation
from channels.delivery import replies
from channels.delivery.metrics import DeliveryMetrics
from channels.delivery.platforms import Render, outgoing
from channels.delivery.sessions import KeptSessions
from channels.events import Kind
from channels.messages import Inbound
from channels.sending import Sender
from channels.switching import off_topic, topics
from conversations.inbox import Inbox
from conversations.letters import LeaseLost, Taken, backoff
from conversations.notices import Board
from conversations.switches import ALL, Switches
from core.answer import Answer
from core.errors import BotUnavailable, TooManyRequests, TrolyError, Unavailable

_log = structlog.get_logger()
_ARRIVING = timedelta(minutes=1)  # events of one arrival are closer than that
_ERASED_AGAIN = 60.0  # seconds until a dialogue engine that is up, and could not forget somebody, is asked again
_PAUSE = 1.0  # seconds between two looks whether the dialogue engine is back


@dataclass(frozen=True)
class Desk:
    """What a letter is answered with. `erase` deletes everything of a person, and blocks; `healthy` never raises."""

    inbox: Inbox
    switches: Switches
    healthy: Callable[[], Awaitable[bool]]  # whether all that a turn needs is up
    conversation: Conversation
    sessions: KeptSessions
    renders: Mapping[str, Render]
    senders: Mapping[str, Sender]
    erase: Callable[[str], None]
    metrics: DeliveryMetrics
    tries: int
    longest: int  # characters of a question
    board: Board = field(default_factory=Board)  # the notice of the day


class Answering:
    """Answers letters, each person's in order, since the inbox hands out one of each at a time."""

    def __init__(self, desk: Desk, answered: Callable[[], None] = lambda: None) -> None:
        """Work at `desk`; `answered` is called whenever something was put into the outbox."""
        self._desk, self._answered = desk, answered
        self._down = False

    async def ready(self) -> None:
        """Return once the dialogue engine can be asked; at once, unless it was found to be down."""
        while self._down:
            await asyncio.sleep(_PAUSE)
            self._down = not await self._desk.healthy()

    async def handle(self, taken: Taken) -> None:
        """Answer a letter, put it back, or give it up. Raises only what the lease makes good."""
        try:
            await self._handle(taken)
        except LeaseLost:
            # Another worker has it: that one's answer counts.
            self._desk.metrics.lost_leases.labels("in").inc()
        self._answered()

    async def _handle(self, taken: Taken) -> None:
        if taken.tries > self._desk.tries:
            await self._give_up(taken, "Crashed")  # whoever had it in hand died each time
            return
        try:
            await self._turn(taken)
        except (LeaseLost, asyncio.CancelledError):
            raise
        except BotUnavailable:
            await self._unanswered(taken)
        except TooManyRequests as error:
            await self._later(taken, error, _PAUSE, counted=False)
        except Unavailable as error:
            await self._later(taken, error, backoff(taken.tries), counted=False)
        except Exception as error:
            _log.error("a letter failed", channel=taken.channel, letter=taken.id, tries=taken.tries, exc_info=error)
            await self._failed(taken, error)

    async def _turn(self, taken: Taken) -> None:
        if taken.kind == Kind.WITHDREW:
            await asyncio.to_thread(self._desk.erase, taken.person)
            await self._end(taken, [], "erased")
        elif taken.quiet_until and min(taken.at, taken.taken) < taken.quiet_until:
            await self._end(taken, [], "quiet")
        elif since := await asyncio.to_thread(self._desk.switches.off, (ALL, f"channel:{taken.channel}")):
            known = taken.told_off is not None and taken.told_off >= since
            said = [] if known else [replies.told("delivery.off", taken.content)]
            await self._end(taken, said, "off", told_off=not known)
        else:
            await self._answer(taken)

    async def _answer(self, taken: Taken) -> None:
        # Whatever it is, a sticker too: the state is stored at its end, and what is remembered here may be older than what stands there.
        self._desk.sessions.restore(taken.channel, str(taken.content["address"]["to"]), taken.session)
        try:
            answers = await self._answers(taken)
        except (BotUnavailable, TooManyRequests, Unavailable):
            raise
        except TrolyError as error:  # what they sent cannot be answered as it is: nothing readable, or too long
            tongue = replies.tongue_of(taken.content)
            answers = [Answer(status="error", text=error.told(tongue), language=tongue)]
        allowed = await asyncio.to_thread(self._allowed, answers)
        said, noticed = self._noticed(taken, await asyncio.to_thread(self._told_apart, taken, allowed))
        await self._end(taken, said, "answered", noticed=noticed)

    async def _answers(self, taken: Taken) -> list[Answer]:
        content = taken.content
        if taken.kind == Kind.TOLD_CONTACT and not content.get("text"):
            return [replies.told("delivery.contact", content, "greeting")]
        if taken.kind == Kind.ATTACHMENT and not str(content.get("text") or "").strip():
            return [replies.told("delivery.attachment", content)]
        if taken.kind == Kind.ARRIVED:
            payload = replies.entrance(content.get("payload"))
            return await self._asked(taken, payload, payload) if payload else await self._greeting(taken)
        return await self._asked(taken, *replies.understood(content, self._desk.longest))

    async def _greeting(self, taken: Taken) -> list[Answer]:
        """Greet once, though a platform tells of one arrival by several events (followed, opened the conversation)."""
        known = await asyncio.to_thread(self._desk.inbox.answered_before, taken, _ARRIVING)
        return [] if known else [replies.greeting()]

    async def _asked(self, taken: Taken, text: str, payload: str | None) -> list[Answer]:
        """Ask the dialogue engine, in the session of this person."""
        sender = str(taken.content["address"]["to"])
        message = "" if taken.content["address"].get("anonymous") else str(taken.content["id"])
        thinking = asyncio.create_task(self._thinking(taken.channel, sender, message))
        try:
            turn = f"in:{taken.id}"  # whoever had the letter before may have died after it was answered, and before we had the answer
            identity, came, unit = taken.content.get("identity"), taken.came.timestamp(), taken.content.get("unit")
            inbound = Inbound(taken.channel, sender, text, payload=payload, identity=identity, at=came, turn=turn, unit=unit)
            return await self._desk.conversation.say(inbound)
        finally:
            thinking.cancel()

    async def _thinking(self, channel: str, recipient: str, message: str) -> None:
        if sender := self._desk.senders.get(channel):
            await sender.thinking(recipient, message)

    def _allowed(self, answers: list[Answer]) -> list[Answer]:
        """Replace what is about a topic that is switched off."""
        return [off_topic(answer) if self._desk.switches.off(topics(answer)) else answer for answer in answers]

    def _told_apart(self, taken: Taken, answers: list[Answer]) -> list[Answer]:
        """Say that a machine answers again, the first time after a person of ours did (Law 134/2025/QH15, Article 11)."""
        if not answers or taken.quiet_until is None or self._desk.inbox.answered_since(taken.person, taken.quiet_until):
            return answers
        return [replies.by_machine(answers[0]), *answers[1:]]

    def _noticed(self, taken: Taken, answers: list[Answer]) -> tuple[list[Answer], str | None]:
        """Put the notice of the day before the first answer of the day, and return its mark; a page shows it by itself."""
        now = datetime.now(timezone.utc)
        notice = self._desk.board.now(taken.channel, now) if taken.channel in self._desk.renders else None
        if notice is None or notice.mark(now) == taken.noticed or not replies.may_wait(answers):
            return answers, None
        return [replies.noticed(answers[0], notice), *answers[1:]], notice.mark(now)

    async def _end(self, taken: Taken, answers: list[Answer], how: str, told_off: bool = False, noticed: str | None = None) -> None:
        said = outgoing(self._desk.renders, taken.channel, answers, taken.content["address"], str(taken.content["id"])[:128])
        state = self._desk.sessions.state(taken.channel, str(taken.content["address"]["to"])) if how == "answered" else None
        await asyncio.to_thread(self._desk.inbox.done, taken, said, state, told_off, noticed)
        self._desk.metrics.ended.labels(taken.channel, how).inc()

    async def _unanswered(self, taken: Taken) -> None:
        """Tell a letter that cannot be answered from a dialogue engine that is down: only the first one's tries are counted."""
        error = BotUnavailable()
        if not await self._desk.healthy():
            self._down = True
            await self._later(taken, error, _PAUSE, counted=False)
        elif taken.kind == Kind.WITHDREW:  # never given up
            await self._later(taken, error, _ERASED_AGAIN, counted=False)
        else:
            await self._failed(taken, error)

    async def _failed(self, taken: Taken, error: Exception) -> None:
        if taken.tries >= self._desk.tries:
            await self._give_up(taken, type(error).__name__)
        else:
            await self._later(taken, error, backoff(taken.tries))

    async def _later(self, taken: Taken, error: Exception, after: float, counted: bool = True) -> None:
        self._desk.metrics.retries.labels("in", type(error).__name__).inc()
        await asyncio.to_thread(self._desk.inbox.later, taken, type(error).__name__, after, counted)

    async def _give_up(self, taken: Taken, error: str) -> None:
        _log.error("a letter is given up", channel=taken.channel, letter=taken.id, tries=taken.tries, error=error)
        sorry = [replies.told("delivery.sorry", taken.content)]
        said = outgoing(self._desk.renders, taken.channel, sorry, taken.content["address"], str(taken.content["id"])[:128])
        await asyncio.to_thread(self._desk.inbox.dead, taken, error, said)
        self._desk.metrics.ended.labels(taken.channel, "given_up").inc()

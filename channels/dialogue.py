"""The port to the dialogue engine, and Rasa behind it."""

import asyncio
from typing import Any, Protocol, TypeVar

import httpx2
import structlog
from pydantic import BaseModel, Field, ValidationError

from channels.messages import Hearing, Inbound, Reply
from channels.sessions import Session, Sessions
from channels.turns import Turns
from core.answer import Answer
from core.dangers import DANGERS
from core.errors import BotUnavailable
from core.settings import Settings

_log = structlog.get_logger()
_MESSAGE = "/webhooks/gateway/message"
_HEALTH = "/webhooks/gateway/health"
_PERSON = "/webhooks/gateway/person/"
_FAILURES = (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL, ValidationError)
Shape = TypeVar("Shape", bound=BaseModel)


class Bot(Protocol):
    """Whoever answers messages.

    It keeps the conversation of each (channel, sender) apart, takes one message of each at a time and in order,
    and never answers with nothing. It does not retry: a message may have been acted upon. Who asks again says so by the message's `turn`.

    Raises:
        BotUnavailable: there is no answer, for whatever reason; within `bot_timeout` seconds once its turn has come.
        TooManyRequests: too many messages of this sender wait already.
    """

    async def answer(self, inbound: Inbound) -> Reply:
        """Return the reply to `inbound`; each answer has the id of the dialogue model."""

    async def health(self) -> str:
        """Return the id of the dialogue model that is loaded."""


class _Message(BaseModel):
    custom: Answer


class _Intent(BaseModel):
    name: str
    confidence: float


class _Reply(BaseModel):
    messages: list[_Message] = Field(min_length=1)
    model: str = Field(min_length=1)
    memory: dict[str, Any] | None = None
    intents: list[_Intent] = []


class _Health(BaseModel):
    model: str = Field(min_length=1)


class _Forgotten(BaseModel):
    forgotten: int = Field(ge=0)


class RasaMemory:
    """What Rasa remembers of people, for whoever erases. Blocks."""

    def __init__(self, settings: Settings) -> None:
        """Talk to the Rasa of `settings`."""
        self._url = settings.bot_url.rstrip("/") + _PERSON
        self._secret, self._timeout = settings.bot_secret.get_secret_value(), settings.bot_timeout

    def forget(self, person: str) -> int:
        """Delete every conversation of the nameless id `person`; return how many events. Raises `BotUnavailable`: it may be all there."""
        try:
            with httpx2.Client(trust_env=False, timeout=self._timeout) as client:
                response = client.delete(self._url + person, headers={"X-Troly-Secret": self._secret})
            response.raise_for_status()
            return _Forgotten.model_validate_json(response.content).forgotten
        except _FAILURES as error:
            cause = _cause(error)
            _log.warning("bot forgets nobody", cause=cause)
            raise BotUnavailable(cause) from error


class RasaBot:
    """Rasa, through `bot/gateway_channel.py`. What is not exactly an answer is an outage: Rasa is silent when it fails."""

    def __init__(self, client: httpx2.AsyncClient, settings: Settings, sessions: Sessions) -> None:
        """Talk through `client`; it is the caller's to close."""
        self._client = client
        self._url = settings.bot_url.rstrip("/")
        self._secret = settings.bot_secret.get_secret_value()
        self._timeout = settings.bot_timeout
        self._sessions = sessions
        self._turns = Turns()

    async def answer(self, inbound: Inbound) -> Reply:
        """As the port."""
        async with self._turns.of(inbound.channel, inbound.sender):
            session = self._sessions.open(inbound.channel, inbound.sender, inbound.at)
            reply = await self._call("POST", _MESSAGE, _Reply, _body(inbound, session))
            session.answered(reply.memory)
            answers = [message.custom.model_copy(update={"model": reply.model}) for message in reply.messages]
            return Reply(answers, _hearing(reply.intents))

    async def health(self) -> str:
        """As the port."""
        return (await self._call("GET", _HEALTH, _Health)).model

    async def _call(self, method: str, path: str, shape: type[Shape], body: object = None) -> Shape:
        headers = {"X-Troly-Secret": self._secret}
        try:
            async with asyncio.timeout(self._timeout):
                response = await self._client.request(method, self._url + path, json=body, headers=headers, timeout=self._timeout)
            response.raise_for_status()
            return shape.model_validate_json(response.content)
        except _FAILURES as error:
            cause = _cause(error)
            _log.warning("bot unavailable", cause=cause)
            raise BotUnavailable(cause) from error


def _body(inbound: Inbound, session: Session) -> dict[str, object]:
    # Only what we say ourselves: Rasa stores metadata for good, and reads commands in some of it.
    metadata: dict[str, object] = {"channel": inbound.channel}
    if inbound.identity:
        metadata["identity"] = inbound.identity
    if inbound.unit:
        metadata["unit"] = inbound.unit
    if session.carried:
        metadata["memory"] = session.carried
    turn = {"turn": inbound.turn} if inbound.turn else {}
    return {"sender": session.sender_id, "message": inbound.said, "metadata": metadata, "memory": session.last, **turn}


def _hearing(intents: list[_Intent]) -> Hearing | None:
    if not intents:
        return None
    return Hearing(intents[0].name, intents[0].confidence, max((one.confidence for one in intents if one.name in DANGERS), default=0.0))


def _cause(error: Exception) -> str:
    match error:
        case TimeoutError() | httpx2.TimeoutException():
            return "no answer in time"
        case httpx2.HTTPStatusError():
            return f"status {error.response.status_code}"
        case ValidationError():
            first = error.errors(include_input=False, include_context=False, include_url=False)[0]
            return f"not an answer: {first['type']} at {'.'.join(map(str, first['loc']))}"
        case _:
            return type(error).__name__

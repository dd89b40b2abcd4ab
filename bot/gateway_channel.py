"""The door of the bot: the gateway posts a message and gets the reply, or an error, never silence.

Rasa swallows every failure of an action and answers with an empty list. Here an empty list is an error, and so is
Rasa's own fall-back text: all replies of ours are `custom` answers of the two actions. A message may carry the id of its `turn`: asked
again with the same one, it is answered with the same reply.
"""

import asyncio
import contextlib
import hmac
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot import patches
from bot.pulling import Puller
from bot.tracker_store import ours
from bot.turns import REPLY_KEYS, LastTurns, Replies, recalled

patches.apply()

_logger = logging.getLogger(__name__)
# Rasa's own commands, which would empty or rewind the conversation without a word; read as plain text.
_COMMAND = re.compile(r"^/+(?=(?:restart|back|session_start)\b)")
_LONGEST = 128  # characters of a turn's id
_PERSON = re.compile(r"[0-9a-f]{32}")  # what stands before the "-" of a sender
_TENDED_EVERY = 60.0  # seconds
OnMessage = Callable[[UserMessage], Awaitable[Any]]


class DialogueFailed(Exception):
    """No answer came of a message: an action failed, or no rule applied."""


class GatewayInput(InputChannel):
    """`POST /webhooks/gateway/message` and `.../parse`, `DELETE .../person/<person>`, `GET .../health`, all for holders of the secret."""

    def __init__(self, secret: str, timeout: float = 25.0, tended: float = _TENDED_EVERY) -> None:
        """Keep the secret.

        Args:
            secret: of the gateway.
            timeout: seconds after which a turn ends whose action hangs (Rasa itself waits 300).
            tended: seconds between two looks for what was kept long enough, though nobody writes.
        """
        self._secret, self._timeout, self._tended, self._turns = secret.encode(), timeout, tended, LastTurns()

    @classmethod
    def name(cls) -> str:
        """Return the name that stands in the URL and in the events."""
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "GatewayInput":
        """Read `secret` and `timeout`; an empty secret would open the door to anybody on this machine."""
        if not credentials or not credentials.get("secret"):
            cls.raise_missing_credentials_exception()
        return cls(str(credentials["secret"]), float(credentials.get("timeout", 25.0)))

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """Return the routes, and what is done beside them."""
        routes = Blueprint("gateway")

        @routes.listener("after_server_start")
        async def tend(app: Any, _loop: Any) -> None:
            puller = Puller.of(self._secret.decode())
            app.ctx.tending = asyncio.gather(self._tend(app), *([puller.run(app)] if puller else []))

        @routes.listener("before_server_stop")
        async def end(app: Any, _loop: Any) -> None:
            app.ctx.tending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await app.ctx.tending

        @routes.middleware("request")
        async def authorise(request: Request) -> HTTPResponse | None:
            given = request.headers.get("X-Troly-Secret", "").encode()
            return None if hmac.compare_digest(given, self._secret) else _error(401, "wrong or missing X-Troly-Secret")

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            model = _model(request)
            return json({"model": model}) if model else _error(503, "no model is loaded")

        @routes.delete("/person/<person>")
        async def forget(request: Request, person: str) -> HTTPResponse:
            if not _PERSON.fullmatch(person):
                return _error(400, "a person is 32 hexadecimal digits")
            if not _model(request):
                return _error(503, "no model is loaded")
            try:
                self._turns.forget(person)
                return json({"forgotten": ours(request.app.ctx.agent.tracker_store).forget(person)})
            except Exception as problem:
                # Whatever went wrong, whoever asked must know: they ask again. What the database says may hold words.
                _logger.error("somebody could not be forgotten: %s", type(problem).__name__)
                return _error(500, type(problem).__name__)

        @routes.post("/message")
        async def message(request: Request) -> HTTPResponse:
            model = _model(request)
            if not model:
                return _error(503, "no model is loaded")
            try:
                incoming = _read(request.json)
            except (ValueError, InvalidUsage) as problem:
                return _error(400, str(problem))
            try:
                messages = await self._turn(request, incoming, on_new_message)
                tracker = await request.app.ctx.agent.tracker_store.retrieve(incoming.sender_id)
                memory = tracker.get_slot("memory") if tracker and request.json.get("memory") else None
                return json({"messages": messages, "model": model, "memory": memory, "intents": _hearing(tracker, incoming)})
            except Exception as problem:
                # Whatever went wrong, the gateway must know: it keeps the message and tells the citizen.
                _logger.exception("no answer for sender %s", incoming.sender_id)
                return _error(500, f"{type(problem).__name__}: {problem}")

        @routes.post("/parse")
        async def parse(request: Request) -> HTTPResponse:
            model = _model(request)
            if not model:
                return _error(503, "no model is loaded")
            try:
                text = _words(request.json)
            except (ValueError, InvalidUsage) as problem:
                return _error(400, str(problem))
            try:
                # Of no conversation: no tracker is opened, nothing is stored, and no action hears of it.
                parsed = await asyncio.wait_for(request.app.ctx.agent.parse_message(text), self._timeout)
            except Exception as problem:
                _logger.error("a text could not be parsed: %s", type(problem).__name__)
                return _error(500, type(problem).__name__)
            return json({"model": model, **_heard(parsed)})

        return routes

    async def _tend(self, app: Any) -> None:
        """Let go of what was kept long enough, on a machine where nobody writes too."""
        while True:
            await asyncio.sleep(self._tended)
            try:
                self._turns.expire()
                if agent := getattr(app.ctx, "agent", None):
                    ours(agent.tracker_store).sweep()
            except Exception as problem:  # a locked database is tended the next time
                _logger.error("what is old could not be deleted: %s", type(problem).__name__)

    async def _turn(self, request: Request, incoming: UserMessage, on_new_message: OnMessage) -> Replies:
        """Return the replies; to a turn that had them, the same ones."""
        turn = request.json.get("turn")
        if turn is None:
            return await self._answer(incoming, on_new_message)

        async def make(known: bool) -> Replies:
            told = None if known else await recalled(request.app.ctx.agent.tracker_store, incoming.sender_id, turn)
            return told or await self._answer(incoming, on_new_message)

        return await self._turns.of(incoming.sender_id, turn, make)

    async def _answer(self, incoming: UserMessage, on_new_message: OnMessage) -> Replies:
        await asyncio.wait_for(on_new_message(incoming), self._timeout)
        replies = [{k: m[k] for k in REPLY_KEYS if m.get(k)} for m in incoming.output_channel.messages]
        if not any("custom" in reply for reply in replies):
            raise DialogueFailed("an action failed or no rule applied; the log of Rasa says which")
        return replies


def _model(request: Request) -> str | None:
    agent = getattr(request.app.ctx, "agent", None)
    return agent.model_id if agent and agent.is_ready() else None


def _hearing(tracker: Any, incoming: UserMessage) -> list[dict[str, Any]]:
    """Return what was heard in this message: nothing in a command, nor where the tracker's last message is another one."""
    last = tracker.latest_message if tracker else None
    if last is None or last.message_id != incoming.message_id or incoming.text.startswith("/"):
        return []
    return _ranked({"intent": last.intent, **(last.parse_data or {})})


def _read(body: Any) -> UserMessage:
    """Return the message of a request; raises ValueError with what is wrong."""
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")
    sender, text, metadata = body.get("sender"), body.get("message"), body.get("metadata") or {}
    if not isinstance(sender, str) or not sender or not isinstance(text, str) or not text.strip():
        raise ValueError("sender and message must be non-empty strings")
    if not isinstance(metadata, dict):
        raise ValueError("metadata must be an object")
    turn = body.get("turn")
    if turn is not None and not (isinstance(turn, str) and 0 < len(turn) <= _LONGEST):
        raise ValueError(f"turn must be a string of at most {_LONGEST} characters")
    text, here = _COMMAND.sub("", text.strip()), GatewayInput.name()
    return UserMessage(text, CollectingOutputChannel(), sender, input_channel=here, message_id=turn, metadata=metadata)


def _words(body: Any) -> str:
    """Return the text of a request to parse; raises ValueError with what is wrong."""
    text = body.get("text") if isinstance(body, dict) else None
    if not isinstance(text, str) or not text.strip(" /"):
        raise ValueError("text must be a non-empty string")
    return text.strip().lstrip("/")  # a text that begins so would be read as a command of ours


def _heard(parsed: dict[str, Any]) -> dict[str, Any]:
    """Return what was heard: every intent with its probability (0-1), the likeliest first, and the entities."""
    entities = parsed.get("entities") or []
    return {"intents": _ranked(parsed), "entities": [{"entity": one["entity"], "value": str(one["value"])} for one in entities]}


def _ranked(parsed: dict[str, Any]) -> list[dict[str, Any]]:
    ranking = parsed.get("intent_ranking") or [parsed["intent"]]
    return [{"name": one["name"], "confidence": float(one["confidence"])} for one in ranking if one.get("name")]


def _error(status: int, problem: str) -> HTTPResponse:
    return json({"error": problem}, status=status)

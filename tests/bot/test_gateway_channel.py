"""The gateway's channel, over HTTP on loopback: who may speak, what counts as an answer, and health."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import aiohttp
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import UserUttered
from rasa.shared.exceptions import RasaException
from sanic import Sanic

from bot.gateway_channel import GatewayInput

SECRET = {"X-Troly-Secret": "s3cret"}
ANSWER = {"status": "answered", "text": "Lệ phí là 8.000 đồng."}
HELLO = {"sender": "a", "message": "chào em", "metadata": {"channel": "web"}}
PERSON, BROKEN = "0123456789abcdef" * 2, "f" * 32
Dialogue = Callable[[UserMessage], Awaitable[None]]


class Agent:
    """Rasa's agent as the channel sees it."""

    def __init__(self) -> None:
        self.model_id: str | None = "m1"
        self.forgotten: list[str] = []
        self.sweeping = asyncio.Event()
        self.said: UserMessage | None = None

    @property
    def tracker_store(self) -> "Agent":
        return self

    def forget(self, person: str) -> int:
        if person == BROKEN:
            raise OSError("database is locked: khai sinh")
        self.forgotten.append(person)
        return 7

    def sweep(self) -> None:
        self.sweeping.set()
        raise OSError("database is locked")  # and it is tended again all the same

    async def parse_message(self, text: str) -> dict[str, Any]:
        if text == "hỏng":
            raise OSError(f"no such file: {text}")
        named = {"entity": "procedure", "value": "khai sinh", "start": 0, "confidence_entity": 0.9}
        ranking = [{"name": "ask_fee", "confidence": 0.8}, {"name": "greet", "confidence": 0.2}]
        return {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": [named]}

    async def retrieve(self, sender_id: str) -> "Remembered":
        return Remembered(sender_id, self.said)

    def is_ready(self) -> bool:
        return self.model_id is not None


class Remembered:
    """A tracker, as far as the channel reads it."""

    def __init__(self, sender_id: str, said: UserMessage | None = None) -> None:
        self.sender_id = sender_id
        ranking = [{"name": "ask_fee", "confidence": 0.8}, {"name": "emergency", "confidence": 0.15}]
        parsed = {"intent": ranking[0], "intent_ranking": ranking}
        self.latest_message = UserUttered(said.text, ranking[0], parse_data=parsed, message_id=said.message_id) if said else None

    def get_slot(self, name: str) -> dict[str, str]:
        return {name: f"of {self.sender_id}"}

    def applied_events(self) -> list[Any]:
        return []


async def answers(message: UserMessage) -> None:
    """Answer as our actions do."""
    await message.output_channel.send_response(message.sender_id, {"custom": ANSWER})


async def is_silent(message: UserMessage) -> None:
    """Do what Rasa does when an action fails: log it and send nothing."""


async def falls_back(message: UserMessage) -> None:
    """Do what Rasa does when an action rejects the turn: send `utter_default`."""
    await message.output_channel.send_response(message.sender_id, {"text": "Xin lỗi"})


async def breaks(message: UserMessage) -> None:
    """Fail outside an action."""
    raise OSError("database is locked")


async def hangs(message: UserMessage) -> None:
    """Wait for an action server that never answers."""
    await asyncio.sleep(60)


class Door:
    """The channel served on loopback. One server for all tests: sanic 21.12 cannot start a second in one process."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.agent, self.dialogue, self._loop = Agent(), answers, loop
        self._app = Sanic("gateway-channel-test", configure_logging=False)
        self._app.ctx.agent = self.agent
        self._app.blueprint(GatewayInput("s3cret", timeout=0.2, tended=0.01).blueprint(self._handle), url_prefix="/webhooks/gateway")
        self.server: Any = loop.run_until_complete(self._start())

    async def _start(self) -> Any:
        server = await self._app.create_server(host="127.0.0.1", port=0, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.after_start()
        return server

    async def _handle(self, message: UserMessage) -> None:
        await self.dialogue(message)

    def ask(
        self,
        dialogue: Dialogue = answers,
        path: str = "message",
        model: str | None = "m1",
        headers: dict[str, str] = SECRET,
        **request: Any,
    ) -> tuple[int, dict[str, Any]]:
        """Send one request, and return the status and body of the answer."""
        self.dialogue, self.agent.model_id = dialogue, model
        return self._loop.run_until_complete(self._send(path, headers, request))

    async def _send(self, path: str, headers: dict[str, str], request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        port = self.server.server.sockets[0].getsockname()[1]
        method = {"health": "GET", "message": "POST", "parse": "POST"}.get(path, "DELETE")
        url = f"http://127.0.0.1:{port}/webhooks/gateway/{path}"
        async with aiohttp.ClientSession(headers=headers) as client, client.request(method, url, **request) as response:
            return response.status, await response.json()


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    """The served channel."""
    loop = asyncio.new_event_loop()
    door = Door(loop)
    yield door
    loop.run_until_complete(door.server.before_stop())
    loop.run_until_complete(door.server.close())
    loop.close()


def test_an_answer_comes_back_with_the_model(door: Door) -> None:
    assert door.ask(json=HELLO) == (200, {"messages": [{"custom": ANSWER}], "model": "m1", "memory": None, "intents": []})


@pytest.mark.parametrize(("asked", "heard"), [("lệ phí?", 2), ("/ask_fee", 0)])
def test_what_was_heard_in_a_text_comes_with_the_answer(door: Door, asked: str, heard: int) -> None:
    async def dialogue(message: UserMessage) -> None:
        door.agent.said = message
        await answers(message)

    ranking = [{"name": "ask_fee", "confidence": 0.8}, {"name": "emergency", "confidence": 0.15}]
    assert door.ask(dialogue, json={**HELLO, "message": asked})[1]["intents"] == ranking[:heard]
    assert door.ask(json=HELLO)[1]["intents"] == [], "the tracker's last message is another one"
    door.agent.said = None


def test_the_memory_is_given_when_it_is_asked_for(door: Door) -> None:
    assert door.ask(json=HELLO)[1]["memory"] is None
    assert door.ask(json={**HELLO, "memory": True})[1]["memory"] == {"memory": "of a"}


def test_the_dialogue_gets_sender_text_and_metadata(door: Door) -> None:
    seen: list[UserMessage] = []

    async def dialogue(message: UserMessage) -> None:
        seen.append(message)
        await answers(message)

    door.ask(dialogue, json=HELLO)
    assert [(m.sender_id, m.text, m.metadata, m.input_channel) for m in seen] == [("a", "chào em", {"channel": "web"}, "gateway")]


def test_a_text_is_parsed_without_a_conversation(door: Door) -> None:
    heard: list[UserMessage] = []

    async def dialogue(message: UserMessage) -> None:
        heard.append(message)

    intents = [{"name": "ask_fee", "confidence": 0.8}, {"name": "greet", "confidence": 0.2}]
    status, told = door.ask(dialogue, path="parse", json={"text": " //lệ phí khai sinh "})
    assert (status, heard) == (200, [])
    assert told == {"model": "m1", "intents": intents, "entities": [{"entity": "procedure", "value": "khai sinh"}]}


@pytest.mark.parametrize("body", [None, [], "chào", {}, {"text": ""}, {"text": " / "}, {"text": 7}])
def test_what_is_no_text_is_not_parsed(door: Door, body: Any) -> None:
    assert door.ask(path="parse", json=body)[0] == 400


def test_who_parses_needs_the_secret_and_a_model(door: Door) -> None:
    assert door.ask(path="parse", json={"text": "chào"}, headers={"X-Troly-Secret": "wrong"})[0] == 401
    assert door.ask(path="parse", json={"text": "chào"}, model=None)[0] == 503
    assert door.ask(path="parse", json={"text": "hỏng"}) == (500, {"error": "OSError"})  # and not what was typed


def test_the_same_turn_is_gone_through_once(door: Door) -> None:
    heard: list[str] = []

    async def dialogue(message: UserMessage) -> None:
        heard.append(message.message_id)
        if message.text == "hỏng":
            raise OSError("database is locked")
        await answers(message)

    turn = {**HELLO, "sender": "c", "turn": "in:1"}
    assert [door.ask(dialogue, json=turn) for _ in range(2)] == [door.ask(json=HELLO)] * 2
    assert door.ask(dialogue, json={**turn, "memory": True})[1]["memory"] == {"memory": "of c"}
    assert door.ask(dialogue, json={**turn, "turn": "in:2", "message": "hỏng"})[0] == 500
    assert door.ask(dialogue, json={**turn, "turn": "in:2"})[0] == 200
    assert heard == ["in:1", "in:2", "in:2"]


def test_who_is_forgotten_leaves_no_tracker_and_no_reply(door: Door) -> None:
    heard: list[str] = []

    async def dialogue(message: UserMessage) -> None:
        heard.append(message.sender_id)
        await answers(message)

    turns = [{**HELLO, "sender": f"{person}-1", "turn": "in:1"} for person in (PERSON, "e" * 32)]
    for turn in turns:
        door.ask(dialogue, json=turn)
    assert door.ask(path=f"person/{PERSON}") == (200, {"forgotten": 7})
    assert door.agent.forgotten == [PERSON]
    for turn in turns:
        door.ask(dialogue, json=turn)
    assert heard == [f"{PERSON}-1", f"{'e' * 32}-1", f"{PERSON}-1"]  # the reply to the other is still known


@pytest.mark.parametrize("person", ["a", PERSON + "0", PERSON.upper(), "%25" * 32, f"{PERSON[:-1]}-", "é" * 32, "0" * 4_000])
def test_who_is_no_person_is_not_looked_for(door: Door, person: str) -> None:
    known = list(door.agent.forgotten)
    assert door.ask(path=f"person/{person}")[0] == 400
    assert door.agent.forgotten == known


def test_who_cannot_be_forgotten_now_is_an_error_without_words(door: Door) -> None:
    assert door.ask(path=f"person/{BROKEN}") == (500, {"error": "OSError"})


def test_it_tends_its_store_though_nobody_writes(door: Door) -> None:
    for _ in range(2):
        door.agent.sweeping = asyncio.Event()
        door._loop.run_until_complete(asyncio.wait_for(door.agent.sweeping.wait(), 30))


@pytest.mark.parametrize("path", ["message", "health", f"person/{PERSON}"])
@pytest.mark.parametrize("headers", [{}, {"X-Troly-Secret": ""}, {"X-Troly-Secret": "s3creT"}])
def test_without_the_secret_nothing_is_said(door: Door, path: str, headers: dict[str, str]) -> None:
    status, body = door.ask(breaks, path, headers=headers, json=HELLO if path == "message" else None)
    assert status == 401
    assert set(body) == {"error"}


@pytest.mark.parametrize("dialogue", [is_silent, falls_back, breaks, hangs])
def test_no_answer_is_an_error_never_an_empty_200(door: Door, dialogue: Dialogue) -> None:
    status, body = door.ask(dialogue, json=HELLO)
    assert status == 500
    assert body["error"]


@pytest.mark.parametrize(
    "body",
    [
        {}, [], {"sender": "a"}, {"sender": "", "message": "x"}, {"sender": "a", "message": " "}, {**HELLO, "metadata": 1},
        *({**HELLO, "turn": turn} for turn in ("", 7, ["in:1"], "x" * 129)),
    ],
)  # fmt: skip
def test_a_malformed_message_is_refused(door: Door, body: Any) -> None:
    assert door.ask(json=body)[0] == 400


def test_what_is_not_json_is_refused(door: Door) -> None:
    assert door.ask(data=b"chao em")[0] == 400


@pytest.mark.parametrize("text", ["/restart", "//back", "/session_start"])
def test_commands_of_rasa_are_plain_text(door: Door, text: str) -> None:
    seen: list[str] = []

    async def dialogue(message: UserMessage) -> None:
        seen.append(message.text)
        await answers(message)

    door.ask(dialogue, json={**HELLO, "message": text})
    assert seen == [text.lstrip("/")]


def test_health_names_the_model(door: Door) -> None:
    assert door.ask(path="health") == (200, {"model": "m1"})


@pytest.mark.parametrize("path", ["message", "health", f"person/{PERSON}"])
def test_without_a_model_it_says_so(door: Door, path: str) -> None:
    assert door.ask(path=path, model=None, json=HELLO if path == "message" else None)[0] == 503


@pytest.mark.parametrize("credentials", [None, {}, {"secret": ""}])
def test_it_does_not_start_without_a_secret(credentials: dict[str, str] | None) -> None:
    with pytest.raises(RasaException):
        GatewayInput.from_credentials(credentials)

"""What is accepted is answered, once and in order; what cannot be answered is said; what cannot be read is a problem."""

import asyncio
import time
from pathlib import Path
from typing import Any

import httpx2
import jwt
import pytest
from pydantic import SecretStr

from channels.messages import Inbound, Reply
from channels.sample import SampleBot
from core.answer import Answer
from core.errors import BotUnavailable
from core.settings import Settings
from core.words import Language
from tests.channels.conftest import assert_problem, gateway
from tests.channels.fakes import DownBot, SlowBot
from tests.channels.web.talking import API, Visitor, name

pytestmark = pytest.mark.asyncio


async def test_a_message_is_accepted_and_answered(client: httpx2.AsyncClient, bot: SampleBot) -> None:
    an = await Visitor.arrives(client)
    message = await an.writes("Xin chào")
    (said,) = await an.hears(1)
    assert set(said) == {"id", "at", "answer", "in_reply_to"}
    assert (said["in_reply_to"], said["at"][-1]) == (message, "Z")
    assert Answer.model_validate(said["answer"]).text == "Bạn vừa viết: Xin chào"
    (inbound,) = bot.heard
    assert (inbound.channel, inbound.sender, inbound.text, inbound.message_id) == ("web", an.sender, "Xin chào", message)


async def test_a_button_is_pressed(client: httpx2.AsyncClient, bot: SampleBot) -> None:
    an = await Visitor.arrives(client)
    response = await an.post({"id": name(), "payload": '/pick {"option": "1.001193"}'})
    assert response.status_code == 202
    await an.hears(1)
    assert bot.heard[0].payload == '/pick{"option":"1.001193"}'


@pytest.mark.parametrize("message_id", ["B3F1C2D4-0000-4000-8000-00000000000A", "b3f1c2d4-0000-4000-8000-00000000000a"])
async def test_the_same_id_again_changes_nothing(client: httpx2.AsyncClient, bot: SampleBot, message_id: str) -> None:
    an = await Visitor.arrives(client)
    first = "b3f1c2d4-0000-4000-8000-00000000000a"
    for again in (first, message_id, message_id):
        response = await an.post({"id": again, "text": "xin chào"})
        assert (response.status_code, response.json()) == (202, {"id": first, "accepted": True})
    await an.hears(1)
    await an.writes("xin chào", first)
    assert len(await an.hears(1)) == len(bot.heard) == 1


async def test_the_same_id_at_once_from_many_tries_is_answered_once(settings: Settings) -> None:
    bot = SlowBot()
    async with gateway(settings, bot) as client:
        an, message = await Visitor.arrives(client), name()
        await asyncio.gather(*(an.writes("xin chào", message) for _ in range(8)))
        await an.hears(1)
    assert len(bot.heard) == 1


async def test_the_same_id_is_known_to_a_gateway_that_started_anew(settings: Settings, bot: SampleBot) -> None:
    message = name()
    async with gateway(settings, bot) as client:
        an = await Visitor.arrives(client)
        await an.writes("xin chào", message)
        await an.hears(1)
    async with gateway(settings, bot) as client:
        an.client = client
        await an.writes("xin chào", message)
        await an.hears(1)
    assert len(bot.heard) == 1


class Uneven(SampleBot):
    """Takes longer for the first messages than for the later ones, and never two at once."""

    def __init__(self) -> None:
        super().__init__()
        self.busy = 0

    async def answer(self, inbound: Inbound) -> Reply:
        self.busy += 1
        assert self.busy == 1
        await asyncio.sleep(0.05 if len(self.heard) < 3 else 0)
        self.busy -= 1
        return await super().answer(inbound)


async def test_answers_come_in_the_order_of_the_messages(settings: Settings) -> None:
    async with gateway(settings, Uneven()) as client:
        an = await Visitor.arrives(client)
        sent = [await an.writes(f"câu {number}") for number in range(9)]
        said = await an.hears(9)
    assert [one["in_reply_to"] for one in said] == sent
    assert [one["answer"]["text"] for one in said] == [f"Bạn vừa viết: câu {number}" for number in range(9)]
    assert [one["id"] for one in said] == sorted(one["id"] for one in said)


async def test_two_answers_to_one_message_are_two_messages(settings: Settings) -> None:
    class Talkative(SampleBot):
        async def answer(self, inbound: Inbound) -> Reply:
            return Reply([Answer(status="answered", text="Một."), Answer(status="answered", text="Hai.")])

    async with gateway(settings, Talkative()) as client:
        an = await Visitor.arrives(client)
        message = await an.writes("xin chào")
        said = await an.hears(2)
    assert [(one["answer"]["text"], one["in_reply_to"]) for one in said] == [("Một.", message), ("Hai.", message)]


@pytest.mark.parametrize(("text", "tongue"), [("Lệ phí đăng ký khai sinh bao nhiêu?", "vi"), ("How much is the fee for a passport?", "en")])
async def test_an_engine_that_is_down_is_an_answer_and_no_silence(settings: Settings, text: str, tongue: Language) -> None:
    async with gateway(settings, DownBot()) as client:
        an = await Visitor.arrives(client)
        message = await an.writes(text)
        (said,) = await an.hears(1)
    assert (said["in_reply_to"], said["answer"]["status"], said["answer"]["language"]) == (message, "error", tongue)
    assert said["answer"]["text"] == BotUnavailable().told(tongue)


async def test_a_mistake_of_ours_is_an_answer_too_and_the_next_message_is_served(settings: Settings) -> None:
    class Broken(SampleBot):
        async def answer(self, inbound: Inbound) -> Reply:
            if "lỗi" in inbound.text:
                raise KeyError("bí mật")
            return await super().answer(inbound)

    async with gateway(settings, Broken()) as client:
        an = await Visitor.arrives(client)
        await an.writes("lỗi")
        await an.writes("xin chào")
        said = await an.hears(2)
    assert [one["answer"]["status"] for one in said] == ["error", "greeting"]
    assert "bí mật" not in said[0]["answer"]["text"]


async def test_who_is_under_way_when_the_program_stops_is_told(settings: Settings, bot: SampleBot) -> None:
    class Stuck(SampleBot):
        async def answer(self, inbound: Inbound) -> Reply:
            await asyncio.sleep(60)
            raise AssertionError

    async with gateway(settings, Stuck()) as client:
        an = await Visitor.arrives(client)
        messages = [await an.writes(text) for text in ("một", "hai")]
    async with gateway(settings, bot) as client:
        an.client = client
        said = await an.hears(2)
    assert [(one["in_reply_to"], one["answer"]["status"]) for one in said] == [(message, "error") for message in messages]


TEXT = {"id": name(), "text": "xin chào"}
BAD: list[Any] = [
    {}, [], "x", 7, {"id": name()}, {"text": "x"}, {**TEXT, "id": "1"}, {**TEXT, "id": None}, {**TEXT, "id": 5},
    {**TEXT, "id": "a" * 9_000},
    {**TEXT, "text": None}, {**TEXT, "text": 5}, {**TEXT, "text": ["x"]}, {**TEXT, "payload": "/ask_fee"}, {"id": name(), "payload": ""},
    {"id": name(), "payload": "/restart"}, {"id": name(), "payload": '/pick{"option":"1","x":"2"}'}, {"id": name(), "payload": "ask_fee"},
    {"id": name(), "payload": "/" + "a" * 300}, {**TEXT, "identity_token": "a" * 2_001}, {**TEXT, "identity_token": 7},
]  # fmt: skip


@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
async def test_what_is_no_message_is_a_problem_and_reaches_nobody(client: httpx2.AsyncClient, bot: SampleBot, body: Any) -> None:
    an = await Visitor.arrives(client)
    response = await an.post(body)
    problem = assert_problem(response, 422, "invalid_request")
    assert problem["errors"]
    assert "xin chào" not in response.text
    assert (bot.heard, await an.history()) == ([], [])


@pytest.mark.parametrize(
    ("text", "code"), [("", "message_empty"), (" \n\u200b", "message_empty"), ("///", "message_empty"), ("a" * 1_001, "message_too_long")]
)
async def test_a_text_nobody_can_read_is_a_problem(client: httpx2.AsyncClient, text: str, code: str) -> None:
    an = await Visitor.arrives(client)
    assert_problem(await an.post({"id": name(), "text": text}), 422, code)
    assert await an.history() == []


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [(b"{", "application/json", 400, "bad_request"), (b"\xff\xfe", "application/json", 400, "bad_request"),
     (b"", "application/json", 400, "bad_request"), (b"{}", "text/plain", 415, "unsupported_media_type"),
     (b"id=1", "application/x-www-form-urlencoded", 415, "unsupported_media_type"), (b"{}", "", 415, "unsupported_media_type"),
     (b'"' + b"a" * 70_000 + b'"', "application/json", 413, "payload_too_large")],
)  # fmt: skip
async def test_a_body_of_another_kind_is_a_problem(client: httpx2.AsyncClient, content: bytes, kind: str, status: int, code: str) -> None:
    an = await Visitor.arrives(client)
    response = await client.post(f"{API}/messages", content=content, headers={**an.headers, "Content-Type": kind})
    assert_problem(response, status, code)
    assert response.headers["x-ratelimit-limit"] == "60"


async def test_commands_of_the_engine_are_words(client: httpx2.AsyncClient, bot: SampleBot) -> None:
    an = await Visitor.arrives(client)
    await an.writes("/restart")
    await an.hears(1)
    assert (bot.heard[0].said, bot.heard[0].payload) == ("restart", None)


async def test_one_conversation_is_limited_and_another_is_not(settings: Settings, bot: SampleBot) -> None:
    async with gateway(settings.model_copy(update={"messages_per_minute": 3}), bot) as client:
        an, binh = await Visitor.arrives(client), await Visitor.arrives(client)
        left = [(await an.post({"id": name(), "text": "alo"})).headers["x-ratelimit-remaining"] for _ in range(3)]
        refused = await an.post({"id": name(), "text": "alo"})
        assert left == ["2", "1", "0"]
        assert_problem(refused, 429, "too_many_requests")
        assert int(refused.headers["retry-after"]) > 0
        assert (await binh.post({"id": name(), "text": "alo"})).status_code == 202
        assert len(await an.history()) <= 3  # reading is counted apart


async def test_one_address_is_limited_whatever_sessions_it_makes(settings: Settings, bot: SampleBot) -> None:
    async with gateway(settings.model_copy(update={"web_address_per_minute": 5}), bot) as client:
        answers = [await client.post(f"{API}/session") for _ in range(6)]
        assert [response.status_code for response in answers] == [200] * 5 + [429]
        assert_problem(answers[-1], 429, "too_many_requests")
        assert (await client.get("/healthz")).status_code == 200


async def test_more_than_ten_waiting_of_one_conversation_are_refused(settings: Settings) -> None:
    go = asyncio.Event()

    class Held(SampleBot):
        async def answer(self, inbound: Inbound) -> Reply:
            await go.wait()
            return await super().answer(inbound)

    async with gateway(settings, Held()) as client:
        an = await Visitor.arrives(client)
        statuses = [(await an.post({"id": name(), "text": "alo"})).status_code for _ in range(12)]
        go.set()
        assert statuses == [202] * 10 + [429] * 2
        assert len(await an.hears(10)) == 10


async def test_a_database_that_is_down_is_told_before_anything_is_accepted(settings: Settings, bot: SampleBot, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    broken = settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{tmp_path / 'folder'}")})
    async with gateway(broken, bot) as client:
        an = await Visitor.arrives(client)
        assert_problem(await an.post(TEXT), 503, "unavailable")
        assert_problem(await client.get(f"{API}/history", headers=an.headers), 503, "unavailable")
        assert_problem(await client.delete(f"{API}/session", headers=an.headers), 503, "unavailable")
        assert (await client.post(f"{API}/ticket", headers=an.headers)).status_code == 200
    assert bot.heard == []


async def test_who_is_signed_in_at_the_page_is_known_by_its_token(settings: Settings, bot: SampleBot) -> None:
    key = "k" * 32
    async with gateway(settings.model_copy(update={"identity_key": SecretStr(key)}), bot) as client:
        an, binh = await Visitor.arrives(client), await Visitor.arrives(client)
        now = int(time.time())
        claims = {"sub": "079203001234", "aud": "troly", "iat": now, "exp": now + 60, "sender": an.sender}
        for visitor in (an, binh):
            await visitor.post({"id": name(), "text": "hồ sơ của tôi", "identity_token": jwt.encode(claims, key)})
            await visitor.hears(1)
    assert [inbound.identity is not None for inbound in bot.heard] == [True, False]
    assert "079203001234" not in str(bot.heard)

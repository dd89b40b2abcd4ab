"""Whatever is sent, the answer is a 4xx with a sentence in Vietnamese, and the bot is left alone."""

import json
import unicodedata
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.intake import understand
from channels.messages import Reply
from channels.sample import SampleBot
from core.errors import BadRequest
from core.settings import Settings
from tests.channels.conftest import URL, assert_problem, gateway, say

pytestmark = pytest.mark.asyncio
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u200b\u200d\ufeff", "\x00\x07\x1b", "\U000e0041\U000e0042", "/", " // / "])
async def test_nothing_to_answer(client: httpx2.AsyncClient, bot: SampleBot, text: str) -> None:
    assert_problem(await say(client, text), 422, "message_empty")
    assert bot.heard == []


async def test_five_thousand_characters(client: httpx2.AsyncClient, bot: SampleBot) -> None:
    assert_problem(await say(client, "đ" * 5_000), 422, "message_too_long")
    assert bot.heard == []


async def test_the_longest_question_passes(client: httpx2.AsyncClient) -> None:
    assert (await say(client, "đ" * 1_000)).status_code == 200


async def test_ten_megabytes_declared(client: httpx2.AsyncClient, bot: SampleBot) -> None:
    response = await say(client, "a" * 10_000_000)
    assert_problem(response, 413, "payload_too_large")
    assert response.headers["connection"] == "close"
    assert bot.heard == []


async def test_ten_megabytes_undeclared_are_not_read_to_the_end(client: httpx2.AsyncClient) -> None:
    sent = 0

    async def drip() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1_000):
            sent += 10_000
            yield b"a" * 10_000

    assert_problem(await client.post(URL, content=drip(), headers=JSON), 413, "payload_too_large")
    assert sent < 200_000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"xin chao",
        b'{"sender": "an", "message": ',
        '{"sender": "an", "message": "chào"}'.encode("utf-16"),
        b'{"sender": "an", "message": "ch\xe0o"}',
        b'{"sender": "an", "message": "\\ud800"}',
        b'{"sender": "an", "message": NaN}',
        b"[" * 50_000,
        b'{"sender": ' + b"1" * 50_000 + b"}",
    ],
)
async def test_not_json_in_utf8(client: httpx2.AsyncClient, bot: SampleBot, body: bytes) -> None:
    assert_problem(await client.post(URL, content=body, headers=JSON), 400, "bad_request")
    assert bot.heard == []


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        [{"sender": "an", "message": "chào"}],
        "chào",
        7,
        True,
        {},
        {"message": "chào"},
        {"sender": "an"},
        {"sender": "", "message": "chào"},
        {"sender": "a" * 129, "message": "chào"},
        {"sender": 7, "message": "chào"},
        {"sender": None, "message": "chào"},
        {"sender": {"id": 1}, "message": "chào"},
        {"sender": "an", "message": None},
        {"sender": "an", "message": ["chào"]},
        {"sender": "an", "message": "chào", "metadata": "x"},
        {"sender": "an", "message": "chào", "metadata": {"message_id": 7}},
        {"sender": "an", "message": "chào", "metadata": {"message_id": "i" * 129}},
    ],
)
async def test_json_of_a_wrong_shape(client: httpx2.AsyncClient, bot: SampleBot, value: Any) -> None:
    problem = assert_problem(await client.post(URL, content=json.dumps(value), headers=JSON), 422, "invalid_request")
    assert all(set(fault) == {"field", "problem"} for fault in problem["errors"])
    assert bot.heard == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "json", "application/json; charset=latin-1"])
async def test_another_content_type(client: httpx2.AsyncClient, kind: str) -> None:
    response = await client.post(URL, content=b'{"sender": "an", "message": "a"}', headers={"Content-Type": kind})
    assert_problem(response, 415, "unsupported_media_type")


async def test_control_and_invisible_characters_are_gone(client: httpx2.AsyncClient, bot: SampleBot) -> None:
    await say(client, "làm\u200b gi\u00adấy \x07khai\ufeff sinh\x00")
    assert bot.heard[0].text == "làm giấy khai sinh"


async def test_decomposed_text_equals_composed_text(client: httpx2.AsyncClient, bot: SampleBot) -> None:
    for form in ("NFC", "NFD"):
        await say(client, unicodedata.normalize(form, "Đăng ký kết hôn ở phường nào?"))
    assert bot.heard[0].text == bot.heard[1].text == "Đăng ký kết hôn ở phường nào?"


async def test_a_broken_bot_answers_500_and_tells_nothing(settings: Settings) -> None:
    class Broken(SampleBot):
        async def answer(self, inbound: object) -> Reply:
            raise ValueError("secret words")

    async with gateway(settings, Broken()) as client:
        response = await say(client, "chào")
        assert_problem(response, 500, "error")
        assert "secret" not in response.text
        assert "Traceback" not in response.text
        assert response.headers["x-content-type-options"] == "nosniff"
        assert (await client.get("/healthz")).status_code == 200


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200))
async def test_whatever_is_typed_becomes_words_or_one_of_our_payloads(text: str) -> None:
    try:
        words, payload = understand(text, 100)
    except BadRequest:
        return
    assert 0 < len(words) <= 100
    assert payload is not None or not words.startswith("/")

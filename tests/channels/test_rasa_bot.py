"""Rasa down, slow, silent or talking nonsense: always a sentence, never an empty answer."""

import asyncio
import json
from typing import Any

import pytest

from core.settings import Settings
from tests.channels.conftest import assert_problem, gateway, say
from tests.channels.fake_rasa import MODEL, FakeRasa, answer

pytestmark = pytest.mark.asyncio


def reply(*messages: Any, model: Any = MODEL) -> bytes:
    return json.dumps({"messages": messages, "model": model}).encode()


NONSENSE = [
    b"",
    b"<html>oops</html>",
    b"\xff\xfe",
    b"[]",
    b"{}",
    b"null",
    reply(),
    reply({"text": "only words"}),
    reply({"custom": {}}),
    reply({"custom": {"status": "answered"}}),
    reply({"custom": {"status": "dancing", "text": "x"}}),
    reply({"custom": answer("x", surprise=1)}),
    reply({"custom": answer("x")}, {"custom": None}),
    reply({"custom": answer("x")}, model=None),
    reply({"custom": answer("x")}, model=""),
]


async def assert_unavailable(settings: Settings) -> None:
    async with gateway(settings) as client:
        response = await say(client, "khai sinh")
        assert_problem(response, 503, "bot_unavailable")
        assert int(response.headers["retry-after"]) > 0


@pytest.mark.parametrize("raw", NONSENSE)
async def test_nonsense(with_rasa: Settings, rasa: FakeRasa, raw: bytes) -> None:
    rasa.raw = raw
    await assert_unavailable(with_rasa)


@pytest.mark.parametrize("status", [204, 302, 401, 404, 500, 503])
async def test_another_status(with_rasa: Settings, rasa: FakeRasa, status: int) -> None:
    rasa.status = status
    await assert_unavailable(with_rasa)


async def test_nobody_listens(settings: Settings) -> None:
    await assert_unavailable(settings)


async def test_it_hangs_up_in_the_middle(with_rasa: Settings, rasa: FakeRasa) -> None:
    rasa.cut = True
    await assert_unavailable(with_rasa)


async def test_an_address_that_is_none(settings: Settings) -> None:
    await assert_unavailable(settings.model_copy(update={"bot_url": "http://[bad"}))


async def test_the_wrong_secret(with_rasa: Settings, rasa: FakeRasa) -> None:
    rasa.secret = "another"
    await assert_unavailable(with_rasa)


async def test_too_slow(with_rasa: Settings, rasa: FakeRasa) -> None:
    rasa.delay = 0.5
    await assert_unavailable(with_rasa.model_copy(update={"bot_timeout": 0.1}))


async def test_it_answers_again_once_rasa_is_back(with_rasa: Settings, rasa: FakeRasa) -> None:
    async with gateway(with_rasa) as client:
        rasa.status = 500
        assert (await say(client, "khai sinh", message_id="m1")).status_code == 503
        rasa.status = 200
        (again,) = (await say(client, "khai sinh", message_id="m1")).json()
    assert again["custom"]["model"] == MODEL


async def test_rasa_learns_neither_the_sender_nor_the_clients_metadata(with_rasa: Settings, rasa: FakeRasa) -> None:
    async with gateway(with_rasa) as client:
        await say(client, "khai sinh", "zalo-0909123456", message_id="m1", is_external=True, context={"procedure_code": "x"})
    (heard,) = rasa.heard
    assert "0909123456" not in json.dumps(heard)
    assert heard["metadata"] == {"channel": "rest"}
    assert "turn" not in heard


async def test_one_message_of_a_sender_at_a_time_in_order(with_rasa: Settings, rasa: FakeRasa) -> None:
    rasa.delay = 0.02
    async with gateway(with_rasa) as client:
        replies = await asyncio.gather(*(say(client, f"câu {n}") for n in range(6)))
    assert [heard["message"] for heard in rasa.heard] == [f"câu {n}" for n in range(6)]
    assert set(rasa.most_at_once.values()) == {1}
    assert [response.json()[0]["text"] for response in replies] == [f"Về: câu {n}" for n in range(6)]


async def test_too_many_waiting_messages_are_refused(with_rasa: Settings, rasa: FakeRasa) -> None:
    rasa.delay = 0.02
    async with gateway(with_rasa) as client:
        replies = await asyncio.gather(*(say(client, "alo") for _ in range(20)))
    assert {response.status_code for response in replies} == {200, 429}


async def test_several_messages_of_rasa_are_several_replies(with_rasa: Settings, rasa: FakeRasa) -> None:
    rasa.raw = reply({"custom": answer("một"), "text": "một"}, {"custom": answer("hai")})
    async with gateway(with_rasa) as client:
        replies = (await say(client, "khai sinh")).json()
    assert [(r["text"], r["custom"]["model"]) for r in replies] == [("một", MODEL), ("hai", MODEL)]

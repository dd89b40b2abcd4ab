"""What waits for a sender is picked up once, by that sender, whatever is asked and whatever is down."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio
from pydantic import SecretStr

from channels.sample import SampleBot
from conversations.outbox import Outbox
from core.answer import Answer, Button
from core.db import Database
from core.person import person_key, person_of
from core.settings import Settings
from tests.channels.conftest import assert_problem, gateway, say

pytestmark = pytest.mark.asyncio
URL = "/api/v1/messages"
NEWS = Answer(status="dossier", text="Hồ sơ …0420 đã có kết quả.", buttons=[Button(title="Ngừng báo", payload="/stop")])


class Sends:
    """Puts messages into the outbox, as the worker does."""

    def __init__(self, settings: Settings) -> None:
        self.database, self.key = Database.open(settings), person_key(settings)

    def __call__(self, key: str, sender: str = "an", channel: str = "rest", answer: Answer = NEWS) -> None:
        assert Outbox(self.database).put(person_of(self.key, channel, sender), channel, key, answer)


@pytest_asyncio.fixture
async def send(client: httpx2.AsyncClient, settings: Settings) -> AsyncIterator[Sends]:
    sends = Sends(settings)
    yield sends
    sends.database.close()


async def picked(client: httpx2.AsyncClient, sender: str = "an", **params: int) -> list[dict[str, object]]:
    response = await client.get(URL, params={"sender": sender, **params})
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    messages: list[dict[str, object]] = response.json()
    return messages


async def test_nothing_waits_for_somebody_new(client: httpx2.AsyncClient) -> None:
    assert await picked(client, "somebody new", after=7) == []


async def test_a_message_has_the_form_of_a_reply(client: httpx2.AsyncClient, send: Sends) -> None:
    send("one")
    send("two", answer=Answer(status="dossier", text="…"))
    first, second = await picked(client)
    assert first["recipient_id"] == "an"
    assert first["text"] == NEWS.text
    assert first["buttons"] == [{"title": "Ngừng báo", "payload": "/stop"}]
    assert Answer.model_validate(first["custom"]) == NEWS
    assert str(first["at"]).endswith("Z")
    assert "buttons" not in second


async def test_it_comes_again_until_it_is_acknowledged_and_then_never(client: httpx2.AsyncClient, send: Sends) -> None:
    send("one")
    send("two")
    first, second = await picked(client)
    assert await picked(client) == [first, second]
    assert await picked(client, after=int(str(first["id"]))) == [second]
    assert await picked(client) == [second]
    assert await picked(client, after=int(str(second["id"]))) == []
    assert await picked(client) == []


async def test_nobody_gets_what_is_anothers_or_of_another_channel(client: httpx2.AsyncClient, send: Sends) -> None:
    send("one")
    send("two", sender="bình", channel="zalo")
    assert await picked(client, "bình", after=1_000) == []
    assert len(await picked(client)) == 1


@pytest.mark.parametrize(
    "query",
    ["", "sender=", "sender=" + "a" * 129, "sender=an&after=-1", "sender=an&after=x", "sender=an&after=1e3", "sender=an&after=",
     "sender=an&after=2147483648", "sender=an&after=" + "9" * 5_000, "after=1"],
)  # fmt: skip
async def test_a_bad_question_is_a_problem(client: httpx2.AsyncClient, query: str) -> None:
    problem = assert_problem(await client.get(f"{URL}?{query}"), 422, "invalid_request")
    assert {fault["field"] for fault in problem["errors"]} <= {"query.sender", "query.after"}
    assert "a" * 129 not in str(problem)


@pytest.mark.parametrize("sender", ["%00", "%ff%fe", "%ed%a0%80", "%27%20or%201=1", "%F0%9F%99%82" * 30, "an&sender=b%C3%ACnh"])
async def test_any_sender_is_a_stranger(client: httpx2.AsyncClient, sender: str) -> None:
    response = await client.get(f"{URL}?sender={sender}&after=2147483647")
    assert (response.status_code, response.json()) == (200, [])


async def test_who_asks_too_often_is_told_when_and_may_write_all_the_same(settings: Settings, bot: SampleBot) -> None:
    async with gateway(settings.model_copy(update={"messages_per_minute": 2}), bot) as client:
        for left in ("1", "0"):
            assert (await client.get(URL, params={"sender": "an"})).headers["x-ratelimit-remaining"] == left
        refused = await client.get(URL, params={"sender": "an"})
        assert_problem(refused, 429, "too_many_requests")
        assert int(refused.headers["retry-after"]) > 0
        assert (await say(client, "xin chào")).status_code == 200


async def test_a_database_that_is_down_is_a_part_that_is_down(settings: Settings, bot: SampleBot, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    broken = settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{tmp_path / 'folder'}")})
    async with gateway(broken, bot) as client:
        for after in (0, 5):
            assert_problem(await client.get(URL, params={"sender": "an", "after": after}), 503, "unavailable")
        assert (await say(client, "xin chào")).status_code == 200

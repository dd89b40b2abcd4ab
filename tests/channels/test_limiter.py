"""One person cannot crowd out the others, and a broken counter silences nobody."""

import asyncio
import json
import socket
import uuid
from contextlib import closing
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from channels import limiter as module
from channels.limiter import Limiter, Window, counted_in
from channels.metrics import Metrics
from channels.sample import SampleBot
from conversations.dispatch import Dispatch
from conversations.inbox import Inbox
from core.db import Database
from core.settings import Settings
from core.words import say as words
from tests.channels.conftest import assert_problem, gateway, say
from tests.channels.platforms import door, signed_messenger, with_platforms

pytestmark = pytest.mark.asyncio


async def test_a_flood_from_one_sender_is_refused_and_others_are_served(settings: Settings) -> None:
    async with gateway(settings.model_copy(update={"messages_per_minute": 5}), SampleBot()) as client:
        flood = await asyncio.gather(*(say(client, "alo") for _ in range(30)))
        other = await say(client, "chào", "binh")
    refused = [response for response in flood if response.status_code == 429]
    assert (len(flood) - len(refused), other.status_code) == (5, 200)
    for response in refused:
        assert_problem(response, 429, "too_many_requests")
        assert 1 <= int(response.headers["retry-after"]) <= 60
        assert response.headers["x-ratelimit-remaining"] == "0"


async def test_headers_count_down(client: httpx2.AsyncClient) -> None:
    remaining = [(await say(client, "alo")).headers["x-ratelimit-remaining"] for _ in range(3)]
    assert remaining == ["59", "58", "57"]


async def test_a_refused_message_carries_the_headers_too(client: httpx2.AsyncClient) -> None:
    assert (await say(client, "")).headers["x-ratelimit-limit"] == "60"


async def test_a_broken_store_lets_everyone_through() -> None:
    class Broken(Window):
        async def acquire_entry(self, *args: Any, **kwargs: Any) -> bool:
            raise ConnectionError("store down")

    metrics = Metrics()
    allowance = await Limiter(1, metrics, Broken()).take("rest", "an")
    assert allowance.allowed
    assert b"troly_rate_limiter_failures_total 1.0" in metrics.render()


async def test_the_window_moves() -> None:
    window = Window()
    assert [await window.acquire_entry("a", 1, 60), await window.acquire_entry("a", 1, 60)] == [True, False]
    assert await window.acquire_entry("a", 1, 0)


async def test_memory_is_bounded() -> None:
    window = Window()
    for number in range(module._SENDERS + 10):
        await window.acquire_entry(str(number), 60, 60)
    assert len(window.events) == module._SENDERS


def closed_port() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"redis://127.0.0.1:{one.getsockname()[1]}/0"


async def test_a_shared_store_that_is_down_is_asked_once_in_a_while(settings: Settings) -> None:
    metrics = Metrics()
    async with counted_in(settings.model_copy(update={"limiter_url": SecretStr(closed_port())})) as store:
        limiter = Limiter(1, metrics, store)
        allowances = [await limiter.take("rest", "an") for _ in range(3)]
    assert all(one.allowed for one in allowances)
    assert allowances[0].headers == {"X-RateLimit-Limit": "1", "X-RateLimit-Remaining": "1"}
    assert b"troly_rate_limiter_failures_total 3.0" in metrics.render()


async def test_two_gateways_count_together(settings: Settings, redis_server: str) -> None:
    shared = settings.model_copy(update={"limiter_url": SecretStr(redis_server)})
    async with counted_in(shared) as one, counted_in(shared) as other:
        taken = [await Limiter(3, Metrics(), store).take("rest", "an") for store in (one, other, one, other)]
        somebody_else = await Limiter(3, Metrics(), other).take("rest", "binh")
    assert [allowance.allowed for allowance in taken] == [True, True, True, False]
    assert [allowance.remaining for allowance in taken] == [2, 1, 0, 0]
    assert 1 <= taken[3].wait <= 60
    assert somebody_else.allowed


async def test_a_gateway_whose_store_is_down_answers(settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    down = {
        "limiter_url": SecretStr(closed_port().replace("://", "://:hunter2@")),
        "messages_per_minute": 1,
        "channel_per_minute": {"rest": 1},
    }
    async with gateway(settings.model_copy(update=down), SampleBot()) as client:
        assert {(await say(client, "alo")).status_code for _ in range(3)} == {200}
        assert "troly_rate_limiter_failures_total" in (await client.get("/metrics")).text
    assert "hunter2" not in "".join(capfd.readouterr())


async def test_a_whole_channel_has_a_limit_and_the_others_do_not_feel_it(settings: Settings) -> None:
    async with gateway(settings.model_copy(update={"channel_per_minute": {"rest": 3}}), SampleBot()) as client:
        told = [await say(client, "alo", f"người {number}") for number in range(4)]
        assert [response.status_code for response in told] == [200, 200, 200, 503]
        problem = assert_problem(told[3], 503, "busy")
        assert problem["detail"] == words("errors.busy")
        assert 1 <= int(told[3].headers["retry-after"]) <= 60
        assert told[3].headers["x-ratelimit-remaining"] == "59"
        token = (await client.post("/api/v1/web/session")).json()["token"]
        message = {"id": str(uuid.uuid4()), "text": "alo"}
        sent = await client.post("/api/v1/web/messages", json=message, headers={"Authorization": f"Bearer {token}"})
        assert sent.status_code == 202


@pytest.mark.parametrize(
    ("limits", "said"),
    [({"messages_per_minute": 2}, "delivery.fast"), ({"channel_per_minute": {"messenger": 2}}, "delivery.many")],
    ids=["of one person", "of the channel"],
)
async def test_who_writes_too_fast_on_a_platform_is_told_so_once(migrated: Settings, limits: dict[str, Any], said: str) -> None:
    told = with_platforms(migrated.model_copy(update=limits))
    event = {"sender": {"id": "222"}, "recipient": {"id": "111"}, "timestamp": 1763800000000}
    async with door(told) as gate:
        for number in range(6):
            events = [{**event, "message": {"mid": f"m{number}", "text": "alo"}}]
            raw = json.dumps({"object": "page", "entry": [{"id": "111", "time": 1763800000000, "messaging": events}]}).encode()
            assert (await gate.post(*signed_messenger(raw)))[0] == 200
    with closing(Database.open(told)) as database:
        assert Inbox.of(told, database).depth().waiting == 2
        dispatch = Dispatch.of(told, database)
        post = dispatch.take()
        assert post is not None
        assert post.message["text"] == words(said)
        assert (dispatch.depth().waiting, dispatch.take()) == (1, None)

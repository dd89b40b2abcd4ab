"""One person cannot crowd out the others, and a broken counter silences nobody."""

import asyncio
from typing import Any

import httpx2
import pytest

from channels import limiter as module
from channels.limiter import Limiter, Window
from channels.metrics import Metrics
from channels.sample import SampleBot
from core.settings import Settings
from tests.channels.conftest import assert_problem, gateway, say

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

"""Alive, ready and counted."""

import httpx2
import pytest

from channels.sample import SampleBot
from core.settings import Settings
from tests.channels.conftest import gateway, say
from tests.channels.fake_rasa import MODEL, FakeRasa
from tests.channels.fakes import DownBot, NoKnowledge

pytestmark = pytest.mark.asyncio


async def test_alive_asks_nobody(settings: Settings) -> None:
    async with gateway(settings, DownBot(), NoKnowledge()) as client:
        assert (await client.get("/healthz")).json() == {"status": "alive"}


async def test_ready_when_every_part_answers(with_rasa: Settings) -> None:
    async with gateway(with_rasa) as client:
        response = await client.get("/readyz")
    assert (response.status_code, response.json()["ready"]) == (200, True)
    assert {name: part["detail"] for name, part in response.json()["parts"].items()} == {"bot": MODEL, "actions": "ok", "release": "r1"}


async def test_each_part_that_is_down_is_named(settings: Settings) -> None:
    async with gateway(settings, knowledge=NoKnowledge()) as client:
        response = await client.get("/readyz")
        metrics = (await client.get("/metrics")).text
    assert response.status_code == 503
    parts = response.json()["parts"]
    assert {name: part["ok"] for name, part in parts.items()} == {"bot": False, "actions": False, "release": False}
    assert parts["release"]["detail"] == "release_unavailable"
    assert "127.0.0.1" not in response.text
    assert 'troly_dependency_up{part="bot"} 0.0' in metrics


@pytest.mark.parametrize(("status", "raw"), [(503, None), (200, b'{"model": null}'), (200, b"[]"), (200, b"")])
async def test_rasa_without_a_model_is_not_ready(with_rasa: Settings, rasa: FakeRasa, status: int, raw: bytes | None) -> None:
    rasa.status, rasa.raw = status, raw
    async with gateway(with_rasa) as client:
        response = await client.get("/readyz")
    assert response.status_code == 503
    assert {name: part["ok"] for name, part in response.json()["parts"].items()} == {"bot": False, "actions": True, "release": True}


async def test_a_slow_part_does_not_hold_readiness_up(with_rasa: Settings, rasa: FakeRasa) -> None:
    rasa.delay = 3.0
    async with gateway(with_rasa) as client:
        response = await client.get("/readyz")
    assert (response.status_code, response.json()["parts"]["bot"]["detail"]) == (503, "no answer in 2 s")


async def test_what_happened_is_counted_and_nobody_is_named(settings: Settings) -> None:
    async with gateway(settings.model_copy(update={"messages_per_minute": 3}), SampleBot()) as client:
        for _ in range(2):
            await say(client, "bí mật của An", "0909123456", message_id="m1")
        await say(client, "", "0909123456")
        await say(client, "alo", "0909123456")
        metrics = (await client.get("/metrics")).text
    assert 'troly_messages_total{channel="rest",status="greeting"} 1.0' in metrics
    assert 'troly_repeated_messages_total{channel="rest"} 1.0' in metrics
    assert 'troly_errors_total{code="message_empty"} 1.0' in metrics
    assert 'troly_rate_limited_total{channel="rest"} 1.0' in metrics
    assert 'troly_turn_seconds_count{channel="rest"} 1.0' in metrics
    assert "0909123456" not in metrics
    assert "An" not in metrics


async def test_every_application_counts_for_itself(settings: Settings, client: httpx2.AsyncClient) -> None:
    async with gateway(settings, SampleBot()) as other:
        await say(other, "chào")
    assert "troly_messages_total{" not in (await client.get("/metrics")).text

"""Zalo and Messenger hand in what people sent: checked, stored once, and only then acknowledged."""

import json
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from pydantic import SecretStr

from channels.zalo.signature import HEADER
from conversations.inbox import Inbox
from core.db import Database
from core.settings import Settings
from tests.channels.conftest import assert_problem, gateway
from tests.channels.platforms import APP, MESSENGER, ZALO, signed_messenger, signed_zalo, with_platforms

pytestmark = pytest.mark.asyncio


def zalo(text: str = "khai sinh cần gì", number: int = 1) -> tuple[bytes, dict[str, str]]:
    """A delivery of Zalo's, and its header."""
    body = {
        "app_id": APP, "sender": {"id": "246845883529197922"}, "recipient": {"id": "388613280878808645"}, "event_name": "user_send_text",
        "message": {"text": text, "msg_id": f"m{number}"}, "timestamp": "1763800000000",
    }  # fmt: skip
    return signed_zalo(json.dumps(body).encode(), "1763800000000")[1:]


def messenger(*texts: str) -> tuple[bytes, dict[str, str]]:
    """A delivery of Meta's with a message a text, and its header."""
    events = [
        {"sender": {"id": "222"}, "recipient": {"id": "111"}, "timestamp": 1763800000000 + n, "message": {"mid": f"m_{n}", "text": text}}
        for n, text in enumerate(texts)
    ]
    return signed_messenger(json.dumps({"object": "page", "entry": [{"id": "111", "time": 1763800000000, "messaging": events}]}).encode())[
        1:
    ]


@pytest.fixture
def platforms(settings: Settings) -> Settings:
    """Settings with both platforms."""
    return with_platforms(settings)


@pytest_asyncio.fixture
async def client(platforms: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    async with gateway(platforms) as client:
        yield client


def waiting(settings: Settings) -> int:
    with closing(Database.open(settings)) as database:
        return Inbox.of(settings, database).depth().waiting


async def test_a_delivery_is_stored_before_it_is_acknowledged(client: httpx2.AsyncClient, platforms: Settings) -> None:
    for number, (path, (raw, headers)) in enumerate(((ZALO, zalo()), (MESSENGER, messenger("một", "hai", "ba")))):
        response = await client.post(path, content=raw, headers=headers)
        assert (response.status_code, response.json()) == (200, {"status": "received"})
        assert waiting(platforms) == (1, 4)[number]


async def test_the_same_delivery_again_changes_nothing(client: httpx2.AsyncClient, platforms: Settings) -> None:
    for path, (raw, headers) in ((ZALO, zalo()), (MESSENGER, messenger("một", "hai"))):
        for _ in range(3):
            assert (await client.post(path, content=raw, headers=headers)).status_code == 200
    assert waiting(platforms) == 3


@pytest.mark.parametrize(("path", "delivery"), [(ZALO, zalo()), (MESSENGER, messenger("một"))], ids=["zalo", "messenger"])
async def test_one_changed_byte_is_refused(client: httpx2.AsyncClient, platforms: Settings, path: str, delivery: Any) -> None:
    raw, headers = delivery
    assert_problem(await client.post(path, content=raw.replace(b"17638", b"17639"), headers=headers), 403, "forbidden")
    altered = {name: value[:-1] + ("1" if value[-1] == "0" else "0") for name, value in headers.items()}
    assert_problem(await client.post(path, content=raw, headers=altered), 403, "forbidden")
    assert waiting(platforms) == 0


async def test_what_meta_did_not_sign_is_refused_and_zalos_console_may_try(client: httpx2.AsyncClient, platforms: Settings) -> None:
    assert_problem(await client.post(MESSENGER, content=messenger("một")[0]), 403, "forbidden")
    for probe in (b"", b"{}", zalo()[0]):
        assert (await client.post(ZALO, content=probe)).status_code == 200
    assert waiting(platforms) == 0


async def test_the_handshake(client: httpx2.AsyncClient) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "meatyhamhock"}
    answer = await client.get(MESSENGER, params=asked)
    assert (answer.status_code, answer.text, answer.headers["content-type"]) == (200, "1158201444", "text/plain; charset=utf-8")
    for wrong in ({"hub.verify_token": "x"}, {"hub.challenge": "<script>"}, {"hub.mode": "y"}):
        assert_problem(await client.get(MESSENGER, params={**asked, **wrong}), 403, "forbidden")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[]", b"[" * 50_000, b"null", b"khai sinh"], ids=range(5))
async def test_a_signed_body_that_cannot_be_read_is_told(client: httpx2.AsyncClient, content: bytes) -> None:
    assert_problem(await client.post(MESSENGER, content=content, headers=signed_messenger(content)[2]), 400, "bad_request")
    assert (await client.post(ZALO, content=content, headers={HEADER: "mac=00"})).status_code in (200, 400, 403)


async def test_a_huge_body_is_refused_before_it_is_read(client: httpx2.AsyncClient) -> None:
    for path in (ZALO, MESSENGER):
        assert_problem(await client.post(path, content=b"x" * 1_000_001), 413, "payload_too_large")


async def test_a_platform_that_is_not_set_up_is_not_there(settings: Settings) -> None:
    async with gateway(settings) as client:
        for call in (client.post(ZALO, content=b"{}"), client.post(MESSENGER, content=b"{}"), client.get(MESSENGER)):
            assert_problem(await call, 404, "not_found")


async def test_a_database_that_is_down_is_told_so_that_they_deliver_again(platforms: Settings, tmp_path: Path) -> None:
    broken = platforms.model_copy(update={"database_url": SecretStr(f"sqlite:///{tmp_path}")})  # a folder is no database
    async with gateway(broken) as client:
        for path, (raw, headers) in ((ZALO, zalo()), (MESSENGER, messenger("một"))):
            assert_problem(await client.post(path, content=raw, headers=headers), 503, "unavailable")

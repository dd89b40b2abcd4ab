"""The REST channel answers as Rasa's own does, with the whole answer in `custom`."""

from contextlib import closing
from pathlib import Path

import httpx2
import pytest
from pydantic import SecretStr

from channels.messages import Reply
from channels.sample import SampleBot
from conversations.switches import Switches
from core.answer import Answer, Button, ProcedureRef
from core.db import Database
from core.settings import Settings
from core.words import say as words
from tests.channels.conftest import gateway, say

pytestmark = pytest.mark.asyncio


async def test_a_reply_has_rasas_shape_and_the_answer(client: httpx2.AsyncClient) -> None:
    response = await say(client, "Xin chào")
    assert response.status_code == 200
    (reply,) = response.json()
    assert set(reply) == {"recipient_id", "text", "custom"}
    assert reply["recipient_id"] == "an"
    assert Answer.model_validate(reply["custom"]).text == reply["text"]


async def test_buttons_stand_beside_the_text_when_there_are_any(settings: Settings) -> None:
    class Buttons(SampleBot):
        async def answer(self, inbound: object) -> Reply:
            return Reply([Answer(status="answered", text="…", buttons=[Button(title="Lệ phí", payload="/ask_fee")])])

    async with gateway(settings, Buttons()) as client:
        (reply,) = (await say(client, "khai sinh")).json()
    assert reply["buttons"] == [{"title": "Lệ phí", "payload": "/ask_fee"}]


async def test_two_senders_never_share_an_answer(client: httpx2.AsyncClient) -> None:
    one = await say(client, "câu của An", "an", message_id="1")
    two = await say(client, "câu của Bình", "binh", message_id="1")
    assert "An" in one.json()[0]["text"]
    assert "Bình" in two.json()[0]["text"]


async def test_metadata_reaches_the_bot_without_its_message_id(client: httpx2.AsyncClient, bot: SampleBot) -> None:
    await say(client, "chào", message_id="m1", page="/")
    (inbound,) = bot.heard
    assert (inbound.channel, inbound.message_id, inbound.metadata) == ("rest", "m1", {"page": "/"})


async def test_nobody_needs_to_send_metadata(client: httpx2.AsyncClient) -> None:
    response = await client.post("/webhooks/rest/webhook", json={"sender": "an", "message": "chào", "input_channel": "rest"})
    assert response.status_code == 200


async def test_a_json_type_with_parameters_is_json(client: httpx2.AsyncClient) -> None:
    body = '{"sender": "an", "message": "chào"}'.encode()
    for kind in ("application/json; charset=UTF-8", "application/vnd.rasa+json", "APPLICATION/JSON"):
        assert (await client.post("/webhooks/rest/webhook", content=body, headers={"Content-Type": kind})).status_code == 200


@pytest.mark.parametrize("scope", ["all", "channel:rest"])
async def test_a_channel_that_is_off_asks_nobody(client: httpx2.AsyncClient, bot: SampleBot, settings: Settings, scope: str) -> None:
    with closing(Database.open(settings)) as database:
        Switches(database).turn(scope, True, "Lan", "sai lệ phí")
        (reply,) = (await say(client, "khai sinh cần gì")).json()
        assert (reply["text"], reply["custom"]["status"], bot.heard) == (words("delivery.off"), "error", [])
        assert words("delivery.off", "en") == (await say(client, "how do I register a birth?")).json()[0]["text"]
        Switches(database).turn(scope, False, "Lan", "đã sửa")
        assert (await say(client, "xin chào")).json()[0]["custom"]["status"] != "error"


@pytest.mark.parametrize("scope", ["topic:dossier", "topic:1.001193"])
async def test_a_topic_that_is_off_is_not_told(settings: Settings, scope: str) -> None:
    class Knowing(SampleBot):
        async def answer(self, inbound: object) -> Reply:
            birth = ProcedureRef(code="1.001193", name="Đăng ký khai sinh")
            return Reply([Answer(status="dossier", text="…", procedure=birth), Answer(status="greeting", text="Chào bạn.")])

    async with gateway(settings, Knowing()) as client:
        with closing(Database.open(settings)) as database:
            Switches(database).turn(scope, True, "Lan", "sai lệ phí")
        assert [reply["text"] for reply in (await say(client, "khai sinh")).json()] == [words("delivery.off_topic"), "Chào bạn."]


@pytest.mark.parametrize("scope", ["topic:answered", "topic:1.001193"])
async def test_no_topic_hides_a_danger(settings: Settings, scope: str) -> None:
    class Guarding(SampleBot):
        async def answer(self, inbound: object) -> Reply:
            return Reply([Answer(status="safety", text="Gọi 114.", procedure=ProcedureRef(code="1.001193", name="Đăng ký khai sinh"))])

    async with gateway(settings, Guarding()) as client:
        with closing(Database.open(settings)) as database:
            Switches(database).turn(scope, True, "Lan", "sai lệ phí")
        assert [reply["text"] for reply in (await say(client, "cháy")).json()] == ["Gọi 114."]


async def test_without_a_database_nobody_falls_silent(settings: Settings, tmp_path: Path) -> None:
    broken = settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{tmp_path}")})  # a folder is no database
    async with gateway(broken, SampleBot()) as client:
        assert (await say(client, "chào")).status_code == 200

"""What staff change reaches a running gateway: the notice on REST and on the page, a ward's greeting, and the ward its page belongs to."""

import asyncio
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa

from channels.messages import Inbound, Reply
from channels.sample import SampleBot
from core.answer import Answer
from core.db import Database
from core.migrate import upgrade
from core.settings import Settings
from tests.channels.conftest import gateway, say
from tests.overlays.conftest import put

pytestmark = pytest.mark.asyncio
TOLD, ENGLISH = "Cổng đang <b>bảo trì</b>.", "The portal is down."
TODAY = "/api/v1/web/today"
SOON = 30.0  # seconds
LOOKS = 500  # far more than it takes: nothing is measured here


def notice(number: int = 1, **more: Any) -> dict[str, Any]:
    now = datetime.now(timezone.utc)
    moments = {"starts": (now - timedelta(hours=1)).isoformat(), "ends": (now + timedelta(hours=1)).isoformat()}
    return {"number": number, "text": TOLD, "english": ENGLISH, "kind": "info", "channels": ["rest", "web"], **moments, **more}


@pytest.fixture
def database(settings: Settings) -> Any:
    upgrade(settings)
    database = Database.open(settings)
    yield database
    database.close()


async def until(client: httpx2.AsyncClient, shown: dict[str, Any], **query: str) -> None:
    """Wait until the page is shown this."""
    for _ in range(LOOKS):
        if (await client.get(TODAY, params=query)).json() == shown:
            return
        await asyncio.sleep(0.05)
    pytest.fail("the gateway heard of nothing")


def texts(response: httpx2.Response) -> list[str]:
    return [reply["text"] for reply in response.json()]


async def test_nothing_was_said(client: httpx2.AsyncClient) -> None:
    assert (await client.get(TODAY)).json() == {"notice": "", "info": False, "greeting": ""}


async def test_a_running_gateway_hears_of_it(client: httpx2.AsyncClient, settings: Settings) -> None:
    database = Database.open(settings)
    put(database, "notice", notice(), 0)
    await until(client, {"notice": TOLD, "info": True, "greeting": ""})
    await until(client, {"notice": ENGLISH, "info": True, "greeting": ""}, lang="en")
    put(database, "notice", None, 1)
    await until(client, {"notice": "", "info": False, "greeting": ""})
    database.close()


async def test_rest_tells_it_once_a_person_a_day(settings: Settings, database: Database, bot: SampleBot) -> None:
    put(database, "notice", notice(), 0)
    async with gateway(settings, bot) as client:
        assert texts(await say(client, "một")) == [f"{TOLD}\n\nBạn vừa viết: một"]
        assert texts(await say(client, "hai")) == ["Bạn vừa viết: hai"]
        assert texts(await say(client, "ba", sender="binh"))[0].startswith(TOLD)
    async with gateway(settings, bot) as client:
        assert texts(await say(client, "một")) == ["Bạn vừa viết: một"], "a gateway that was started anew"


async def test_a_message_that_comes_again_is_answered_as_before(settings: Settings, database: Database, bot: SampleBot) -> None:
    put(database, "notice", notice(), 0)
    async with gateway(settings, bot) as client:
        first, again = [texts(await say(client, "một", message_id="m1")) for _ in range(2)]
        assert first == again == [f"{TOLD}\n\nBạn vừa viết: một"]
        assert texts(await say(client, "hai", message_id="m2")) == ["Bạn vừa viết: hai"]


class Guarded(SampleBot):
    """Warns of danger."""

    async def answer(self, inbound: Inbound) -> Reply:
        danger = Reply([Answer(status="safety", text="Gọi 114.", model="m")])
        return danger if inbound.text == "cháy" else await super().answer(inbound)


async def test_never_before_a_danger(settings: Settings, database: Database) -> None:
    put(database, "notice", notice(), 0)
    async with gateway(settings, Guarded()) as client:
        assert texts(await say(client, "cháy")) == ["Gọi 114."]
        assert texts(await say(client, "một"))[0].startswith(TOLD)


async def test_without_the_database_people_are_answered(settings: Settings, database: Database, bot: SampleBot) -> None:
    put(database, "notice", notice(), 0)
    async with gateway(settings, bot) as client:
        with database.begin() as session:
            session.execute(sa.text("drop table talks"))
        assert texts(await say(client, "một")) == ["Bạn vừa viết: một"]


async def test_a_ward_greets_on_its_own_page(settings: Settings, database: Database, bot: SampleBot) -> None:
    put(database, "units", {"26740": {"greeting": "Phường Sài Gòn xin chào.", "greeting_en": "Welcome.", "off": False}}, 0)
    async with gateway(settings, bot) as client:
        shown = [
            (await client.get(TODAY, params=query)).json()["greeting"] for query in ({"unit": "26740"}, {"unit": "26740", "lang": "en"})
        ]
        assert shown == ["Phường Sài Gòn xin chào.", "Welcome."]
        for unit in ("", "26741", "phường", "x" * 40):
            assert (await client.get(TODAY, params={"unit": unit})).json()["greeting"] == ""
        assert (await client.get(TODAY, params={"unit": "x" * 41})).status_code == 422


class Noting(SampleBot):
    """Keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.units: list[str | None] = []
        self.asked = asyncio.Event()

    async def answer(self, inbound: Inbound) -> Reply:
        self.units.append(inbound.unit)
        self.asked.set()
        return await super().answer(inbound)


@pytest.mark.parametrize(("unit", "known"), [("26740", "26740"), ("2674", None), ("phường", None), (None, None), (26740, None), ({}, None)])
async def test_the_conversation_knows_whose_page_it_is_on(settings: Settings, unit: Any, known: str | None) -> None:
    bot = Noting()
    async with gateway(settings, bot) as client:
        token = (await client.post("/api/v1/web/session")).json()["token"]
        body = {"id": "5b1f7f0e-8f0e-4a53-9b4a-0a6a2cf4a111", "text": "nộp ở đâu", "unit": unit}
        sent = await client.post("/api/v1/web/messages", json=body, headers={"Authorization": f"Bearer {token}"})
        assert sent.status_code == 202
        await asyncio.wait_for(bot.asked.wait(), SOON)
    assert bot.units == [known]

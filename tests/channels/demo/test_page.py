"""The page's own calls, in this process: what it tells, what it takes, and what it refuses."""

import asyncio
import json
import re
from typing import Any

import httpx2
import pytest

from channels.demo import page
from channels.demo.desk import Desk
from tests.channels.demo.assistant import Assistant
from tests.channels.demo.conftest import Person, until

pytestmark = pytest.mark.asyncio
NAMES = {"zalo": "Lan", "messenger": "Minh"}


async def state(client: httpx2.AsyncClient, after: int = -1, **names: str) -> dict[str, Any]:
    response = await client.get("/api/state", params={**NAMES, **names, "after": after})
    assert response.status_code == 200
    told: dict[str, Any] = response.json()
    return told


async def test_what_is_done_is_told(client: httpx2.AsyncClient, assistant: Assistant, desk: Desk) -> None:
    for platform, name in NAMES.items():
        assert (await client.post(f"/api/{platform}/does", json={"name": f" {name} ", "act": "text", "text": "chào"})).status_code == 204
    told = await state(client)
    while any(len(told[platform]["bubbles"]) < 2 for platform in NAMES):
        told = await state(client, told["version"])
    for platform in NAMES:
        assert [one["text"] for one in told[platform]["bubbles"]] == ["chào", "Tôi nhận được: chào"]
        assert [one["number"] for one in told[platform]["bubbles"]] == sorted(one["number"] for one in told[platform]["bubbles"])
    assert (await state(client, zalo="Hoa"))["zalo"]["bubbles"] == []


async def test_a_page_waits_for_a_change_and_no_longer(client: httpx2.AsyncClient, desk: Desk) -> None:
    waiting = asyncio.create_task(state(client, desk.version))
    await asyncio.sleep(0)
    desk.pass_time(25)
    assert (await waiting)["hours"] == 25


async def test_everything_on_the_wire_and_nothing_secret(client: httpx2.AsyncClient, lan: Person, minh: Person, desk: Desk) -> None:
    lan.answer("text", text="chào")
    minh.answer("text", text="chào")
    desk.zalo.expire()
    lan.answer("text", text="lại")
    until(lambda: len([one for one in desk.wire.shown() if one["title"] == "POST /v3.0/oa/message/cs" and one["answer"]]) == 3)
    secrets = [value for name, value in desk.environment("").items() if re.search("SECRET|TOKEN", name) and "URL" not in name]
    secrets += [*desk.zalo.tokens.asked, desk.zalo.account.prefix]
    told = json.dumps(await state(client), ensure_ascii=False)
    assert len(secrets) > 6
    assert not [one for one in secrets if one in told]
    wanted = {
        ("zalo", "webhook", "user_send_text"), ("zalo", "call", "POST /v3.0/oa/message/cs"), ("zalo", "call", "POST /v4/oa/access_token"),
        ("messenger", "webhook", "message"), ("messenger", "call", "POST /v26.0/111/messages"),
    }  # fmt: skip
    until(lambda: wanted <= {(one["platform"], one["kind"], one["title"]) for one in desk.wire.shown()})
    calls = [one for one in (await state(client))["wire"] if one["title"] == "POST /v3.0/oa/message/cs"]
    assert [one["answer"]["error"] for one in calls] == [0, -220, 0]
    assert "x-ratelimit-remain" in calls[0]["headers"]


async def test_bad_days(client: httpx2.AsyncClient, lan: Person, minh: Person, assistant: Assistant, desk: Desk) -> None:
    async def trouble(platform: str, what: str, on: bool) -> list[str]:
        assert (await client.post(f"/api/{platform}/trouble", json={"what": what, "on": on})).status_code == 204
        troubles: list[str] = (await state(client))[platform]["troubles"]
        return troubles

    assert await trouble("zalo", "failing", True) == ["failing"]
    assert assistant.say_on_zalo({"recipient": {"user_id": "1"}, "message": {"text": "x"}})["error"] == 503
    assert await trouble("zalo", "slow", True) == ["failing", "slow"]
    assert desk.zalo.delay > 0
    assert await trouble("zalo", "failing", False) == ["slow"]
    assert await trouble("zalo", "slow", False) == []
    lan.answer("text", text="chào")
    assert await trouble("zalo", "expired", True) == []  # once: the next call finds it out
    assert await trouble("messenger", "expired", True) == ["expired"]
    assert await trouble("messenger", "twice", True) == ["expired", "twice"]


async def test_the_clock_and_what_was_switched_off(client: httpx2.AsyncClient, desk: Desk) -> None:
    for hours in (25, 49):
        assert (await client.post("/api/clock", json={"hours": hours})).status_code == 204
    assert (await state(client))["hours"] == 74
    await client.post("/api/clock", json={"hours": 0})
    assert (await state(client))["hours"] == 0
    desk.zalo.courier.off = desk.messenger.mail.off = True
    assert (await state(client))["zalo"]["off"]
    await client.post("/api/subscribe", json={})
    assert not (await state(client))["messenger"]["off"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"{", 400), (b"\xff\x00", 400), (b"[]", 422), (b"{}", 422), (b'{"name":"Lan","act":"jump"}', 422),
        (b'{"name":" ","act":"text","text":"x"}', 422), (b'{"name":"' + b"x" * 41 + b'","act":"text","text":"x"}', 422),
        (b'{"name":"Lan","act":"text","text":"' + b"x" * 5_001 + b'"}', 422), (b'{"name":"Lan","act":"text","text":" "}', 404),
        (b'{"name":"Lan","act":"press","bubble":"x"}', 422), (b'{"name":"Lan","act":"press","bubble":7}', 404),
        (b'{"name":"Lan","act":"press","bubble":7,"index":-1}', 422), (b'{"name":"Lan","act":"start"}', 404),
        (b'{"name":"Lan","act":"text","text":"\\ud800"}', 400), (b'{"name":"Lan","act":"text","text":"x","more":1}', 422),
        (b'{"name":"Lan","act":"text","text":"' + b"x" * 40_000 + b'"}', 413),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused(client: httpx2.AsyncClient, body: bytes, status: int, desk: Desk) -> None:
    response = await client.post("/api/zalo/does", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == status
    assert (await state(client))["zalo"]["bubbles"] == []


async def test_other_refusals(client: httpx2.AsyncClient) -> None:
    deed = json.dumps({"name": "Lan", "act": "follow"})
    form = {"Content-Type": "text/plain"}  # what a page elsewhere can send without being asked
    assert (await client.post("/api/zalo/does", content=deed, headers=form)).status_code == 415
    assert (await client.post("/api/viber/does", content=deed, headers={"Content-Type": "application/json"})).status_code == 422
    assert (await client.post("/api/zalo/trouble", json={"what": "fire", "on": True})).status_code == 422
    assert (await client.post("/api/clock", json={"hours": -1})).status_code == 422
    assert (await client.post("/api/clock", json={"hours": 1e9})).status_code == 422
    assert (await client.get("/api/state", params={"zalo": "Lan"})).status_code == 422
    assert (await client.get("/", headers={"Host": "evil.example"})).status_code == 400
    assert (await client.get("/api/state", params=NAMES, headers={"Host": "evil.example"})).status_code == 400


@pytest.mark.parametrize("path", ["/", "/screen/demo.js", "/screen/demo.css", "/screen/logo.svg", "/api/state?zalo=a&messenger=b", "/none"])
async def test_every_response_is_guarded(client: httpx2.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


async def test_the_page_names_nothing_outside(client: httpx2.AsyncClient) -> None:
    files = [path for path in page.FOLDER.iterdir() if path.suffix in (".html", ".js", ".css", ".svg")]
    assert len(files) > 8
    for path in files:
        found = re.findall(r"""(?:https?:)?//[\w.-]+\.\w+[^\s"']*""", path.read_text("utf-8"))
        assert [one for one in found if "www.w3.org" not in one] == [], path.name
    html = (await client.get("/")).text
    assert "<script>" not in html
    assert "style=" not in html


async def test_the_page_finds_a_free_port(desk: Desk) -> None:
    with page.serving(page.create_page(desk)) as url, page.serving(page.create_page(desk), int(url.rsplit(":", 1)[1])) as other:
        assert url != other
        async with httpx2.AsyncClient(trust_env=False) as client:
            assert "Zalo và Messenger" in (await client.get(other)).text


async def test_who_waits_does_not_hold_up_the_end(desk: Desk) -> None:
    app = page.create_page(desk)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://127.0.0.1") as client:
        waiting = asyncio.create_task(state(client, desk.version))
        await asyncio.sleep(0)
        app.state.ending.set()
        assert (await waiting)["version"] == desk.version


async def test_what_comes_while_nobody_looks_is_there_later(client: httpx2.AsyncClient, lan: Person) -> None:
    for number in range(320):
        lan.desk.phones["zalo"].add(lan.screen()["person"], "account", "text", str(number))
    texts = [one["text"] for one in (await state(client))["zalo"]["bubbles"]]
    assert texts == [str(number) for number in range(20, 320)]  # the latest; a page needs no more

"""What the fake account keeps of Zalo's ways beside what `tests/channels/zalo/test_fake.py` holds it to."""

import json
from typing import Any

import pytest

from channels.demo.desk import Desk
from channels.demo.zalo import FakeZalo
from channels.demo.zalo.rules import unfit
from channels.demo.zalo.server import Account
from channels.events import Kind
from tests.channels.demo.assistant import Assistant, post
from tests.channels.demo.conftest import Person, until

USER = "246845883529197922"


def webhooks(desk: Desk) -> list[dict[str, Any]]:
    return [one for one in desk.wire.shown() if one["kind"] == "webhook"]


@pytest.mark.parametrize(
    ("kind", "payload", "code"),
    [
        ("oa.open.phone", {"phone_code": "1022"}, 0),
        ("oa.open.sms", {"phone_code": "1022"}, 0),
        ("oa.open.phone", {"phone_code": "nobody"}, -201),
        ("oa.open.phone", "1022", -201),
        ("oa.open.door", {"phone_code": "1022"}, -201),
        ("oa.open.url", {"url": "ftp://a.example"}, -201),
    ],
)
def test_buttons_that_open_something(kind: str, payload: Any, code: int) -> None:
    buttons = [{"type": kind, "title": "Gọi 1022", "payload": payload}]
    assert unfit({"text": "a", "attachment": {"type": "template", "payload": {"buttons": buttons}}}) == code
    long = [{**buttons[0], "title": "a" * 101}]
    assert unfit({"text": "a", "attachment": {"type": "template", "payload": {"buttons": long}}}) == (code or -210)


def test_a_refresh_token_ends_after_three_months() -> None:
    with FakeZalo() as fake:
        form = {"refresh_token": "refresh-1", "app_id": fake.account.app_id, "grant_type": "refresh_token"}
        fake.pass_time(24 * 90)
        assert fake.tokens.refresh(form, fake.account.app_secret)["error"] == -14014
        fake.pass_time(-1)
        assert fake.tokens.refresh(form, fake.account.app_secret)["refresh_token"] == "refresh-2"


def test_secrets_of_its_own() -> None:
    with FakeZalo(account=Account(app_secret="other", prefix="p-")) as fake:
        assert fake.tokens.first == ("p-access-1", "p-refresh-1")
        form = {"refresh_token": "p-refresh-1", "app_id": fake.account.app_id, "grant_type": "refresh_token"}
        assert "error" in fake.tokens.refresh(form, Account().app_secret)
        assert fake.tokens.refresh(form, "other")["access_token"] == "p-access-2"


def test_a_reaction_is_seen_and_a_bad_one_refused() -> None:
    seen: list[tuple[str, str, str]] = []
    with FakeZalo() as fake:
        fake.on_reaction = lambda *told: seen.append(told)
        message = fake.text(USER, "chào")

        def react(icon: Any = "/-strong", user: str = USER, told: Any = message) -> int:
            action = {"react_icon": icon, "react_message_id": told}
            body = {"recipient": {"user_id": user}, "sender_action": action}
            return int(post(f"{fake.url}/v2.0/oa/message", body, access_token="access-1")["error"])

        assert react() == 0
        assert [react(icon="👍"), react(user="9"), react(told=""), react(told=None)] == [-201] * 4
    assert seen == [(USER, message, "/-strong")]


def test_what_is_sent_is_received_and_seen(desk: Desk, assistant: Assistant, lan: Person) -> None:
    lan.answer("text", text="chào")
    until(lambda: len(assistant.events) == 4)
    told = {event.kind: event.messages for event in assistant.events}  # in whatever order they were read
    assert set(told) == {Kind.TEXT, Kind.ECHO, Kind.DELIVERED, Kind.SEEN}
    assert told[Kind.ECHO] == told[Kind.DELIVERED] == told[Kind.SEEN] != ()


def test_a_webhook_that_comes_twice(desk: Desk, assistant: Assistant, lan: Person) -> None:
    desk.trouble("zalo", "twice", True)
    lan.does("text", text="chào")
    until(lambda: len([event for event in assistant.events if event.kind is Kind.TEXT]) == 2)
    assert desk.zalo.courier.settle(30)
    assert len([event for event in assistant.events if event.kind is Kind.TEXT]) == 2  # and no third time
    assert len({event.id for event in assistant.events if event.kind is Kind.TEXT}) == 1


@pytest.mark.parametrize("desk", [10_000.0], indirect=True)
def test_a_webhook_nobody_takes_is_switched_off_and_on_again(desk: Desk, assistant: Assistant, lan: Person) -> None:
    assistant.refuse = True
    lan.does("text", text="chào")
    until(lambda: lan.screen()["off"])
    until(lambda: len(webhooks(desk)) == 6)
    tries = webhooks(desk)
    assert [one["headers"].get("num_retry") for one in tries] == [None, "1", "2", "3", "4", "5"]
    assert {one["status"] for one in tries} == {503}
    assistant.refuse = False
    lan.does("text", text="mất rồi")
    desk.subscribe()
    assert lan.answer("text", text="còn đây")["text"] == "Tôi nhận được: còn đây"
    assert json.dumps(desk.wire.shown(), ensure_ascii=False).count("mất rồi") == 0

"""The Page's profile: both languages, within limits, set once; and the command that sets it."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from channels.demo.messenger import FakeMessenger
from channels.demo.messenger.limits import wrong_profile
from channels.events import Kind
from channels.messenger.client import MessengerClient
from channels.messenger.profile import change, differing, wanted
from channels.messenger.webhook import read
from channels.sending import SendFailed
from cli.channels import app
from core.errors import Unavailable
from core.settings import Settings

ALL = ["get_started", "greeting", "ice_breakers", "persistent_menu"]


@pytest.fixture
def environment(platform: FakeMessenger, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"PAGE_ID": platform.page, "PAGE_TOKEN": platform.token, "APP_SECRET": platform.secret, "URL": platform.url}
    for name, value in values.items():
        monkeypatch.setenv(f"TROLY_MESSENGER_{name}", value)


def calls(platform: FakeMessenger) -> list[str]:
    return [call.method for call in platform.calls]


def test_it_keeps_the_limits_and_speaks_both_languages() -> None:
    profile = wanted()
    assert wrong_profile(profile) is None
    assert sorted(profile) == ALL
    for name in ALL[1:]:
        told = {one["locale"]: json.dumps(one, ensure_ascii=False) for one in profile[name]}
        assert "Hồ Chí Minh" in told["default"] or "giấy" in told["default"] or "Gặp cán bộ" in told["default"]
        assert told["en_US"].isascii()


def test_the_greeting_says_that_it_is_a_machine() -> None:
    default, english, _ = (one["text"] for one in wanted()["greeting"])
    assert "máy, không phải cán bộ" in default
    assert "a machine" in english


@pytest.mark.parametrize("locale", [0, 1])
def test_whatever_is_pressed_is_heard_as_words(platform: FakeMessenger, locale: int) -> None:
    profile = wanted()
    pressed = [*profile["ice_breakers"][locale]["call_to_actions"], *profile["persistent_menu"][locale]["call_to_actions"]]
    for item in pressed:
        told = {"sender": {"id": "5"}, "postback": {"mid": "m", "title": item.get("title", ""), "payload": item["payload"]}}
        raw = json.dumps({"object": "page", "entry": [{"id": "111", "time": 1763790000000, "messaging": [told]}]})
        (event,) = read(raw.encode())
        assert (event.kind, event.text) == (Kind.TEXT, item["payload"])


@pytest.mark.asyncio
async def test_it_is_set_once(platform: FakeMessenger, client: MessengerClient) -> None:
    first = await differing(client)
    await change(client, first)
    assert platform.profile == wanted()
    assert await differing(client) == {}
    await change(client, {})
    assert calls(platform) == ["GET", "POST", "GET"]


@pytest.mark.asyncio
async def test_only_what_differs_is_set(platform: FakeMessenger, client: MessengerClient) -> None:
    platform.profile = {**wanted(), "greeting": [{"locale": "default", "text": "Cũ"}], "whitelisted_domains": ["https://a.example"]}
    platform.profile["persistent_menu"] = [{**one, "disabled_surfaces": []} for one in reversed(wanted()["persistent_menu"])]
    for menu in platform.profile["persistent_menu"]:
        del menu["composer_input_disabled"]  # the platform leaves out what is false
    assert sorted(await differing(client)) == ["greeting"]
    await change(client, await differing(client))
    assert platform.profile["greeting"] == wanted()["greeting"]
    assert platform.profile["whitelisted_domains"] == ["https://a.example"]


@pytest.mark.asyncio
@pytest.mark.parametrize("has", [None, [], {}, "x", [None], [{"greeting": {}}], [{"greeting": [7], "ice_breakers": "x"}]])
async def test_a_strange_profile_is_set_anew(platform: FakeMessenger, client: MessengerClient, has: Any) -> None:
    platform.wrong_types = {"data": has}  # type: ignore[misc]
    platform.fail("types", 1)
    assert sorted(await differing(client)) == ALL


@pytest.mark.asyncio
async def test_a_refusal_is_told(platform: FakeMessenger, client: MessengerClient) -> None:
    platform.profile_rate = 0
    with pytest.raises(SendFailed, match="613"):
        await differing(client)


def test_the_command_prints_what_it_set_and_sets_it_once(platform: FakeMessenger, environment: None) -> None:
    first = CliRunner().invoke(app, ["messenger", "setup"])
    assert first.exit_code == 0, first.output
    assert [f"{name}: set" in first.output.splitlines() for name in ALL] == [True] * 4
    assert "Gặp cán bộ" in first.output
    assert platform.profile == wanted()
    again = CliRunner().invoke(app, ["messenger", "setup"])
    assert again.output.splitlines() == [f"{name}: unchanged" for name in ALL]
    assert calls(platform) == ["GET", "POST", "GET"]
    assert platform.token not in first.output


def test_a_dry_run_sets_nothing(platform: FakeMessenger, environment: None) -> None:
    told = CliRunner().invoke(app, ["messenger", "setup", "--dry-run"])
    assert "greeting: would be set" in told.output
    assert platform.profile == {}
    assert calls(platform) == ["GET"]


def test_the_command_names_the_setting_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TROLY_MESSENGER_PAGE_ID", raising=False)
    told = CliRunner().invoke(app, ["messenger", "setup"])
    assert isinstance(told.exception, Unavailable)
    assert "TROLY_MESSENGER_PAGE_ID" in str(told.exception)


@pytest.mark.parametrize("page", ["", "me/../x", "12a", "1" * 40])
def test_a_page_is_a_number(page: str) -> None:
    with pytest.raises(ValueError, match="messenger_page_id"):
        Settings(messenger_page_id=page)

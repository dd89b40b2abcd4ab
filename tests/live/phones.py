"""The running assistant on every channel: fake platforms connected to it, and people who talk there."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

import httpx2

from channels.demo.messenger import FakeMessenger
from channels.demo.zalo import FakeZalo
from channels.demo.zalo.server import APP_ID, APP_SECRET, OA_ID, OA_SECRET
from channels.messenger.render import render as on_messenger
from channels.zalo.render import render as on_zalo
from core.answer import Answer, Button
from core.settings import Settings
from tests.live.shown import Seen, number_of

PUBLIC, IMAGE = Settings().public_url, "https://troly.example/emblem.png"
TOKEN = "meatyhamhock"
SECONDS = 120.0  # that an answer may take on however busy a machine


@dataclass
class Phones:
    """Both platforms, connected to the assistant at `url`."""

    url: str
    zalo: FakeZalo
    messenger: FakeMessenger


class Channel(Protocol):
    """One person on one channel. What is said is read as the messages that `answer` becomes there."""

    def say(self, text: str, answer: Answer) -> Seen | Answer:
        """Write; return what comes back."""

    def press(self, button: Button, answer: Answer) -> Seen | Answer:
        """Choose what `button` stands for, as it is shown; return what comes back."""


def environment(zalo: FakeZalo, messenger: FakeMessenger) -> dict[str, str]:
    """Return the settings with which the assistant speaks to both."""
    access, refresh = zalo.tokens.first
    told = {
        "ZALO_APP_ID": APP_ID, "ZALO_OA_ID": OA_ID, "ZALO_OA_SECRET": OA_SECRET,
        "ZALO_APP_SECRET": APP_SECRET, "ZALO_ACCESS_TOKEN": access, "ZALO_REFRESH_TOKEN": refresh,
        "ZALO_API_URL": zalo.url, "ZALO_OAUTH_URL": zalo.url, "ZALO_FORM_IMAGE": IMAGE,
        "MESSENGER_PAGE_ID": messenger.page, "MESSENGER_APP_ID": str(messenger.app_id), "MESSENGER_APP_SECRET": messenger.secret,
        "MESSENGER_PAGE_TOKEN": messenger.token, "MESSENGER_VERIFY_TOKEN": TOKEN, "MESSENGER_URL": messenger.url,
    }  # fmt: skip
    return {f"TROLY_{name}": value for name, value in told.items()}


def connect(url: str, zalo: FakeZalo, messenger: FakeMessenger) -> Phones:
    """Have both deliver to the gateway at `url`."""
    zalo.courier.url = f"{url}/webhooks/zalo"
    zalo.courier.scale = 0.02  # a busy machine misses the two seconds now and then, and five minutes later is too late for a test
    assert messenger.connect(f"{url}/webhooks/messenger", TOKEN)
    return Phones(url, zalo, messenger)


class OnZalo:
    """Somebody on Zalo."""

    def __init__(self, phones: Phones) -> None:
        """Be somebody new."""
        self._zalo, self.user, self._read, self._shown = phones.zalo, f"9{uuid4().int % 10**17:017}", 0, Seen()

    def say(self, text: str, answer: Answer) -> Seen:
        """As the protocol."""
        self._zalo.text(self.user, text)
        return self._seen(len(on_zalo(answer, PUBLIC, form_image=IMAGE)))

    def press(self, button: Button, answer: Answer) -> Seen:
        """As the protocol."""
        title = next((title for title, payload in self._shown.buttons if payload == button.payload), None)
        if title is None:
            return self.say(number_of(button.title, self._shown.text) or button.title, answer)
        self._zalo.press(self.user, title)
        return self._seen(len(on_zalo(answer, PUBLIC, form_image=IMAGE)))

    def news(self) -> Sequence[dict[str, Any]]:
        """Return the messages that came and were not read."""
        return self._received()[self._read :]

    def read(self) -> None:
        """Count all that came as read."""
        self._read = len(self._received())

    def _received(self) -> Sequence[dict[str, Any]]:
        return self._zalo.person(self.user).received

    def _seen(self, count: int) -> Seen:
        until(lambda: len(self.news()) >= count)
        seen = self._shown = Seen()
        for message in self._received()[self._read : self._read + count]:
            seen.text += f"\n{message.get('text', '')}"
            for button in message.get("attachment", {}).get("payload", {}).get("buttons", []):
                if button["type"] == "oa.open.url":
                    seen.urls.append(button["payload"]["url"])
                seen.buttons.append((button["title"], str(button["payload"])))
        self._read += count
        return seen


class OnMessenger:
    """Somebody who writes to the Page."""

    def __init__(self, phones: Phones) -> None:
        """Be somebody new."""
        self._page, self.user, self._read, self._shown = phones.messenger, f"7{uuid4().int % 10**15:015}", 0, Seen()

    def say(self, text: str, answer: Answer) -> Seen:
        """As the protocol."""
        self._page.text(self.user, text)
        return self._seen(len(on_messenger(answer, PUBLIC)))

    def press(self, button: Button, answer: Answer) -> Seen:
        """As the protocol."""
        title = next((title for title, payload in self._shown.buttons if payload == button.payload), None)
        if title is None:
            return self.say(number_of(button.title, self._shown.text) or button.title, answer)
        self._page.quick_reply(self.user, title, button.payload)
        return self._seen(len(on_messenger(answer, PUBLIC)))

    def news(self) -> Sequence[dict[str, Any]]:
        """Return the messages that came and were not read."""
        return self._received()[self._read :]

    def read(self) -> None:
        """Count all that came as read."""
        self._read = len(self._received())

    def _received(self) -> Sequence[dict[str, Any]]:
        return [one.message for one in self._page.sent if one.person == self.user]

    def _seen(self, count: int) -> Seen:
        until(lambda: len(self.news()) >= count)
        seen = self._shown = Seen()
        for message in self._received()[self._read : self._read + count]:
            payload = message.get("attachment", {}).get("payload", {})
            seen.text += f"\n{message.get('text', '')}{payload.get('text', '')}"
            for card in payload.get("elements", []):
                seen.text += f"\n{card['title']}\n{card.get('subtitle', '')}"
            cards = [button for card in payload.get("elements", []) for button in card.get("buttons", [])]
            for button in (*payload.get("buttons", []), *cards, *message.get("quick_replies", [])):
                seen.buttons.append((button["title"], button.get("payload", "")))
                seen.urls += [button["url"]] if "url" in button else []
        self._read += count
        return seen


class OnTheWeb:
    """Somebody on a page with the live API, who listens to its events."""

    def __init__(self, url: str, client: httpx2.Client | None = None) -> None:
        """Be somebody new at the gateway `url`, or who `client` is signed in as."""
        self._client = client or httpx2.Client(base_url=url, timeout=SECONDS)
        if client is None:
            self._client.headers["Authorization"] = f"Bearer {self._client.post('/api/v1/web/session').json()['token']}"
        self._answers = self._listening()

    def say(self, text: str, answer: Answer) -> Answer:
        """As the protocol."""
        return self._sent(text=text)

    def press(self, button: Button, answer: Answer) -> Answer:
        """As the protocol."""
        return self._sent(payload=button.payload) if button.payload.startswith("/") else self._sent(text=button.payload)

    def close(self) -> None:
        """Hang up."""
        self._answers.close()
        self._client.close()

    def _sent(self, **message: str) -> Answer:
        response = self._client.post("/api/v1/web/messages", json={"id": str(uuid4()), **message})
        assert response.status_code == 202, response.text
        return self.heard()

    def heard(self) -> Answer:
        """Wait for the next answer."""
        answer: Answer = next(self._answers)
        return answer

    def _listening(self) -> Any:
        with self._client.stream("GET", "/api/v1/web/events") as stream:
            event = ""
            for line in stream.iter_lines():
                if line.startswith("event:"):
                    event = line.removeprefix("event:").strip()
                elif line.startswith("data:") and event == "message":
                    told = httpx2.Response(200, content=line.removeprefix("data:")).json()
                    yield Answer.model_validate(told["answer"])


def until(done: Callable[[], bool]) -> None:
    """Wait for a state."""
    end = time.monotonic() + SECONDS
    while not done():
        assert time.monotonic() < end, f"nothing came within {SECONDS:.0f} s"
        time.sleep(0.02)

"""Somebody's phone: what they write on a channel, and what they see of the assistant."""

import json
from typing import Any, Protocol

from bench.chaos.scripts import timeless
from channels.demo.messenger.server import FakeMessenger
from channels.demo.zalo import FakeZalo


class Phone(Protocol):
    """One person on one channel."""

    channel: str

    async def write(self, text: str) -> None:
        """Send a message; the platform, or the client, goes on trying until it is taken."""

    def got(self) -> list[str]:
        """Return what came so far, in its order, a message each; the same text twice when it came twice."""

    def taken(self) -> list[str]:
        """Return what the person wrote in the order in which the gateway acknowledged it."""

    async def close(self) -> None:
        """Hang up, once everything that was said is here."""


class ZaloPhone:
    """Somebody on Zalo."""

    channel = "zalo"

    def __init__(self, zalo: FakeZalo, user: str) -> None:
        """Be `user`."""
        self._zalo, self._user = zalo, user

    async def write(self, text: str) -> None:
        """As the port."""
        self._zalo.text(self._user, text)

    def got(self) -> list[str]:
        """As the port."""
        return [_shown(one) for one in list(self._zalo.person(self._user).received)]

    def taken(self) -> list[str]:
        """As the port."""
        bodies = [json.loads(one.body) for one in list(self._zalo.courier.deliveries) if one.status == 200]
        mine = [body for body in bodies if body["event_name"] == "user_send_text" and body["sender"]["id"] == self._user]
        return [str(body["message"]["text"]) for body in mine]

    async def close(self) -> None:
        """As the port."""


class MessengerPhone:
    """Somebody on Messenger."""

    channel = "messenger"

    def __init__(self, messenger: FakeMessenger, psid: str) -> None:
        """Be `psid`."""
        self._messenger, self._psid = messenger, psid

    async def write(self, text: str) -> None:
        """As the port."""
        self._messenger.text(self._psid, text)

    def got(self) -> list[str]:
        """As the port."""
        mine = [one.message for one in list(self._messenger.sent) if one.person == self._psid]
        return [_shown({name: value for name, value in message.items() if name != "metadata"}) for message in mine]

    def taken(self) -> list[str]:
        """As the port."""
        entries = [entry for letter in list(self._messenger.mail.delivered) for entry in json.loads(letter.body)["entry"]]
        events = [event for entry in entries for event in entry.get("messaging", []) if event["sender"]["id"] == self._psid]
        return [str(event["message"]["text"]) for event in events if "message" in event]

    async def close(self) -> None:
        """As the port."""


def _shown(message: dict[str, Any]) -> str:
    return timeless(json.dumps(message, ensure_ascii=False, sort_keys=True))

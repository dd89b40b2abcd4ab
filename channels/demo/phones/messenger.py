"""Messenger as people have it on their phone: quick replies that go once one is chosen, templates, dots of somebody typing."""

from collections.abc import Callable, Mapping
from typing import Any

from channels.demo.messenger.server import DAY, FakeMessenger, Message
from channels.demo.phones.bubbles import Button, Card, Nothing, Phones

_LOCALE = "default"  # of the profile: these phones speak Vietnamese


class MessengerPhones(Phones):
    """The phones of everybody who writes to the Page."""

    def __init__(self, messenger: FakeMessenger, changed: Callable[[], None]) -> None:
        """Show what `messenger` takes, from now on."""
        super().__init__("messenger", messenger.now, changed)
        self._messenger = messenger
        messenger.on_sent, messenger.on_typing = self._sent, self._types
        self._deeds: Mapping[str, Callable[[str], Any]] = {
            "image": messenger.attachment, "file": lambda person: messenger.attachment(person, "file"),
            "location": messenger.location, "sticker": messenger.sticker,
        }  # fmt: skip

    def does(self, name: str, act: str, text: str = "", bubble: int = 0, card: int | None = None, index: int = 0) -> None:
        """Let `name` do something; `bubble`, `card` and `index` name a button, `index` alone one of the profile. Raises `Nothing`."""
        person = self.person(name)
        if act == "text":
            self.add(person, "me", "text", text)
            self._messenger.text(person, text)
        elif act == "press":
            self._press(person, self.button(person, bubble, card, index))
        elif act == "reply":
            self._reply(person, index)
        elif act in ("start", "ask", "menu"):
            self._choose(person, act, index)
        elif act == "staff":
            self.add(person, "staff", "text", text)
            self._messenger.staff(person, text)
        elif act in ("block", "unblock"):
            self.screen(person).blocked = act == "block"
            self._messenger.block(person, act == "block")
            self.add(person, "note", act)
        elif act in self._deeds:
            self.add(person, "me", act)
            self._deeds[act](person)
        else:
            raise Nothing

    def window(self, person: str) -> dict[str, Any]:
        """Return whether the Page may write to `person`, and for how many seconds."""
        last = self._messenger.last.get(person)
        left = 0 if last is None else (DAY - (self._messenger.now() - last)) / 1_000
        return {"state": "free", "seconds": left} if left > 0 else {"state": "closed", "seconds": 0}

    def profile(self) -> dict[str, Any]:
        """Return what the Page set up: a greeting, questions to begin with, a menu, and whether it has a start button."""
        found = self._messenger.profile
        return {
            "greeting": self._of_locale("greeting").get("text", ""),
            "start": "get_started" in found,
            "questions": [one["question"] for one in self._of_locale("ice_breakers").get("call_to_actions", [])],
            "menu": [_item(one) for one in self._of_locale("persistent_menu").get("call_to_actions", [])],
        }

    def _of_locale(self, what: str) -> dict[str, Any]:
        return next((one for one in self._messenger.profile.get(what, []) if one.get("locale") == _LOCALE), {})

    def _press(self, person: str, button: Button) -> None:
        if button.kind != "say":
            raise Nothing
        self._post(person, button.title, button.payload)

    def _reply(self, person: str, index: int) -> None:
        replies = self.screen(person).replies
        if not 0 <= index < len(replies):
            raise Nothing
        self.add(person, "me", "text", replies[index].title)
        self._messenger.quick_reply(person, replies[index].title, replies[index].payload)

    def _choose(self, person: str, act: str, index: int) -> None:
        if act == "start":
            self.add(person, "note", "start")
            self._messenger.get_started(person)
            return
        what, title = ("ice_breakers", "question") if act == "ask" else ("persistent_menu", "title")
        choices = self._of_locale(what).get("call_to_actions", [])
        if not 0 <= index < len(choices) or "payload" not in choices[index]:
            raise Nothing
        self._post(person, choices[index][title], choices[index]["payload"])

    def _post(self, person: str, title: str, payload: str) -> None:
        self.add(person, "me", "text", title)
        self._messenger.postback(person, title, payload)

    def _types(self, person: str, typing: bool) -> None:
        self.screen(person).typing = typing
        self._changed()

    def _sent(self, taken: Message) -> None:
        message, payload = taken.message, taken.message.get("attachment", {}).get("payload", {})
        replies = tuple(_button(one) for one in message.get("quick_replies", []) if "title" in one)
        if payload.get("template_type") == "generic":
            self.add(taken.person, "account", "cards", replies=replies, cards=tuple(map(_card, payload["elements"])))
            return
        text = message.get("text") or payload.get("text", "")
        self.add(taken.person, "account", "text", text, replies, buttons=tuple(map(_button, payload.get("buttons", []))))


def _item(item: dict[str, Any]) -> dict[str, str]:
    return {"title": item["title"], "url": item.get("url", "")}


def _card(element: dict[str, Any]) -> Card:
    return Card(element["title"], element.get("subtitle", ""), tuple(map(_button, element.get("buttons", []))))


def _button(told: dict[str, Any]) -> Button:
    if told.get("type") == "web_url":
        return Button(told["title"], "open", url=told["url"])
    return Button(told["title"], "say", told["payload"])

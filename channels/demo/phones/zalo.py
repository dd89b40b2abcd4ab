"""Zalo as people have it on their phone: buttons as a list under the text, no quick replies, nobody seen typing."""

from collections.abc import Callable, Mapping
from typing import Any

from channels.demo.phones.bubbles import Button, Card, Nothing, Phones
from channels.demo.zalo.people import Person
from channels.demo.zalo.rules import FREE, OPEN
from channels.demo.zalo.server import FakeZalo, Taken

_PHONE = "84900000000"  # nobody's


class ZaloPhones(Phones):
    """The phones of everybody who writes to the account."""

    def __init__(self, zalo: FakeZalo, changed: Callable[[], None]) -> None:
        """Show what `zalo` takes, from now on."""
        super().__init__("zalo", lambda: int(zalo.now() * 1_000), changed)
        self._zalo = zalo
        zalo.on_sent, zalo.on_reaction = self._sent, self.mark
        self._deeds: Mapping[str, Callable[[str], Any]] = {
            "image": zalo.image, "file": zalo.file, "location": zalo.location, "sticker": zalo.sticker,
        }  # fmt: skip
        self._notes: Mapping[str, Callable[[str], Any]] = {
            "follow": zalo.follow, "unfollow": zalo.unfollow, "open": zalo.click, "withdraw": zalo.withdraw,
        }  # fmt: skip

    def does(self, name: str, act: str, text: str = "", bubble: int = 0, card: int | None = None, index: int = 0) -> None:
        """Let `name` do something; `bubble`, `card` and `index` name a button. Raises `Nothing`."""
        person = self.person(name)
        if act == "text":
            self._says(person, text)
        elif act == "anonymous":
            self.add(person, "me", "text", text)
            self._zalo.anonymous_text(person, text)
        elif act == "press":
            self._press(person, name, self.button(person, bubble, card, index))
        elif act == "staff":
            self.add(person, "staff", "text", text)
            self._zalo.staff(person, text)
        elif act in ("block", "unblock"):
            self._block(person, act)
        elif act in self._deeds:
            with self._lock:
                self.add(person, "me", act, id=self._deeds[act](person))
        elif act in self._notes:
            self.add(person, "note", act)
            self._notes[act](person)
        else:
            raise Nothing

    def window(self, person: str) -> dict[str, Any]:
        """Return what the account may send to `person`, and for how many seconds."""
        last = self._zalo.person(person).last
        past = None if last is None else self._zalo.now() - last
        if past is None or past > OPEN:
            return {"state": "closed", "seconds": 0}
        return {"state": "free", "seconds": FREE - past} if past <= FREE else {"state": "billed", "seconds": OPEN - past}

    def _says(self, person: str, text: str, shown: bool = True) -> None:
        with self._lock:
            message = self._zalo.text(person, text)
            if shown:
                self.add(person, "me", "text", text, id=message)

    def _press(self, person: str, name: str, button: Button) -> None:
        if button.kind == "say":
            self._says(person, button.payload, button.shown)
        elif button.kind == "share":
            self.add(person, "note", "share")
            self._zalo.submit_info(person, name, _PHONE)
        else:
            raise Nothing  # it opens on the phone itself: the platform tells nobody

    def _block(self, person: str, act: str) -> None:
        self._who(person).blocked = self.screen(person).blocked = act == "block"
        self.add(person, "note", act)

    def _who(self, person: str) -> Person:
        return self._zalo.person(person)

    def _sent(self, taken: Taken) -> None:
        payload = taken.message.get("attachment", {}).get("payload", {})
        if "template_id" in taken.message:
            self.add(taken.user, "account", "notice", "\n".join(f"{key}: {value}" for key, value in taken.message["template_data"].items()))
        elif payload.get("template_type") == "request_user_info":
            element = payload["elements"][0]
            card = Card(element["title"], element["subtitle"], (Button("", "share"),))
            self.add(taken.user, "account", "form", cards=(card,))
        else:
            self.add(taken.user, "account", "text", taken.message["text"], buttons=tuple(map(_button, payload.get("buttons", []))))


def _button(told: dict[str, Any]) -> Button:
    payload, kind = told["payload"], told["type"]
    if kind == "oa.open.url":
        return Button(told["title"], "open", url=payload["url"])
    if kind in ("oa.open.phone", "oa.open.sms"):
        return Button(told["title"], "call", payload["phone_code"])
    return Button(told["title"], "say", payload, shown=kind == "oa.query.show")

"""The people who write to the account: every event of theirs, in the shape the recorded bodies have."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any


@dataclass
class Person:
    """Somebody with Zalo on their phone. `received` are the messages of the account, as they were sent."""

    id: str
    last: float | None = None  # when they did something, in seconds; `None`: never
    blocked: bool = False
    conversation: str | None = None  # of somebody who is not signed in
    received: list[dict[str, Any]] = field(default_factory=list)

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """The buttons under the latest message that has some."""
        told = [one.get("attachment", {}).get("payload", {}).get("buttons") for one in self.received]
        return next((buttons for buttons in reversed(told) if buttons), [])


class Events:
    """What people do, each a webhook. Every method returns the body's `msg_id`, empty where it has none."""

    def __init__(self, oa_id: str, emit: Callable[[dict[str, Any]], None], clock: Callable[[], float]) -> None:
        """Give each body to `emit`, which adds app id and timestamp; `clock` gives seconds since 1970."""
        self.oa_id, self._emit, self._clock = oa_id, emit, clock
        self.people: dict[str, Person] = {}
        self._messages = count(1)

    def person(self, user: str) -> Person:
        """Return the person with this id, who is made at the first call."""
        return self.people.setdefault(user, Person(user))

    def next_id(self) -> str:
        """Return a new message id."""
        return f"{next(self._messages):019x}"

    def text(self, user: str, text: str, **more: Any) -> str:
        """`user` writes; `more` goes into the message (`quote_msg_id`)."""
        return self._says(user, "user_send_text", {"text": text, **more})

    def press(self, user: str, title: str) -> str:
        """`user` presses the button `title`, which sends its payload as text. Raises `LookupError` when there is none."""
        button = next(one for one in self.person(user).buttons if one["title"] == title)
        return self.text(user, button["payload"])

    def image(self, user: str, text: str = "", kind: str = "image") -> str:
        """`user` sends a picture, or as `kind` a gif."""
        payload = {"url": "https://f1.example/p.jpg", "thumbnail": "https://f1.example/t.jpg"}
        return self._attaches(user, kind, payload, {"text": text} if text else {})

    def file(self, user: str, name: str = "don.pdf") -> str:
        """`user` sends a file."""
        payload = {"url": "https://f1.example/f", "size": "1024000", "name": name, "checksum": "0" * 32, "type": "pdf"}
        return self._attaches(user, "file", payload)

    def audio(self, user: str) -> str:
        """`user` speaks."""
        return self._attaches(user, "audio", {"url": "https://f1.example/a.amr"})

    def video(self, user: str) -> str:
        """`user` sends a video."""
        return self._attaches(user, "video", {"url": "https://f1.example/v", "thumbnail": "https://f1.example/t.jpg", "description": ""})

    def sticker(self, user: str) -> str:
        """`user` sends a sticker."""
        return self._attaches(user, "sticker", {"id": "2b6e5f", "url": "https://f1.example/s.png"})

    def link(self, user: str, text: str = "https://dichvucong.gov.vn") -> str:
        """`user` sends a link."""
        payload = {"thumbnail": "https://f1.example/t.jpg", "description": "Cổng", "url": text}
        return self._attaches(user, "link", payload, {"text": text})

    def location(self, user: str, inside: bool = True) -> str:
        """`user` tells where they are: in an attachment, or beside the message as one source has it."""
        place = {"latitude": "10.776889", "longitude": "106.700806"}
        if not inside:
            return self._says(user, "user_send_location", {"location": {"coordinates": place}})
        return self._attaches(user, "location", {"coordinates": place})

    def card(self, user: str) -> str:
        """`user` sends somebody's business card."""
        payload = {"thumbnail": "https://f1.example/t.jpg", "description": '{"phone":"84912345678"}', "url": "https://zalo.example/1"}
        body = {"text": "Nguyễn Thị Mẫu", "attachments": [{"type": "link", "payload": payload}]}
        return self._says(user, "user_send_business_card", body)

    def anonymous_text(self, user: str, text: str) -> str:
        """Somebody who is not signed in writes."""
        person = self.person(user)
        person.conversation = person.conversation or f"c-{user}"
        return self._says(user, "anonymous_send_text", {"conversation_id": person.conversation, "text": text})

    def follow(self, user: str) -> str:
        """`user` follows the account."""
        return self._follower(user, "follow", source="oa_profile")

    def unfollow(self, user: str) -> str:
        """`user` follows no longer."""
        return self._follower(user, "unfollow", source="zalo")

    def click(self, user: str) -> str:
        """`user` opens the conversation for the first time."""
        return self._does(user, "user_click_chatnow")

    def submit_info(self, user: str, name: str, phone: str) -> str:
        """`user` fills in the form for name and phone."""
        address = {"user_city": "Thành phố Hồ Chí Minh", "user_ward": "Phường Tân Thuận", "user_address": "Đường số 13"}
        return self._does(user, "user_submit_info", info={"name": name, "phone": phone, "full_address": address})

    def seen(self, user: str, *messages: str) -> str:
        """`user` has read `messages` of the account."""
        return self._does(user, "user_seen_message", touched=False, message={"msg_ids": list(messages)})

    def arrived(self, user: str, message: str) -> str:
        """The phone of `user` has `message`."""
        told = {"msg_id": message, "delivery_time": str(int(self._clock() * 1000))}
        self._emit({"event_name": "user_received_message", "sender": {"id": self.oa_id}, "recipient": {"id": user}, "message": told})
        return message

    def withdraw(self, user: str) -> str:
        """`user` asks that their data be erased."""
        return self._does(user, "user_withdraw", touched=False)

    def staff(self, user: str, text: str) -> str:
        """Somebody of ours answers `user` in Zalo's own inbox."""
        return self.echo(self.person(user), {"text": text}, {"id": self.oa_id, "admin_id": "5730492837465019"}, self.next_id())

    def echo(self, person: Person, message: dict[str, Any], sender: dict[str, Any], msg_id: str) -> str:
        """Tell what the account sent."""
        anonymous = person.conversation is not None
        told = {"text": message["text"], "msg_id": msg_id, **({"conversation_id": person.conversation} if anonymous else {})}
        name = "oa_send_anonymous_text" if anonymous else "oa_send_text"
        self._emit({"event_name": name, "sender": sender, "recipient": {"id": person.id}, "message": told})
        return msg_id

    def _attaches(self, user: str, kind: str, payload: dict[str, Any], message: dict[str, Any] | None = None) -> str:
        return self._says(user, f"user_send_{kind}", {**(message or {}), "attachments": [{"type": kind, "payload": payload}]})

    def _says(self, user: str, name: str, message: dict[str, Any]) -> str:
        msg_id = self.next_id()
        self._does(user, name, message={**message, "msg_id": msg_id})
        return msg_id

    def _follower(self, user: str, name: str, **more: Any) -> str:
        self.person(user).last = self._clock()
        self._emit({"oa_id": self.oa_id, "follower": {"id": user}, "event_name": name, **more})
        return ""

    def _does(self, user: str, name: str, touched: bool = True, **more: Any) -> str:
        if touched:
            self.person(user).last = self._clock()
        self._emit({"event_name": name, "sender": {"id": user}, "recipient": {"id": self.oa_id}, **more})
        return ""

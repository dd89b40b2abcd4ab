"""What people, and the Page's staff, do in Messenger: each a webhook event."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from channels.demo.messenger import bodies
from channels.demo.messenger.mail import Mail

THUMB = 369239263222822  # the sticker of the thumb
INBOX = 263902037430900  # the app that the Page's inbox is


class People:
    """Turns what people do into webhooks. Every method returns the id of the message where there is one."""

    def __init__(self, page: str, app_id: int, mail: Mail) -> None:
        """Nobody wrote yet."""
        self.page, self.app_id, self.mail = page, app_id, mail
        self.last: dict[str, int] = {}  # person -> when they wrote last, in milliseconds
        self.blocked: set[str] = set()
        self._mids = 0
        self._held: tuple[list[bodies.Event], list[bodies.Event]] | None = None
        self._posting = threading.RLock()

    def now(self) -> int:
        """Return the time in milliseconds."""
        raise NotImplementedError

    def shown(self, person: str) -> Any:
        """Return what the person sees."""
        raise NotImplementedError

    @contextmanager
    def batch(self, apart: bool = False, backwards: bool = False) -> Iterator[None]:
        """Deliver what happens inside as one webhook: in one entry or in several, the latest first if `backwards`."""
        with self._posting:
            self._held = ([], [])
        yield
        with self._posting:
            (events, standby), self._held = self._held or ([], []), None
            ordered = events[::-1] if backwards else events
            if events or standby:
                self.mail.put(bodies.body(self.page, ordered, standby, self.now(), apart))

    def text(self, person: str, text: str) -> str:
        """Write."""
        return self._message(person, text=text)

    def quick_reply(self, person: str, title: str, payload: str) -> str:
        """Press a quick reply: its title is posted as a message."""
        return self._message(person, text=title, quick_reply={"payload": payload})

    def postback(self, person: str, title: str, payload: str, **more: Any) -> str:
        """Press a button of a template or of the menu."""
        mid = self._mid()
        self._happen(person, postback={"mid": mid, "title": title, "payload": payload, **more})
        return mid

    def press(self, person: str, title: str) -> str:
        """Press the button or quick reply that is shown last with `title`, or on the card of that title. Raises `LookupError`."""
        for button in reversed(self.shown(person).buttons):
            if title in (button["title"], button.get("card")) and "payload" in button:
                press = self.quick_reply if "content_type" in button else self.postback
                return press(person, button["title"], button["payload"])
        raise LookupError(title)

    def get_started(self, person: str, ref: str | None = None) -> str:
        """Open the conversation, perhaps by a link with a `ref`."""
        more = {"referral": {"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}} if ref else {}
        return self.postback(person, "Bắt đầu", "GET_STARTED", **more)

    def referral(self, person: str, ref: str) -> None:
        """Come back by a link with a `ref`."""
        self._happen(person, referral={"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"})

    def attachment(self, person: str, kind: str = "image", text: str | None = None) -> str:
        """Send a picture (image), a recording (audio), a video, a file."""
        sent = [{"type": kind, "payload": {"url": f"https://cdn.example/{kind}"}}]
        return self._message(person, attachments=sent, **({"text": text} if text else {}))

    def location(self, person: str) -> str:
        """Tell where one is."""
        place = {"title": "Vị trí", "payload": {"coordinates": {"lat": 10.77, "long": 106.7}}}
        return self._message(person, attachments=[{"type": "location", **place}])

    def link(self, person: str, text: str) -> str:
        """Write a text with a link, of which the platform sends a preview."""
        return self._message(person, text=text, attachments=[{"type": "fallback", "payload": {"url": text, "title": "Trang"}}])

    def sticker(self, person: str, sticker: int = THUMB) -> str:
        """Send a sticker."""
        payload = {"url": "https://cdn.example/sticker", "sticker_id": sticker}
        return self._message(person, sticker_id=sticker, attachments=[{"type": "image", "payload": payload}])

    def edit(self, person: str, mid: str, text: str, times: int = 1) -> None:
        """Correct a message."""
        self._happen(person, message_edit={"mid": mid, "text": text, "num_edit": times})

    def react(self, person: str, mid: str, action: str = "react") -> None:
        """Put a heart on a message, or take it off ("unreact")."""
        self._happen(person, False, reaction={"reaction": "love", "emoji": "\u2764\ufe0f", "action": action, "mid": mid})

    def delivered(self, person: str, *mids: str) -> None:
        """Have messages reach a phone; older phones name none."""
        self._receipt(person, delivery={**({"mids": list(mids)} if mids else {}), "watermark": self.now()})

    def read(self, person: str) -> None:
        """Read everything up to now."""
        self._receipt(person, read={"watermark": self.now()})

    def optin(self, person: str) -> None:
        """Agree to get news."""
        self._happen(person, False, optin={"type": "notification_messages", "payload": "news", "notification_messages_token": "x"})

    def staff(self, person: str, text: str) -> str:
        """Have somebody of the Page answer `person` in its inbox."""
        mid = self._mid()
        self._send(bodies.echo(person, self.page, self.now(), mid, {"text": text}, INBOX))
        return mid

    def take(self, person: str) -> None:
        """Have the inbox take the conversation."""
        self._happen(person, False, take_thread_control={"previous_owner_app_id": str(self.app_id), "new_owner_app_id": str(INBOX)})

    def give_back(self, person: str) -> None:
        """Have the inbox hand the conversation back."""
        self._happen(person, False, pass_thread_control={"previous_owner_app_id": str(INBOX), "new_owner_app_id": str(self.app_id)})

    def standby(self, person: str, text: str) -> str:
        """Write while the inbox has the conversation."""
        mid = self._mid()
        self.last[person] = self.now()
        self._send(bodies.between(person, self.page, self.now(), message={"mid": mid, "text": text}), standby=True)
        return mid

    def block(self, person: str, blocked: bool = True) -> None:
        """Block the Page, or no longer."""
        (self.blocked.add if blocked else self.blocked.discard)(person)

    def _message(self, person: str, **message: Any) -> str:
        mid = self._mid()
        self._happen(person, message={"mid": mid, **message})
        return mid

    def _happen(self, person: str, writes: bool = True, **what: Any) -> None:
        at = self.now()
        if writes:
            self.last[person] = at
        self._send(bodies.between(person, self.page, at, **what))

    def _receipt(self, person: str, **what: Any) -> None:
        self._send(bodies.between(person, self.page, self.now() if "read" in what else None, **what))

    def _send(self, event: bodies.Event, standby: bool = False) -> None:
        with self._posting:
            if self._held is not None:
                self._held[standby].append(event)
            else:
                events = ([], [event]) if standby else ([event], [])
                self.mail.put(bodies.body(self.page, *events, self.now()))

    def _mid(self) -> str:
        with self._posting:
            self._mids += 1
            return f"m_fake{self._mids:06d}"

"""The desk of `troly demo`: both platforms, everybody's phones, what goes between them and the assistant, and bad days on demand."""

import json
import secrets
import threading
from contextlib import ExitStack
from typing import Any, Literal, Self

from channels.demo.messenger.mail import Letter
from channels.demo.messenger.server import FakeMessenger
from channels.demo.phones.messenger import MessengerPhones
from channels.demo.phones.zalo import ZaloPhones
from channels.demo.server import FakeServer
from channels.demo.wire import Wire
from channels.demo.zalo.courier import Delivery
from channels.demo.zalo.server import Account, FakeZalo

Platform = Literal["zalo", "messenger"]
Trouble = Literal["slow", "failing", "twice", "expired"]
PLATFORMS: tuple[Platform, ...] = ("zalo", "messenger")
SLOW = 3.0  # seconds that a slow platform takes for each call
QUIET = 60  # seconds the machine is quiet after a person of ours wrote: an hour would be long in a demonstration
_TEMPLATE = "news-of-a-dossier"  # as if Zalo had approved it
_FIELDS = {"ma_ho_so": "file", "trang_thai": "state", "ngay": "day"}
_APP_ID, _PAGE = 1517776481860111, "111"


class Desk:
    """Runs while it is entered. Every secret is made here, opens nothing else and is gone with it."""

    def __init__(self, speed: float = 1.0) -> None:
        """`speed` times as fast as the real platforms goes the trying again of webhooks that were not taken."""
        self.version = 0  # grows with every change
        self._counting = threading.Lock()
        self.hours = 0.0  # how far the platforms' clocks were put on
        account = Account(app_secret=_secret(), oa_secret=_secret(), prefix=_secret())
        self.zalo = FakeZalo(scale=1 / speed, account=account)
        self.messenger = FakeMessenger(_PAGE, _APP_ID, _secret(), _secret(), scale=1 / speed)
        self.zalo.templates[_TEMPLATE] = set(_FIELDS)
        self.zalo.receipts = self.messenger.receipts = True
        self.messenger.proof_needed = True
        self._verify, self._token = _secret(), self.messenger.token
        self._troubles: set[tuple[Platform, Trouble]] = set()
        self.wire = Wire(self._change)
        self.phones: dict[Platform, ZaloPhones | MessengerPhones] = {
            "zalo": ZaloPhones(self.zalo, self._change),
            "messenger": MessengerPhones(self.messenger, self._change),
        }
        self._watch()
        self._undo = ExitStack()

    def __enter__(self) -> Self:
        """Open both platforms on free ports of loopback."""
        self._undo.enter_context(self.zalo)
        self._undo.enter_context(self.messenger)
        return self

    def __exit__(self, *_: object) -> None:
        """Close them."""
        self._undo.close()

    def environment(self, picture: str) -> dict[str, str]:
        """Return the settings (`TROLY_...`) of an assistant that is connected here alone; `picture` is the address of a logo."""
        access, refresh = self.zalo.tokens.first
        account, told = self.zalo.account, {"STAFF_QUIET": str(QUIET)}
        told |= {"ZALO_APP_ID": account.app_id, "ZALO_OA_ID": account.oa_id, "ZALO_FORM_IMAGE": picture}
        told |= {"ZALO_TEMPLATE": _TEMPLATE, "ZALO_TEMPLATE_FIELDS": json.dumps(_FIELDS), "ZALO_REACTION": "/-strong"}
        told |= {"ZALO_OA_SECRET": account.oa_secret, "ZALO_APP_SECRET": account.app_secret}
        told |= {"ZALO_ACCESS_TOKEN": access, "ZALO_REFRESH_TOKEN": refresh}
        told |= {"ZALO_API_URL": self.zalo.url, "ZALO_OAUTH_URL": self.zalo.url}
        told |= {"MESSENGER_PAGE_ID": self.messenger.page, "MESSENGER_APP_ID": str(_APP_ID), "MESSENGER_URL": self.messenger.url}
        told |= {"MESSENGER_PAGE_TOKEN": self._token, "MESSENGER_APP_SECRET": self.messenger.secret}
        told |= {"MESSENGER_VERIFY_TOKEN": self._verify, "MESSENGER_VERSION": "v26.0"}
        return {f"TROLY_{name}": value for name, value in told.items()}

    def connect(self, gateway: str) -> bool:
        """Deliver webhooks to the assistant at `gateway` from now on; tell whether its handshake was good."""
        self.zalo.courier.url, self.zalo.courier.off = f"{gateway}/webhooks/zalo", False
        return self.messenger.connect(f"{gateway}/webhooks/messenger", self._verify)

    def does(self, platform: Platform, name: str, act: str, **more: Any) -> None:
        """Let a person do something (`ZaloPhones.does`). Raises `Nothing`."""
        self.phones[platform].does(name, act, **more)

    def trouble(self, platform: Platform, what: Trouble, on: bool) -> None:
        """Begin a bad day of a platform, or end it. Tokens of Zalo expire once: the assistant changes them for new ones."""
        (self._troubles.add if on else self._troubles.discard)((platform, what))
        fake: FakeServer = self.zalo if platform == "zalo" else self.messenger
        if what == "slow":
            fake.delay = SLOW if on else 0.0
        elif what == "failing":
            fake.recover()
            if on:
                fake.fail("503")
        elif what == "twice":
            self.zalo.courier.doubled, self.messenger.mail.doubled = (one in self._troubles for one in _TWICE)
        elif platform == "messenger":
            self.messenger.token = _secret() if on else self._token
        else:
            self._troubles.discard((platform, what))
            self.zalo.expire()
        self._change()

    def pass_time(self, hours: float) -> None:
        """Put both platforms' clocks on; 0 puts them right again."""
        step = hours or -self.hours
        self.hours += step
        self.zalo.pass_time(step)
        self.messenger.advance(step * 3_600)
        self._change()

    def subscribe(self) -> None:
        """Switch webhooks on again that were switched off because nobody took them."""
        self.zalo.courier.off = self.messenger.mail.off = False
        self._change()

    def state(self, names: dict[Platform, str]) -> dict[str, Any]:
        """Return all the page shows to the persons of these names, as JSON."""
        off: dict[Platform, bool] = {"zalo": self.zalo.courier.off, "messenger": self.messenger.mail.off}
        messenger = self.phones["messenger"]
        profile = messenger.profile() if isinstance(messenger, MessengerPhones) else {}
        return {
            "version": self.version,
            "hours": self.hours,
            "quiet": QUIET,
            **{one: self._phone(one, names[one]) | {"off": off[one]} for one in PLATFORMS},
            "profile": profile,
            "wire": self.wire.shown(),
        }

    def _phone(self, platform: Platform, name: str) -> dict[str, Any]:
        phones = self.phones[platform]
        person = phones.person(name)
        troubles = sorted(what for one, what in self._troubles if one == platform)
        return {"person": person, **phones.shown(person), "window": phones.window(person), "troubles": troubles}

    def _change(self) -> None:
        with self._counting:
            self.version += 1

    def _watch(self) -> None:
        self.zalo.watch = lambda call, reply: self.wire.call("zalo", call, reply)
        self.messenger.watch = lambda call, reply: self.wire.call("messenger", call, reply)
        self.zalo.courier.watch = self._zalo_told
        self.messenger.mail.watch = self._messenger_told

    def _zalo_told(self, delivery: Delivery) -> None:
        title = json.loads(delivery.body)["event_name"]
        self.wire.webhook("zalo", title, delivery.body, delivery.headers, delivery.status)

    def _messenger_told(self, letter: Letter) -> None:
        headers = {"X-Hub-Signature-256": self.messenger.mail.sign(letter.body)}
        self.wire.webhook("messenger", _title(letter.body), letter.body, headers, letter.answers[-1])


_TWICE: tuple[tuple[Platform, Trouble], ...] = (("zalo", "twice"), ("messenger", "twice"))


def _title(body: bytes) -> str:
    """Return what a webhook of Messenger's is about: the field that holds it, `echo` for one of ours."""
    entry = json.loads(body)["entry"][0]
    event = (entry.get("messaging") or entry.get("standby"))[0]
    what = next((key for key in event if key not in ("sender", "recipient", "timestamp")), "event")
    return "message_echo" if what == "message" and event["message"].get("is_echo") else what


def _secret() -> str:
    return secrets.token_urlsafe(18)

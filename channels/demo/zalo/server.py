"""The fake account's server: OAuth, the calls of the Official Account API, and the webhooks of what people do."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Self

from channels.demo.server import Call, FakeServer, Reply
from channels.demo.zalo.courier import Courier
from channels.demo.zalo.oauth import TokenDesk
from channels.demo.zalo.people import Events, Person
from channels.demo.zalo.rules import FREE, out_of_reach, unfit

APP_ID, OA_ID = "360846524940903967", "388613280878808645"
APP_SECRET, OA_SECRET = "TEST_APP_SECRET_DO_NOT_USE", "TEST_OA_SECRET_DO_NOT_USE"
_OK = "Success"


@dataclass(frozen=True)
class Account:
    """An Official Account and its app, with secrets that open nothing anywhere."""

    app_id: str = APP_ID
    oa_id: str = OA_ID
    app_secret: str = APP_SECRET
    oa_secret: str = OA_SECRET
    prefix: str = ""  # of its tokens


@dataclass(frozen=True)
class Taken:
    """A message that was taken: for whom, its id, the message or a template's whole body, when."""

    user: str
    id: str
    message: dict[str, Any]
    at: float


class FakeZalo(FakeServer, Events):
    """One Official Account. `url` is both its API's and its OAuth's address; `fail` of the base class breaks HTTP itself."""

    wrong_types: ClassVar[Any] = {"error": "no number", "data": [7], "access_token": 7}

    def __init__(
        self, webhook: str = "", *, scale: float = 1.0, echoes: bool = True, threads: int = 1, account: Account | None = None
    ) -> None:
        """Deliver to `webhook`, retries after Zalo's delays times `scale`; `echoes` of what is sent come back."""
        self.account = account = account or Account()
        FakeServer.__init__(self)
        Events.__init__(self, account.oa_id, self._deliver, self.now)
        self.courier, self.echoes = Courier(webhook, scale, threads), echoes
        self.receipts = False  # each message is received and seen at once
        self._past = 0.0
        self.tokens = TokenDesk(account.app_id, account.app_secret, self.now, account.prefix)
        self.sent: list[Taken] = []
        self.on_sent: Callable[[Taken], None] = lambda taken: None
        self.on_reaction: Callable[[str, str, str], None] = lambda user, message, icon: None
        self.templates: dict[str, set[str]] = {}  # id, its fields
        self.paid = 1_000  # messages left after the first 48 hours
        self.rate = 4_000  # calls a minute
        self._minutes: Counter[int] = Counter()
        self._refusals: list[tuple[str, int]] = []
        self._turn = threading.RLock()

    def __enter__(self) -> Self:
        """Listen, and deliver."""
        self.courier.start()
        return super().__enter__()

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self.courier.stop()
        super().__exit__()

    def now(self) -> float:
        """Return the fake's time, in seconds since 1970."""
        return time.time() + self._past

    def pass_time(self, hours: float) -> None:
        """Let `hours` go by: windows close, tokens expire."""
        self._past += hours * 3_600

    def expire(self) -> None:
        """End every access token."""
        self.tokens.expire()

    def refuse(self, code: int, times: int = 1, path: str = "/") -> None:
        """Answer the next `times` calls of the API whose path begins with `path` with the error `code`."""
        self._refusals += [(path, code)] * times

    def answer(self, call: Call) -> Reply:
        """As the base class."""
        with self._turn:
            if call.path == "/v4/oa/access_token":
                return Reply(self.tokens.refresh(call.body, call.headers.get("secret_key")))
            minute = int(self.now() // 60)
            self._minutes[minute] += 1
            left = self.rate - self._minutes[minute]
            headers = {"X-RateLimit-Limit": str(self.rate), "X-RateLimit-Remain": str(max(left, 0))}
            code, data = (-32, {}) if left < 0 else self._called(call)
            return Reply({"data": data, "error": code, "message": "fault" if code else _OK}, headers=headers)

    def _called(self, call: Call) -> tuple[int, dict[str, Any]]:
        if code := self.tokens.refusal(call.headers.get("access_token")) or self._refusal(call.path):
            return code, {}
        calls = {
            "/v3.0/oa/message/cs": self._consult,
            "/v3.0/oa/message/template": self._template,
            "/v2.0/oa/message": self._anonymous,
            "/v3.0/oa/quota/message": self._quota,
        }
        known = calls.get(call.path)
        return known(call.body) if known and isinstance(call.body, dict) else (-201, {})

    def _refusal(self, path: str) -> int:
        for one in self._refusals:
            if path.startswith(one[0]):
                self._refusals.remove(one)
                return one[1]
        return 0

    def _consult(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        person = self._known(body.get("recipient", {}).get("user_id"))
        if person is None:
            return -201, {}
        if code := out_of_reach(person, self.now()) or unfit(body.get("message")):
            return code, {}
        billed = self.now() - (person.last or 0) > FREE
        if billed and self.paid <= 0:
            return -211, {}
        self.paid -= billed
        quota = {"quota_type": "purchase_quota" if billed else "reply", "remain": str(self.paid)}
        return 0, {"message_id": self._took(person, body["message"]), "user_id": person.id, "quota": quota}

    def _anonymous(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        to = body.get("recipient", {})
        if "sender_action" in body:
            return self._react(str(to.get("user_id")), body["sender_action"])
        person = self._known(to.get("anonymous_id"))
        if person is None or person.conversation != to.get("conversation_id"):
            return -201, {}
        code = unfit(body.get("message"), plain=True)
        return (code, {}) if code else (0, {"message_id": self._took(person, body["message"])})

    def _react(self, user: str, action: Any) -> tuple[int, dict[str, Any]]:
        told = action if isinstance(action, dict) else {}
        icon, message = told.get("react_icon"), told.get("react_message_id")
        if user not in self.people or not isinstance(message, str) or not message or not str(icon).startswith("/-"):
            return -201, {}
        self.on_reaction(user, message, str(icon))
        return 0, {"message_id": message}

    def _template(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        fields = self.templates.get(body.get("template_id", ""))
        person = self._known(body.get("user_id"))
        if fields is None:
            return -109, {}
        if person is None or person.blocked:
            return -114, {}
        if set(body.get("template_data", {})) != fields:
            return -1122, {}
        said = "; ".join(f"{key}: {value}" for key, value in body["template_data"].items())
        return 0, {"message_id": self._keep(person, {"text": said}, body)}

    def _quota(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        person = self._known(body.get("user_id"))
        if person is None:
            return -201, {}
        last = str(int(person.last * 1000)) if person.last else ""
        return 0, {"last_interaction": last, "cs_reply": {"remain": 8, "total": 8}}

    def _known(self, user: Any) -> Person | None:
        return self.people.get(user) if isinstance(user, str) else None

    def _took(self, person: Person, message: dict[str, Any]) -> str:
        msg_id = self._keep(person, message, message)
        if self.echoes and "text" in message:
            self.echo(person, message, {"id": self.oa_id}, msg_id)
        if self.receipts and not person.conversation:
            self.arrived(person.id, msg_id)
            self.seen(person.id, msg_id)
        return msg_id

    def _keep(self, person: Person, seen: dict[str, Any], message: dict[str, Any]) -> str:
        taken = Taken(person.id, self.next_id(), message, self.now())
        person.received.append(seen)
        self.sent.append(taken)
        self.on_sent(taken)
        return taken.id

    def _deliver(self, body: dict[str, Any]) -> None:
        """Sign `body` and hand it to the courier."""
        timestamp = str(int(self.now() * 1000))
        app_id, secret = self.account.app_id, self.account.oa_secret
        told = {"app_id": app_id, "user_id_by_app": "552177279717587730", **body, "timestamp": timestamp}
        raw = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        mac = sha256(app_id.encode() + raw + timestamp.encode() + secret.encode()).hexdigest()
        self.courier.send(raw, {"X-ZEvent-Signature": f"mac={mac}"})

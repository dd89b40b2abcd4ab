"""The Graph API of one Page: sends with its windows, limits, tokens, rates and errors; the profile; a record of what was sent."""

import hmac
import itertools
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Self

from channels.demo.messenger import bodies
from channels.demo.messenger.limits import PROFILE, wrong, wrong_profile
from channels.demo.messenger.mail import Mail
from channels.demo.messenger.people import People
from channels.demo.server import Call, FakeServer, Reply

DAY = 86_400_000  # milliseconds
VERSIONS = ("v21.0", "v22.0", "v23.0", "v24.0", "v25.0", "v26.0")


@dataclass(frozen=True)
class Message:
    """A message the platform took."""

    mid: str
    person: str
    message: dict[str, Any]
    at: int  # milliseconds
    tag: str | None = None


@dataclass
class Shown:
    """What a person sees of the Page: texts, and buttons as they can be pressed; quick replies stay until the next message."""

    texts: list[str] = field(default_factory=list)
    buttons: list[dict[str, Any]] = field(default_factory=list)
    typing: bool = False


@dataclass
class Refusal:
    """An error of the next `times` sends; -1: of all."""

    code: int
    subcode: int | None = None
    status: int = 400
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)
    transient: bool = False


class FakeMessenger(FakeServer, People):
    """Serves while it is entered. Webhooks go to `address` once it is set (`connect`)."""

    def __init__(
        self, page: str = "111", app_id: int = 1517776481860111, token: str = "page-token", secret: str = "TEST_APP_SECRET",
        clock: Callable[[], float] = time.time, lanes: int = 1, scale: float = 1.0,
    ) -> None:  # fmt: skip
        """Have one Page with one `token`; `secret` signs webhooks and proves calls.

        `clock` is in seconds, `lanes` how many webhooks are delivered at once, `scale` as `Mail` takes it.
        """
        FakeServer.__init__(self)
        People.__init__(self, page, app_id, Mail(secret, lanes, scale=scale))
        self.token, self.secret = token, secret
        self.sent: list[Message] = []
        self.on_sent: Callable[[Message], None] = lambda message: None
        self.on_typing: Callable[[str, bool], None] = lambda person, typing: None
        self.profile: dict[str, Any] = {}
        self.echoes = True
        self.receipts = False  # each message is delivered and read at once
        self.proof_needed = False
        self.rate = 300  # messages a second
        self.profile_rate = 10  # calls in ten minutes
        self.refusals: list[Refusal] = []
        self._clock, self._ahead = clock, 0.0
        self._latest, self._profile_calls = deque[float](), deque[float]()
        self._typing: dict[str, bool] = {}
        self._sent_ids = itertools.count(1)

    def __enter__(self) -> Self:
        """Listen, and begin to deliver."""
        self.mail.start()
        return super().__enter__()

    def __exit__(self, *error: object) -> None:
        """Stop both."""
        self.mail.stop()
        super().__exit__(*error)

    def connect(self, address: str, verify_token: str | None = None) -> bool:
        """Deliver webhooks to `address` from now on; with a token make the handshake first and tell whether it succeeded."""
        self.mail.address, self.mail.off = address, False
        return self.mail.verify(verify_token) if verify_token is not None else True

    def settled(self, timeout: float = 10.0) -> bool:
        """Wait until every webhook was taken; tell whether it was."""
        return self.mail.settled(timeout)

    def now(self) -> int:
        """Return the time in milliseconds, `advance` included."""
        return int((self._clock() + self._ahead) * 1_000)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._ahead += seconds

    def refuse(self, code: int, subcode: int | None = None, times: int = 1, **more: Any) -> None:
        """Answer the next sends with an error of the Graph API: `status`, `headers`, `transient` if not the usual ones."""
        self.refusals.append(Refusal(code, subcode, times=times, **more))

    def expire(self) -> None:
        """Make the token invalid."""
        self.token = f"{self.token}-renewed"

    def shown(self, person: str) -> Shown:
        """Return what `person` sees."""
        seen = Shown(typing=self._typing.get(person, False))
        for one in [one for one in self.sent if one.person == person]:
            seen.buttons = [button for button in seen.buttons if "content_type" not in button]
            _show(seen, one.message)
        return seen

    def answer(self, call: Call) -> Reply:
        """Answer a call of the Graph API."""
        version, _, path = call.path.strip("/").partition("/")
        if version not in VERSIONS:
            return _error(2500, "Unknown path components")
        if problem := self._stranger(call):
            return problem
        if path == "me/messenger_profile":
            return self._profile(call)
        if call.method == "POST" and path in (f"{self.page}/messages", "me/messages"):
            return self._send_api(call.body if isinstance(call.body, dict) else {})
        return _error(100, "Unsupported request", 33)

    def _stranger(self, call: Call) -> Reply | None:
        body = call.body if isinstance(call.body, dict) else {}
        told = call.headers.get("authorization", "").removeprefix("Bearer ") or call.query.get("access_token") or body.get("access_token")
        if told != self.token:
            return _error(190, "Invalid OAuth access token.", 460)
        proof = call.query.get("appsecret_proof") or body.get("appsecret_proof")
        made = hmac.new(self.secret.encode(), self.token.encode(), sha256).hexdigest()
        if (proof or self.proof_needed) and proof != made:
            return _error(100, "Invalid appsecret_proof provided in the API argument")
        return None

    def _send_api(self, body: dict[str, Any]) -> Reply:
        person = str((body.get("recipient") or {}).get("id"))
        refused = self._refused() or self._unreachable(person, body)
        if refused:
            return refused
        if "sender_action" in body:
            if "message" in body or body["sender_action"] not in ("typing_on", "typing_off", "mark_seen"):
                return _error(100, "Cannot send both message and state", 2018154)
            self._type(person, body["sender_action"] == "typing_on")
            return Reply({"recipient_id": person})
        if problem := wrong(body.get("message")):
            return _error(100, f"(#100) {problem}")
        return self._take(person, body)

    def _take(self, person: str, body: dict[str, Any]) -> Reply:
        with self._lock:
            mid = f"m_sent{next(self._sent_ids):06d}"
            self.sent.append(message := Message(mid, person, body["message"], self.now(), body.get("tag")))
        self._type(person, False)
        self.on_sent(message)
        if self.echoes:
            self._send(bodies.echo(person, self.page, self.now(), mid, body["message"], self.app_id))
        if self.receipts:
            self.delivered(person, mid)
            self.read(person)
        return Reply({"recipient_id": person, "message_id": mid})

    def _type(self, person: str, typing: bool) -> None:
        self._typing[person] = typing
        self.on_typing(person, typing)

    def _refused(self) -> Reply | None:
        with self._lock:
            for one in self.refusals:
                if one.times:
                    one.times -= one.times > 0
                    return _error(one.code, "on demand", one.subcode, one.status, one.headers, one.transient)
            moment = time.monotonic()
            while self._latest and self._latest[0] < moment - 1.0:
                self._latest.popleft()
            if len(self._latest) >= self.rate:
                return _error(613, "Calls to this api have exceeded the rate limit.")
            self._latest.append(moment)
        return None

    def _unreachable(self, person: str, body: dict[str, Any]) -> Reply | None:
        last = self.last.get(person)
        if last is None:
            return _error(100, "No matching user found", 2018001)
        if person in self.blocked:
            return _error(551, "This person isn't available right now.", 1545041)
        if "sender_action" in body:
            return None
        kind, tag = body.get("messaging_type"), body.get("tag")
        if (kind, tag) not in (("RESPONSE", None), ("UPDATE", None), ("MESSAGE_TAG", "HUMAN_AGENT")):
            return _error(100, "messaging_type, or a tag that is no longer served")
        if self.now() - last > (7 * DAY if tag else DAY):
            return _error(10, "This message is sent outside of allowed window.", 2018278)
        return None

    def _profile(self, call: Call) -> Reply:
        moment = time.monotonic()
        while self._profile_calls and self._profile_calls[0] < moment - 600:
            self._profile_calls.popleft()
        if len(self._profile_calls) >= self.profile_rate:
            return _error(613, "Calls to this api have exceeded the rate limit.")
        self._profile_calls.append(moment)
        if call.method == "GET":
            fields = call.query.get("fields", "").split(",")
            return Reply({"data": [found] if (found := {name: self.profile[name] for name in fields if name in self.profile}) else []})
        given = {name: value for name, value in (call.body or {}).items() if name not in ("appsecret_proof", "access_token")}
        problem = wrong_profile(given)
        if not problem and "persistent_menu" in given and "get_started" not in {**self.profile, **given}:
            problem = "persistent_menu needs get_started"
        if problem or not set(given) <= PROFILE:
            return _error(100, f"(#100) {problem}")
        self.profile.update(given)
        return Reply({"result": "success"})


def _show(seen: Shown, message: dict[str, Any]) -> None:
    payload = message.get("attachment", {}).get("payload", {})
    for text in (message.get("text"), payload.get("text")):
        if text:
            seen.texts.append(text)
    seen.buttons += payload.get("buttons", [])
    for card in payload.get("elements", []):
        seen.texts.append(f"{card['title']}\n{card.get('subtitle', '')}")
        seen.buttons += [{**button, "card": card["title"]} for button in card.get("buttons", [])]
    seen.buttons += message.get("quick_replies", [])


def _error(
    code: int, message: str, subcode: int | None = None, status: int = 400, headers: dict[str, str] | None = None, transient: bool = False
) -> Reply:
    told: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AfakeTrace"}
    if subcode is not None:
        told["error_subcode"] = subcode
    if transient:
        told["is_transient"] = True
    return Reply({"error": told}, status, headers or {})

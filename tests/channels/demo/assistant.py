"""Somebody who answers at the other end of both platforms: real signatures and real rendering, and no dialogue engine."""

import hmac
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from channels.demo.desk import Desk
from channels.events import ANSWERED, Event, Kind
from channels.messenger import render as messenger_render
from channels.messenger.mark import marked
from channels.messenger.profile import wanted
from channels.messenger.signature import challenge, signed
from channels.messenger.webhook import read
from channels.zalo import render as zalo_render
from channels.zalo.access import ZaloAccess
from channels.zalo.webhook import received
from core.answer import Alternative, Answer, Button, Link
from core.settings import Settings

SITE = "https://dichvucong.gov.vn"
PAPERS = Answer(
    status="answered",
    text=f"Đăng ký khai sinh cần tờ khai theo mẫu và giấy chứng sinh. Xem tại {SITE}.",
    buttons=[Button(title="Lệ phí", payload="/ask_fee"), Button(title="Nộp ở đâu", payload="Nộp ở đâu")],
    links=[Link(title="Mở Cổng dịch vụ công", url=SITE)],
)
MANY = Answer(
    status="answered",
    text="Bạn hỏi tiếp nhé.",
    buttons=[Button(title=f"Việc {number}", payload=f"Việc {number}") for number in range(1, 6)],
)
TWO = Answer(
    status="answered",
    text="Có hai thủ tục:",
    alternatives=[
        Alternative(code="1.000894", name="Thủ tục đăng ký kết hôn", difference="trong nước"),
        Alternative(code="2.000806", name="Thủ tục đăng ký kết hôn có yếu tố nước ngoài", difference="có yếu tố nước ngoài"),
    ],
    buttons=[
        Button(title="Kết hôn trong nước", payload='/choose_procedure{"procedure_code":"1.000894"}'),
        Button(title="Kết hôn có yếu tố nước ngoài", payload='/choose_procedure{"procedure_code":"2.000806"}'),
    ],
)
_SAID = {"khai sinh": PAPERS, "nhiều": MANY, "kết hôn": TWO, "/ask_fee": Answer(status="answered", text="Miễn lệ phí.")}


class Assistant:
    """Takes webhooks, and answers them at once. `go` holds back what is "chậm"; `refuse` answers webhooks with 503."""

    def __init__(self, desk: Desk) -> None:
        with pytest.MonkeyPatch.context() as environment:
            for name, value in desk.environment("http://127.0.0.1/logo.svg").items():
                environment.setenv(name, value)
            self.settings = Settings()
        self.access = ZaloAccess.of(self.settings)
        self.token = self.settings.zalo_access_token.get_secret_value()
        self.refresh = self.settings.zalo_refresh_token.get_secret_value()
        self.events: list[Event] = []
        self.url = ""
        self.go = threading.Event()
        self.refuse = False

    def zalo(self, raw: bytes, signature: str | None) -> None:
        assert self.access
        for event in received(raw, signature, self.access):
            if self._heard(event) and not event.anonymous:
                for message in zalo_render.render(self._answer(event), "https://a.example"):
                    self.say_on_zalo({"recipient": {"user_id": event.sender}, **message})

    def say_on_zalo(self, message: dict[str, Any], path: str = "/v3.0/oa/message/cs") -> dict[str, Any]:
        """Send a message; with a new token where the old one is no longer good."""
        url = f"{self.settings.zalo_api_url}{path}"
        told = post(url, message, access_token=self.token)
        if told["error"] == -220:
            form = {"refresh_token": self.refresh, "app_id": self.settings.zalo_app_id, "grant_type": "refresh_token"}
            fresh = post(f"{self.settings.zalo_oauth_url}/v4/oa/access_token", form, secret_key=self._secret())
            self.token, self.refresh = fresh["access_token"], fresh["refresh_token"]
            told = post(url, message, access_token=self.token)
        return told

    def messenger(self, raw: bytes, signature: str | None) -> None:
        assert self.settings.messenger_app_secret
        assert signed(raw, signature, self.settings.messenger_app_secret.get_secret_value())
        for event in read(raw, self.settings.messenger_app_id, self.settings.messenger_page_id):
            if self._heard(event):
                self.say_on_messenger(event.sender, sender_action="typing_on")
                answer = self._answer(event)
                for message in messenger_render.render(answer, "https://a.example"):
                    note = {"metadata": marked(None)}
                    self.say_on_messenger(event.sender, messaging_type="RESPONSE", message=message | note)

    def say_on_messenger(self, person: str, **more: Any) -> dict[str, Any]:
        return self.graph(f"{self.settings.messenger_page_id}/messages", {"recipient": {"id": person}, **more})

    def graph(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        assert self.settings.messenger_page_token
        assert self.settings.messenger_app_secret
        token, secret = self.settings.messenger_page_token.get_secret_value(), self.settings.messenger_app_secret.get_secret_value()
        proof = hmac.new(secret.encode(), token.encode(), sha256).hexdigest()
        url = f"{self.settings.messenger_url}/v26.0/{path}?{urlencode({'appsecret_proof': proof})}"
        return post(url, body, Authorization=f"Bearer {token}")

    def set_up(self) -> None:
        self.graph("me/messenger_profile", wanted())

    def _secret(self) -> str:
        return self.settings.zalo_app_secret.get_secret_value()

    def _heard(self, event: Event) -> bool:
        self.events.append(event)
        return event.kind in ANSWERED or event.kind is Kind.TOLD_CONTACT

    def _answer(self, event: Event) -> Answer:
        said = event.payload or event.text
        if "chậm" in said:
            self.go.wait(30)
        known = (answer for words, answer in _SAID.items() if words in said.lower())
        what = said or ", ".join(event.attachments) or event.kind.value
        return next(known, Answer(status="greeting", text=f"Tôi nhận được: {what}"))


def post(url: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    form = "secret_key" in headers
    sent = urlencode(body).encode() if form else json.dumps(body).encode()
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    request = urllib.request.Request(url, sent, {"Content-Type": kind, **headers})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as answer:
            told: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            told = {"error": error.code}
    return told


@contextmanager
def answering(desk: Desk) -> Iterator[Assistant]:
    """Connect somebody who answers to `desk`."""
    assistant = Assistant(desk)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            token = assistant.settings.messenger_verify_token
            told = challenge(dict(parse_qsl(urlsplit(self.path).query)), token.get_secret_value() if token else "")
            ours = told if self.path.startswith("/webhooks/") else None
            self._reply(200 if ours else 403, (ours or "").encode())

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            self._reply(503 if assistant.refuse else 200, b"")
            if not assistant.refuse:
                take = assistant.zalo if self.path.endswith("zalo") else assistant.messenger
                take(raw, self.headers["X-ZEvent-Signature"] or self.headers["X-Hub-Signature-256"])

        def _reply(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, *_: Any) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        assistant.url = f"http://127.0.0.1:{server.server_port}"
        assert desk.connect(assistant.url)
        assistant.set_up()
        yield assistant
    finally:
        assistant.go.set()
        server.shutdown()
        server.server_close()
        thread.join()

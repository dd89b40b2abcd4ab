"""The fake platform: its webhooks are signed, tried again, and read by ours as what they are; its limits are those of the platform."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from channels.demo.messenger import FakeMessenger
from channels.demo.messenger.limits import wrong
from channels.events import Event, Kind
from channels.messenger.client import MessengerClient
from channels.messenger.signature import challenge, signed
from channels.messenger.webhook import read
from tests.channels.messenger.conftest import AN, HELLO

BINH = "5212340002"
TOKEN = "meatyhamhock"


class Gateway:
    """Takes webhooks as a gateway does; answers `refusing` with 500, and drops none."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.refusing = 0
        self.forged = 0
        self.deliveries = 0
        self._lock = threading.Lock()

    def take(self, body: bytes, signature: str | None) -> int:
        with self._lock:
            self.deliveries += 1
            if not signed(body, signature, "TEST_APP_SECRET"):
                self.forged += 1
                return 403
            if self.refusing:
                self.refusing -= 1
                return 500
            self.events += read(body, "1517776481860111", "111")
            return 200


@pytest.fixture
def gateway(platform: FakeMessenger) -> Iterator[Gateway]:
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = challenge(dict(parse_qsl(urlsplit(self.path).query)), TOKEN)
            self._answer(200 if told else 403, (told or "").encode())

        def do_POST(self) -> None:
            self._answer(gateway.take(self.rfile.read(int(self.headers["Content-Length"])), self.headers["X-Hub-Signature-256"]), b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    platform.connect(f"http://127.0.0.1:{server.server_port}/webhooks/messenger")
    yield gateway
    platform.mail.stop()
    server.shutdown()
    server.server_close()
    thread.join()


def kinds(gateway: Gateway) -> list[Kind]:
    return [event.kind for event in gateway.events]


def test_the_handshake(platform: FakeMessenger, gateway: Gateway) -> None:
    assert platform.connect(platform.mail.address, TOKEN)
    assert not platform.connect(platform.mail.address, "another")
    assert not platform.connect("http://127.0.0.1:9/nobody", TOKEN)


def test_what_people_do_is_read_as_what_it_is(platform: FakeMessenger, gateway: Gateway) -> None:
    mid = platform.text(AN, "Làm giấy khai sinh cần gì?")
    platform.quick_reply(AN, "Lệ phí", "/ask_fee")
    platform.postback(AN, "Chọn", "/ask_time")
    platform.get_started(AN, "khaisinh")
    platform.referral(AN, "khaisinh")
    platform.attachment(AN, "image", "đây")
    platform.location(AN)
    platform.link(AN, "https://dichvucong.gov.vn")
    platform.sticker(AN)
    platform.edit(AN, mid, "Làm lại giấy khai sinh cần gì?")
    platform.react(AN, "m_x")
    platform.delivered(AN, "m_x")
    platform.read(AN)
    platform.optin(AN)
    platform.staff(AN, "Chị chờ em nhé")
    platform.take(AN)
    platform.standby(AN, "dạ")
    platform.give_back(AN)
    assert platform.settled()
    assert kinds(gateway) == [
        Kind.TEXT, Kind.PRESSED, Kind.PRESSED, Kind.ARRIVED, Kind.ARRIVED, Kind.ATTACHMENT, Kind.ATTACHMENT, Kind.TEXT, Kind.ATTACHMENT,
        Kind.TEXT, Kind.OTHER, Kind.DELIVERED, Kind.SEEN, Kind.OTHER, Kind.STAFF, Kind.STAFF, Kind.OTHER, Kind.OTHER,
    ]  # fmt: skip
    assert {event.sender for event in gateway.events} == {AN}
    assert gateway.events[0].id == mid
    assert len({event.id for event in gateway.events}) == len(gateway.events)
    assert gateway.forged == 0


@pytest.mark.asyncio
async def test_an_echo_of_ours_names_the_message_and_carries_the_note(
    platform: FakeMessenger, gateway: Gateway, client: MessengerClient
) -> None:
    platform.receipts = True
    platform.text(AN, "chào")
    sent = await client.send(AN, {**HELLO, "metadata": "42"})
    assert platform.settled()
    _, echo, delivered, seen = gateway.events
    assert (echo.kind, echo.messages, echo.payload, echo.sender) == (Kind.ECHO, (sent.id,), "42", AN)
    assert (delivered.kind, delivered.messages) == (Kind.DELIVERED, (sent.id,))
    assert seen.kind == Kind.SEEN


@pytest.mark.parametrize("apart", [False, True])
def test_a_batch_comes_as_one_delivery_and_is_read_in_order(platform: FakeMessenger, gateway: Gateway, apart: bool) -> None:
    with platform.batch(apart=apart, backwards=True):
        for number in range(5):
            platform.text(AN, str(number))
            platform.text(BINH, str(number))
            platform.advance(1)
    assert platform.settled()
    assert gateway.deliveries == 1
    assert [event.text for event in gateway.events if event.sender == AN] == list("01234")
    assert len(gateway.events) == 10


def test_an_empty_batch_is_none(platform: FakeMessenger, gateway: Gateway) -> None:
    with platform.batch():
        pass
    assert platform.settled()
    assert gateway.deliveries == 0


def test_what_is_not_taken_comes_again_behind_what_is_new(platform: FakeMessenger, gateway: Gateway) -> None:
    gateway.refusing = 1
    platform.text(AN, "một")
    while gateway.refusing:
        time.sleep(0.005)
    platform.text(AN, "hai")
    assert platform.settled()
    assert sorted(event.text for event in gateway.events) == ["hai", "một"]
    assert gateway.deliveries == 3
    assert [letter.answers for letter in platform.mail.delivered if letter.tries > 1] == [[500, 200]]


def test_deliveries_may_come_twice_and_out_of_order(platform: FakeMessenger, gateway: Gateway) -> None:
    platform.mail.shuffled, platform.mail.doubled = True, 0.5
    for number in range(40):
        platform.text(AN, str(number))
    assert platform.settled()
    assert len(gateway.events) > 40
    assert len({event.id for event in gateway.events}) == 40
    assert [event.text for event in gateway.events][:40] != [str(number) for number in range(40)]


def test_a_forged_delivery_is_refused(platform: FakeMessenger, gateway: Gateway) -> None:
    assert platform.mail.post(b'{"object":"page","entry":[]}', "sha256=" + "0" * 64) == 403
    assert platform.mail.post(b'{"object":"page","entry":[]}') == 200
    assert gateway.forged == 1


def test_it_refuses_what_the_platform_refuses(platform: FakeMessenger) -> None:
    platform.text(AN, "chào")
    url, headers = f"{platform.url}/v26.0/111/messages", {"Authorization": f"Bearer {platform.token}"}
    good = {"recipient": {"id": AN}, "messaging_type": "RESPONSE", "message": {"text": "x"}}
    with httpx2.Client(headers=headers) as client:
        assert client.post(url, json=good).json()["recipient_id"] == AN
        bad: list[dict[str, Any]] = [{"messaging_type": None}, {"message": {}}, {"message": None}]
        for changed in [*bad, {"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"}]:
            assert client.post(url, json={**good, **changed}).json()["error"]["code"] == 100
        assert client.post(url, json={**good, "sender_action": "typing_on"}).json()["error"]["code"] == 100
        assert client.post(url, content=b"\xff").json()["error"]["code"] == 100
        assert client.post(url, json=good, headers={"Authorization": "Bearer x"}).json()["error"]["code"] == 190


@pytest.mark.parametrize(
    "message",
    [
        {}, [], None, {"text": ""}, {"text": " "}, {"text": "x" * 2_001}, {"text": "😀" * 1_001}, {"text": "x", "attachment": {}},
        {"tetx": "x"},
        {"text": "x", "quick_replies": []}, {"text": "x", "metadata": "x" * 1_001},
        {"text": "x", "quick_replies": [{"content_type": "text", "title": "x", "payload": "y"}] * 14},
        {"text": "x", "quick_replies": [{"content_type": "text", "title": "x" * 21, "payload": "y"}]},
        {"text": "x", "quick_replies": [{"content_type": "text", "title": "x", "payload": "y" * 1_001}]},
        {"text": "x", "quick_replies": [{"content_type": "text", "title": "x"}]},
        {"attachment": {"type": "template", "payload": {"template_type": "button", "text": "x", "buttons": []}}},
        {"attachment": {"type": "template", "payload": {"template_type": "generic", "elements": [{"title": "x" * 81}]}}},
        {"attachment": {"type": "template", "payload": {"template_type": "list"}}},
        {"attachment": {"type": "template", "payload": {"template_type": "button", "text": "x" * 641, "buttons": [
            {"type": "postback", "title": "x", "payload": "y"}]}}},
        {"attachment": {"type": "template", "payload": {"template_type": "button", "text": "x", "buttons": [
            {"type": "web_url", "title": "x", "url": "/path"}]}}},
    ],
)  # fmt: skip
def test_a_message_beyond_a_limit_is_wrong(message: Any) -> None:
    assert wrong(message)

"""A conversation on Zalo and on Messenger with the running assistant: from the person's phone and back, over webhook, inbox and outbox."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from uuid import uuid4

import httpx2
import pytest

from channels.demo.messenger.server import FakeMessenger
from channels.demo.zalo import FakeZalo
from channels.demo.zalo.server import APP_ID, APP_SECRET, OA_ID, OA_SECRET
from cli.supervisor import Stack
from core.settings import Settings
from tests.leaks import watched

ZALO_USER, PSID = "246845883529197922", "222"
SECONDS = 15.0


@dataclass
class Phones:
    """Both platforms, connected to a running assistant."""

    stack: Stack
    zalo: FakeZalo
    messenger: FakeMessenger

    def on_zalo(self, text: str) -> str:
        """Write on Zalo; return what the account says to it."""
        before = len(self.zalo.person(ZALO_USER).received)
        self.zalo.text(ZALO_USER, text)
        _until(lambda: len(self.zalo.person(ZALO_USER).received) > before)
        time.sleep(0.5)  # an answer may have several parts
        return "\n".join(str(one.get("text", "")) for one in self.zalo.person(ZALO_USER).received[before:])

    def on_messenger(self, text: str) -> str:
        """Write to the Page; return what it says to it."""
        before = len(self.messenger.sent)
        self.messenger.text(PSID, text)
        _until(lambda: len(self.messenger.sent) > before)
        time.sleep(0.5)
        return "\n".join(str(one.message) for one in self.messenger.sent[before:])


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not done():
        assert time.monotonic() < end, f"nothing came within {SECONDS:.0f} s"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def phones(checkout: Settings, pytestconfig: pytest.Config) -> Iterator[Phones]:
    with ExitStack() as stack, pytest.MonkeyPatch.context() as environment:
        zalo, messenger = stack.enter_context(FakeZalo()), stack.enter_context(FakeMessenger())
        access, refresh = zalo.tokens.first
        told = {
            "ZALO_APP_ID": APP_ID, "ZALO_OA_ID": OA_ID, "ZALO_OA_SECRET": OA_SECRET, "ZALO_APP_SECRET": APP_SECRET,
            "ZALO_ACCESS_TOKEN": access, "ZALO_REFRESH_TOKEN": refresh, "ZALO_API_URL": zalo.url, "ZALO_OAUTH_URL": zalo.url,
            "MESSENGER_PAGE_ID": messenger.page, "MESSENGER_APP_ID": str(messenger.app_id), "MESSENGER_APP_SECRET": messenger.secret,
            "MESSENGER_PAGE_TOKEN": messenger.token, "MESSENGER_VERIFY_TOKEN": "meatyhamhock", "MESSENGER_URL": messenger.url,
        }  # fmt: skip
        for name, value in told.items():
            environment.setenv(f"TROLY_{name}", value)
        running = stack.enter_context(Stack.start(checkout, isolated=True))
        stack.enter_context(watched(running, pytestconfig))
        zalo.courier.url = f"{running.url}/webhooks/zalo"
        assert messenger.connect(f"{running.url}/webhooks/messenger", "meatyhamhock")
        yield Phones(running, zalo, messenger)


def test_a_question_on_zalo_and_its_follow_up(phones: Phones) -> None:
    assert "Tờ khai đăng ký kết hôn" in phones.on_zalo("dang ky ket hon can giay to gi")
    assert "miễn" in phones.on_zalo("lệ phí bao nhiêu").lower()


def test_a_question_on_messenger_and_its_follow_up(phones: Phones) -> None:
    assert "Tờ khai đăng ký kết hôn" in phones.on_messenger("đăng ký kết hôn cần giấy tờ gì")
    assert "miễn" in phones.on_messenger("lệ phí bao nhiêu").lower()


def test_a_file_on_zalo(phones: Phones) -> None:
    assert "đồng ý" in phones.on_zalo("xem giùm hồ sơ h29.18 260310 0420")
    assert "4 số cuối" in phones.on_zalo("đồng ý")
    assert "trễ hẹn" in phones.on_zalo("4321")


def test_a_delivery_twice_is_answered_once(phones: Phones) -> None:
    phones.messenger.mail.doubled = True
    try:
        before = len(phones.messenger.sent)
        assert "khai sinh" in phones.on_messenger("đăng ký khai sinh nộp ở đâu").lower()
        phones.messenger.settled()
        time.sleep(1)
        notes = [str(one.message["metadata"]) for one in phones.messenger.sent[before:]]
    finally:
        phones.messenger.mail.doubled = False
    assert len({note.split(":")[2] for note in notes}) == 1  # parts of one answer, each once
    assert len(set(notes)) == len(notes)


def test_a_question_on_the_web_and_its_follow_up(phones: Phones) -> None:
    with httpx2.Client(base_url=phones.stack.url, timeout=30) as client:
        token = client.post("/api/v1/web/session").json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        after = 0
        for text, told in (("đăng ký kết hôn cần giấy tờ gì", "Tờ khai đăng ký kết hôn"), ("lệ phí bao nhiêu", "iễn")):
            message = {"id": str(uuid4()), "text": text}
            for _ in range(3):  # the same again is answered once
                assert client.post("/api/v1/web/messages", json=message).status_code == 202
            _until(lambda after=after: bool(client.get("/api/v1/web/history", params={"after": after}).json()))  # type: ignore[misc]
            (answer,) = client.get("/api/v1/web/history", params={"after": after}).json()
            assert told in answer["answer"]["text"]
            assert answer["in_reply_to"] == message["id"]
            after = answer["id"]

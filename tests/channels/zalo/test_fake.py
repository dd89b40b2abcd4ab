"""The fake account keeps Zalo's rules: signatures, retries, limits, tokens, echoes."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from channels.demo.zalo import FakeZalo
from channels.demo.zalo.rules import unfit
from channels.events import Kind
from channels.zalo.webhook import received
from tests.channels.zalo.conftest import USER, access_to

Calls = list[tuple[bytes, dict[str, str]]]


@contextmanager
def gateway(*statuses: int) -> Iterator[tuple[str, Calls]]:
    """Something that takes webhooks: answers `statuses` one after the other, then 200."""
    calls: Calls = []
    left = list(statuses)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            calls.append((raw, {key.lower(): value for key, value in self.headers.items()}))
            self.send_response(left.pop(0) if left else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/webhooks/zalo", calls
    server.shutdown()
    server.server_close()
    thread.join()


def test_webhooks_are_signed_and_come_in_order() -> None:
    with gateway() as (url, calls), FakeZalo(url) as fake:
        for number in range(50):
            fake.text(USER, f"câu {number}")
        assert fake.courier.settle()
        events = [received(raw, headers["x-zevent-signature"], access_to(fake))[0] for raw, headers in calls]
    assert [event.text for event in events] == [f"câu {number}" for number in range(50)]
    assert not any("num_retry" in headers for _, headers in calls)


def test_what_is_not_taken_comes_again() -> None:
    with gateway(500, 400, 204) as (url, calls), FakeZalo(url, scale=0.0001) as fake:
        fake.text(USER, "chào")
        assert fake.courier.settle()
    assert [headers.get("num_retry") for _, headers in calls] == [None, "1", "2", "3"]
    assert len({raw for raw, _ in calls}) == 1
    assert [one.status for one in fake.courier.deliveries] == [500, 400, 204, 200]


def test_a_webhook_that_fails_for_ever_is_switched_off() -> None:
    with gateway(*[503] * 6) as (url, calls), FakeZalo(url, scale=0.00001) as fake:
        fake.text(USER, "một")
        assert fake.courier.settle()
        fake.text(USER, "hai")
        assert fake.courier.off
        assert (len(calls), len(fake.courier.lost)) == (6, 2)
        fake.courier.off = False
        fake.text(USER, "ba")
        assert fake.courier.settle()
        assert len(calls) == 7


def test_nobody_there_is_tried_again_too() -> None:
    with FakeZalo("http://127.0.0.1:9/webhooks/zalo", scale=0.00001) as fake:
        fake.text(USER, "chào")
        assert fake.courier.settle()
    assert [one.status for one in fake.courier.deliveries] == [None] * 6


def post(fake: FakeZalo, path: str, body: Any, token: str = "access-1") -> dict[str, Any]:
    request = urllib.request.Request(
        fake.url + path, json.dumps(body).encode(), {"Content-Type": "application/json", "access_token": token}
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
        told: dict[str, Any] = json.load(answer)
    return told


def cs(text: str, user: str = USER, **more: Any) -> dict[str, Any]:
    return {"recipient": {"user_id": user}, "message": {"text": text, **more}}


def test_what_is_sent_comes_back_as_an_echo_and_what_staff_writes_as_theirs() -> None:
    with gateway() as (url, calls), FakeZalo(url) as fake:
        fake.text(USER, "chào")
        sent = post(fake, "/v3.0/oa/message/cs", cs("Có."))["data"]["message_id"]
        fake.staff(USER, "em đây")
        assert fake.courier.settle()
        events = [received(raw, headers["x-zevent-signature"], access_to(fake))[0] for raw, headers in calls]
    assert [event.kind for event in events] == [Kind.TEXT, Kind.ECHO, Kind.STAFF]
    assert events[1].messages == (sent,)
    assert {event.sender for event in events} == {USER}


def test_errors_come_with_status_200() -> None:
    with FakeZalo() as fake:
        fake.text(USER, "chào")
        assert post(fake, "/v3.0/oa/message/cs", cs("Có."), "other")["error"] == -216
        assert post(fake, "/v3.0/oa/message/cs", cs("x" * 2_001))["error"] == -210
        assert post(fake, "/v3.0/oa/message/cs", cs("Có.", "9"))["error"] == -201
        assert post(fake, "/v3.0/oa/nothing", {})["error"] == -201
        assert post(fake, "/v3.0/oa/message/cs", [])["error"] == -201
        fake.person(USER).blocked = True
        assert post(fake, "/v3.0/oa/message/cs", cs("Có."))["error"] == -213
        fake.tokens.expire()
        assert post(fake, "/v3.0/oa/message/cs", cs("Có."))["error"] == -220
        assert fake.sent == []


def test_a_refresh_token_is_good_once() -> None:
    with FakeZalo() as fake:
        form = {"refresh_token": "refresh-1", "app_id": access_to(fake).app_id, "grant_type": "refresh_token"}
        secret = access_to(fake).app_secret.get_secret_value()
        assert "error" in fake.tokens.refresh(form, "wrong")
        fresh = fake.tokens.refresh(form, secret)
        assert (fresh["access_token"], fresh["refresh_token"], fresh["expires_in"]) == ("access-2", "refresh-2", "90000")
        assert fake.tokens.refresh(form, secret)["error"] == -14014


GOOD = {"type": "oa.query.hide", "title": "a", "payload": "b"}


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([GOOD] * 5, 0),
        ([GOOD] * 6, -210),
        ([], -201),
        ([{**GOOD, "title": "a" * 101}], -210),
        ([{**GOOD, "payload": "a" * 1_001}], -210),
        ([{**GOOD, "title": ""}], -201),
        ([{**GOOD, "type": "oa.query.secret"}], -201),
        ([{"type": "oa.open.url", "title": "a", "payload": {"url": "https://a.example"}}], 0),
        ([{"type": "oa.open.url", "title": "a", "payload": {"url": "/a"}}], -201),
    ],
)
def test_limits_of_buttons(buttons: list[dict[str, Any]], code: int) -> None:
    assert unfit({"text": "a", "attachment": {"type": "template", "payload": {"buttons": buttons}}}) == code

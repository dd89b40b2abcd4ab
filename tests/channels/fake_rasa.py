"""Rasa's gateway channel and the action server on loopback, as far as the gateway can tell."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[dict[str, Any]], dict[str, Any]]
MODEL = "20261101-lr"


def answer(text: str, **more: Any) -> dict[str, Any]:
    """One answer as the action server makes it."""
    return {"status": "answered", "text": text, **more}


def echo(asked: dict[str, Any]) -> dict[str, Any]:
    """Say back what was asked, in the shape that was agreed."""
    return {"messages": [{"custom": answer(f"Về: {asked['message']}")}], "model": MODEL}


@dataclass
class FakeRasa:
    """What it does can be changed while it runs: `status`, `raw` (a body as is), `delay`, `cut` (short), or `reply`."""

    url: str = ""
    secret: str = "s3cret"
    reply: Reply = echo
    status: int = 200
    raw: bytes | None = None
    delay: float = 0.0
    cut: bool = False
    heard: list[dict[str, Any]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: dict[str, int] = field(default_factory=dict)

    def respond(self, asked: dict[str, Any]) -> bytes:
        self.heard.append(asked)
        self.at_once += 1
        sender = asked["sender"]
        self.most_at_once[sender] = max(self.at_once, self.most_at_once.get(sender, 0))
        time.sleep(self.delay)
        self.at_once -= 1
        return self.raw if self.raw is not None else json.dumps(self.reply(asked)).encode()


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # Five, the default, makes the sixth of several callers wait a second.


@contextmanager
def running(fake: FakeRasa) -> Iterator[FakeRasa]:
    """Serve `fake` on a free port of loopback."""
    server = _Server(("127.0.0.1", 0), _handler(fake))
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02))
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(fake: FakeRasa) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/health":
                self._send(200, b'{"status": "ok"}')
            elif self.path == "/webhooks/gateway/health" and self.headers["X-Troly-Secret"] == fake.secret:
                time.sleep(fake.delay)
                self._send(fake.status, fake.raw if fake.raw is not None else json.dumps({"model": MODEL}).encode())
            else:
                self._send(403, b"{}")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path != "/webhooks/gateway/message" or self.headers["X-Troly-Secret"] != fake.secret:
                self._send(403, b"{}")
            else:
                self._send(fake.status, fake.respond(json.loads(body)))

        def do_DELETE(self) -> None:
            before, _, person = self.path.rpartition("/")
            if before != "/webhooks/gateway/person" or self.headers["X-Troly-Secret"] != fake.secret:
                self._send(403, b"{}")
            else:
                fake.forgotten.append(person)
                self._send(fake.status, fake.raw if fake.raw is not None else b'{"forgotten": 3}')

        def _send(self, status: int, body: bytes) -> None:
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body) + fake.cut))
                self.end_headers()
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                pass  # The gateway gave up waiting, as it should.

        def log_message(self, *args: Any) -> None:
            pass

    return Handler

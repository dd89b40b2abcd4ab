"""A tiny platform on loopback, its channel, and a worker that talks to it."""

import json
import os
import random
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2

from channels.sending import SendFailed, Sent
from core.answer import Answer

CHANNEL = "messenger"  # a name whose platform gives back our note with its echo
Echo = Callable[[str, str, str], None]  # recipient, the platform's id, our note


def render(answer: Answer, _: str | None) -> list[dict[str, Any]]:
    """Two messages a long answer, one a short one."""
    return [{"text": part} for part in answer.text.split("\n\n")]


class EchoSender:
    """The way out, as `channels.sending.Sender`."""

    def __init__(self, url: str) -> None:
        self._url, self._client = url, httpx2.AsyncClient(trust_env=False, timeout=1.0)

    async def send(self, recipient: str, message: dict[str, Any]) -> Sent:
        try:
            response = await self._client.post(self._url, json={"to": recipient, **message})
        except httpx2.HTTPError as error:
            raise SendFailed(type(error).__name__, remedy="retry") from error
        if response.status_code != 200:
            raise SendFailed(f"status {response.status_code}", remedy="retry")
        return Sent(response.json()["id"])

    async def thinking(self, recipient: str, message: str) -> None:
        pass

    async def close(self) -> None:
        await self._client.aclose()


@dataclass
class Platform:
    """Takes messages; fails now and then before it took one, or after."""

    url: str = ""
    failing: float = 0.0  # of the calls, before the message is taken
    cut: float = 0.0  # of the calls, after it
    echo: Echo = lambda recipient, platform_id, note: None
    got: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))  # by recipient: text, note
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        luck = random.random()
        if luck < self.failing:
            return 500, {}
        with self.lock:
            told = self.got[body["to"]]
            told.append((body["text"], body["metadata"]))
            platform_id = f"p-{body['to']}-{len(told)}"
        self.echo(body["to"], platform_id, body["metadata"])
        return (0 if luck < self.failing + self.cut else 200), {"id": platform_id}

    @property
    def doubles(self) -> int:
        """Messages taken more than once, beyond the first time."""
        notes = Counter(note for told in self.got.values() for _, note in told)
        return sum(count - 1 for count in notes.values())


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


@contextmanager
def running(platform: Platform) -> Iterator[Platform]:
    """Serve `platform` on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            sent = self.rfile.read(length)
            if len(sent) < length:
                return  # whoever sent it was killed meanwhile
            status, told = platform.take(json.loads(sent))
            body = json.dumps(told).encode()
            try:
                if status:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                else:
                    self.close_connection = True  # taken, and nobody is told so
            except (BrokenPipeError, ConnectionResetError):
                pass  # whoever sent it was killed

        def log_message(self, *args: Any) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    platform.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02))
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    """Run a worker on this channel; the platform's address is in the environment."""
    import signal

    from channels.delivery.worker import Delivery
    from cli.worker_name import claim
    from core import log
    from core.db import Database
    from core.settings import Settings

    settings, end = Settings(), threading.Event()
    log.configure("worker")
    signal.signal(signal.SIGTERM, lambda *_: end.set())
    name, _lock = claim(settings.var / "locks")
    sender = EchoSender(os.environ["ECHO_URL"])
    sys.stdout.write("begins\n")
    sys.stdout.flush()
    Delivery(settings, Database.open(settings), {CHANNEL: render}, {CHANNEL: sender}, lambda inbox: lambda person: None, name).run(end)


if __name__ == "__main__":
    main()

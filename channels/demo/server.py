"""What every fake platform and portal shares: a server on a free port, a record of its calls, and faults on demand."""

import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Literal, Self
from urllib.parse import parse_qs, urlsplit

Fault = Literal["slow", "drip", "reset", "401", "403", "404", "429", "500", "502", "503", "broken", "types", "half", "html", "expired"]
FAULTS: tuple[Fault, ...] = ("slow", "drip", "reset", "401", "403", "500", "502", "broken", "types", "half", "html")
HTML = b"<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Support ID: 123</body></html>"
LONG = 8.0  # seconds that a slow portal takes: more than anybody waits


@dataclass
class Call:
    """A request as the fake saw it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None


@dataclass
class Trouble:
    """A fault of the next `times` calls whose path begins with `path`; -1: of all."""

    fault: Fault
    times: int = -1
    path: str = "/"


@dataclass
class Reply:
    """What the fake answers: a status and a JSON value."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class FakeServer:
    """Serves while it is entered. Subclasses say in `answer` what a call without a fault gets."""

    wrong_types: ClassVar[Any] = {"content": 7, "result": "x", "error_code": 0, "dossierNo": ["?"]}  # JSON of another form

    def __init__(self) -> None:
        """No trouble yet."""
        self.calls: list[Call] = []
        self.troubles: list[Trouble] = []
        self.delay = 0.0  # seconds before each answer, which is good then
        self.watch: Callable[[Call, Reply | None], None] = lambda call, reply: None  # sees every call and its answer; `None`: a fault
        self.open = 0  # connections at this moment
        self.most_open = 0
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()

    def answer(self, call: Call) -> Reply:
        """Answer `call` as the recorded contract says."""
        raise NotImplementedError

    def expire(self) -> None:
        """Forget every session and token that was given out; the next call with one is refused as the contract says."""
        raise NotImplementedError

    def fail(self, fault: Fault, times: int = -1, path: str = "/") -> None:
        """Fail from now on; the latest trouble goes first."""
        self.troubles.insert(0, Trouble(fault, times, path))

    def recover(self) -> None:
        """Work again."""
        self.troubles.clear()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        """Listen on a free port."""
        self._server = _server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up on everybody."""
        self._server.shutdown()
        with self._lock:
            for one in self._sockets:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
        self._server.server_close()
        self._thread.join()

    def connected(self, one: socket.socket, here: bool) -> None:
        """Count a connection that came or went."""
        with self._lock:
            (self._sockets.add if here else self._sockets.discard)(one)
            self.open = len(self._sockets)
            self.most_open = max(self.most_open, self.open)

    def fault(self, path: str) -> Fault | None:
        """Return the fault the call to `path` meets, and use it up."""
        with self._lock:
            for trouble in self.troubles:
                if trouble.times != 0 and path.startswith(trouble.path):
                    trouble.times -= 1 if trouble.times > 0 else 0
                    return trouble.fault
        return None


def _server(fake: FakeServer) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or each answer takes 40 ms: headers and body are two packets

        def setup(self) -> None:
            super().setup()
            fake.connected(self.connection, True)

        def finish(self) -> None:
            fake.connected(self.connection, False)
            try:
                super().finish()
            except OSError:
                return

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = {key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
            call = Call(
                self.command, parts.path, query, {key.lower(): value for key, value in self.headers.items()}, _body(raw, self.headers)
            )
            fake.calls.append(call)
            time.sleep(fake.delay)
            try:
                self._reply(fake, call, fake.fault(parts.path))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _reply(self, fake: FakeServer, call: Call, fault: Fault | None) -> None:
            if fault and fault not in ("half", "expired"):
                fake.watch(call, Reply({}, int(fault)) if fault.isdecimal() else None)
            if fault == "reset":
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
            elif fault == "slow":
                time.sleep(LONG)
                self.close_connection = True
            elif fault == "drip":
                self._drip()
            elif fault == "html":
                self._send(200, HTML, "text/html")
            elif fault == "types":
                self._send(200, json.dumps(fake.wrong_types).encode())
            elif fault == "broken":
                self._send(200, b'{"error_code": 0, "result": [{"MaHoSo"')
            elif fault and fault.isdecimal():
                self._send(int(fault), json.dumps({"exception": "x", "message": "fault on demand"}).encode())
            else:
                if fault == "expired":
                    fake.expire()
                reply = fake.answer(call)
                fake.watch(call, reply)
                self._send(reply.status, json.dumps(reply.body, ensure_ascii=False).encode(), half=fault == "half", more=reply.headers)

        def _drip(self) -> None:
            """Send a byte of the headers now and then, for ever."""
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 400:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.1)
            self.close_connection = True

        def _send(
            self, status: int, body: bytes, kind: str = "application/json", half: bool = False, more: dict[str, str] | None = None
        ) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for key, value in (more or {}).items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if half else body)
            if half:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Stay quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Stay quiet about clients that hung up."""

    return Server(("127.0.0.1", 0), Handler)


def _body(raw: bytes, headers: Any) -> Any:
    if not raw:
        return None
    if "form-urlencoded" in (headers.get("Content-Type") or ""):
        return {key: values[0] for key, values in parse_qs(raw.decode()).items()}
    try:
        return json.loads(raw)
    except ValueError:
        return raw

"""A host on loopback that behaves as badly as hosts do."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HUGE = 64 * 1024 * 1024


class Handler(BaseHTTPRequestHandler):
    """Answers by the path."""

    server: "BadHost"

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.server.asked.append(f"{self.command} {self.path}")
        name = self.path.strip("/").split("/")[0]
        with suppress(OSError):  # who asked has left
            getattr(self, f"_{name}", self._numbered)(name)

    def _numbered(self, name: str) -> None:
        self._head(self.server.codes.get(self.path, int(name) if name.isdecimal() else 200))

    def _head(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()

    def _onlyget(self, name: str) -> None:
        self._head(405 if self.command == "HEAD" else 200)

    def _slow(self, name: str) -> None:
        self.server.over.wait()

    def _drip(self, name: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.server.over.wait(0.05):
            self.wfile.write(b"x")

    def _huge(self, name: str) -> None:
        self._head(405 if self.command == "HEAD" else 200, **{"Content-Length": str(HUGE)})
        for _ in range(HUGE // 65_536 if self.command == "GET" else 0):
            self.wfile.write(b"x" * 65_536)
            self.server.sent += 65_536

    def _flood(self, name: str) -> None:
        self._head(200, **{f"X-{number}": "x" * 4_000 for number in range(20)})

    def _loop(self, name: str) -> None:
        self._head(302, Location="/loop/" + "x" * (len(self.path) % 9))

    def _inside(self, name: str) -> None:
        self._head(301, Location="/200")

    def _away(self, name: str) -> None:
        self._head(302, Location="http://elsewhere.example/login")

    def _file(self, name: str) -> None:
        self._head(302, Location="file:///etc/passwd")

    def _nonsense(self, name: str) -> None:
        self.wfile.write(b"\x00\x01 this is no answer\r\n\r\n")

    def _nothing(self, name: str) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *args: object) -> None: ...


class BadHost(ThreadingHTTPServer):
    """`asked` are the requests; `codes` the statuses of paths; `sent` the bytes of content."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.codes: dict[str, int] = {}
        self.sent = 0
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None: ...


@contextmanager
def hosting(certificate: Path | None = None) -> Iterator[BadHost]:
    """Run one; with a certificate file, over TLS."""
    server = BadHost()
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def self_signed(folder: Path) -> Path:
    """Make a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(timezone.utc)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
    certificate = made.sign(key, hashes.SHA256())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "host.pem").write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return folder / "host.pem"

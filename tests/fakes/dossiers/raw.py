"""A server on loopback that answers every request with the same bytes, whatever they are."""

import socket
import threading
from typing import Self


class RawServer:
    """Serves while it is entered; `answers` says how often it did."""

    def __init__(self, answer: bytes) -> None:
        """Answer with `answer`, then hang up."""
        self.answers = 0
        self._answer = answer

    @classmethod
    def json(cls, body: bytes, *headers: str) -> "RawServer":
        """Answer 200 with `body`, which need not be JSON."""
        head = ["HTTP/1.1 200 OK", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers, "", ""]
        return cls("\r\n".join(head).encode() + body)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def __enter__(self) -> Self:
        """Listen on a free port."""
        self._server = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._server.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._server.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65_536)
                    self.answers += 1
                    connection.sendall(self._answer)
                except OSError:  # who asked has had enough
                    continue

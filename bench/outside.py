"""What a worker talks to, as little of it as a bench needs: a dialogue engine that says back what it heard, and both platforms."""

import asyncio
import itertools
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cli.ports import LOOPBACK


class Outside:
    """One server for all. `got` holds what each person was sent, in order."""

    def __init__(self) -> None:
        """Have heard nothing yet."""
        self.got: dict[str, list[str]] = defaultdict(list)
        self.count = 0
        self.url = ""
        self._numbers = itertools.count(1)

    def answer(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Return what whoever lives at `path` answers."""
        if path.endswith("health"):
            return {"status": "ok", "model": "bench"}
        if path == "/webhooks/gateway/message":
            return {"messages": [{"custom": {"status": "answered", "text": f"Về {asked['message']}"}}], "model": "bench"}
        recipient = asked.get("recipient", {})
        person = str(recipient.get("user_id") or recipient.get("id"))
        if "message" in asked:
            self.got[person].append(str(asked["message"].get("text", "")))
            self.count += 1
        number = f"p{next(self._numbers)}"
        return {"error": 0, "message": "Success", "data": {"message_id": number}} if "user_id" in recipient else {"message_id": number}

    @contextmanager
    def running(self) -> Iterator["Outside"]:
        """Serve on a free port of loopback, in a thread."""
        loop, ready = asyncio.new_event_loop(), threading.Event()

        def serve() -> None:
            server = loop.run_until_complete(asyncio.start_server(self._serve, LOOPBACK, 0, backlog=256))
            self.url = f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}"
            ready.set()
            loop.run_forever()
            server.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        ready.wait()
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
                asked = json.loads(await reader.readexactly(length) or b"{}")
                path = head.split(b" ", 2)[1].decode().partition("?")[0]
                # A sign that somebody is typing is a request too, and has no message.
                told = json.dumps(self.answer(path, asked)).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(told), told))
        except (OSError, asyncio.IncompleteReadError):
            writer.close()

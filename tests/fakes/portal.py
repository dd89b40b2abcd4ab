"""A national portal on loopback: a real HTTP server with the two calls of the public interface, and its bad days.

`python -m tests.fakes.portal` serves the catalogue beside the checkout, or invented records, for trying `troly knowledge
sync --url http://127.0.0.1:...` by hand.
"""

import json
import select
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self

from knowledge.importers.portal_client import GET, LIST
from tests.knowledge.records import raw

Fault = Literal["429", "500", "403", "404", "html", "half", "broken", "other", "slow"]
HTML = "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected.</body></html>"


def invented(number: int) -> list[dict[str, Any]]:
    """Invented records of the portal's form, each with an id and a code of its own."""
    return [{**raw(f"1.9{place:05}"), "id": f"019d0000-0000-7000-8000-{place:012}"} for place in range(number)]


@dataclass
class Trouble:
    """A fault that strikes `times` calls of `path`, once `after` of them went well. `retry_after` is the header's words."""

    fault: Fault
    path: str = GET
    times: int = 1
    after: int = 0
    retry_after: str | None = None


class FakePortal:
    """Serves `records` while it is entered. Everything may be changed in between: it is what the portal has now."""

    def __init__(self, records: Iterable[dict[str, Any]], *, stamps: bool = True, wrapped: bool = False) -> None:
        """Serve `records`; the list gives `updatedAt` when `stamps`; answers stand under `data` when `wrapped`."""
        self.records = {record["id"]: record for record in records}
        self.stamps, self.wrapped = stamps, wrapped
        self.largest_page = 50  # however many are asked for
        self.troubles: list[Trouble] = []
        self.repeat_pages = False
        self.calls: list[tuple[str, Any, float]] = []  # path, body, time of arrival

    def __enter__(self) -> Self:
        """Listen on a free port."""
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                fake.answer(self)

            def log_message(self, *_: Any) -> None:
                """Stay quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def asked(self, path: str) -> list[Any]:
        """Return the ids (or the last ids) that were asked for at `path`."""
        return [body.get("id", body.get("lastId")) for called, body, _ in self.calls if called == path]

    def change(self, identity: str, updated: int, **detail: Any) -> None:
        """Change a record at `updated` (epoch milliseconds)."""
        record = self.records[identity]
        self.records[identity] = {**record, "detail": {**record["detail"], **detail, "updatedAt": updated}}

    def answer(self, call: BaseHTTPRequestHandler) -> None:
        """Answer one call, or fail as told."""
        body = json.loads(call.rfile.read(int(call.headers["Content-Length"])))
        self.calls.append((call.path, body, time.monotonic()))
        if trouble := self._struck(call.path):
            _fail(call, trouble)
        elif call.path == LIST:
            _send(call, self._wrap(self._page(body["limit"], body["lastId"])))
        elif call.path == GET and body["id"] in self.records:
            _send(call, self._wrap(self.records[body["id"]]))
        else:
            _send(call, {"message": "not found"}, status=404)

    def _page(self, limit: int, last: str | None) -> list[dict[str, Any]]:
        ids = list(self.records)
        start = ids.index(last) + 1 if last and not self.repeat_pages else 0
        page = [self.records[identity] for identity in ids[start : start + min(limit, self.largest_page)]]
        stamp = {"updatedAt"} if self.stamps else set()
        return [{"id": r["id"], "code": r["code"], **{name: r["detail"][name] for name in stamp}} for r in page]

    def _wrap(self, answer: Any) -> Any:
        if not self.wrapped:
            return answer
        return {"data": {"items": answer, "total": len(self.records)} if isinstance(answer, list) else answer}

    def _struck(self, path: str) -> Trouble | None:
        for trouble in self.troubles:
            if trouble.path == path:
                if trouble.after:
                    trouble.after -= 1
                elif trouble.times:
                    trouble.times -= 1
                    return trouble
        return None


def _fail(call: BaseHTTPRequestHandler, trouble: Trouble) -> None:
    headers = {"Retry-After": trouble.retry_after} if trouble.retry_after else {}
    match trouble.fault:
        case "429" | "500" | "404":
            _send(call, {"message": "later"}, status=int(trouble.fault), headers=headers)
        case "403" | "html":
            _send(call, HTML, status=403 if trouble.fault == "403" else 200, kind="text/html")
        case "half":
            _send(call, {"data": "x" * 100}, cut=50)
        case "broken":
            _send(call, '{"data": [', kind="application/json")
        case "other":
            _send(call, {"errorCode": 0, "message": "OK"})
        case "slow":  # longer than anybody waits: nothing comes before the other side hangs up
            select.select([call.connection], [], [], 60)


def _send(
    call: BaseHTTPRequestHandler,
    answer: Any,
    *,
    status: int = 200,
    kind: str = "application/json",
    cut: int = 0,
    headers: dict[str, str] | None = None,
) -> None:
    body = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
    call.send_response(status)
    for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
        call.send_header(name, value)
    call.end_headers()
    call.wfile.write(body[: len(body) - cut])


def main() -> None:
    """Serve until it is stopped."""
    from tests.catalogue import CATALOGUE, raw_records

    with FakePortal(raw_records().values() if CATALOGUE.exists() else invented(200)) as portal:
        print(portal.url, flush=True)  # noqa: T201
        threading.Event().wait()


if __name__ == "__main__":
    main()

"""Delivers webhooks as Zalo does: 200 within two seconds, else again after 30 s, 5, 15, 30 and 60 minutes, then never again."""

import heapq
import http.client
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

DELAYS = (30.0, 300.0, 900.0, 1_800.0, 3_600.0)  # seconds before each further try
PATIENCE = 2.0


@dataclass(order=True)
class Parcel:
    """A webhook on its way. Ordered by when it is due."""

    due: float
    number: int
    body: bytes = field(compare=False)
    headers: Mapping[str, str] = field(compare=False)
    tries: int = field(default=0, compare=False)
    twice: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Delivery:
    """One try: the body, how often it was tried before, the status (`None`: no answer in time), the seconds it took."""

    body: bytes
    tries: int
    status: int | None
    seconds: float
    headers: Mapping[str, str] = field(default_factory=dict)


class Courier:
    """Some threads that deliver; one keeps the order."""

    def __init__(self, url: str, scale: float = 1.0, threads: int = 1) -> None:
        """Deliver to `url`; delays and patience are multiplied by `scale` (patience at most down to a half)."""
        self.url, self.scale = url, scale
        self.patience = max(PATIENCE * scale, PATIENCE / 2)
        self.deliveries: list[Delivery] = []
        self.lost: list[bytes] = []  # what was given up, or came while the webhook was off
        self.off = False  # Zalo switches a webhook off that fails to the last try
        self.doubled = False  # what was taken comes once more
        self.watch: Callable[[Delivery], None] = lambda delivery: None  # sees every try
        self._parcels: list[Parcel] = []
        self._change = threading.Condition()
        self._number = self._under_way = 0
        self._ended = False
        self._count = threads
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin, or go on."""
        self._ended = False
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(self._count)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End; what was not delivered stays so."""
        with self._change:
            self._ended = True
            self._change.notify_all()
        for thread in self._threads:
            thread.join(PATIENCE * 2)

    def send(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Deliver `body` as soon as possible."""
        with self._change:
            if self.off or not self.url:
                self.lost.append(body)
                return
            self._number += 1
            heapq.heappush(self._parcels, Parcel(time.monotonic(), self._number, body, headers))
            self._change.notify()

    def settle(self, timeout: float = 10.0) -> bool:
        """Wait until everything is delivered or given up; tell whether it is."""
        with self._change:
            return self._change.wait_for(lambda: not self._parcels and not self._under_way, timeout)

    def _run(self) -> None:
        connection: list[http.client.HTTPConnection] = []
        while (parcel := self._next()) is not None:
            begun = time.monotonic()
            status = self._tried(parcel, connection)
            self._done(parcel, Delivery(parcel.body, parcel.tries, status, time.monotonic() - begun, _headers(parcel)))
        for one in connection:
            one.close()

    def _next(self) -> Parcel | None:
        with self._change:
            while not self._ended:
                left = self._parcels[0].due - time.monotonic() if self._parcels else None
                if left is not None and left <= 0:
                    self._under_way += 1
                    return heapq.heappop(self._parcels)
                self._change.wait(left)
        return None

    def _tried(self, parcel: Parcel, kept: list[http.client.HTTPConnection]) -> int | None:
        place = urlsplit(self.url)
        try:
            if not kept:
                kept.append(http.client.HTTPConnection(place.netloc, timeout=self.patience))
            kept[0].request("POST", place.path or "/", parcel.body, {"Content-Type": "application/json", **_headers(parcel)})
            answer = kept[0].getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            if kept:
                kept.pop().close()
            return None
        return answer.status

    def _done(self, parcel: Parcel, delivery: Delivery) -> None:
        with self._change:
            self._under_way -= 1
            self.deliveries.append(delivery)
            if delivery.status != http.client.OK:
                self._again(parcel)
            elif self.doubled and not parcel.twice:
                parcel.twice, parcel.due = True, time.monotonic()
                heapq.heappush(self._parcels, parcel)
            self._change.notify_all()
        self.watch(delivery)

    def _again(self, parcel: Parcel) -> None:
        if parcel.tries >= len(DELAYS):
            self.off = True
            self.lost += [parcel.body, *(one.body for one in self._parcels)]
            self._parcels.clear()
            return
        parcel.due = time.monotonic() + DELAYS[parcel.tries] * self.scale
        parcel.tries += 1
        heapq.heappush(self._parcels, parcel)


def _headers(parcel: Parcel) -> dict[str, str]:
    return {**parcel.headers, **({"num_retry": str(parcel.tries)} if parcel.tries else {})}

"""A closed loop: so many clients, each sending its next message once the last one is answered."""

import itertools
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bench.client import Client, Reply, WrongAnswer, questions
from bench.stacks import Assistant
from core.errors import TrolyError

TURNS = 10  # messages of one conversation; then a new sender goes on in the list
_names = itertools.count()


class Aborted(TrolyError):
    """Messages stayed without an answer: nothing was measured."""


@dataclass(frozen=True)
class Extent:
    """When a load ends: after `seconds`, or before if `requests` messages are sent."""

    seconds: float
    requests: int | None = None


@dataclass(frozen=True)
class Load:
    """What was measured at one number of clients. Latencies in ms, processor time in ms a message."""

    assistant: str
    clients: int
    messages: int
    per_second: float
    p50: float
    p95: float
    p99: float
    cpu: dict[str, float]  # by program; "clients" is this process
    statuses: dict[str, int]


def measure(assistant: Assistant, clients: int, extent: Extent) -> Load:
    """Put a load on `assistant`; raises `Aborted` when a message is not answered."""
    before, here, began = assistant.cpu(), time.process_time(), time.perf_counter()
    replies = _Crowd(assistant.url, clients, extent).run()
    here, after = time.process_time() - here, assistant.cpu()
    used = {name: after[name] - before[name] for name in after} | {"clients": here}
    times = sorted(reply.seconds * 1000 for reply in replies)
    return Load(
        assistant=assistant.name,
        clients=clients,
        messages=len(replies),
        per_second=len(replies) / (max(reply.at for reply in replies) - began),
        p50=percentile(times, 50),
        p95=percentile(times, 95),
        p99=percentile(times, 99),
        cpu={name: seconds * 1000 / len(replies) for name, seconds in used.items()},
        statuses=dict(Counter(reply.status for reply in replies).most_common()),
    )


def percentile(ordered: list[float], percent: int) -> float:
    """Return the smallest of `ordered` that at least `percent` of them do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


class _Crowd:
    """The clients of one load, a thread each."""

    def __init__(self, url: str, clients: int, extent: Extent) -> None:
        self._url, self._clients, self._extent = url, clients, extent
        self._lock, self._script = threading.Lock(), _conversations()
        self._left = extent.requests
        self._replies: list[Reply] = []
        self._errors: list[str] = []
        self._end = 0.0

    def run(self) -> list[Reply]:
        self._end = time.perf_counter() + self._extent.seconds
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(self._clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._errors or not self._replies:
            count, total = len(self._errors), len(self._errors) + len(self._replies)
            first = self._errors[0] if self._errors else "nothing was sent"
            raise Aborted(f"{count} of {total} messages failed at {self._clients} clients of {self._url}; the first: {first}")
        return self._replies

    def _work(self) -> None:
        replies: list[Reply] = []
        with Client(self._url) as client:
            try:
                while conversation := self._next():
                    for sender, message in conversation:
                        if not self._take():
                            break
                        replies.append(client.ask(sender, message))
            except WrongAnswer as error:
                self._errors.append(str(error))
        self._replies.extend(replies)  # one step under the interpreter's lock

    def _next(self) -> list[tuple[str, str]]:
        with self._lock:
            return next(self._script) if self._open() else []

    def _take(self) -> bool:
        with self._lock:
            if not self._open():
                return False
            self._left = None if self._left is None else self._left - 1
            return True

    def _open(self) -> bool:
        return not self._errors and self._left != 0 and time.perf_counter() < self._end


def _conversations() -> Iterator[list[tuple[str, str]]]:
    """Yield conversations without end, as (sender, message): the same messages in the same order for every load."""
    messages = itertools.cycle(questions())
    while True:
        sender = new_sender()
        yield [(sender, next(messages)) for _ in range(TURNS)]


def new_sender() -> str:
    """Return a name that nobody had in this run."""
    return f"bench-{os.getpid()}-{next(_names)}"

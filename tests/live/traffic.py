"""Citizens who go on writing while something changes: each waits for the answer, and every answer is kept."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import httpx2

_PATIENCE = 120.0  # seconds
_MOST = 10  # messages of one person: nobody may write more than sixty a minute


@dataclass
class Traffic:
    """What came back: the model of each answer, in order, and what went wrong."""

    models: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def hears_from(self, models: int) -> None:
        """Wait until so many models have answered: one goes live between two messages, and these people may write only after others."""
        end = time.monotonic() + _PATIENCE
        while len(set(self.models)) < models:
            assert time.monotonic() < end, f"answers of {len(set(self.models))} models, {self.wrong}"
            time.sleep(0.05)


@contextmanager
def writing(url: str, question: str, people: int, pause: float) -> Iterator[Traffic]:
    """Have `people` at a time ask `question` again and again until the end of this, `pause` seconds after each answer."""
    traffic, end = Traffic(), threading.Event()
    threads = [threading.Thread(target=_asks, args=(url, question, f"người {number}", traffic, end, pause)) for number in range(people)]
    for thread in threads:
        thread.start()
    try:
        yield traffic
    finally:
        end.set()
        for thread in threads:
            thread.join()


def _asks(url: str, question: str, sender: str, traffic: Traffic, end: threading.Event, pause: float) -> None:
    with httpx2.Client(base_url=url, timeout=120, trust_env=False) as client:
        for asked in count():
            if end.is_set():
                return
            try:
                response = client.post("/webhooks/rest/webhook", json={"sender": f"{sender}.{asked // _MOST}", "message": question})
                traffic.models.append(response.raise_for_status().json()[-1]["custom"]["model"])
            except Exception as error:
                traffic.wrong.append(f"{type(error).__name__}: {error}")
            end.wait(pause)

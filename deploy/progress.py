"""Say what is going on and how long it takes."""

from __future__ import annotations

import sys
import threading
import time


class Progress:
    """One line for one step: `[3/9] installing Rasa's environment ... 14 s`.

    On a terminal the seconds count up; in a log the line stands there from the start, and is completed at the end.
    """

    def __init__(self, line: str) -> None:
        """Say the line at `__enter__`."""
        self._line, self._began = line, time.monotonic()
        self._over = threading.Event()
        self._clock = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> None:
        """Begin."""
        print(f"{self._line} ...", end="", flush=True)
        if sys.stdout.isatty():
            self._clock.start()

    def __exit__(self, kind: object, *_: object) -> None:
        """Complete the line."""
        self._over.set()
        if self._clock.is_alive():
            self._clock.join()
            print(f"\r{self._line} ...", end="")
        print(f" {self.seconds():.0f} s" + (" failed" if kind else ""), flush=True)

    def seconds(self) -> float:
        """Return the time since the start."""
        return time.monotonic() - self._began

    def _tick(self) -> None:
        while not self._over.wait(1):
            print(f"\r{self._line} ... {self.seconds():.0f} s", end="", flush=True)

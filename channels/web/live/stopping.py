"""Ends the streams when the program is asked to stop: uvicorn waits for open connections before it tells the application."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def on_stop(call: Callable[[], None]) -> Iterator[None]:
    """Have `call` run in the event loop at SIGTERM or SIGINT, before whoever handled them until now hears of it.

    In another thread than the main one there are no signals, and a signal nobody handles is left alone.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    former: dict[int, Callable[[int, Any], Any]] = {}

    def heard(number: int, frame: Any) -> None:
        loop.call_soon_threadsafe(call)
        former[number](number, frame)

    for asked in (signal.SIGTERM, signal.SIGINT):
        handler = signal.getsignal(asked)
        if callable(handler):
            former[asked] = handler
            signal.signal(asked, heard)
    try:
        yield
    finally:
        for number, before in former.items():
            if signal.getsignal(number) is heard:
                signal.signal(number, before)

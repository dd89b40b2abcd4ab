"""Ends process groups when their supervisor is gone, however it went: `kill -9` and a full memory included.

Runs as a process of its own: `troly` writes `+GROUP` and `-GROUP` lines to its standard input, and the end of
that pipe is the news that `troly` is no more. The usual means on Linux, PR_SET_PDEATHSIG, reaches only the
direct child, and when the thread that started it ends; the action server has a worker process of its own.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable

GRACE = 5.0  # seconds from SIGTERM to SIGKILL


def reach(group: int, number: int) -> bool:
    """Send a signal to a process group (0 only asks); return whether anybody was there."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def end(groups: Iterable[int], grace: float = GRACE) -> None:
    """Stop process groups: SIGTERM to all, and SIGKILL to those that are still there after `grace` seconds."""
    left = [group for group in groups if reach(group, signal.SIGTERM)]
    deadline = time.monotonic() + grace
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [group for group in left if reach(group, 0)]
    for group in left:
        reach(group, signal.SIGKILL)


def main() -> None:
    """Follow the list until the pipe ends, then end what is on it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        group = int(line[1:])
        (groups.add if line[0] == "+" else groups.discard)(group)
    end(groups)


if __name__ == "__main__":
    main()

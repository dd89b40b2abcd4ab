"""What programs of ours cost, from the kernel: processor time and memory of process groups."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from core.errors import TrolyError

_PROC = Path("/proc")
_WHOLE_PROCESS = 2  # CPUCLOCK_SCHED of <linux/posix-timers.h>
_PGRP, _PPID = 2, 1  # fields of /proc/<pid>/stat, counted from behind the name


@dataclass(frozen=True)
class Memory:
    """MB of 10^6 bytes. `pss` counts a page shared by n processes as 1/n of it, `rss` as a whole one in each."""

    rss: float
    pss: float


def group_of(argv: tuple[str, ...]) -> int:
    """Return the process group of the child of this process that runs `argv`; raises `TrolyError` if there is none."""
    wanted, here = "\0".join(argv).encode() + b"\0", os.getpid()
    for pid in _pids():
        if _field(pid, _PPID) == here and _read(pid, "cmdline") == wanted:
            return pid  # the supervisor starts each program as the leader of a group of its own
    raise TrolyError(f"no child runs {' '.join(argv)}")


def cpu_seconds(group: int) -> float:
    """Return the user and system time of all processes of a group, to the nanosecond.

    The clock of a foreign process (clock_getcpuclockid(3)) where /proc/<pid>/stat would round to 10 ms, about a turn.
    """
    return sum(time.clock_gettime((~pid << 3) | _WHOLE_PROCESS) for pid in _members(group))


def memory(group: int) -> Memory:
    """Return what the processes of a group hold at this moment."""
    rss = pss = 0
    for pid in _members(group):
        for line in _read(pid, "smaps_rollup").decode().splitlines():
            name, _, rest = line.partition(":")
            if name in ("Rss", "Pss"):
                size = int(rest.split()[0]) * 1024
                rss, pss = (rss + size, pss) if name == "Rss" else (rss, pss + size)
    return Memory(rss / 1e6, pss / 1e6)


def _members(group: int) -> list[int]:
    found = [pid for pid in _pids() if _field(pid, _PGRP) == group]
    if group not in found:
        raise TrolyError(f"a program ended during the measurement (process group {group})")
    return found


def _pids() -> list[int]:
    return [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit()]


def _field(pid: int, number: int) -> int:
    # The name stands in brackets and may hold anything, brackets and spaces too.
    fields = _read(pid, "stat").rpartition(b")")[2].split()
    return int(fields[number]) if fields else 0


def _read(pid: int, name: str) -> bytes:
    try:
        return (_PROC / str(pid) / name).read_bytes()
    except OSError:  # it ended a moment ago
        return b""

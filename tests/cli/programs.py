"""Stand-in programs, and a way to see which of them are still there."""

import sys
import time
from pathlib import Path

from cli.child import Program

SCRIPT = Path(__file__).with_name("stand_in.py")


def stand_in(folder: Path, mode: str, argument: str = "", ready: str = "") -> Program:
    """Return a program that runs `mode` of the stand-in; its folder tells its processes from all others."""
    argv = (sys.executable, str(SCRIPT), mode, *([argument] if argument or mode != "family" else ["parent"]))
    return Program(mode, argv, folder / "log" / f"{mode}.log", {"TROLY_TEST": str(folder)}, folder, ready)


def left(folder: Path, patience: float = 8.0) -> list[str]:
    """Return the command lines of what still runs for `folder` after at most `patience` seconds."""
    deadline = time.monotonic() + patience
    while (found := list(_running(f"TROLY_TEST={folder}\0"))) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def _running(mark: str) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:  # it ended while we looked
            continue
    return found

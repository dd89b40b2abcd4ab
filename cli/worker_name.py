"""The name of a worker: the same after a restart, and of no other worker that runs, so that what it held when it died is free at once."""

import fcntl
import os
import secrets
from pathlib import Path
from typing import IO

_MOST = 64


def claim(folder: Path) -> tuple[str, IO[str] | None]:
    """Return a name, and the file whose lock keeps it; keep that open as long as the name is used.

    Where no file can be locked, the name is new each time: what it holds at a crash is free when its leases are over.
    """
    for number in range(_MOST):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file = os.fdopen(os.open(folder / f"worker-{number}", os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="ascii")
        except OSError:
            break
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            continue
        return _name(file), file
    return secrets.token_hex(8), None


def _name(file: IO[str]) -> str:
    """Return the name in the file, made when it has none; random, since several machines may share a database."""
    if not (name := file.read(32).strip()):
        name = secrets.token_hex(8)
        file.write(name)
        file.flush()
    return name

"""A Redis of the tests' own, on loopback, where it is installed."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from deploy import debian


@contextmanager
def running() -> Iterator[str]:
    """Run a server that keeps nothing on disk; give its URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = ("--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", "/")
    server = subprocess.Popen([debian.store(), *told], stdout=subprocess.DEVNULL)
    try:
        while True:
            assert server.poll() is None, "Redis ended at once"
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.wait()

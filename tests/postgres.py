"""A PostgreSQL of the tests' own, on loopback, where its programs and psycopg are installed; else the tests that need it are skipped."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from deploy import debian

_OWNER = "postgres"
_QUICK = ("listen_addresses=127.0.0.1", "fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=60")
_numbers = count()


def skip_without() -> None:
    """Skip the test, with a clear word, where something is missing."""
    if find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed: nothing was tried on PostgreSQL")
    if not debian.database():
        pytest.skip("PostgreSQL is not installed: nothing was tried on it")


@contextmanager
def running() -> Iterator[str]:
    """Run a server that forgets everything at the end; give the URL of its first database."""
    programs = Path(debian.database()).parent
    folder = Path(tempfile.mkdtemp(prefix="troly-pg-"))
    user = _OWNER if os.geteuid() == 0 else None  # it refuses to run as root
    if user:
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, url = str(folder / "data"), f"postgresql+psycopg://troly@127.0.0.1:{port}/postgres"
    made = [str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "troly", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(made, user=user, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, check=True)
    told = ["-p", str(port), "-k", str(folder), *(word for one in _QUICK for word in ("-c", one))]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([str(programs / "postgres"), "-D", data, *told], user=user, cwd="/", stdout=log, stderr=log)
    try:
        _wait_for(url, server, folder / "log")
        yield url
    finally:
        server.send_signal(signal.SIGQUIT)  # at once, whoever is connected: nothing of it is needed again
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def fresh(server: str, template: str = "template1") -> str:
    """Make a database in `server`, empty or as `template`, and return its URL."""
    name = f"t{next(_numbers)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    engine.dispose()
    return server.rsplit("/", 1)[0] + f"/{name}"


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    engine = sa.create_engine(url)
    while True:
        assert server.poll() is None, log.read_text("utf-8", "replace")[-2000:]
        try:
            with engine.connect():
                break
        except sa.exc.OperationalError:
            time.sleep(0.05)
    engine.dispose()

"""A PostgreSQL of the tests' own, on loopback, where its programs and psycopg are installed; else the tests that need it are skipped."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

_OWNER = "postgres"
_numbers = count()


def skip_without() -> None:
    """Skip the test, with a clear word, where something is missing."""
    if find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed: nothing was tried on PostgreSQL")
    if _programs() is None:
        pytest.skip("PostgreSQL is not installed: nothing was tried on it")


@contextmanager
def running() -> Iterator[str]:
    """Run a server that forgets everything at the end; give the URL of its first database."""
    programs = _programs()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="troly-pg-"))
    user = _OWNER if os.geteuid() == 0 else None  # it refuses to run as root
    if user:
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quick = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60"
    control = [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w"]
    try:
        _run([str(programs / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "troly", "-E", "UTF8", "--locale=C"], user)
        _run([*control, "-l", str(folder / "log"), "-o", quick, "start"], user)
        try:
            yield f"postgresql+psycopg://troly@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"], user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fresh(server: str) -> str:
    """Make an empty database in `server` and return its URL."""
    name = f"t{next(_numbers)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return server.rsplit("/", 1)[0] + f"/{name}"


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(one) for one in [shutil.which("initdb")] if one]
    return found[-1].parent if found else None


def _run(command: list[str], user: str | None) -> None:
    done = subprocess.run(command, user=user, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[0]}: {done.stderr[-2000:]}"

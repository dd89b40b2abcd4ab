"""Find the Pythons: 3.10 for Rasa, 3.11 or newer for everything else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

# A Python built without one of these cannot hold an environment, and would fail much later and less clearly.
PROBE = (
    "import sys, ctypes, ensurepip, sqlite3, ssl, venv, zlib;"
    "print('%d.%d' % sys.version_info[:2]); print(getattr(sys, '_base_executable', sys.executable))"
)


class PythonMissing(Exception):
    """No usable Python; the message says what to install."""


class Wanted(NamedTuple):
    """What an environment asks of its Python."""

    purpose: str
    setting: str  # the environment variable that names one
    versions: tuple[str, ...]  # the preferred one first

    def missing(self) -> PythonMissing:
        """Return the error that tells a person what to do."""
        first = self.versions[0]
        return PythonMissing(
            f"no Python {' or '.join(self.versions)} for {self.purpose}: install Python {first} with its venv module "
            f"(pyenv install {first}, or your system's packages), or set {self.setting} to its path"
        )


BOT = Wanted("Rasa", "TROLY_PYTHON310", ("3.10",))
# 3.11 first: the CPU build of torch that some machines keep on disk is for 3.11.
SERVICE = Wanted("the service", "TROLY_PYTHON", ("3.11", "3.12", "3.13"))


def find(wanted: Wanted, fetched: Path, environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the first Python that really runs and has a wanted version; `None` when there is none.

    Args:
        wanted: the versions, and the setting that overrules the search.
        fetched: the folder that uv puts Pythons in.
        environ: read for the setting, `PATH` and where pyenv lives.

    Raises:
        PythonMissing: the setting names something else than a Python of that version.
    """
    named = environ.get(wanted.setting)
    if named:
        version, executable = asked(named)
        if executable is None or version not in wanted.versions:
            raise PythonMissing(f"{wanted.setting}={named} is not a usable Python {' or '.join(wanted.versions)}")
        return executable
    for expected in wanted.versions:
        for candidate in candidates(expected, fetched, environ):
            version, executable = asked(str(candidate))
            if version == expected:
                return executable
    return None


def candidates(version: str, fetched: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    """Yield paths that may be Python `version`: `PATH`, then pyenv's, then those uv fetched."""
    names = (f"python{version}", "python3", "python")
    for folder in environ.get("PATH", "").split(os.pathsep):
        yield from (path for path in (Path(folder) / name for name in names) if folder and path.is_file())
    home = Path(environ.get("HOME", "~")).expanduser()
    pyenv = Path(environ.get("PYENV_ROOT") or home / ".pyenv") / "versions"
    for root, pattern in ((pyenv, f"{version}*"), (fetched, f"cpython-{version}*")):
        yield from sorted(root.glob(f"{pattern}/bin/python{version}"), reverse=True)


@cache
def asked(path: str) -> tuple[str, Path | None]:
    """Run `path` and return its version and its true executable; `("", None)` when it does not work.

    A pyenv shim exists for every version and answers 127 for those that are not switched on, so that
    being there proves nothing.
    """
    try:
        answer = subprocess.run([path, "-I", "-c", PROBE], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "", None
    lines = answer.stdout.split("\n")
    return (lines[0], Path(lines[1])) if answer.returncode == 0 else ("", None)

"""What the tests need of the system: a browser, a PostgreSQL and a Redis, from Debian's packages where we may install them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from deploy.shell import Shell

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Noto carries every Vietnamese letter; Chromium alone may come without a font.
BROWSER = ("chromium", "fonts-noto-core")
DATABASE = ("postgresql",)
STORE = ("redis-server",)


def browser() -> str:
    """Return the path of an installed browser, or an empty word."""
    return next((path for path in map(shutil.which, NAMES) if path), "")


def database() -> str:
    """Return the path of PostgreSQL's `initdb`, the newest, or an empty word. Debian keeps it off the path."""
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return str(kept[-1]) if kept else shutil.which("initdb") or ""


def store() -> str:
    """Return the path of Redis, or an empty word."""
    return shutil.which("redis-server") or ""


def install(shell: Shell) -> None:
    """Install what is missing, when we are root or may become it without a password, and apt is here.

    Never fails: without a part its tests are skipped, and `make test` lists them.
    """
    parts = ((browser, BROWSER), (database, DATABASE), (store, STORE))
    wanted = [package for found, packages in parts if not found() for package in packages]
    if not wanted:
        return
    become = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (become and not shell.attempt(*become, "true")):
        shell.note(f"no right to install {' '.join(wanted)}")
        return
    shell.attempt(*become, "apt-get", "update")
    options = ("install", "--yes", "--no-install-recommends")
    shell.attempt(*become, "apt-get", *options, *wanted, DEBIAN_FRONTEND="noninteractive")

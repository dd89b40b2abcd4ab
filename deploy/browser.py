"""Chromium for the browser tests, from the system's packages where we may install them."""

from __future__ import annotations

import os
import shutil

from deploy.shell import Shell

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Noto carries every Vietnamese letter; Chromium alone may come without a font.
PACKAGES = ("chromium", "fonts-noto-core")


def found() -> str:
    """Return the path of an installed browser, or an empty word."""
    return next((path for path in map(shutil.which, NAMES) if path), "")


def install(shell: Shell) -> None:
    """Install Chromium when there is none, we are root or may become it without a password, and apt is here.

    Never fails: without a browser its tests are skipped, and `make test` lists them.
    """
    if found():
        return
    become = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (become and not shell.attempt(*become, "true")):
        shell.note("no browser, and no right to install one")
        return
    shell.attempt(*become, "apt-get", "update")
    options = ("install", "--yes", "--no-install-recommends")
    shell.attempt(*become, "apt-get", *options, *PACKAGES, DEBIAN_FRONTEND="noninteractive")

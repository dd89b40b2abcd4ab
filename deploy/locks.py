"""Compile the requirement files: `python3 -m deploy.locks`. Exact versions and hashes, no address of a registry."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from deploy import pythons
from deploy.bootstrap import HOME
from deploy.environments import Environments
from deploy.shell import Shell

FLAGS = ("--generate-hashes", "--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links")
SERVICE = ("--universal", "--python-version", "3.11")
# A pin that holds nowhere (what an override switched off) would only mislead who reads the file.
_NOWHERE = re.compile(r"^\S+ ;[^\n]*sys_platform == 'never'[^\n]*\n(?:    --hash[^\n]*\n)*", re.MULTILINE)


def main() -> int:
    """Compile every file, each one held to those before it."""
    places = Environments(HOME)
    places.install_uv(Shell(HOME, HOME / "var" / "log" / "lock.log"))
    bot = pythons.find(pythons.BOT, places.fetched)
    if bot is None or not places.uv.exists():
        print(f"cannot compile: {'uv was not installed, see var/log/lock.log' if bot else pythons.BOT.missing()}")
        return 1
    old = ("--python", str(bot))
    _compile(places, "bot", "pyproject.toml", "--extra", "bot", "--override", "requirements/bot-overrides.txt", *old)
    _compile(places, "bot-dev", "-", "--constraint", "requirements/bot.txt", *old, given="pytest\npytest-timeout\n")
    _compile(places, "service", "pyproject.toml", "--extra", "service", *SERVICE)
    held = ("--extra", "service", "--constraint", "requirements/service.txt", *SERVICE)
    models = ("--extra", "models", "--override", "requirements/models-overrides.txt")
    _compile(places, "models", "pyproject.toml", *models, *held)
    _compile(places, "dev", "pyproject.toml", "--extra", "dev", "--constraint", "requirements/models.txt", *held)
    _compile(places, "uv", "-", "--universal", "--python-version", "3.9", given="uv\n")
    return 0


def _compile(places: Environments, name: str, source: str, *options: str, given: str = "") -> None:
    # The old file stays in place while uv works, so that versions move only with `make lock UPGRADE=1`.
    file = Path("requirements") / f"{name}.txt"
    upgrade = ("--upgrade",) if os.environ.get("UPGRADE") else ()
    command = (places.uv, "pip", "compile", source, "--quiet", *FLAGS, *upgrade, *options, "--output-file", file)
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    subprocess.run([str(word) for word in command], cwd=HOME, env=environment, input=given, text=True, check=True)
    path = HOME / file
    path.write_text(_NOWHERE.sub("", path.read_text("utf-8")), "utf-8")
    print(f"{file}: {path.read_text('utf-8').count('==')} packages", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"uv ended with exit code {error.returncode}")

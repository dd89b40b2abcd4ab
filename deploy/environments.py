"""Make the two environments from the compiled and hashed requirement files."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from deploy import pythons
from deploy.pythons import Wanted
from deploy.shell import Shell, StepFailed


class Environments:
    """Where things are, and how they get there."""

    def __init__(self, home: Path) -> None:
        """Lay the places out; nothing is made yet."""
        self.home = home
        self.bot, self.service = home / ".venv-bot", home / ".venv-service"
        self.uv_folder = home / "var" / "tools" / "uv"
        self.uv = self.uv_folder / "bin" / "uv"
        self.fetched = home / "var" / "tools" / "python"

    def python(self, folder: Path) -> Path:
        """Return the interpreter of an environment."""
        return folder / "bin" / "python"

    def birth(self, folder: Path) -> str:
        """Tell one making of an environment from the next: what is installed on top must be installed again."""
        mark = folder / "pyvenv.cfg"
        return str(mark.stat().st_mtime_ns) if mark.is_file() else ""

    def requirements(self, *names: str) -> list[Path]:
        """Return the paths of requirement files."""
        return [self.home / "requirements" / f"{name}.txt" for name in names]

    def install_uv(self, shell: Shell) -> None:
        """Put uv into an environment of its own; where that fails, pip does the work, more slowly."""
        python = pythons.find(pythons.SERVICE, self.fetched) or Path(sys.executable)
        shutil.rmtree(self.uv_folder, ignore_errors=True)
        if shell.attempt(python, "-m", "venv", self.uv_folder):
            shell.attempt(*self._pip(self.uv_folder), "--require-hashes", *_named(self.requirements("uv")))
        self.uv_folder.mkdir(parents=True, exist_ok=True)

    def build(self, shell: Shell, folder: Path, wanted: Wanted, *names: str) -> None:
        """Make an environment and install into it; an old or half-made one is thrown away first."""
        python = pythons.find(wanted, self.fetched) or self._fetch(shell, wanted)
        shell.note(f"using {python}")
        shutil.rmtree(folder, ignore_errors=True)
        shell.run(python, "-m", "venv", folder)
        self.install(shell, folder, *names)

    def install(self, shell: Shell, folder: Path, *names: str) -> None:
        """Install hashed requirement files, which are complete: nothing is resolved, so `--no-deps`.

        uv is much faster, but does not read pip's settings: where those are needed, pip does the work.
        """
        files = _named(self.requirements(*names))
        if self.uv.exists():
            target = ("--python", self.python(folder), "--no-deps", "--require-hashes")
            if shell.attempt(self.uv, "pip", "install", *target, *files, UV_PYTHON_DOWNLOADS="never"):
                return
        shell.run(*self._pip(folder), "--no-deps", "--require-hashes", *files)

    def install_torch(self, shell: Shell) -> None:
        """Install torch by pip, whose settings say where a CPU build is; it cannot be hashed (see the file)."""
        shell.run(*self._pip(self.service), *_named(self.requirements("torch")))

    def install_project(self, shell: Shell) -> None:
        """Install the checkout itself, so that `troly` is a command of its environment."""
        shell.run(*self._pip(self.service), "--no-deps", "--no-build-isolation", "--editable", self.home)

    def _fetch(self, shell: Shell, wanted: Wanted) -> Path:
        for version in wanted.versions[:1] if self.uv.exists() else ():
            shell.attempt(self.uv, "python", "install", "--no-bin", version, UV_PYTHON_INSTALL_DIR=str(self.fetched))
        pythons.asked.cache_clear()
        found = pythons.find(wanted, self.fetched)
        if found is None:
            raise wanted.missing()
        return found

    def _pip(self, folder: Path) -> tuple[str | Path, ...]:
        return (self.python(folder), "-m", "pip", "install", "--disable-pip-version-check", "--no-input")


def _named(files: list[Path]) -> list[str]:
    missing = [file for file in files if not file.is_file()]
    if missing:
        raise StepFailed(f"{missing[0]} is missing: run `make lock`")
    return [f"--requirement={file}" for file in files]

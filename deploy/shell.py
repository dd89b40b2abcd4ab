"""Run the commands of a step, with what they print in the step's log."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


class StepFailed(Exception):
    """A command of a step ended with an error; its log says why."""


class Shell:
    """Runs commands in the checkout. One step has one shell and one log."""

    def __init__(self, home: Path, log: Path) -> None:
        """Start an empty log."""
        self.home, self.log = home, log
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(b"")

    def run(self, *argv: str | Path, **env: str) -> None:
        """Run a command; `env` is added to the environment.

        Raises:
            StepFailed: it could not be started, or ended with an error.
        """
        words = [str(word) for word in argv]
        with self.log.open("ab") as out:
            out.write(f"$ {' '.join(words)}\n".encode())
            out.flush()
            try:
                code = self._wait(words, out.fileno(), env)
            except OSError as error:
                raise StepFailed(f"{words[0]}: {error.strerror}") from error
        if code:
            raise StepFailed(f"{Path(words[0]).name} ended with exit code {code}")

    def attempt(self, *argv: str | Path, **env: str) -> bool:
        """Run a command that may fail; return whether it did well."""
        try:
            self.run(*argv, **env)
        except StepFailed as error:
            self.note(f"{error}; going on without it")
            return False
        return True

    def note(self, line: str) -> None:
        """Write a line to the log."""
        with self.log.open("a", encoding="utf-8") as out:
            out.write(line + "\n")

    def tail(self, count: int = 15) -> list[str]:
        """Return the last lines of the log."""
        return self.log.read_text("utf-8", "replace").splitlines()[-count:]

    def _wait(self, words: list[str], out: int, env: dict[str, str]) -> int:
        # TROLY_HOME: the commands of the product must find this checkout and no other.
        environment = {**os.environ, "TROLY_HOME": str(self.home), **env}
        child = subprocess.Popen(words, cwd=self.home, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        try:
            return child.wait()
        except BaseException:  # an interrupted set-up must not leave an installer writing into the environment
            child.kill()
            child.wait()
            raise

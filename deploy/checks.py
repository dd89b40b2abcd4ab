"""The checks of `make test` and of CI: `python3 -m deploy.checks`, after `deploy.bootstrap --dev`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from deploy import debian
from deploy.bootstrap import HOME
from deploy.environments import Environments

PACKAGES = ("actions", "bench", "channels", "cli", "console", "conversations", "core", "deploy", "knowledge", "portal", "training")
RUNNING = ("tests/live", "tests/channels/widget", "tests/channels/demo/test_browser.py", "tests/channels/test_page.py", "tests/cli")
_RASA = ("-m", "rasa")
RASA = {
    "PYTHONWARNINGS": "ignore",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
}
_DATA = ("--domain", "domain.yml")
_PRINTER = threading.Lock()
_TESTS_FAILED = 1  # pytest's code where every test ran; others mean that it could not
_AGAIN = 5  # more tests than this are not failed by a busy machine
_OF_THE_RUN = "tests/test_leaks.py"  # looks through what the tests of its run left, so alone it would find nothing


@dataclass(frozen=True)
class Check:
    """One command that must end with 0; `memory` is the folder in which a pytest keeps the names of the tests that failed."""

    title: str
    argv: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)
    memory: Path | None = None

    @classmethod
    def of_tests(cls, title: str, python: Path, argv: tuple[str, ...], memory: Path) -> Check:
        """Return a run of pytest whose few failing tests are run once more."""
        return cls(title, (str(python), "-m", "pytest", *argv, "--durations=20", "-o", f"cache_dir={memory}"), memory=memory)

    def unsteady(self) -> tuple[str, ...]:
        """Return the names of the tests that failed and are worth a second run: none where too many failed, or one of the run."""
        kept = self.memory / "v" / "cache" / "lastfailed" if self.memory else None
        failed = tuple(sorted(json.loads(kept.read_text("utf-8")))) if kept and kept.is_file() else ()
        return failed if len(failed) <= _AGAIN and not any(name.startswith(_OF_THE_RUN) for name in failed) else ()

    def again(self) -> Check:
        """Return the run of the tests that failed last, and of no others."""
        only = ("--last-failed", "--last-failed-no-failures=none")
        return Check(f"{self.title}, once more", (*self.argv, *only), self.env)


def quick(places: Environments) -> list[Check]:
    """Return the checks that start nothing."""
    service, tools = str(places.python(places.service)), places.service / "bin"
    packages = tuple(name for name in PACKAGES if (HOME / name).is_dir())
    return [
        Check("style", (service, "-m", "ruff", "check", "--output-format=concise", ".")),
        Check("format", (service, "-m", "ruff", "format", "--check", ".")),
        Check("types", (service, "-m", "mypy", *packages)),
        Check("who imports whom", (str(tools / "lint-imports"),)),
    ]


def tests_of_parts(places: Environments, scratch: Path) -> list[Check]:
    """Return the tests that keep a processor busy."""
    apart = tuple(f"--ignore={room}" for room in ("tests/bot", *RUNNING))
    return [Check.of_tests("tests of the parts", places.python(places.service), ("tests", *apart), scratch / "parts")]


def tests_of_the_whole(places: Environments, scratch: Path) -> list[Check]:
    """Return the tests that mostly wait: for programs that start, and for a browser. Those of Rasa go with them."""
    service, bot = places.python(places.service), str(places.python(places.bot))
    rasa = {
        **RASA,
        "PYTHONPATH": str(HOME),
        # `rasa test` reads endpoints.yml too; it calls no action, and its conversations are thrown away.
        "TROLY_ACTIONS_URL": "http://127.0.0.1:5055/webhook",
        "TROLY_BOT_SECRET": "test",
        "TROLY_TRACKER_DB": str(scratch / "tracker.db"),
    }
    stories = ("--model", _model(), "--stories", "tests/stories", "--out", str(scratch / "core"), "--no-plot")
    return [
        Check.of_tests("tests of the whole", service, (*RUNNING, _OF_THE_RUN), scratch / "whole"),
        Check("tests of the bot", (bot, "-m", "pytest", "tests/bot", "-c", "deploy/pytest-bot.ini", "--rootdir", str(HOME)), rasa),
        Check(
            "training data",
            (bot, *_RASA, "data", "validate", *_DATA, "--config", "config.yml", "--data", "nlu_data"),
            rasa,
        ),
        Check("stories", (bot, *_RASA, "test", "core", "--fail-on-prediction-errors", *stories), rasa),
    ]


def run(*lanes: list[Check]) -> int:
    """Run lanes of checks side by side, each until its first check that fails; return an exit code, 0 when all passed.

    A few tests that failed beside the other lane are run once more. One that passes then does not fail the checks, and is named at the
    end: it depends on how busy the machine is, and wants mending.
    """
    unsteady = list[str]()
    with ThreadPoolExecutor(len(lanes)) as threads:
        failed = [check for check in threads.map(lambda lane: _first_failed(lane, unsteady), lanes) if check]
    for check in failed:
        print(f"== {check.title} failed; to repeat it:\n{' '.join(check.argv)}", flush=True)
    for name in unsteady:
        print(f"== UNSTEADY, failed and passed when run again: {name}", flush=True)
    print(f"checks: {'FAILED' if failed else f'all {sum(map(len, lanes))} passed'}", flush=True)
    return 1 if failed else 0


def _first_failed(lane: list[Check], unsteady: list[str]) -> Check | None:
    for check in lane:
        code = _code(check)
        names = check.unsteady() if code == _TESTS_FAILED else ()
        if code and not (names and _code(check.again()) == 0):
            return check
        unsteady += names
    return None


def _code(check: Check) -> int:
    """Run one check and return its exit code; what it prints is shown at its end, so that two of them do not talk at once."""
    print(f"== {check.title}: {' '.join(check.argv[1:4])} ...", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryFile() as out:
        told = {**os.environ, "TROLY_HOME": str(HOME), **check.env}
        code = subprocess.run(check.argv, cwd=HOME, env=told, stdout=out, stderr=subprocess.STDOUT, check=False).returncode
        out.seek(0)
        end = f"== {check.title}: {'failed' if code else 'ok'} ({time.monotonic() - began:.0f} s)\n".encode()
        with _PRINTER:
            sys.stdout.buffer.write(out.read() + end)
            sys.stdout.buffer.flush()
    return code


def _model() -> str:
    var = HOME / (os.environ.get("TROLY_STATE") or "var")
    folder = var / "models" / "dialogue"
    pointer = folder / "current"
    return str(folder / pointer.read_text("utf-8").strip()) if pointer.is_file() else "no model: make setup"


def main() -> int:
    """Run the checks, with `--quick` only those that start nothing; say first what cannot be run here."""
    places = Environments(HOME)
    if "--quick" in sys.argv:
        return run(quick(places))
    parts = (
        (debian.browser, "chromium", "browser"),
        (debian.database, "postgresql", "PostgreSQL"),
        (debian.store, "redis-server", "Redis"),
    )
    for found, package, tests in parts:
        if not found():
            print(f"== no {package} here, so the {tests} tests are skipped (apt-get install {package})", flush=True)
    with tempfile.TemporaryDirectory(prefix="troly-checks-") as scratch:
        return run([*quick(places), *tests_of_parts(places, Path(scratch))], tests_of_the_whole(places, Path(scratch)))


if __name__ == "__main__":
    sys.exit(main())

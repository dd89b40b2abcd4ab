"""The checks of `make test` and of CI: `python3 -m deploy.checks`, after `deploy.bootstrap --dev`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from deploy import debian
from deploy.bootstrap import HOME
from deploy.environments import Environments

PACKAGES = ("actions", "bench", "channels", "cli", "console", "conversations", "core", "deploy", "knowledge", "portal")
QUICK = 4
_RASA = ("-m", "rasa")
RASA = {
    "PYTHONWARNINGS": "ignore",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
}
_DATA = ("--domain", "domain.yml")


@dataclass(frozen=True)
class Check:
    """One command that must end with 0."""

    title: str
    argv: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)


def checks(places: Environments, scratch: Path) -> list[Check]:
    """Return the checks in order, the quick ones first."""
    service, bot = (str(places.python(folder)) for folder in (places.service, places.bot))
    tools = places.service / "bin"
    packages = tuple(name for name in PACKAGES if (HOME / name).is_dir())
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
        Check("style", (service, "-m", "ruff", "check", "--output-format=concise", ".")),
        Check("format", (service, "-m", "ruff", "format", "--check", ".")),
        Check("types", (service, "-m", "mypy", *packages)),
        Check("who imports whom", (str(tools / "lint-imports"),)),
        Check("tests of the service", (service, "-m", "pytest", "tests", "--ignore=tests/bot")),
        Check("tests of the bot", (bot, "-m", "pytest", "tests/bot", "-c", "deploy/pytest-bot.ini", "--rootdir", str(HOME)), rasa),
        Check(
            "training data",
            (bot, *_RASA, "data", "validate", *_DATA, "--config", "config.yml", "--data", "nlu_data"),
            rasa,
        ),
        Check("stories", (bot, *_RASA, "test", "core", "--fail-on-prediction-errors", *stories), rasa),
    ]


def run(todo: Iterable[Check], out: int | None = None) -> int:
    """Run checks until the first that fails; return its exit code, or 0."""
    todo, environment = list(todo), {**os.environ, "TROLY_HOME": str(HOME)}
    for number, check in enumerate(todo, 1):
        print(f"== [{number}/{len(todo)}] {check.title}: {' '.join(check.argv[1:4])} ...", flush=True)
        began = time.monotonic()
        code = subprocess.run(check.argv, cwd=HOME, env={**environment, **check.env}, stdout=out, check=False).returncode
        print(f"== {check.title}: {'failed' if code else 'ok'} ({time.monotonic() - began:.0f} s)", flush=True)
        if code:
            print(f"== {number - 1} checks passed, then {check.title} failed; to repeat it:\n{' '.join(check.argv)}")
            return code
    print(f"checks: {len(todo)} passed, 0 failed", flush=True)
    return 0


def _model() -> str:
    var = HOME / (os.environ.get("TROLY_STATE") or "var")
    folder = var / "models" / "dialogue"
    pointer = folder / "current"
    return str(folder / pointer.read_text("utf-8").strip()) if pointer.is_file() else "no model: make setup"


def main() -> int:
    """Run the checks, with `--quick` only those that start nothing; say first what cannot be run here."""
    if "--quick" in sys.argv:
        return run(checks(Environments(HOME), HOME)[:QUICK])
    for found, package, tests in ((debian.browser, "chromium", "browser"), (debian.database, "postgresql", "PostgreSQL")):
        if not found():
            print(f"== no {package} here, so the {tests} tests are skipped (apt-get install {package})", flush=True)
    with tempfile.TemporaryDirectory(prefix="troly-checks-") as scratch:
        return run(checks(Environments(HOME), Path(scratch)))


if __name__ == "__main__":
    sys.exit(main())

"""Rasa as a child process in its own environment: it trains and reads there, and its memory goes with it."""

import json
import os
import resource
import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from core.errors import TrolyError
from core.settings import Settings
from training.dialogue.scratch import scratch

Tell = Callable[[str], None]
# One thread each: a question is short, and on a small machine more of them only wait for one another.
THREADS = dict.fromkeys(("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1")
_SHOWN = ("Starting to train component", "Starting to train policy", "Your Rasa model is trained", "Project validation")
_TAIL = 15  # lines of the log in the message of a failure
_NICE = 10  # people who ask go before a model that is made


def python(settings: Settings) -> Path:
    """Return the interpreter of Rasa's environment (`TROLY_BOT_PYTHON` where it lives elsewhere). Raises `TrolyError` without one."""
    found = Path(os.environ.get("TROLY_BOT_PYTHON") or settings.home / ".venv-bot" / "bin" / "python")
    if not found.exists():
        raise TrolyError(f"{found} is missing: run `make setup`")
    return found


def common(settings: Settings) -> dict[str, str]:
    """Return what every program of ours gets: where things are, and how many threads."""
    return {"TROLY_HOME": str(settings.home), "TROLY_STATE": str(settings.var), **THREADS, "PYTHONUNBUFFERED": "1"}


def environment(settings: Settings) -> dict[str, str]:
    """Return what every command of Rasa gets: our components, no telemetry, no noise."""
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "2"}
    return {**common(settings), **quiet, "PYTHONPATH": str(settings.home), "PYTHONWARNINGS": "ignore"}


def rasa(settings: Settings, log: Path, words: Sequence[str], tell: Tell, seconds: float | None = None) -> None:
    """Run a command of Rasa from the checkout; all it writes goes to `log`, its steps to `tell`.

    Args:
        settings: where the checkout and the environment are.
        log: the file that its output is added to.
        words: the command after `rasa`.
        tell: gets a line a step.
        seconds: it is ended after that, in time on the clock and of the processor, and goes behind everything else.

    Raises:
        TrolyError: it failed or took too long; the message has the end of its log.
    """
    command = (str(python(settings)), "-m", "rasa", *words)
    with (
        log.open("a", encoding="utf-8") as out,
        subprocess.Popen(
            command, cwd=settings.home, env={**os.environ, **environment(settings)}, text=True, errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=_limits(seconds),
        ) as child,
    ):  # fmt: skip
        late = threading.Timer(seconds, child.kill) if seconds else None
        if late:
            late.start()
        try:
            for line in child.stdout or ():
                out.write(line)
                if any(mark in line for mark in _SHOWN):
                    tell(line.strip())
        except BaseException:
            child.kill()  # nobody wants to know any more how it ends
            raise
        finally:
            if late:
                late.cancel()
    if child.returncode:
        end = _end(log.read_text("utf-8", "replace"))
        raise TrolyError(f"rasa {words[0]} ended with exit code {child.returncode}. The end of its log:\n{end}")


def predicted(settings: Settings, model: Path, texts: Sequence[str], tell: Tell) -> list[dict[str, Any]]:
    """Return what `model` reads in each text: `{"intent", "confidence", "ranking", "entities"}` (`bot.predict`).

    Raises:
        TrolyError: Rasa's environment is missing, or the child ended badly or took longer than `settings.train_seconds`.
    """
    with scratch(settings) as folder:
        asked, results = folder / "texts.json", folder / "results.json"
        asked.write_text(json.dumps(list(texts), ensure_ascii=False), "utf-8")
        tell(f"reading {len(texts)} sentences with {model.name} ...")
        command = (str(python(settings)), "-m", "bot.predict", str(model), str(asked), str(results))
        own = {**os.environ, **environment(settings)}
        try:
            child = subprocess.run(
                command, cwd=settings.home, env=own, capture_output=True, text=True, errors="replace", check=False,
                timeout=settings.train_seconds,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise TrolyError(f"reading with {model.name} took longer than {settings.train_seconds:.0f} s") from error
        if child.returncode or not results.is_file():
            raise TrolyError(f"reading with {model.name} ended with exit code {child.returncode}:\n{_end(child.stderr)}")
        return list(json.loads(results.read_text("utf-8")))


def _limits(seconds: float | None) -> Callable[[], None]:
    def limit() -> None:
        if seconds:
            os.nice(_NICE)
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 10))

    return limit


def _end(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines()[-_TAIL:])

"""`troly train`: train the dialogue model and put it to use."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from core.errors import TrolyError
from core.settings import Settings

_SHOWN = ("Starting to train component", "Starting to train policy", "Your Rasa model is trained", "Project validation")
_FILES = ("--domain", "domain.yml", "--config", "config.yml", "--data", "nlu_data")


def train(
    validate: Annotated[bool, typer.Option(help="check the training data first")] = False,
) -> None:
    """Train the dialogue model from nlu_data/ and the published names, and put it to use at the next start."""
    from cli import dialogue
    from knowledge import lookups

    settings = Settings()
    typer.echo(f"names from the knowledge base: {lookups.write(settings)}")
    log = settings.var / "log" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"")
    if validate:
        _rasa(settings, log, "data", "validate", *_FILES)
    name = f"dialogue-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    folder = settings.bot_models
    folder.mkdir(parents=True, exist_ok=True)
    _rasa(settings, log, "train", "--skip-validation", *_FILES, "--out", str(folder), "--fixed-model-name", name)
    file = folder / f"{name}.tar.gz"
    if not file.is_file():
        raise TrolyError(f"training ended well but made no {file}; its log: {log}")
    dialogue.use(folder, file.name)
    typer.echo(f"trained: {file.name}")


def _rasa(settings: Settings, log: Path, *words: str) -> None:
    """Run Rasa in a process of its own, so that its memory goes with it; show where it is, keep the rest in the log."""
    from cli import programs

    command = (str(programs.bot_python(settings)), "-m", "rasa", *words)
    environment = {**os.environ, **programs.rasa_environment(settings)}
    with (
        log.open("a", encoding="utf-8") as out,
        subprocess.Popen(
            command,
            cwd=settings.home,
            env=environment,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as child,
    ):
        for line in child.stdout or ():
            out.write(line)
            if any(mark in line for mark in _SHOWN):
                typer.echo(f"  {line.strip()}")
    if child.returncode:
        tail = "\n".join(f"    {line}" for line in log.read_text("utf-8", "replace").splitlines()[-15:])
        raise TrolyError(f"rasa {words[0]} ended with exit code {child.returncode}. The end of {log}:\n{tail}")

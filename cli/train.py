"""`troly train`: train the dialogue model and put it to use."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from core.errors import TrolyError
from core.settings import Settings

_FILES = ("--domain", "domain.yml", "--config", "config.yml", "--data", "nlu_data")


def train(
    validate: Annotated[bool, typer.Option(help="check the training data first")] = False,
) -> None:
    """Train the dialogue model from nlu_data/ and the published names, and put it to use at the next start."""
    from knowledge import lookups
    from training.dialogue import engine, shelf

    settings = Settings()
    typer.echo(f"names from the knowledge base: {lookups.write(settings)}")
    log = settings.var / "log" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"")
    if validate:
        engine.rasa(settings, log, ("data", "validate", *_FILES), _tell)
    name = f"dialogue-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    folder = settings.bot_models
    folder.mkdir(parents=True, exist_ok=True)
    engine.rasa(settings, log, ("train", "--skip-validation", *_FILES, "--out", str(folder), "--fixed-model-name", name), _tell)
    file = folder / f"{name}.tar.gz"
    if not file.is_file():
        raise TrolyError(f"training ended well but made no {file}; its log: {log}")
    shelf.use(folder, file.name)
    typer.echo(f"trained: {file.name}")


def _tell(line: str) -> None:
    typer.echo(f"  {line}")

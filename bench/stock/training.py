"""The model of the stock assistant, trained once for the same data."""

import os
import subprocess
from pathlib import Path

from bench.stock import project
from core.errors import TrolyError
from core.settings import Settings
from training.dialogue import engine

# Of threads and speed nothing is set: they are Rasa's own defaults.
QUIET = {
    "PYTHONUNBUFFERED": "1",
    "PYTHONWARNINGS": "ignore",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
}


def model(settings: Settings) -> Path:
    """Return the trained model in `var/bench/`; trains it (minutes, 2 GB) when the data changed.

    Raises:
        TrolyError: Rasa could not train it; the message names its log.
    """
    files = project.files(settings.home)
    folder = settings.var / "bench" / f"stock-{project.fingerprint(files)}"
    trained = folder / "models" / "stock.tar.gz"
    if not trained.is_file():
        print(f"training the stock assistant once, in {folder} (some minutes) ...", flush=True)
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        _train(settings, folder, trained)
    return trained


def _train(settings: Settings, folder: Path, trained: Path) -> None:
    words = ("train", "--domain", "domain.yml", "--config", "config.yml", "--data", "data", "--out", "models")
    command = (str(engine.python(settings)), "-m", "rasa", *words, "--fixed-model-name", "half")
    log, half = folder / "train.log", trained.with_name("half.tar.gz")
    with log.open("wb") as out:
        subprocess.run(command, cwd=folder, env={**os.environ, **QUIET}, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
    if not half.is_file():
        raise TrolyError(f"the stock assistant was not trained; the log: {log}")
    half.replace(trained)

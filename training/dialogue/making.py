"""A model is made: its data laid out and checked, trained in a child process, and measured beside the one that is live."""

import json
import shutil
import tarfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from core.errors import TrolyError
from core.settings import Settings
from training.dialogue import dataset, engine, report, shelf, validation
from training.dialogue.beside import Found, Trial
from training.dialogue.dataset import Dataset
from training.dialogue.engine import Tell
from training.dialogue.ports import Beside
from training.dialogue.registry import Made
from training.dialogue.report import Writing
from training.dialogue.schemas import Hearing

_STORIES = "tests/stories"
_FAILED = "failed_test_stories.yml"


@dataclass(frozen=True)
class Tools:
    """What a model is made with.

    Args:
        tell: gets a line a step.
        writings: the ways a sentence is typed, by name; `report.PLAIN` is as it stands.
        lookups: writes the names of the knowledge base to where the dialogue model looks for them.
        changed: files of the data (path in the checkout -> text) that differ from the checkout's: what trainers labelled.
        beside: what a candidate is tried on beside the live model; None: the test set alone.
    """

    tell: Tell
    writings: Mapping[str, Writing]
    lookups: Callable[[], object]
    changed: Mapping[str, str] = field(default_factory=dict)
    beside: Beside | None = None


def make(settings: Settings, tools: Tools, at: datetime, scratch: Path) -> Made:
    """Train a model as of `at`, measure it and the live one on the same test set, and leave its file beside the others.

    Args:
        settings: where the checkout, the models and the limits are.
        tools: what it is made with.
        at: names the model.
        scratch: an empty folder; `train.log` is left there.

    Raises:
        TrolyError: the data is not valid (a line for each reason), training failed or took longer than `settings.train_seconds`; the
            message has the end of its log.
        ValueError: a changed file is none of the data's.
    """
    begun, name = time.monotonic(), f"dialogue-{at:%Y%m%d-%H%M%S}"
    data = dataset.collected(settings.home, scratch / "data", tools.changed)
    tools.lookups()
    log, words = scratch / "train.log", data.words()
    tools.tell("checking the data")
    validation.validate(settings, data, log, tools.tell)
    tools.tell("training")
    train = ("train", "--skip-validation", *words, "--out", str(scratch), "--fixed-model-name", name)
    engine.rasa(settings, log, train, tools.tell, settings.train_seconds)
    file = scratch / f"{name}.tar.gz"
    if not file.is_file():
        raise TrolyError(f"training ended well but made no {file.name}")
    seconds = round(time.monotonic() - begun, 1)
    made = _measured(settings, tools, data, file, log, {"seconds": seconds})
    settings.bot_models.mkdir(parents=True, exist_ok=True)
    shutil.move(file, settings.bot_models / file.name)  # the scratch folder may be on another disk
    return made


def measured(settings: Settings, tools: Tools, name: str, scratch: Path) -> Made:
    """Measure a model that stands, and the live one, on the test set as it is today.

    Args:
        settings: where the checkout, the models and the limits are.
        tools: what it is measured with.
        name: its file's.
        scratch: an empty folder.

    Raises:
        TrolyError: Rasa failed or took too long; the message has the end of its log.
        ValueError: a changed file is none of the data's.
    """
    data = dataset.collected(settings.home, scratch / "data", tools.changed)
    return _measured(settings, tools, data, settings.bot_models / name, scratch / "train.log", {})


def _measured(settings: Settings, tools: Tools, data: Dataset, file: Path, log: Path, made_with: dict[str, Any]) -> Made:
    tools.tell("measuring")
    live = shelf.current(settings.bot_models) if (settings.bot_models / "current").is_file() else None
    if live and live.name == file.name:
        live = None  # nothing is better or worse than itself
    trial = Trial(settings, tools.beside if live else None)

    def read(model: Path) -> tuple[dict[str, Any], list[Hearing]]:
        """A model takes longer to open than to read with: it reads everything at once."""
        heard: list[Hearing] = []

        def predict(texts: Sequence[str]) -> Sequence[Mapping[str, Any]]:
            results = engine.predicted(settings, model, [*texts, *trial.texts], tools.tell)
            heard.extend(Hearing.of(one) for one in results[len(texts) :])
            return results[: len(texts)]

        return report.of(data.test_set, tools.writings, predict), heard

    (new, heard), (old, heard_live) = read(file), read(live) if live else (None, [])
    failed = _failed(settings, tools.tell, file, log)
    found = trial.compared(heard_live, heard, tools.tell) if live else Found({})
    told, against = report.beside(new, old)
    return Made(
        name=file.name,
        dataset=data.id,
        test_set=data.test_id,
        made_with={**made_with, **_metadata(file)},
        report={**told, **found.figures},
        against=live.name if live else None,
        against_report=against,
        failed=failed,
        shadow=found.differences,
    )


def _metadata(file: Path) -> dict[str, Any]:
    """Return what Rasa notes of a model: its id, which stands in every answer, and the versions it was made with."""
    with tarfile.open(file) as held:
        member = next(one for one in held if Path(one.name).name == "metadata.json")
        stream = held.extractfile(member)
        told = json.load(stream) if stream else {}
    return {"model_id": told.get("model_id"), "rasa": told.get("rasa_open_source_version"), "trained_at": told.get("trained_at")}


def _failed(settings: Settings, tell: Tell, file: Path, log: Path) -> list[str]:
    """Return the names of the conversation tests that the model fails. Raises `TrolyError` where Rasa left no result: none were done."""
    tell("conversation tests")
    out = log.parent / "core"
    words = ("test", "core", "--model", str(file), "--stories", str(settings.home / _STORIES), "--out", str(out), "--no-plot")
    engine.rasa(settings, log, words, tell, settings.train_seconds)
    failed = out / _FAILED
    if not failed.is_file():
        raise TrolyError("the conversation tests left no result")
    told = YAML(typ="safe").load(failed.read_text("utf-8")) or {}
    return [str(story.get("story", "?")) for story in told.get("stories") or []]

"""Filling the inbox, wired: the turns of the conversations, the running model, the encoder of the knowledge base."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from console.trial.hearing import Hearing
from conversations.signals import TurnSignals
from core.db import Database
from core.doing import Doing
from core.errors import ModelUnavailable
from core.jobs import Job, Jobs
from core.settings import Settings
from training.inbox.schemas import Collected, Guess
from training.inbox.service import Inbox
from training.inbox.suggesting import Suggesting

if TYPE_CHECKING:
    from core.encoder import Encoder
    from training.inbox.ports import Vectors

_ANYTHING = "xin chào"  # asked to learn which model is there


def collected(settings: Settings, database: Database, beside: Callable[[int], None] = lambda _: None) -> Collected:
    """Do one round: take in what people wrote, and look at what is new and at some of what is not.

    Raises:
        Unavailable: the database fails.
        BadRequest: a file of examples is broken; what people wrote is in the inbox by then.
    """
    taken = Inbox(database).collect(TurnSignals(database))
    folder = settings.var / "training" / "vectors"
    suggesting = Suggesting(database, settings.home, folder, Running(Hearing(settings)), Meaning.of(settings.model_folder))
    return replace(taken, looked=suggesting.look(beside))


def done(jobs: Jobs, job: Job, settings: Settings, database: Database) -> str:
    """Do a round that was asked for as a job, and return its state."""
    doing = Doing(jobs, job, lambda _: None)

    def round_() -> dict[str, int]:
        jobs.beat(job.id, "reading what people wrote")
        found = collected(settings, database, lambda count: jobs.beat(job.id, "looking for suggestions", count))
        return {"read": found.read, "kept": found.kept, "refused": found.refused, "looked": found.looked}

    return doing.do(round_)


class Running:
    """The running model; once it does not answer it is not asked again, so that a stopped one costs one wait."""

    def __init__(self, hearing: Hearing) -> None:
        """Ask through `hearing`."""
        self._hearing, self._answers = hearing, True

    def model(self) -> str | None:
        """Return its name, or `None` while it does not answer."""
        heard = self.hear(_ANYTHING)
        return heard.model if heard else None

    def hear(self, text: str) -> Guess | None:
        """Return what it hears."""
        heard = self._hearing.heard(text) if self._answers else None
        self._answers = heard is not None
        return Guess(tuple((one.name, one.confidence) for one in heard.intents), heard.model) if heard else None


class Meaning:
    """The encoder of the knowledge base, opened at the first text: a round that brings nothing does without it."""

    def __init__(self, folder: Path) -> None:
        """Stand for the encoder in `folder`; raises what reading its manifest does."""
        self._folder = folder
        self._opened: Encoder | None = None
        self.version = str(json.loads((folder / "manifest.json").read_text("utf-8"))["version"])

    @classmethod
    def of(cls, folder: Path) -> "Meaning | None":
        """Return the encoder in `folder`; `None` where none was prepared: texts are then compared by their syllables."""
        return cls(folder) if (folder / "manifest.json").is_file() else None

    def encode(self, texts: list[str]) -> "Vectors":
        """Return the vectors of questions. Raises `ModelUnavailable`."""
        return self._open().encode(texts)

    def _open(self) -> "Encoder":
        from core.encoder import Encoder

        if self._opened is None:
            try:
                self._opened = Encoder.open(self._folder)
            except Exception as error:  # what a damaged file makes of onnxruntime, tokenizers or json is of many types
                raise ModelUnavailable("the embedding model cannot be opened") from error
        return self._opened

"""The jobs of dialogue models: one is trained, or one that stands is measured anew beside the live one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.clock import now
from core.db import Database
from core.doing import Doing
from core.errors import Conflict, TrolyError
from core.jobs import Job, Jobs
from core.settings import Settings
from training.dialogue import making
from training.dialogue.kinds import MEASURE, TRAIN
from training.dialogue.making import Tools
from training.dialogue.registry import Registry
from training.dialogue.scratch import scratch
from training.labels.export import Exports


class Work:
    """Does the jobs of this room."""

    def __init__(self, settings: Settings, database: Database, jobs: Jobs, tools: Tools) -> None:
        """Work on the state of `settings`; what `tools` tells is written to the job, and what trainers agreed on is part of the data."""
        self._settings, self._database, self._jobs, self._tools = settings, database, jobs, tools
        self._registry = Registry.of(settings, database)
        self._steps: dict[str, Callable[[Job, Tools, Path], int]] = {TRAIN: self._train, MEASURE: self._measure}

    def do(self, job: Job) -> str:
        """Do a job that was taken, write its end, and return its state: done or failed. Never raises for what went wrong."""
        doing = Doing(self._jobs, job, self._tools.tell)
        return doing.do(lambda: self._done(job, doing))

    def _done(self, job: Job, doing: Doing) -> dict[str, Any]:
        with scratch(self._settings) as folder:
            try:
                return {"model": self._steps[job.kind](job, self._with_labels(doing), folder)}
            except TrolyError as error:
                # The end of Rasa's log is for whoever trains; where things are on this machine is none of theirs.
                told = str(error).replace(str(folder), "…").replace(str(self._settings.var), "…").replace(str(self._settings.home), "…")
                raise TrolyError(told) from error

    def _with_labels(self, doing: Doing) -> Tools:
        plan = Exports(self._settings.home, self._database).plan()
        doing.tell(f"labels not in the files yet: {plan.added} added, {plan.changed} changed, {plan.removed} taken out")
        return replace(self._tools, tell=doing.tell, changed={file.path: file.after for file in plan.diff.files})

    def _train(self, job: Job, tools: Tools, scratch: Path) -> int:
        """A job that is done again after its model was entered is done already."""
        if made_before := next((model.id for model in self._registry.all() if model.made_with.get("job") == job.id), None):
            return made_before
        made = making.make(self._settings, tools, now(), scratch)
        made_with = {**made.made_with, "job": job.id, "note": job.arguments.get("note", "")}
        number = self._registry.add(replace(made, made_with=made_with), job.by)
        for name in self._registry.prune():
            tools.tell(f"{name} was removed: newer ones are kept")
        return number

    def _measure(self, job: Job, tools: Tools, scratch: Path) -> int:
        """Raises `Conflict` for a model whose file is gone."""
        model = self._registry.get(int(job.arguments["model"]))
        if model.removed or not (self._settings.bot_models / model.name).is_file():
            raise Conflict(f"the file of {model.name} is gone")
        made = making.measured(self._settings, tools, model.name, scratch)
        kept = replace(made, dataset=model.dataset, made_with={**made.made_with, **model.made_with})
        return self._registry.add(kept, job.by)

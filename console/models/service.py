"""What the desk of dialogue models asks of the registry and of jobs."""

from collections.abc import Sequence
from dataclasses import dataclass

from console.parts import Parts
from core.errors import Conflict
from core.jobs import Job
from training.dialogue.gate import Refusal
from training.dialogue.kinds import KINDS, MEASURE, TRAIN
from training.dialogue.models import DialogueModel
from training.dialogue.registry import Registry

_LATEST = 20  # jobs that are looked through


@dataclass(frozen=True)
class Line:
    """A model as it stands: `state` is live, former, candidate, blocked, unmeasured or removed; `refusals` are the gate's reasons."""

    model: DialogueModel
    state: str
    refusals: Sequence[Refusal] = ()


class Desk:
    """The models of one console."""

    def __init__(self, parts: Parts) -> None:
        """Open the registry of `parts`."""
        self.registry, self._jobs = Registry.of(parts.settings, parts.database, parts.clock), parts.editorial.jobs

    def lines(self) -> list[Line]:
        """Return every model, the newest first."""
        live, former = self._now()
        return [self._line(model, live, former) for model in self.registry.all()]

    def line(self, model: DialogueModel) -> Line:
        """Return how one stands."""
        return self._line(model, *self._now())

    def _now(self) -> tuple[str | None, str | None]:
        former = self.registry.former()
        return self.registry.live_name(), former.name if former else None

    def _line(self, model: DialogueModel, live: str | None, former: str | None) -> Line:
        if model.name == live:
            return Line(model, "live")
        if model.removed:
            return Line(model, "removed")
        found = self.registry.refusals(model)
        if model.name == former:
            return Line(model, "former", found)
        if not model.report:
            return Line(model, "unmeasured", found)
        return Line(model, "blocked" if found else "candidate", found)

    def latest(self, number: int | None = None) -> Job | None:
        """Return the latest job, or the latest that measured model `number`."""
        jobs = self._jobs.latest(KINDS, _LATEST)
        return next((job for job in jobs if number is None or (job.kind, job.arguments.get("model")) == (MEASURE, number)), None)

    def busy(self) -> bool:
        """Tell whether a model is being trained or measured, or waits for it."""
        return any(job.ended is None for job in self._jobs.latest(KINDS, _LATEST))

    def train(self, by: str, note: str) -> int:
        """Ask for a training. Raises `Conflict` while another job of models is not over."""
        self._free()
        return self._jobs.ask(TRAIN, by, {"note": " ".join("".join(sign if sign.isprintable() else " " for sign in note).split())})

    def measure(self, by: str, number: int) -> int:
        """Ask for a model to be measured anew. Raises `NotFound`; `Conflict` while a job is not over, or for a file that is gone."""
        if self.registry.get(number).removed:
            raise Conflict(f"the file of model {number} is gone")
        self._free()
        return self._jobs.ask(MEASURE, by, {"model": number})

    def _free(self) -> None:
        if self.busy():
            raise Conflict("a model is being trained or measured")

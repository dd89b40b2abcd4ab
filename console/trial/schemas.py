"""What is typed on the desk."""

from dataclasses import dataclass

from console.auth.schemas import Invalid
from console.trial.service import MOST_EARLIER


@dataclass(frozen=True)
class Wish:
    """A question to try after `earlier` turns, one a line: on the live release, beside another one, or beside the draft `version`."""

    question: str = ""
    earlier: str = ""
    release: str = ""
    version: int | None = None

    def checked(self, longest: int) -> tuple[str, list[str]]:
        """Return the question and the turns before it. Raises `Invalid` for what no citizen could send."""
        question, turns = self.question.strip(), [line.strip() for line in self.earlier.splitlines() if line.strip()]
        faults = {}
        if not question:
            faults["question"] = "trial.fault_empty"
        elif len(question) > longest:
            faults["question"] = "trial.fault_long"
        if len(turns) > MOST_EARLIER or any(len(turn) > longest for turn in turns):
            faults["earlier"] = "trial.fault_earlier"
        if faults:
            raise Invalid(faults)
        return question, turns

"""What labels change in the files, as it was shown: written only for who saw it, or merged with what came in between."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from core.errors import BadRequest, Conflict, NotFound
from training.corpus.change import Written
from training.corpus.merge import Side
from training.labels.export import Export, Exports

_MOST = 8  # plans that are kept: each holds the files it changes, before and after


class Shown:
    """The latest plans that pages showed. They go with the program: whoever comes later is shown the plan anew."""

    def __init__(self) -> None:
        """Nothing was shown yet."""
        self._plans: OrderedDict[tuple[Path, str], Export] = OrderedDict()
        self._lock = Lock()

    def put(self, home: Path, plan: Export) -> None:
        """Keep a plan."""
        with self._lock:
            self._plans[home, plan.mark] = plan
            self._plans.move_to_end((home, plan.mark))
            while len(self._plans) > _MOST:
                self._plans.popitem(last=False)

    def get(self, home: Path, mark: str) -> Export | None:
        """Return the plan that a form names."""
        with self._lock:
            return self._plans.get((home, mark))


_SHOWN, _WRITING = Shown(), Lock()


@dataclass(frozen=True)
class Outcome:
    """What came of writing: `refused` is the key of the sentence that says why nothing was written."""

    plan: Export
    written: Written = field(default_factory=Written)
    refused: str = ""


class Plans:
    """The plans for one checkout."""

    def __init__(self, home: Path, exports: Exports) -> None:
        """Plan with `exports`, for `home`."""
        self._home, self._exports = home, exports

    def now(self) -> Export:
        """Return what would be written now, and keep it for the form of the page. Raises `BadRequest`, `Unavailable`."""
        plan = self._exports.plan()
        _SHOWN.put(self._home, plan)
        return plan

    def write(self, mark: str, by: str, choices: Mapping[str, Side]) -> Outcome:
        """Write the plan that `mark` names, as `by`.

        Where only files changed since it was shown, its lines are merged with theirs; where labels did, nothing is written.
        """
        with _WRITING:
            present = self.now()
            plan = present if present.mark == mark else _SHOWN.get(self._home, mark)
            if plan is None or not plan.puts or plan.of_labels != present.of_labels:
                return Outcome(present, refused="corpus.stale")
            try:
                written = self._exports.write(plan, by, choices)
            except (Conflict, BadRequest, NotFound):  # the lines fit together and are no training data any more: planned anew they are
                return Outcome(present, refused="corpus.stale")
            except OSError:
                return Outcome(present, refused="corpus.not_written")
            return Outcome(plan, written, "corpus.conflict" if written.conflicts else "")

"""How well each record fits a question, leg by leg, and the weights that make one score of the legs.

The weights make the right records likeliest among the candidates of questions whose procedure is known
(`bench/fit_legs.py`, `legs.json`), so that a record whose score is one higher is about three times as likely meant.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.text_index import Scores

FLOOR_RANK = 40  # a leg counts as far as it stands out from the 40th record
NAMES = ("agreement", "covered", "named", "spelled", "nearness", "mentioned", "markers")


@dataclass(frozen=True)
class Legs:
    """Scores of shape (records,). All but `markers` are 0 where the leg says nothing of a record.

    `named`: share (0-1) of its best name that the question says. `covered`: share (0-1) of the question's content that a
    name of it has. `agreement`: how well the two cover each other (their harmonic mean, of its best name). `spelled`: the
    same with accents, which tell "ngoại" from "ngoài". `nearness`: how far the meaning of a name stands out, in cosine units
    of 0.02. `mentioned`: how far its text stands out by its words, in standard deviations. `markers`: how what sets it apart
    from its twins agrees with what is said.
    """

    agreement: Scores
    covered: Scores
    named: Scores
    spelled: Scores
    nearness: Scores
    mentioned: Scores
    markers: Scores

    def rows(self, among: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Return the legs of the records `among`, shape (records, legs), in the order of `NAMES`."""
        return np.stack([getattr(self, name)[among] for name in NAMES], axis=1)


def weights(path: Path | None = None) -> npt.NDArray[np.float32]:
    """Read the fitted weights, in the order of `NAMES` (beside this module unless `path` names another file)."""
    told: dict[str, float] = json.loads((path or Path(__file__).with_suffix(".json")).read_text("utf-8"))
    return np.array([told[name] for name in NAMES], np.float32)


def fused(legs: Legs, weighed: npt.NDArray[np.float32]) -> Scores:
    """Return one score a record: the weighted sum of its legs."""
    return np.asarray(sum(getattr(legs, name) * weight for name, weight in zip(NAMES, weighed, strict=True)), np.float32)


def standing_out(scores: Scores, seen: Scores, unit: float) -> Scores:
    """How far each score stands above the one of `FLOOR_RANK` among those `seen`, in `unit`s; never negative."""
    floor = np.sort(seen)[::-1][min(FLOOR_RANK, len(seen) - 1)]
    return np.asarray(np.maximum(scores - floor, 0.0) / unit, np.float32)

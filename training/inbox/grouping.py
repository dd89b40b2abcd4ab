"""Groups of open texts that say nearly the same: each new one joins the group whose first text it is most like, or begins one."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from training.inbox.likeness import Words, similarity
from training.inbox.ports import Vectors

# Chosen by measuring held-out texts of ours (bench/results/inbox.md): nine of ten in a group then have the intent of the group.
ALIKE = 0.725
ALIKE_BY_SYLLABLES = 0.4  # the same where no encoder is there


@dataclass(frozen=True)
class Centre:
    """The first text of a group: what others are compared with."""

    cluster: int
    words: Words
    vector: Vectors | None


class Groups:
    """The groups as they stand, by what their texts are taken for: texts taken for two intents are never in one group."""

    def __init__(
        self, centres: Iterable[tuple[str | None, Centre]], last: int, alike: float = ALIKE, by_syllables: float = ALIKE_BY_SYLLABLES
    ) -> None:
        """Begin with the centres of today, each with its intent; `last` is the highest number a group has."""
        self._last, self._alike, self._by_syllables = last, alike, by_syllables
        self._centres: dict[str | None, list[Centre]] = {}
        for intent, one in centres:
            self._centres.setdefault(intent, []).append(one)

    def place(self, intent: str | None, words: Words, vector: Vectors | None) -> int:
        """Return the number of the group a text is in, a new one where it is like no other."""
        centres = [one for one in self._centres.get(intent, []) if (one.vector is None) is (vector is None)]
        if centres:
            shares = np.array([len(words & one.words) / (len(words | one.words) or 1) for one in centres], np.float32)
            cosine = None if vector is None else np.stack([one.vector for one in centres if one.vector is not None]) @ vector
            alike = similarity(cosine, shares)
            best = int(np.argmax(alike))
            if alike[best] >= (self._by_syllables if vector is None else self._alike):
                return centres[best].cluster
        self._last += 1
        self._centres.setdefault(intent, []).append(Centre(self._last, words, vector))
        return self._last

"""What people ask and nobody has written (độ phủ): questions without a good answer, those that mean the same together."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from math import sqrt
from typing import TYPE_CHECKING

from core.text import fold, has_accents, normalize, syllables
from knowledge.editorial.effect import Counted
from knowledge.words import Words

if TYPE_CHECKING:
    from knowledge.retrieval import Searcher

_ALIKE = 0.42  # cosine of two questions' terms; docs/editorial.md says how it was chosen
_MASKED = re.compile(r"\[[^\]]{0,30}\]")
_LONGEST = 400  # characters of a subject
Weigh = Callable[[str], Mapping[str, float]]


@dataclass(frozen=True)
class Gap:
    """Questions about one thing, the most frequent first. `subject` is what the first of them is about: its telling syllables."""

    subject: str
    questions: tuple[Counted, ...]

    @cached_property
    def times(self) -> int:
        """How often they were asked together."""
        return sum(one.times for one in self.questions)

    @property
    def key(self) -> str:
        """What the subject is found by in an address, where no words of citizens stand."""
        return sha256(self.subject.encode()).hexdigest()[:16]


def gaps(questions: Iterable[Counted], words: Words, weigh: Weigh | None = None, most: int = 50) -> list[Gap]:
    """Put questions about one thing together; the most frequent groups first.

    A question joins the group whose leading question is most like it; one that tells nothing joins none.

    Args:
        questions: masked, with how often each was asked.
        words: writes abbreviations out and knows what tells nothing.
        weigh: what each term of a question tells of its matter; `of_release` is better than `plain(words)`, which needs no release.
        most: groups that are returned.
    """
    groups = _Groups(weigh or plain(words))
    for question in sorted(questions, key=lambda one: (-one.times, one.text)):
        groups.add(question)
    found = [Gap(subject(group[0].text, words), tuple(group)) for group in groups.members]
    return sorted((gap for gap in found if gap.subject), key=lambda gap: -gap.times)[:most]


class _Groups:
    """Groups by their leading question; a list by term tells which may be alike."""

    def __init__(self, weigh: Weigh) -> None:
        self.members: list[list[Counted]] = []
        self._weigh = weigh
        self._leads: list[Mapping[str, float]] = []
        self._with: dict[str, list[int]] = {}

    def add(self, question: Counted) -> None:
        told = unit(self._weigh(question.text))
        if not told:
            return
        near = {number for term in told for number in self._with.get(term, ())}
        best = max(((likeness(told, self._leads[number]), -number) for number in near), default=(0.0, 0))
        if best[0] >= _ALIKE:
            self.members[-best[1]].append(question)
            return
        for term in told:
            self._with.setdefault(term, []).append(len(self._leads))
        self._leads.append(told)
        self.members.append([question])


class Subjects:
    """Subjects that were dealt with, to know a gap about one of them again."""

    def __init__(self, subjects: Iterable[str], weigh: Weigh) -> None:
        """Weigh `subjects` as the questions are weighed."""
        self._weigh = weigh
        self._told = {one: unit(weigh(one)) for one in subjects}

    def of(self, gap: Gap) -> str | None:
        """Return the subject that `gap` is about, or None."""
        if gap.subject in self._told:
            return gap.subject
        told = unit(self._weigh(gap.questions[0].text))
        found = ((likeness(told, other), one) for one, other in self._told.items())
        return max((one for one in found if one[0] >= _ALIKE), default=(0.0, None))[1]


def plain(words: Words) -> Weigh:
    """Weigh by the table of words alone: a syllable tells something or nothing."""
    return lambda text: dict.fromkeys((fold(one) for one in _telling(text, words)), 1.0)


def of_release(searcher: "Searcher") -> Weigh:
    """Weigh with an open release: slips of typing repaired, and what few names of procedures have tells most."""
    return lambda text: searcher.telling(searcher.question(text))


def unit(weights: Mapping[str, float]) -> dict[str, float]:
    """Return `weights` with a length of one."""
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items()} if length else {}


def likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the cosine of two units."""
    short, long = sorted((one, other), key=len)
    return sum(weight * long.get(term, 0.0) for term, weight in short.items())


def subject(text: str, words: Words) -> str:
    """Return the telling syllables of a question, in their order and each once; nothing that was masked."""
    return " ".join(dict.fromkeys(_telling(text, words)))[:_LONGEST].strip()


def _telling(text: str, words: Words) -> Sequence[str]:
    """Return the syllables that tell what a question is about. With accents "ông" tells nothing and "ong" does."""
    written = words.expand(_MASKED.sub(" ", text))
    light = words.light if has_accents(written) else words.light_folded
    return [one for one in syllables(normalize(written).lower()) if one not in light]

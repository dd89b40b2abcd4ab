"""What people ask and nobody has written (độ phủ): questions without a good answer, those that mean the same together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.text import fold, has_accents, normalize, syllables
from knowledge.editorial.effect import Counted
from knowledge.words import Words

_SHARED = 0.6  # of the syllables of the shorter question


@dataclass(frozen=True)
class Gap:
    """Questions about one thing: how often they were asked together, and each, the most frequent first."""

    times: int
    questions: tuple[str, ...]


def gaps(questions: Iterable[Counted], words: Words, most: int = 50) -> list[Gap]:
    """Put questions that share most of their telling syllables together; the most frequent groups first.

    A question joins the first group whose leading question it resembles; one without a telling syllable joins none. `words` writes
    abbreviations out and knows what tells nothing.
    """
    groups: list[tuple[frozenset[str], list[Counted]]] = []
    for question in sorted(questions, key=lambda one: (-one.times, one.text)):
        telling = _telling(words.expand(question.text), words)
        if not telling:
            continue
        group = next((group for lead, group in groups if _alike(lead, telling)), None)
        if group is None:
            groups.append((telling, [question]))
        else:
            group.append(question)
    found = [_gap(group) for _, group in groups]
    return sorted(found, key=lambda gap: -gap.times)[:most]


def _telling(text: str, words: Words) -> frozenset[str]:
    """Return what tells what a question is about, folded. With accents "ông" tells nothing and "ong" does."""
    light = words.light if has_accents(text) else words.light_folded
    return frozenset(fold(syllable) for syllable in syllables(normalize(text).lower()) if syllable not in light)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared, shorter = len(one & other), min(len(one), len(other))
    return shared >= min(2, shorter, len(one)) and shared / shorter >= _SHARED


def _gap(group: Sequence[Counted]) -> Gap:
    return Gap(sum(one.times for one in group), tuple(one.text for one in group))

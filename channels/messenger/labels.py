"""Titles of twenty characters: what is longer, or looks like another, gets a mark, and its full words stand beside the mark in the text.

A number is given only where typing it chooses the same (`actions/choices.py`): it counts the answers to an open question, else the
procedures offered. Other choices get a letter.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from channels.messenger.limits import TITLE, size
from channels.payload import choose
from core.answer import Answer

_OWN = re.compile(r"(\d{1,2})\. ")
_BULLET = "• "


@dataclass(frozen=True)
class Label:
    """How a choice is shown: the `title` of its button, and the `line` that the text must hold for it, if any."""

    title: str
    line: str | None = None


def short(title: str, limit: int = TITLE) -> str:
    """Return `title`, cut after a whole word where it is too long."""
    if size(title) <= limit:
        return title
    kept = ""
    for word in title.split(" "):
        longer = f"{kept} {word}".strip()
        if size(longer) > limit - 1:
            break
        kept = longer
    while not kept or size(kept) > limit - 1:  # one long word
        kept = kept[:-1] if kept else title[: limit - 1]
    return kept.rstrip(" ,;:(-–") + "…"


def numbers(answer: Answer) -> dict[str, int]:
    """Return the number that, typed, does what a button's payload does.

    Where an answer has both answers to a question and procedures, those are counted that its text counts.
    """
    asked = [button for button in answer.buttons if button.payload.startswith("/pick")]
    offered = [choose(other.code) for other in answer.alternatives]
    counted = [line.casefold() for line in answer.text.splitlines() if _OWN.match(line)]
    if asked and offered and not any(asked[0].title.strip().casefold() in line for line in counted):
        asked = []
    ordered = [button.payload for button in asked] or offered
    return {payload: place for place, payload in reversed(list(enumerate(ordered, start=1)))}


def labelled(titles: Sequence[str], typed: Sequence[int | None], text: str, shown: int) -> list[Label]:
    """Return a label for each of `titles`.

    Args:
        titles: in full.
        typed: the number that chooses the same, where there is one.
        text: what is said above the buttons; a line of it that numbers a title need not be said again.
        shown: how many get a button; the others stand in the text alone, marked.
    """
    cut = [short(title) for title in titles]
    twins = Counter(one.casefold() for one in cut)
    marks = _Marks(text)
    return [
        Label(title) if place < shown and cut[place] == title and twins[title.casefold()] == 1 else marks.label(title, number)
        for place, (title, number) in enumerate(zip(titles, typed, strict=True))
    ]


class _Marks:
    """Gives each title a mark of its own: the number it has in itself, in the text, when typed; else a letter."""

    def __init__(self, text: str) -> None:
        self._lines = [line.strip().casefold() for line in text.splitlines()]
        self._letters = iter(ascii_uppercase)
        self._given: set[str] = set()

    def label(self, title: str, number: int | None) -> Label:
        own = _OWN.match(title)
        bare = title[own.end() :] if own else title
        told = [found[0] for line in self._lines if (found := _OWN.match(line)) and bare.casefold() in line[found.end() :]]
        typed = f"{number}. " if number else None
        wished = [own[0]] if own else [typed] if typed in told else [*told, typed]
        mark = next((one for one in wished if one and one not in self._given), None) or self._letter()
        self._given.add(mark)
        shown = mark + (bare if not own or mark == own[0] else title)
        return Label(short(shown), None if mark in told else shown)

    def _letter(self) -> str:
        letter = next(self._letters, None)
        return f"{letter}. " if letter else _BULLET

"""The three ways a measured question is written: as typed, without accents, with simulated typos."""

from collections.abc import Callable
from dataclasses import replace
from zlib import crc32

from core.text import fold
from knowledge.evaluation import Item
from knowledge.noise import distort


def _as_typed(text: str, _: int) -> str:
    return text


def _without_accents(text: str, _: int) -> str:
    return fold(text)


WRITINGS: dict[str, Callable[[str, int], str]] = {
    "as typed": _as_typed,
    "without accents": _without_accents,
    "simulated typos": distort,
}


def written(item: Item, writing: str) -> Item:
    """Return `item` with its question and its earlier turns in `writing`; the same typos at every run."""
    write, seed = WRITINGS[writing], crc32(item.id.encode())
    history = tuple(write(turn, seed + number) for number, turn in enumerate(item.history, start=1))
    return replace(item, question=write(item.question, seed), history=history)

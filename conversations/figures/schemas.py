"""What the figures count, in one place; what is asked for, and what is handed out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

ALL = "*"  # every channel, every topic
NONE = "-"  # the topic of turns that name no procedure
UNKNOWN = "?"  # the topic of procedures whose field nobody knows

# A turn counts by how it was answered. Greetings, forms, hand-offs and advice in danger are turns, and no questions that were answered or
# not: they are in `turns` alone.
STATUSES: Mapping[str, tuple[str, ...]] = {
    "answered": ("answered", "dossier"),
    "clarified": ("clarify",),
    "abstained": ("not_found", "out_of_scope"),
    "errors": ("error",),
}
ANSWERED = STATUSES["answered"]
QUESTIONS = tuple(status for found in STATUSES.values() for status in found)
# Figures that one thing lost (a turn that was erased) makes smaller together. The first names tell whether anything is lost.
GROUPS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("turns",),
        (
            "turns", "people", *STATUSES, "helped", "returned", "contained", "timed", "p50", "p95",
            "people_clarified", "people_abstained", "people_other",
            "squares",  # the sum of the squares of how many turns each person had: how much they hang together
        ),
    ),
    (("good", "bad"), ("good", "bad")),
    (("handovers",), ("handovers",)),
    (("judged",), ("judged", "wrong", "partly", "judged_answered", "wrong_answered", "partly_answered")),
)  # fmt: skip
JUDGED = GROUPS[3][1]
LATE = (*GROUPS[1][1], *JUDGED)  # said of answers later on; it is quickly counted
SETTLED = "settled"  # stored of everything: the week was counted when nothing but what is judged could change any more
# Each of these counts rows, which can be shown.
COUNTS = (
    "turns", "people", *STATUSES, "helped", "returned", "contained", "handovers", "good", "bad", "judged", "wrong", "partly", "timed",
)  # fmt: skip
Cell = tuple[str, str]  # channel, topic
Cells = Mapping[Cell, Mapping[str, float]]
Topics = Callable[[], Mapping[str, str]]  # the topic of each procedure, by code


class Verdict(Protocol):
    """What people judged of the answer of one turn: right, wrong, partly or unsure; `sampled` when chance chose the turn."""

    @property
    def turn(self) -> int:
        """The number of the turn."""

    @property
    def verdict(self) -> str:
        """Its verdict."""

    @property
    def sampled(self) -> bool:
        """Whether chance chose it."""


Verdicts = Callable[[datetime, datetime], Sequence[Verdict]]  # of the turns from one moment up to before another, one a turn


@dataclass(frozen=True)
class Asked:
    """The rows that are asked for: those that `figure` counts in a week, of one channel or `ALL`, of one topic or `ALL`."""

    week: date
    figure: str
    channel: str = ALL
    topic: str = ALL

    @property
    def cell(self) -> Cell:
        """The cell of the figure."""
        return self.channel, self.topic


@dataclass(frozen=True)
class Row:
    """One turn, masked, or one hand-off (`handover` is its number): of that the last question is told, and its state as `status`."""

    at: datetime
    channel: str
    status: str
    question: str
    answer: str = ""
    procedure: str | None = None
    turn: int | None = None
    handover: str | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Rows:
    """A page of `total` rows; `page` counts from 1."""

    rows: list[Row]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Week:
    """The figures of one week.

    `cells` holds them; what is not in it is 0. `left` is how many of the week's turns are still there; `here` what is counted of them now,
    or None where that was not counted because nothing is gone.
    """

    week: date
    over: bool
    settled: bool
    cells: Cells
    left: int
    here: Cells | None = None

    def value(self, figure: str, channel: str = ALL, topic: str = ALL) -> float:
        """Return a figure."""
        return self.cells.get((channel, topic), {}).get(figure, 0)

    def count(self, figure: str, channel: str = ALL, topic: str = ALL) -> int:
        """Return a figure that counts something."""
        return int(self.value(figure, channel, topic))

    def measured(self, figure: str, channel: str = ALL, topic: str = ALL) -> float | None:
        """Return a figure that is measured, or None where nothing was."""
        return self.cells.get((channel, topic), {}).get(figure)

    def rows(self, figure: str, channel: str = ALL, topic: str = ALL) -> int | None:
        """Return how many of the rows that a figure counts are still there; None where some are gone and nobody counted."""
        if self.here is None:
            return self.count(figure, channel, topic) if self.whole else None
        return int(self.here.get((channel, topic), {}).get(figure, 0))

    @property
    def whole(self) -> bool:
        """Whether all its turns are there."""
        return self.left >= self.count("turns")

    def channels(self) -> list[str]:
        """Return the channels that anything came by, the busiest first."""
        return self._ranked([channel for channel, topic in self.cells if topic == ALL and channel != ALL], lambda one: (one, ALL))

    def topics(self, channel: str = ALL) -> list[str]:
        """Return the topics that anything was about, the busiest first; what names no procedure is the last."""
        found = [topic for found, topic in self.cells if found == channel and topic != ALL]
        return sorted(self._ranked(found, lambda one: (channel, one)), key=lambda one: one in (NONE, UNKNOWN))

    def _ranked(self, names: list[str], cell: Callable[[str], Cell]) -> list[str]:
        return sorted(names, key=lambda one: (-self.cells[cell(one)].get("people", 0), one))

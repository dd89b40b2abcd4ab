"""The weekly figures that are published (open data): few of them, coarse, and none about fewer than five people.

Of each week there is everything, each channel, and each topic; never a channel's topic, and never a procedure. A figure behind which stand
one to four people is left out, and with it the smallest figure beside it, which has five people or more behind it: so no difference between
a sum and what is told tells of fewer, neither down a column nor along a line (all turns are those answered, asked back, without an answer,
and others). A week is published once it has settled, and never changes again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from conversations.figures import store
from conversations.figures.schemas import ALL, SETTLED, Cell, Cells
from conversations.figures.weeks import SETTLES
from core.db import Database
from core.weeks import bounds

LEAST = 5  # people
# Each figure, and which figure tells how many people stand behind it.
FIGURES = {"turns": "people", "people": "people", "answered": "helped", "clarified": "people_clarified", "abstained": "people_abstained"}
COLUMNS = ("week", "channel", "topic", *FIGURES)
OTHER = "other"  # turns that are none of these, such as greetings; never told
_PARTS = ("answered", "clarified", "abstained", OTHER)  # of all turns
Values = dict[str, int | None]
Key = tuple[Cell, str]  # a cell, a figure
Sum = tuple[Key, list[Key]]  # what adds up, and of what
Count = tuple[int, int]  # how often, people


@dataclass(frozen=True)
class Line:
    """The figures of one week, of everything or of one channel or topic; None is a figure that is not told."""

    week: date
    channel: str
    topic: str
    values: Values


class Published:
    """The figures of the weeks that have settled, as they are stored. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database
        self._kept: tuple[list[date], list[Line]] = ([], [])  # what was published never changes

    def lines(self) -> list[Line]:
        """Return every published line, by week."""
        with self._database.read() as session:
            weeks = list(store.known(session, SETTLED))
            if weeks != self._kept[0]:
                stored = store.stored(session, weeks, {*FIGURES, *FIGURES.values(), "people_other"})
                self._kept = (weeks, [line for week in weeks for line in published(week, stored[week])])
        return self._kept[1]


def changed(lines: Sequence[Line]) -> datetime | None:
    """Return when the last of these weeks was published; None for none."""
    return bounds(lines[-1].week)[1] + SETTLES if lines else None


def published(week: date, cells: Cells) -> Iterator[Line]:
    """Yield what is told of a week; nothing of one with fewer than five people."""
    channels = [cell for cell in sorted(cells) if cell[0] != ALL == cell[1]]
    topics = [cell for cell in sorted(cells) if cell[0] == ALL != cell[1]]
    every = ((ALL, ALL), *channels, *topics)
    counts = {(cell, figure): _count(cells.get(cell, {}), figure) for cell in every for figure in (*FIGURES, OTHER)}
    told = {key for key, count in counts.items() if key[1] != OTHER and _may(count, cells.get(key[0], {}))}
    sums = [*_down(channels), *_down(topics), *(((cell, "turns"), [(cell, part) for part in _PARTS]) for cell in every)]
    while [total for total, parts in sums if not _safe(total, parts, counts, told)]:
        pass  # each round in which one was not safe tells less
    for cell in every:
        values = {figure: counts[cell, figure][0] if (cell, figure) in told else None for figure in FIGURES}
        if any(value is not None for value in values.values()):
            yield Line(week, *cell, values)


def _down(table: Sequence[Cell]) -> Iterator[Sum]:
    """Yield what adds up to everything: each figure of all channels, or of all topics."""
    if table:
        yield from (((((ALL, ALL), figure), [(cell, figure) for cell in table])) for figure in FIGURES)


def _count(found: Mapping[str, float], figure: str) -> Count:
    """Return how often something was, and how many people stand behind it."""
    if figure == OTHER:
        rest = found.get("turns", 0) - sum(found.get(part, 0) for part in _PARTS if part != OTHER)
        return int(rest), int(found.get("people_other", 0))
    return int(found.get(figure, 0)), int(found.get(FIGURES[figure], 0))


def _may(count: Count, found: Mapping[str, float]) -> bool:
    """Tell whether a count itself may be told; that nobody did something, of a cell of five people or more."""
    return found.get("people", 0) >= LEAST and (not count[0] or count[1] >= LEAST)


def _safe(total: Key, parts: Sequence[Key], counts: Mapping[Key, Count], told: set[Key]) -> bool:
    """Tell whether a sum tells of nothing that is left out; where it does, leave out the smallest part that is told.

    Two gaps and more, one of them with five people or more behind it, cannot be told apart, nor does their sum tell of fewer. What is never
    told, `OTHER`, is in one sum alone. Where no part is left to be told, the gaps are all of the sum; a single one would be told by it.
    """
    gaps = [key for key in (total, *parts) if key not in told and counts[key][0]]
    shown = [(counts[key][0], key) for key in parts if key in told and counts[key][0]]
    large = any(counts[key][1] >= LEAST for key in gaps)
    if not gaps or (large and (len(gaps) > 1 or gaps[0][1] == OTHER)):
        return True
    if not shown and (total not in told or len(gaps) > 1):
        return True
    told.remove(min(shown)[1] if shown else total)
    return False

"""A figure as a share of what it is a part of, and beside that of the week before."""

from collections.abc import Mapping

from conversations.figures.chance import Change, difference, ratio
from conversations.figures.schemas import STATUSES, Cell, Week
from core.intervals import Share

LEAST_JUDGED = 20  # answers: with fewer, a share of wrong ones could be almost anything
_QUESTIONS = tuple(STATUSES)
# Of which figures each is a share.
WHOLE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(STATUSES, _QUESTIONS),
    **dict.fromkeys(("returned", "contained"), ("helped",)),
    **dict.fromkeys(("good", "bad"), ("good", "bad")),
    **dict.fromkeys(("wrong", "partly"), ("judged",)),
}
_COUNTED = ("turns", "people", "handovers", "helped")


def share(week: Week, figure: str, cell: Cell) -> Share | None:
    """Return a figure as a share; None for one that is no share, or of nothing."""
    total = sum(week.count(one, *cell) for one in WHOLE.get(figure, ()))
    return Share(week.count(figure, *cell), total) if total else None


def enough(week: Week, figure: str, cell: Cell) -> bool:
    """Tell whether a share may be told: of judged answers there must be some."""
    return WHOLE.get(figure) != ("judged",) or week.count("judged", *cell) >= LEAST_JUDGED


def change(figure: str, now: Week, before: Week, cell: Cell) -> Change | None:
    """Compare a figure with that of the week before; None for one of which that cannot be told."""
    if figure in _COUNTED:
        squares = [week.value("squares", *cell) or None if figure == "turns" else None for week in (now, before)]
        return ratio(now.value(figure, *cell), before.value(figure, *cell), *squares)
    one, other = share(now, figure, cell), share(before, figure, cell)
    if not one or not other or not enough(now, figure, cell) or not enough(before, figure, cell):
        return None
    effects = (_effect(now, cell), _effect(before, cell)) if figure in STATUSES else (1.0, 1.0)
    return difference((one.hits, one.total), (other.hits, other.total), effects)


def _effect(week: Week, cell: Cell) -> float:
    """Return how many turns of people who write much are worth one that hangs together with no other."""
    turns = week.value("turns", *cell)
    return max(1.0, week.value("squares", *cell) / turns) if turns else 1.0
